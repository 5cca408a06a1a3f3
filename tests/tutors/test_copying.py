import datetime as dt
import uuid
import zoneinfo

import pytest
from django.db import IntegrityError, transaction

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_module_date, make_place, make_session
from tutors.copying import copy_cohort
from tutors.models import Cohort
from tutors.wall_clock import instant

pytestmark = pytest.mark.django_db
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def at(month, day, hour=18):
    return instant(dt.date(2026, month, day), dt.time(hour), PARIS)


@pytest.fixture
def cohort():
    return make_cohort(
        code="winter",
        time_zone="Europe/Paris",
        status="finished",
        starts_on=dt.date(2026, 3, 1),
        ends_on=dt.date(2026, 3, 25),
        sign_up_closes_at=at(2, 28),
        capacity=30,
        sessions_needed=2,
        needs_word=True,
        joining="approval",
        offer_hours=24,
        hours="12.5",
        welcome="Hello",
    )


def copied(cohort, **given):
    names = {"code": "spring", "name": "Spring", "days": 35, "by": make_user(), "now": NOW}
    return copy_cohort(cohort=cohort, **names | given)


def test_a_copy_is_a_draft_with_all_dates_shifted_by_the_clock(cohort):
    make_module_date(cohort, opens_at=at(3, 5, hour=8))
    officer = make_user()

    copy = copied(cohort, by=officer)

    copy.refresh_from_db()
    assert (copy.status, copy.code, copy.name, copy.copied_from, copy.created_by) == (
        "draft",
        "spring",
        "Spring",
        cohort,
        officer,
    )
    assert (copy.starts_on, copy.ends_on) == (dt.date(2026, 4, 5), dt.date(2026, 4, 29))
    assert (copy.sign_up_opens_at, copy.sign_up_closes_at) == (None, at(4, 4))
    for fact in (
        "course",
        "language",
        "time_zone",
        "capacity",
        "joining",
        "offer_hours",
        "welcome",
        "sessions_needed",
        "needs_word",
    ):
        assert getattr(copy, fact) == getattr(cohort, fact)
    assert str(copy.hours) == "12.5"
    assert [(each.module_key, each.opens_at) for each in copy.module_dates.all()] == [("module-1", at(4, 9, hour=8))]
    assert copy.invitation_token != cohort.invitation_token


def test_sessions_are_copied_as_new_ones(cohort):
    tutor, series = make_appointment(cohort).tutor, uuid.uuid4()
    given = {"held_by": tutor, "join_url": "https://meet.example.org/x", "agenda": "Names", "sequence": 4}
    first = make_session(cohort, title="One", starts_at=at(3, 3), series=series, reminded_day_at=NOW, **given)
    make_session(cohort, title="Two", starts_at=at(3, 10), series=series, recording_url="https://v.example.org", **given)
    make_session(cohort, title="Alone", starts_at=at(3, 11), status="did_not_happen")
    make_session(cohort, title="Cancelled", starts_at=at(3, 12), status="cancelled")

    sessions = [*copied(cohort).sessions.order_by("starts_at")]

    assert [(each.title, each.starts_at, each.status) for each in sessions] == [
        ("One", at(4, 7), "planned"),
        ("Two", at(4, 14), "planned"),
        ("Alone", at(4, 15), "planned"),
    ]
    one, two, alone = sessions
    assert (one.join_url, one.agenda, one.minutes) == ("https://meet.example.org/x", "Names", 60)
    assert (one.held_by, one.sequence, one.reminded_day_at, two.recording_url) == (None, 0, None, "")
    assert one.uid != first.uid
    assert (one.series == two.series, one.series == series, alone.series) == (True, False, None)


def test_people_are_not_taken_along(cohort):
    make_appointment(cohort)
    make_place(cohort)

    copy = copied(cohort)

    assert (copy.seats_taken, copy.places.count(), copy.appointments.count(), copy.moves.count()) == (0, 0, 0, 0)


def test_a_code_that_is_taken_copies_nothing(cohort):
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(cohort, code="winter")

    assert Cohort.objects.count() == 1


def test_a_copy_may_lie_before(cohort):
    assert copied(cohort, days=-7).starts_on == cohort.starts_on - 7 * DAY
