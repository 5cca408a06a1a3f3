"""What becomes of a person's mails and choices when two of their accounts are merged, and the mail that tells them."""

from accounts import moving
from accounts.moving import Merge, Rule
from notices import actions
from notices.models import Choice, Mail


def move_mails(merge: Merge) -> None:
    """Those that went to the address while nobody knew whose it was come along."""
    merge.move(Mail.objects.all(), "recipient")
    if merge.is_source_confirmed:
        lost = Mail.objects.filter(recipient__isnull=True, to_address__iexact=merge.source_email)
        merge.count(Mail, lost.update(recipient=merge.target))


def join_choices(merge: Merge) -> None:
    """What the account that stays has chosen holds; of the rest, what the other one chose."""
    theirs = Choice.objects.filter(user=merge.source)
    theirs.filter(kind__in=Choice.objects.filter(user=merge.target).values("kind")).delete()
    merge.move(theirs, "user")


def write_to_person(merge: Merge) -> None:
    """
    This tells the person, at both addresses, in their language.

    An address that was never confirmed may be somebody else's, and is told nothing.
    """
    addresses = {merge.target.email: "stays"}
    if merge.is_source_confirmed:
        addresses[merge.source_email] = "goes"
    for address, which in addresses.items():
        actions.post(
            kind="accounts.account",
            key=f"merged:{merge.source.pk}:{which}",
            recipient=merge.target,
            to_address=address,
            template="notices/mail/merged",
            context={
                "name": merge.target.full_name,
                "stays": merge.target.email,
                "goes": merge.source_email,
                "may_use_both": merge.is_source_confirmed,
                "asked": merge.by.email if merge.by else "",
            },
            reply_to=merge.by.email if merge.by else "",
        )


def register_all() -> None:
    moving.register(Rule("notices.Mail", ("recipient",), act=move_mails))
    moving.register(Rule("notices.Choice", ("user",), act=join_choices))
    moving.afterwards(write_to_person)
