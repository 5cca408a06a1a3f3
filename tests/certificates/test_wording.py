import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from certificates.enums import Kind
from certificates.wording import HEADINGS, STATEMENTS, hours, wording
from tests.certificates.factories import make_award


def test_wording_is_every_printed_sentence():
    award = make_award(completed_on=dt.date(2026, 3, 3), hours=Decimal("3.0"))

    assert wording(Kind.COURSE, award) == {
        "issuer": "Footbridge",
        "heading": "Certificate of completion",
        "statement": "This certifies that {name} has completed the course {title}",
        "completed": "Completed on 3 March 2026",
        "hours": "3 hours of study",
        "check": "Anyone can check this certificate here:",
    }


def test_wording_is_in_the_language_of_the_award_whoever_reads():
    with translation.override("en"):
        said = wording(Kind.COURSE, make_award(language="fr", completed_on=dt.date(2026, 3, 3)))

    assert said["completed"].endswith("3 mars 2026")


def test_wording_without_hours_says_none():
    assert wording(Kind.COURSE, make_award(hours=None))["hours"] == ""


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        ("1", "en", "1 hour of study"),
        ("1.0", "en", "1 hour of study"),
        ("1.5", "en", "1.5 hours of study"),
        ("10", "en", "10 hours of study"),
        ("0.5", "en", "0.5 hour of study"),
    ],
)
def test_hours_are_counted(number, language, said):
    with translation.override(language):
        assert hours(Decimal(number)) == said


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words(kind):
    assert str(HEADINGS[kind]) != ""
    assert str(STATEMENTS[kind]).count("{name}") == str(STATEMENTS[kind]).count("{title}") == 1
