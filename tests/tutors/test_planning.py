import datetime as dt

import pytest

from enrolments.models import Opening
from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import make_cohort, make_module_date, make_place
from tutors import acts, exceptions, planning, rules
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status


def openings(place):
    return dict(Opening.objects.filter(enrolment=place.enrolment).values_list("module_key", "opens_at"))


def test_a_cohort_is_made_as_a_draft():
    officer, course = make_user(), make_outline().course
    cohort = Cohort(
        course=course, code="spring", name="Spring", language="en", starts_on=NOW.date(), ends_on=NOW.date(), status="open"
    )

    planning.make_cohort(cohort=cohort, by=officer, now=NOW)

    cohort.refresh_from_db()
    assert (cohort.status, cohort.created_by, cohort.created_at, cohort.seats_taken) == ("draft", officer, NOW, 0)


def test_more_seats_move_the_waiting_list_up(announced):
    cohort = make_cohort(capacity=1)
    make_place(cohort)
    places = [make_place(cohort, status=Status.WAITING) for _ in range(3)]

    with announced() as heard:
        for _ in range(2):
            planning.change_cohort(cohort=cohort, facts={"capacity": 3, "name": "Spring"}, now=NOW)

    cohort.refresh_from_db()
    assert (cohort.name, cohort.seats_taken) == ("Spring", 3)
    assert heard.of("place_offered") == [place.pk for place in places[:2]]


def test_fewer_seats_than_are_taken_are_refused():
    cohort = make_cohort(capacity=3)
    make_place(cohort)
    make_place(cohort, status=Status.OFFERED)

    with pytest.raises(exceptions.CapacityTooSmall):
        planning.change_cohort(cohort=cohort, facts={"capacity": 1}, now=NOW)
    planning.change_cohort(cohort=cohort, facts={"capacity": 2}, now=NOW)

    cohort.refresh_from_db()
    assert cohort.seats_left == 0


@pytest.mark.parametrize("name", ["status", "seats_taken", "code", "course"])
def test_what_stays_as_it_is(name):
    with pytest.raises(ValueError, match=name):
        planning.change_cohort(cohort=make_cohort(), facts={name: "open"}, now=NOW)


def test_every_fact_is_a_field():
    fields = {field.name for field in Cohort._meta.get_fields()}

    assert set(planning.FACTS) < fields


def test_a_renewed_link_ends_the_old_one():
    cohort = make_cohort(joining="invitation")
    old = cohort.invitation_token

    renewed = planning.renew_invitation(cohort=cohort)

    assert not rules.is_invited(renewed, old)
    assert rules.is_invited(renewed, renewed.invitation_token)


def test_dates_of_modules_reach_every_member(announced):
    cohort = make_cohort(make_outline(modules=2))
    places = [make_place(cohort) for _ in range(3)]
    waiting = make_place(cohort, status=Status.WAITING)
    dates = {"module-1": NOW + DAY, "module-2": NOW + 2 * DAY}

    with announced() as heard:
        planning.set_module_dates(cohort=cohort, dates=dates, now=NOW)
        planning.set_module_dates(cohort=cohort, dates=dates, now=NOW + DAY)
    cohort.refresh_from_db()
    assert (heard, cohort.dates_changed_at) == ([("module_dates_changed", cohort.pk)], NOW)
    planning.push_dates(cohort=cohort)

    cohort.refresh_from_db()
    assert [openings(place) for place in places] == [dates] * 3
    assert (openings(waiting), cohort.dates_changed_at) == ({}, None)


def test_changed_dates_are_pushed_again_and_dropped_ones_open():
    cohort = make_cohort(make_outline(modules=2))
    place = make_place(cohort)
    for dates in [{"module-1": NOW + DAY, "module-2": NOW + DAY}, {"module-2": NOW + 3 * DAY}]:
        planning.set_module_dates(cohort=cohort, dates=dates, now=NOW)
        planning.push_dates(cohort=cohort)
        planning.push_dates(cohort=cohort)

    assert openings(place) == {"module-2": NOW + 3 * DAY}

    planning.set_module_dates(cohort=cohort, dates={}, now=NOW)
    planning.push_dates(cohort=cohort)

    place.enrolment.refresh_from_db()
    assert (openings(place), place.enrolment.has_conditions) == ({}, False)


def test_dates_that_change_while_they_are_pushed_are_pushed_once_more(monkeypatch):
    cohort = make_cohort()
    make_place(cohort)
    planning.set_module_dates(cohort=cohort, dates={"module-1": NOW}, now=NOW)
    push = planning._push

    def change_meanwhile(place):
        push(place)
        planning.set_module_dates(cohort=cohort, dates={"module-1": NOW + DAY}, now=NOW + dt.timedelta(seconds=1))

    monkeypatch.setattr(planning, "_push", change_meanwhile)
    planning.push_dates(cohort=cohort)

    cohort.refresh_from_db()
    assert cohort.dates_changed_at is not None


def test_who_waits_has_no_dates():
    place = make_place(status=Status.WAITING)
    make_module_date(place.cohort)

    acts.push_dates(place)

    assert not Opening.objects.exists()


def test_who_has_left_meanwhile_is_told_nothing():
    cohort = make_cohort()
    make_module_date(cohort)
    place = make_place(cohort)
    Place.objects.filter(pk=place.pk).update(status=Status.LEFT, ended_at=NOW)

    planning._push(place)

    assert openings(place) == {}
