"""The people whom the pictures show besides the demo's own, and where their pages are. Runs inside the demo."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from alumni import actions as network
from alumni import queries as members
from alumni.choices import Audiences
from alumni.enums import Audience
from certificates import pdf, queries
from certificates.actions import award_course, issue
from certificates.award import Award
from certificates.enums import Kind
from certificates.models import Certificate
from enrolments.models import Enrolment, QuizAttempt
from home import demo
from tutors.models import Session

# Where a real site would be: a certificate that names a loopback address convinces nobody.
SITE = "https://learn.example.org"


@dataclass(frozen=True)
class Graduate:
    """This is somebody who has a certificate and is listed among the alumni; ``title`` is printed where it is said."""

    email: str
    full_name: str
    country: str
    time_zone: str
    language: str = "en"
    title: str = ""


GRADUATES = [
    Graduate("layla@example.org", "ليلى المنصوري", "MA", "Africa/Casablanca", "ar", "كيف يعمل الإنترنت"),
    Graduate("sreymom@example.org", "សុខ ស្រីមុំ", "KH", "Asia/Phnom_Penh"),
    Graduate("sunita@example.org", "सुनीता गुरुङ", "NP", "Asia/Kathmandu"),
    Graduate("thandiwe@example.org", "Thandiwe Nkosi", "ZA", "Africa/Johannesburg"),
    Graduate("beatriz@example.org", "Beatriz Carvalho", "BR", "America/Sao_Paulo"),
    Graduate("aigerim@example.org", "Aigerim Bekova", "KZ", "Asia/Almaty"),
    Graduate("sione@example.org", "Sione Fonua", "TO", "Pacific/Tongatapu"),
]


def come(folder: Path) -> None:
    """This fills the demo further, draws three certificates into a folder, and prints where everything is, as JSON."""
    now = timezone.now()
    certificates = {each.email: graduate(each, now=now) for each in GRADUATES}
    leilani = User.objects.get(email="graduate@example.org")
    certificates[leilani.email] = certify(leilani, now=now)
    show(leilani, now=now)
    sheets = {"en": leilani.email, "ar": "layla@example.org", "km": "sreymom@example.org"}
    for name, email in sheets.items():
        (folder / f"{name}.pdf").write_bytes(drawn(certificates[email]))
    print(json.dumps(addresses(certificates)))


def graduate(each: Graduate, *, now: dt.datetime) -> Certificate:
    somebody = demo.DemoPerson(each.email, each.full_name, each.country, each.time_zone, what="", share=1)
    person = demo.load_person(somebody, now=now)
    certificate = certify(person, now=now, language=each.language, title=each.title)
    show(person, now=now)
    User.objects.filter(pk=person.pk).update(language=each.language)
    return certificate


def certify(person: User, *, now: dt.datetime, language: str = "en", title: str = "") -> Certificate:
    """The demo has no course in Arabic yet; the award says what such a one would say."""
    enrolment = Enrolment.objects.get(learner=person)
    if language == "en":
        award_course(enrolment=enrolment, now=now)
    else:
        key = f"course:{enrolment.course.key}"
        award = Award(key, "How the Internet works", title, None, now.date(), language)
        issue(kind=Kind.COURSE, source=queries.source_of(enrolment.pk), learner=person, award=award, now=now)
    return Certificate.objects.with_facts().get(learner=person)


def show(person: User, *, now: dt.datetime) -> None:
    policy = members.latest_policy()
    audiences = Audiences(name=Audience.EVERYONE, country=Audience.EVERYONE, certificates=Audience.EVERYONE)
    network.join(user=person, audiences=audiences, policy=policy, now=now)


def drawn(certificate: Certificate) -> bytes:
    address = f"{SITE}{certificate.get_absolute_url()}"
    return pdf.draw(replace(queries.sheet_of(certificate), address=address))


def addresses(certificates: dict[str, Certificate]) -> dict[str, str]:
    leilani = certificates["graduate@example.org"]
    mateo = User.objects.get(email="halfway@example.org")
    attempt = QuizAttempt.objects.filter(enrolment__learner=leilani.learner).earliest("pk")
    course = demo.CoursePage.objects.get(slug=demo.FIRST, locale__language_code="en")
    session = Session.objects.over(timezone.now()).filter(cohort__code="encryption-together")[0]
    return {
        "password": demo.PASSWORD,
        "certificate": leilani.get_absolute_url(),
        "certificate_ar": certificates["layla@example.org"].get_absolute_url(),
        "person": f"/admin/users/inspect/{mateo.pk}/",
        "preview": f"/preview/{course.pk}-en/",
        "attendance": f"/teach/encryption-together/sessions/{session.pk}/attendance/",
        "result": f"/learn/{demo.FIRST}/{attempt.unit.key}/attempts/1/",
    }
