"""What becomes of the rows of accounts, of the rooms below it, and of libraries when two accounts are merged."""

from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import ForeignObjectRel, Model
from django.utils.translation import gettext as _
from wagtail.models import PageSubscription
from wagtail.users.models import UserProfile

from accounts import entries, erasure
from accounts.models import Consent, User
from accounts.moving import Merge, Rule, drop, register


def move_addresses(merge: Merge) -> None:
    """This lets the person sign in by either address, as far as it was confirmed."""
    confirmed = EmailAddress.objects.filter(user=merge.source, verified=True).order_by("pk")
    for address in confirmed:
        # They may have begun to add it to the other account.
        EmailAddress.objects.filter(user=merge.target, email__iexact=address.email).delete()
        address.user, address.primary = merge.target, False
        address.save(update_fields=["user", "primary"])
        merge.count(EmailAddress)
        merge.say(_("One can sign in with %(address)s, too.") % {"address": address.email})
    for address in EmailAddress.objects.filter(user=merge.source).order_by("pk"):
        merge.say(_("%(address)s was never confirmed, and goes.") % {"address": address.email})
        address.delete()


def join_consents(merge: Merge) -> None:
    """This keeps every agreement; where both accounts stand by the same version, the newest one stays."""
    own = {each.policy_id: each for each in Consent.objects.standing().filter(user=merge.target)}
    for theirs in Consent.objects.filter(user=merge.source).order_by("pk"):
        rival = own.get(theirs.policy_id) if theirs.withdrawn_at is None else None
        if rival is not None:
            older, newer = sorted([theirs, rival], key=lambda each: (each.given_at, each.pk))
            point_at(newer, instead_of=older)
            older.delete()
            theirs = newer  # noqa: PLW2901 -- the one that is left
        theirs.user = merge.target
        theirs.save(update_fields=["user"])
        merge.count(Consent)


def point_at(kept: Model, *, instead_of: Model) -> None:
    """This points at one row whatever pointed at another one of its model."""
    for relation in kept._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows: Any = relation.related_model._base_manager  # noqa: SLF001 -- Django documents it
            rows.filter(**{relation.field.name: instead_of}).update(**{relation.field.name: kept})


def move_groups(merge: Merge) -> None:
    """Groups without rights open courses. Those with rights are roles, and whoever has one is not merged away."""
    theirs = list(merge.source.groups.order_by("name"))
    merge.target.groups.add(*theirs)
    merge.source.groups.clear()
    merge.count(User.groups.through, len(theirs))


def drop_second_factor(merge: Merge) -> None:
    deleted, _rows = Authenticator.objects.filter(user=merge.source).delete()
    if deleted:
        merge.say(_("The second factor of the account that goes is dropped; that of the other one stays as it is."))


def drop_preferences(merge: Merge) -> None:
    for profile in UserProfile.objects.filter(user=merge.source):
        if profile.avatar:
            # The file goes only if the merge stays.
            transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name))
        profile.delete()


def move_subscriptions(merge: Merge) -> None:
    theirs = PageSubscription.objects.filter(user=merge.source)
    theirs.filter(page__in=PageSubscription.objects.filter(user=merge.target).values("page")).delete()
    merge.move(theirs, "user")


def empty_source(merge: Merge) -> None:
    """
    This fills what the account that stays has not, and takes from the other one all that says who it was.

    When they first came here is told by the older account.
    """
    source, target = merge.source, merge.target
    if source.erased_at is not None:
        return
    target.full_name = target.full_name or source.full_name
    if not target.country and source.country:
        target.country, target.time_zone = source.country, source.time_zone
    target.joined_at = min(target.joined_at, source.joined_at)
    target.save(update_fields=["full_name", "country", "time_zone", "joined_at"])
    entries.empty_log(source, {})
    erasure.empty_row(source, now=merge.now)


SESSIONS = "End by themselves: nobody is let in as somebody who was emptied. A job deletes them."
CREDENTIAL = "A credential is not handed on; the account that stays has its own."
OWN = "The account that stays has its own."
FACT = "Says which account became part of which."

OWN_RULES = [
    Rule("accounts.User", (), act=empty_source),
    Rule("accounts.Consent", ("user",), act=join_consents),
    Rule("accounts.MergedAccount", ("target", "by")),
    Rule("accounts.MergedAccount", ("source",), keeps=True, reason=FACT),
    Rule("accounts.User_groups", ("user",), act=move_groups),
    drop("accounts.User_user_permissions", "user", reason="Rights are not handed on; who has any is not merged away."),
    Rule("jobs.Job", ("started_by",)),
    Rule("library.LibraryImage", ("uploaded_by_user",)),
    Rule("library.LibraryDocument", ("uploaded_by_user",)),
]
LIBRARIES = [
    Rule("account.EmailAddress", ("user",), act=move_addresses, room="accounts"),
    Rule("socialaccount.SocialAccount", ("user",), room="accounts"),
    Rule("mfa.Authenticator", ("user",), act=drop_second_factor, reason=CREDENTIAL, room="accounts"),
    Rule("sessions.Session", (), keeps=True, reason=SESSIONS, room="accounts"),
    Rule("wagtailusers.UserProfile", ("user",), act=drop_preferences, reason=OWN, room="accounts"),
    drop("wagtailcore.APIToken", "user", reason=CREDENTIAL, room="accounts"),
    drop("wagtailadmin.EditingSession", "user", reason="Says which page is open in which window.", room="accounts"),
    drop("wagtailadmin.FormState", "user", reason="Holds a form for an hour, for one window.", room="accounts"),
    Rule("wagtailcore.PageSubscription", ("user",), act=move_subscriptions, room="accounts"),
    # Who was once of the staff goes on being named by what they did.
    Rule("wagtailcore.Page", ("owner", "locked_by"), room="accounts"),
    Rule("wagtailcore.Revision", ("user",), room="accounts"),
    Rule("wagtailcore.ModelLogEntry", ("user",), room="accounts"),
    Rule("wagtailcore.PageLogEntry", ("user",), room="accounts"),
    Rule("wagtailcore.Comment", ("user", "resolved_by"), room="accounts"),
    Rule("wagtailcore.CommentReply", ("user",), room="accounts"),
    Rule("wagtailcore.WorkflowState", ("requested_by",), room="accounts"),
    Rule("wagtailcore.TaskState", ("finished_by",), room="accounts"),
    Rule("wagtailcore.UploadedFile", ("uploaded_by_user",), room="accounts"),
    Rule("wagtailimages.Image", ("uploaded_by_user",), room="accounts"),
    Rule("wagtaildocs.Document", ("uploaded_by_user",), room="accounts"),
]


def register_all() -> None:
    for rule in [*OWN_RULES, *LIBRARIES]:
        register(rule)
