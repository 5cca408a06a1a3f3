"""Rows of certificates, and of the rooms below as far as these need them."""

import datetime as dt
import itertools
import uuid
from dataclasses import asdict

from wagtail.models import Locale

from certificates.award import Award
from certificates.edition import edition
from certificates.enums import Kind, Problem
from certificates.models import Achievement, Certificate, CertificateVersion, StoppedIssue
from certificates.wording import wording
from courses.models import Course, Outline
from courses.outline import CourseFacts
from enrolments.models import Enrolment
from tests.factories import make_user

NOW = dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)
# A hieroglyph, which no font of ours will ever have.
UNPRINTABLE = "Amina 𓀀"
_numbers = itertools.count(1)


def make_locale(code="en"):
    return Locale.objects.get_or_create(language_code=code)[0]


def make_course(*, titles=None, hours="3"):
    """A course with an outline in each language of ``titles``, its own being English."""
    number = next(_numbers)
    course = Course.objects.create(
        key=f"course-{number}", code=f"code-{number}", translation_key=uuid.uuid4(), source_locale=make_locale()
    )
    for language, title in ({"en": f"Course {number}"} if titles is None else titles).items():
        Outline.objects.create(
            course=course,
            locale=make_locale(language),
            slug=course.key,
            title=title,
            language=language,
            facts=asdict(CourseFacts(summary="", level="beginner", pace="self-paced", hours=hours)),
            modules=[],
            search_text="",
        )
    return course


def make_enrolment(*, learner=None, course=None, completed_at=NOW, **fields):
    """An enrolment that is completed and not settled; ``completed_at=None`` makes one that is under way."""
    given = {
        "learner": learner or make_user(),
        "course": course or make_course(),
        "language": "en",
        "status": "completed" if completed_at else "active",
        "enrolled_at": NOW - dt.timedelta(days=30),
        "completed_at": completed_at,
        **fields,
    }
    return Enrolment.objects.create(**given)


def make_award(**fields):
    given = {
        "achievement": "course:bridges",
        "achievement_title": "Bridges",
        "title": "Bridges",
        "hours": None,
        "completed_on": NOW.date(),
        "language": "en",
        **fields,
    }
    return Award(**given)


def make_achievement(source="course:bridges", title="Bridges"):
    return Achievement.objects.get_or_create(kind=Kind.COURSE, source=source, defaults={"title": title})[0]


def make_certificate(*, learner=None, achievement=None, revoked=False, name=None, **award):
    """A certificate with its first version, holding unless ``revoked``."""
    learner = learner or make_user()
    achievement = achievement or make_achievement()
    award = make_award(**{"title": achievement.title, "achievement": achievement.source, **award})
    certificate = Certificate.objects.create(
        achievement=achievement,
        kind=Kind.COURSE,
        source=f"enrolment:{next(_numbers)}",
        learner=learner,
        issued_at=NOW,
        **({"revoked_at": NOW, "revoked_reason": "A mistake"} if revoked else {}),
    )
    make_version(certificate, award=award, name=learner.full_name if name is None else name)
    return certificate


def make_version(certificate, *, award=None, name="Amina", number=1, **fields):
    award = award or make_award()
    certificate.latest = CertificateVersion.objects.create(
        certificate=certificate,
        number=number,
        recipient_name=name,
        title=award.title,
        hours=award.hours,
        completed_on=award.completed_on,
        language=award.language,
        wording=wording(Kind.COURSE, award),
        created_at=NOW,
        **fields,
    )
    certificate.save(update_fields=["latest"])
    return certificate.latest


def make_stopped(*, enrolment=None, **fields):
    """A certificate that waits, since its learner's name cannot be printed."""
    enrolment = enrolment or make_enrolment(learner=make_user(full_name=UNPRINTABLE))
    given = {
        "kind": Kind.COURSE,
        "source": f"enrolment:{enrolment.pk}",
        "learner": enrolment.learner,
        "name": enrolment.learner.full_name,
        "title": "Bridges",
        "problem": Problem.CHARACTERS,
        "detail": "𓀀",
        "edition": edition(),
        "first_met_at": NOW,
        "last_met_at": NOW,
        **fields,
    }
    return StoppedIssue.objects.create(**given)
