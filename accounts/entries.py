"""Privacy entries of accounts, of the rooms below it, and of the libraries whose models hold what is people's."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession
from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.erasure import empty_user
from accounts.models import Consent, MergedAccount, User
from accounts.privacy import Choices, Entry, Rows, register, rows
from jobs.models import Job
from library.models import LibraryDocument, LibraryImage

PERSON = ("full_name", "email", "country", "time_zone", "language", "joined_at", "last_login", "is_staff")


def export_user(user: User) -> Rows:
    [row] = rows(User.objects.filter(pk=user.pk), *PERSON)
    return [{**row, str(_("roles")): [group.name for group in user.groups.order_by("name")]}]


def withdraw_consents(user: User, _choices: Choices) -> None:
    Consent.objects.standing().filter(user=user).update(withdrawn_at=timezone.now())


# A job's texts may name whoever it was about.
FORGOTTEN: dict[str, Any] = {"title": "", "parameters": {}, "state": {}, "message": "", "report": []}


def forget_jobs(user: User, _choices: Choices) -> None:
    Job.objects.filter(started_by=user, finished_at__isnull=False).update(**FORGOTTEN)


def forget_preferences(user: User, _choices: Choices) -> None:
    for profile in UserProfile.objects.filter(user=user):
        profile.avatar.delete(save=False)
        profile.delete()


def entries_about(user: User) -> QuerySet[ModelLogEntry]:
    """These are the log's entries about the person as a row, not those of what they did."""
    people = ContentType.objects.get_for_model(User)
    about: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(content_type=people, object_id=str(user.pk))
    return about


def empty_log(user: User, _choices: Choices) -> None:
    """This takes the person's name and all reasons from the log, which stays otherwise: it says who gave whom which role."""
    for pk, data in entries_about(user).values_list("pk", "data"):
        kept = {name: value for name, value in data.items() if name != "reason"}
        # The row's own save would insist on a label.
        ModelLogEntry.objects.filter(pk=pk).update(label="", data=kept)


def forget_addresses(user: User, _choices: Choices) -> None:
    EmailAddress.objects.filter(user=user).delete()


def forget_authenticators(user: User, _choices: Choices) -> None:
    Authenticator.objects.filter(user=user).delete()


def forget_third_parties(user: User, _choices: Choices) -> None:
    SocialAccount.objects.filter(user=user).delete()


def end_sessions(user: User, _choices: Choices) -> None:
    """This deletes a person's sessions. They do not say whose they are, so each one is opened: work for a job."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def end_sessions_of(job: Job) -> Iterator[int]:
    """This is the same as a job's work, for the person that it names."""
    end_sessions(User.objects.get(pk=job.parameters["user_id"]), {})
    yield 1


def export_merges(user: User) -> Rows:
    return rows(MergedAccount.objects.filter(target=user).order_by("merged_at"), "merged_at", "reason")


def forget_merges(user: User, _choices: Choices) -> None:
    """This leaves that there was a merge, without words and without the name by which old mails know the person."""
    MergedAccount.objects.filter(target=user).update(reason="", source_uuid=None)


def leave_editing(user: User, _choices: Choices) -> None:
    EditingSession.objects.filter(user=user).delete()


NO_PERSON = _("Says nothing about anybody.")
NAMELESS = _("Stays without your name, so that the site's work can be followed.")

