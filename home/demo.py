"""The demo site: invented people, the course of this project, and who has come how far in it."""

import datetime as dt
import io
import time
from dataclasses import dataclass
from pathlib import Path

import yaml
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import queries as people
from accounts.actions import create_person, give_consent, set_up_totp
from accounts.models import User
from accounts.roles import give_role
from alumni import actions as network
from alumni import queries as members
from alumni.choices import Audiences
from alumni.enums import Audience
from certificates.actions import award_course
from courses.models import Course, CoursePage, Outline, Unit
from courses.outline import Modules, UnitEntry
from enrolments import actions as learning
from enrolments import attempting
from enrolments.models import Enrolment, QuizAttempt
from home import demo_cohorts, texts
from home.actions import add, ensure_site
from home.models import NewsIndexPage, NewsPage, Organisation

COURSES = settings.BASE_DIR / "demo" / "courses"
NEWS = settings.BASE_DIR / "demo" / "news"
# The course that the demo's learners take, whatever other courses there are.
FIRST = "how-the-internet-works"
PASSWORD = "cross the bridge"  # noqa: S105 -- the demo's own, printed at its start
# A folder for each language, with translated courses under the names of their originals' folders.
TRANSLATIONS = settings.BASE_DIR / "demo" / "translations"


@dataclass(frozen=True)
class DemoPerson:
    """
    This is somebody to sign in as; ``share`` of the first course is done, None means not enrolled.

    Who ``practises`` is in the middle of a further attempt at the first quiz; who ``joins`` is found in the directory.
    """

    email: str
    full_name: str
    country: str
    time_zone: str
    what: str | Promise
    language: str = "en"
    share: float | None = None
    practises: bool = False
    joins: bool = False
    role: str = ""


PEOPLE = [
    DemoPerson("new@example.org", "Wanjiru Kamau", "KE", "Africa/Nairobi", _("a learner at the beginning"), share=0),
    DemoPerson(
        "halfway@example.org",
        "Mateo Quispe Mamani",
        "PE",
        "America/Lima",
        _("a learner on the way"),
        share=0.4,
        practises=True,
    ),
    DemoPerson(
        "graduate@example.org", "Leilani Tuifua", "TO", "Pacific/Tongatapu", _("a learner with a certificate"), share=1
    ),
    DemoPerson(
        "alumna@example.org",
        "Thandiwe Mokoena",
        "ZA",
        "Africa/Johannesburg",
        _("has joined the alumni"),
        share=1,
        joins=True,
    ),
    DemoPerson("tutor@example.org", "Akinyi Odhiambo", "KE", "Africa/Nairobi", _("leads cohorts")),
    DemoPerson("assistant@example.org", "Itzel Ramírez López", "MX", "America/Mexico_City", _("assists in cohorts")),
    DemoPerson(
        "coordinator@example.org",
        "Mele Fifita",
        "FJ",
        "Pacific/Fiji",
        _("plans cohorts and appoints tutors"),
        role="Tutor coordinator",
    ),
    DemoPerson("author@example.org", "Salma Ben Youssef", "TN", "Africa/Tunis", _("writes courses"), role="Author"),
    DemoPerson("editor@example.org", "Ravi Nair", "IN", "Asia/Kolkata", _("publishes and translates"), role="Editor"),
    DemoPerson("admin@example.org", "Ingrid Solberg", "NO", "Europe/Oslo", _("runs the site"), role="Administrator"),
]


def load(*, now: dt.datetime) -> None:
    """This makes the demo site where it is missing; what people have done in it since is kept."""
    load_site(now=now)
    for folder in folders():
        load_course(folder)
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            load_person(person, now=now)
    demo_cohorts.load(now=now)


def folders() -> list[Path]:
    """These are the demo's courses, in the order in which they are loaded."""
    found = [path for path in COURSES.iterdir() if (path / "course.yaml").exists()]
    return sorted(found, key=lambda path: (path.name != FIRST, path.name))


def load_site(*, now: dt.datetime) -> None:
    """This makes what stands around the courses: the pages of a new site, whose it is, and its first news."""
    ensure_site(now=now)
    introduce_organisation()
    load_news(now=now)


def introduce_organisation() -> None:
    """This says whose the demo is, where nobody has said it yet."""
    organisation = Organisation.objects.get()
    if not organisation.name:
        organisation.name = "The Footbridge Foundation"
        organisation.contact_email = "hello@example.org"
        organisation.postal_address = "12 Quay Street, Port Vila, Vanuatu"
        organisation.accounts = [("account", {"name": "Mastodon", "address": "https://social.example/@footbridge"})]
        organisation.save()


