"""What this room knows of a person, and what becomes of it when they are erased."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Entry, Rows, register, rows
from notices import actions
from notices.models import Choice, Mail


def mails_to(user: User) -> QuerySet[Mail]:
    """These went to the person, or to their address while nobody knew whose it was."""
    return Mail.objects.filter(Q(recipient=user) | Q(to_address__iexact=user.email))


def export_mails(user: User) -> Rows:
    return rows(mails_to(user).order_by("created_at", "pk"), "created_at", "kind", "to_address", "subject", "text", "status")


def erase_mails(user: User, _choices: Choices) -> None:
    """This drops what is not sent yet, and empties the rest."""
    actions.empty(mails_to(user))


def export_choices(user: User) -> Rows:
    return rows(Choice.objects.filter(user=user).order_by("kind"), "kind", "when")


def erase_choices(user: User, _choices: Choices) -> None:
    Choice.objects.filter(user=user).delete()


ENTRIES = [
    Entry(
        "notices.Mail",
        personal=("recipient", "to_address", "reply_to", "subject", "text", "html", "calendar", "error"),
        export=export_mails,
        erase=erase_mails,
        reason=_("That a mail of a kind was sent, and when, stays without saying to whom or what."),
    ),
    Entry("notices.Choice", personal=("user", "when"), export=export_choices, erase=erase_choices),
]


def register_all() -> None:
    for entry in ENTRIES:
        register(entry)
