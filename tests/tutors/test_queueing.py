import datetime as dt

import pytest

from tests.enrolments.factories import DAY, NOW
from tests.tutors.factories import HOUR, make_cohort, make_place, seats
from tutors import queueing
from tutors.models import Place

pytestmark = pytest.mark.django_db
Status = Place.Status


def statuses(*places):
    for place in places:
        place.refresh_from_db()
    return [place.status for place in places]


def test_free_seats_are_offered_in_order_for_some_hours(announced):
    cohort = make_cohort(capacity=3, offer_hours=36)
    make_place(cohort)
    late = make_place(cohort, status=Status.WAITING, waiting_since=NOW + HOUR)
    first, second = (make_place(cohort, status=Status.WAITING) for _ in range(2))

    with announced() as heard:
        offered = queueing.advance(cohort=cohort, now=NOW + DAY)
        again = queueing.advance(cohort=cohort, now=NOW + 2 * DAY)

    assert (offered, again) == ([first, second], [])
    assert statuses(first, second, late) == [Status.OFFERED, Status.OFFERED, Status.WAITING]
    assert first.offered_until == NOW + DAY + dt.timedelta(hours=36)
    assert heard == [("place_offered", first.pk), ("place_offered", second.pk)]
    move = first.moves.get()
    assert (move.from_status, move.to_status, move.moved_by) == ("waiting", "offered", None)
    assert seats(cohort) == (3, 3)


def test_without_a_limit_everybody_is_offered_a_seat():
    cohort = make_cohort()
    places = [make_place(cohort, status=Status.WAITING) for _ in range(3)]

    queueing.advance(cohort=cohort, now=NOW)

    assert statuses(*places) == [Status.OFFERED] * 3


@pytest.mark.parametrize("status", ["draft", "finished", "cancelled"])
def test_nothing_is_offered_in_a_cohort_that_is_over_or_not_begun(status):
    place = make_place(make_cohort(status=status), status=Status.WAITING)

    assert queueing.advance(cohort=place.cohort, now=NOW) == []
    assert statuses(place) == [Status.WAITING]


def test_who_has_not_been_let_in_is_passed_over():
    cohort = make_cohort(capacity=1)
    asked, waiting = make_place(cohort, status=Status.ASKED), make_place(cohort, status=Status.WAITING)

    queueing.advance(cohort=cohort, now=NOW)

    assert statuses(asked, waiting) == [Status.ASKED, Status.OFFERED]


def test_offers_that_nobody_took_go_to_the_next(announced):
    cohort = make_cohort(capacity=2)
    lapses = make_place(cohort, status=Status.OFFERED, offered_until=NOW)
    lasts = make_place(cohort, status=Status.OFFERED, offered_until=NOW + HOUR)
    first, second = (make_place(cohort, status=Status.WAITING) for _ in range(2))

    with announced() as heard:
        assert queueing.lapse_offers(cohort=cohort, now=NOW) == []
        assert queueing.lapse_offers(cohort=cohort, now=NOW + HOUR) == [lapses]
        assert queueing.lapse_offers(cohort=cohort, now=NOW + HOUR) == []

    assert statuses(lapses, lasts, first, second) == [Status.LAPSED, Status.OFFERED, Status.OFFERED, Status.WAITING]
    assert (lapses.ended_at, lapses.offered_until) == (NOW + HOUR, None)
    assert heard == [("place_ended", lapses.pk), ("place_offered", first.pk)]
    assert seats(cohort) == (2, 2)
