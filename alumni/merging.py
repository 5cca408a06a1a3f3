"""What becomes of a person's membership when two of their accounts are merged."""

from django.utils.translation import gettext as _

import accounts.actions
from accounts import moving
from accounts.models import Policy
from accounts.moving import Merge, Rule
from alumni.models import Alumnus

AUDIENCES = ("name_audience", "country_audience", "certificates_audience")


def join_memberships(merge: Merge) -> None:
    """
    This moves a membership, or keeps that of the account that stays with the narrower of both audiences.

    Who had left with either account shows nobody anything by the merge; they can widen it again themselves.
    """
    theirs = Alumnus.objects.filter(user=merge.source).first()
    own = Alumnus.objects.filter(user=merge.target).first()
    if theirs is None:
        return
    merge.count(Alumnus)
    if own is None:
        theirs.user = merge.target
        theirs.save(update_fields=["user"])
        merge.say(_("The membership in the alumni network moves, with what it shows to whom."))
        return
    for name in AUDIENCES:
        setattr(own, name, min(getattr(own, name), getattr(theirs, name)))
    own.joined_at = min(own.joined_at, theirs.joined_at)
    own.consent_id = own.consent_id or theirs.consent_id
    own.save(update_fields=[*AUDIENCES, "joined_at", "consent"])
    theirs.delete()
    if own.left_at is not None:
        accounts.actions.withdraw_consent(user=merge.target, kind=Policy.Kind.DIRECTORY, now=merge.now)
    merge.say(_("Both accounts are in the alumni network: one membership remains, and shows no more than either did."))


def register_all() -> None:
    moving.register(Rule("alumni.Alumnus", ("user",), act=join_memberships, is_shown=True))
