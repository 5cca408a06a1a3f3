import datetime as dt
from decimal import Decimal

import pytest

from certificates import facts, queries
from certificates.award import Award
from tests.certificates.factories import NOW, make_certificate, make_course, make_enrolment
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_course_award_is_in_the_language_of_the_enrolment():
    course = make_course(titles={"en": "Bridges", "fr": "Ponts"}, hours="2.5")
    enrolment = make_enrolment(course=course, language="fr")

    assert facts.course_award(enrolment) == Award(
        achievement=f"course:{course.key}",
        achievement_title="Bridges",
        title="Ponts",
        hours=Decimal("2.5"),
        completed_on=dt.date(2026, 3, 3),
        language="fr",
    )


def test_course_award_takes_the_first_language_where_one_is_missing():
    enrolment = make_enrolment(course=make_course(titles={"en": "Bridges"}), language="es")

    assert facts.course_award(enrolment).title == "Bridges"


def test_course_award_of_a_course_without_outline_has_its_code():
    course = make_course(titles={})
    award = facts.course_award(make_enrolment(course=course))

    assert (award.title, award.achievement_title, award.hours) == (course.code, course.code, None)


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Auckland", 4), ("UTC", 3), ("America/Los_Angeles", 3)])
def test_course_award_has_the_learners_own_day(zone, day):
    completed_at = dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC)
    enrolment = make_enrolment(learner=make_user(time_zone=zone), completed_at=completed_at)

    assert facts.course_award(enrolment).completed_on == dt.date(2026, 3, day)


def test_course_award_needs_a_completed_enrolment():
    with pytest.raises(ValueError, match="is not completed"):
        facts.course_award(make_enrolment(completed_at=None))


def test_certificates_of_are_those_that_hold_the_newest_first():
    learner = make_user()
    older, newer = make_certificate(learner=learner), make_certificate(learner=learner)
    make_certificate(learner=learner, revoked=True)
    make_certificate()

    assert queries.certificates_of(learner) == [newer, older]


def test_certificate_for_enrolment_is_the_learners_own():
    certificate = make_certificate()
    number = int(certificate.source.split(":")[1])

    assert queries.certificate_for_enrolment(certificate.learner, number) == certificate
    assert queries.certificate_for_enrolment(make_user(), number) is None


def test_address_of_has_scheme_and_host(settings):
    settings.BASE_URL = "https://learn.example.org"
    certificate = make_certificate()

    assert queries.address_of(certificate) == f"https://learn.example.org/certificates/{certificate.uuid}/"


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("Amina", "Bridges", "Bridges – Amina.pdf"),
        ("Владимир", "Ponts", "Ponts – Владимир.pdf"),
        ('../"evil"\r\n', "a/b\\c:*?<>|", "a b c – .. evil.pdf"),
    ],
)
def test_file_name_is_safe_to_keep(name, title, expected):
    assert queries.file_name(make_certificate(name=name, title=title).latest) == expected


def test_file_name_fits_its_column():
    assert len(queries.file_name(make_certificate(name="n" * 150, title="t" * 255).latest)) <= 200


def test_sheet_of_leaves_empty_sentences_out(settings):
    settings.BASE_URL = "https://learn.example.org"
    certificate = make_certificate(name="Amina", hours=None, completed_on=NOW.date())
    sheet = queries.sheet_of(certificate)

    assert sheet.details == ("Completed on 3 March 2026",)
    assert (sheet.name, sheet.title, sheet.language) == ("Amina", "Bridges", "en")
    assert sheet.address == f"https://learn.example.org/certificates/{certificate.uuid}/"