OWN = [
    Entry(
        "accounts.User",
        personal=(*PERSON, "password", "search_name", "uuid"),
        export=export_user,
        erase=empty_user,
        reason=_("An empty row stays, with a random name, so that the figures of courses remain right."),
    ),
    Entry("accounts.Policy", reason=NO_PERSON),
    Entry("accounts.PolicyText", reason=NO_PERSON),
    Entry(
        "accounts.Consent",
        personal=("user", "given_at", "withdrawn_at"),
        export=lambda user: rows(
            Consent.objects.filter(user=user).select_related("policy").order_by("given_at", "pk"),
            "policy",
            "given_at",
            "withdrawn_at",
        ),
        erase=withdraw_consents,
        reason=_("That somebody agreed to a version, and when, stays without saying who."),
    ),
    Entry(
        "accounts.MergedAccount",
        personal=("source", "target", "source_uuid", "by", "reason"),
        export=export_merges,
        erase=forget_merges,
        reason=_("That two accounts became one, and when, stays without saying whose they were."),
    ),
]
BELOW = [
    Entry(
        "jobs.Job",
        personal=("started_by", "title", "parameters", "state", "message", "report"),
        export=lambda user: rows(
            Job.objects.filter(started_by=user).order_by("created_at"), "title", "status", "created_at"
        ),
        erase=forget_jobs,
        reason=NAMELESS,
    ),
    Entry(
        "library.LibraryImage",
        personal=("uploaded_by_user",),
        export=lambda user: rows(LibraryImage.objects.filter(uploaded_by_user=user).order_by("pk"), "title", "created_at"),
        reason=_("Images that you uploaded stay in the lessons, without your name."),
    ),
    Entry(
        "library.LibraryDocument",
        personal=("uploaded_by_user",),
        export=lambda user: rows(
            LibraryDocument.objects.filter(uploaded_by_user=user).order_by("pk"), "title", "created_at"
        ),
        reason=_("Files that you uploaded stay in the lessons, without your name."),
    ),
    Entry("library.Rendition", reason=NO_PERSON),
    Entry("library.PrivateFile", reason=_("The room that keeps a private file exports and erases it.")),
]
LIBRARIES = [
    Entry(
        "account.EmailAddress",
        personal=("email",),
        export=lambda user: rows(EmailAddress.objects.filter(user=user).order_by("pk"), "email", "verified", "primary"),
        erase=forget_addresses,
        room="accounts",
    ),
    Entry(
        "mfa.Authenticator",
        personal=("data",),
        # The secrets themselves are left out: who holds the export must not be able to sign in.
        export=lambda user: rows(
            Authenticator.objects.filter(user=user).order_by("pk"), "type", "created_at", "last_used_at"
        ),
        erase=forget_authenticators,
        room="accounts",
    ),
    Entry(
        "socialaccount.SocialAccount",
        personal=("uid", "extra_data"),
        export=lambda user: rows(
            SocialAccount.objects.filter(user=user).order_by("pk"), "provider", "uid", "extra_data", "date_joined"
        ),
        erase=forget_third_parties,
        room="accounts",
    ),
    Entry("sessions.Session", personal=("session_data",), erase=end_sessions, room="accounts"),
    Entry(
        "wagtailusers.UserProfile",
        personal=("avatar", "preferred_language", "current_time_zone"),
        export=lambda user: rows(UserProfile.objects.filter(user=user), "preferred_language", "current_time_zone"),
        erase=forget_preferences,
        room="accounts",
    ),
    Entry(
        "wagtailcore.ModelLogEntry",
        personal=("label", "user", "data"),
        # Without the labels: they may name other people.
        export=lambda user: rows(
            (entries_about(user) | ModelLogEntry.objects.filter(user=user)).order_by("timestamp"), "timestamp", "action"
        ),
        erase=empty_log,
        reason=NAMELESS,
        room="accounts",
    ),
    Entry(
        "wagtailcore.PageLogEntry",
        personal=("user",),
        export=lambda user: rows(
            PageLogEntry.objects.filter(user=user).order_by("timestamp"), "timestamp", "action", "label"
        ),
        reason=NAMELESS,
        room="accounts",
    ),
    Entry(
        "wagtailcore.Comment",
        personal=("user", "text"),
        export=lambda user: rows(Comment.objects.filter(user=user).order_by("pk"), "text", "created_at"),
        reason=_("What you wrote to colleagues about a page stays in their work, without your name."),
        room="accounts",
    ),
    Entry(
        "wagtailcore.CommentReply",
        personal=("user", "text"),
        export=lambda user: rows(CommentReply.objects.filter(user=user).order_by("pk"), "text", "created_at"),
        reason=_("What you wrote to colleagues about a page stays in their work, without your name."),
        room="accounts",
    ),
    Entry("wagtailadmin.EditingSession", personal=("user",), erase=leave_editing, room="accounts"),
]


def register_all() -> None:
    for entry in [*OWN, *BELOW, *LIBRARIES]:
        register(entry)