@transaction.atomic
def load_news(*, now: dt.datetime) -> None:
    """This writes the first news in every language that has a list of news, where the list is empty."""
    for index in NewsIndexPage.objects.select_related("locale").order_by("pk"):
        words = NEWS / f"{index.locale.language_code}.yaml"
        if not words.exists() or index.get_children().exists():
            continue
        for each in texts.read(words):
            page = NewsPage(locale=index.locale, **texts.fields(each))
            add(page, index, NewsPage.objects.filter(slug=page.slug).first(), now)


def load_course(folder: Path) -> None:
    """This brings in a course that never was there, and the translations that are missing beside its original."""
    key = key_of(folder)
    if not Course.objects.filter(key=key).exists():
        bring_in(folder)
    course = Course.objects.select_related("source_locale").get(key=key)
    there = set(CoursePage.objects.filter(key=key).values_list("locale__language_code", flat=True))
    for translation in translations(folder):
        if course.source_locale.language_code in there and translation.parent.name not in there:
            bring_in(translation)


def bring_in(folder: Path) -> None:
    call_command("import_course", str(folder), publish=True, verbosity=0, stdout=io.StringIO())


def translations(folder: Path) -> list[Path]:
    """These are the folders of a course's translations."""
    return sorted(TRANSLATIONS.glob(f"*/{folder.name}"))


def key_of(folder: Path) -> str:
    """This is the course's permanent name, as the importer reads it."""
    facts = yaml.safe_load((folder / "course.yaml").read_text(encoding="utf-8"))
    return str(facts.get("key") or facts["slug"])


@transaction.atomic
def load_person(person: DemoPerson, *, now: dt.datetime) -> User:
    user = create_person(
        email=person.email,
        full_name=person.full_name,
        password=PASSWORD,
        country=person.country,
        time_zone=person.time_zone,
        language=person.language,
    )
    for policy in people.outstanding_policies(user):
        give_consent(user=user, policy=policy, now=now)
    if person.role:
        give_role(user=user, role=person.role, by=None)
        set_up_totp(user=user, secret=totp.generate_totp_secret())
    if person.share is not None:
        enrolment = study(user, share=person.share, now=now)
        if person.practises:
            attempt = QuizAttempt.objects.filter(enrolment=enrolment).select_related("unit").earliest("pk")
            attempting.begin_attempt(enrolment=enrolment, key=attempt.unit.key, now=now)
        if person.joins:
            join(enrolment, now=now)
    return user


def join(enrolment: Enrolment, *, now: dt.datetime) -> None:
    """This gives somebody their certificate at once, and lets them show all of themselves to everyone."""
    award_course(enrolment=enrolment, now=now)
    everyone = Audiences(name=Audience.EVERYONE, country=Audience.EVERYONE, certificates=Audience.EVERYONE)
    if policy := members.latest_policy():
        network.join(user=enrolment.learner, audiences=everyone, policy=policy, now=now)


def study(user: User, *, share: float, now: dt.datetime) -> Enrolment:
    """This lets a person do the first part of the first course, as the rules would have it."""
    outline = Outline.objects.open().filter(locale__language_code=user.language).select_related("course").earliest("pk")
    enrolment = learning.enrol(learner=user, course=outline.course, language=user.language, now=now)
    units = [unit for unit in Modules.parse(outline.modules).units if unit.is_required]
    for unit in units[: round(share * len(units))]:
        if unit.kind == Unit.Kind.QUIZ:
            take_quiz(enrolment, unit, now=now)
        else:
            learning.complete_lesson(enrolment=enrolment, key=unit.key, now=now)
    return enrolment


def take_quiz(enrolment: Enrolment, unit: UnitEntry, *, now: dt.datetime) -> None:
    """This lets somebody answer all but the first question of a quiz rightly, which passes it."""
    attempt = attempting.begin_attempt(enrolment=enrolment, key=unit.key, now=now)
    answers = {question.key: question.solution for question in attempt.questions[1:]}
    attempting.submit_attempt(attempt=attempt, changes=answers, is_sure=True, now=now)


def codes() -> dict[str, str]:
    """These are the one-time codes of this moment, by e-mail address, for those whom the demo gave a second factor."""
    counter = int(time.time()) // 30
    devices = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__email__in=[person.email for person in PEOPLE]
    ).select_related("user")
    return {
        device.user.email: totp.format_hotp_value(totp.hotp_value(decrypt(device.data["secret"]), counter))
        for device in devices
    }


def sign_ins() -> str:
    """This is the table that the demo prints at its start."""
    rows = [(person.email, person.full_name, str(person.what)) for person in PEOPLE]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", f"Everyone's password: {PASSWORD}", f"Codes and mails: {settings.BASE_URL}/demo/"])
