import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from accounts import roles
from tests.enrolments.factories import DAY, NOW
from tests.factories import make_staff, make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor
from tutors import rules
from tutors.models import Place
from tutors.models.places import CURRENT

pytestmark = pytest.mark.django_db
Status = Place.Status
TODAY = NOW.date()
VISITOR = AnonymousUser()


def make_coordinator():
    roles.ensure_roles()
    person = make_staff()
    person.groups.add(Group.objects.get(name="Tutor coordinator"))
    return person


def test_a_coordinator_may_run_every_cohort():
    coordinator, cohort = make_coordinator(), make_cohort(status="draft", joining="staff")

    assert rules.is_coordinator(coordinator)
    assert rules.can_teach(coordinator, cohort, now=NOW)
    assert rules.can_see_cohort(coordinator, cohort, now=NOW)
    assert not any(map(rules.is_coordinator, [VISITOR, make_user(), make_staff(), make_tutor().user]))


@pytest.mark.parametrize("role", ["Author", "Editor", "Translator"])
def test_other_roles_run_no_cohort(role):
    roles.ensure_roles()
    person = make_staff()
    person.groups.add(Group.objects.get(name=role))

    assert not rules.can_teach(person, make_cohort(), now=NOW)


@pytest.mark.parametrize(
    ("dates", "may"),
    [
        ({}, True),
        ({"role": "assistant"}, True),
        ({"role": "stand_in", "from_on": TODAY, "until_on": TODAY}, True),
        ({"role": "stand_in", "from_on": TODAY + DAY}, False),
        ({"role": "stand_in", "until_on": TODAY - DAY}, False),
        ({"ended_at": NOW}, False),
    ],
)
def test_who_is_appointed_today_may_run_the_cohort(dates, may):
    appointment = make_appointment(**dates)

    assert rules.can_teach(appointment.tutor.user, appointment.cohort, now=NOW) is may
    assert not rules.can_teach(appointment.tutor.user, make_cohort(), now=NOW)
    assert not rules.can_teach(VISITOR, appointment.cohort, now=NOW)


def test_today_is_that_of_the_cohort():
    late = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    stand_in = {"role": "stand_in", "from_on": dt.date(2026, 3, 3)}
    there = make_appointment(make_cohort(time_zone="Pacific/Auckland"), **stand_in)
    here = make_appointment(make_cohort(time_zone="UTC"), **stand_in)

    assert [rules.can_teach(each.tutor.user, each.cohort, now=late) for each in (there, here)] == [True, False]


@pytest.mark.parametrize("status", Status)
def test_only_who_holds_a_place_is_a_member(status):
    facts = {"moved_to": make_place()} if status == Status.MOVED else {}
    place = make_place(status=status, **facts)

    assert rules.is_member(place.learner, place.cohort) is (status in {Status.HELD, Status.COMPLETED})
    assert not rules.is_member(place.learner, make_cohort())
    assert not rules.is_member(VISITOR, place.cohort)


@pytest.mark.parametrize(
    ("fields", "strangers", "invited"),
    [
        ({"joining": "open"}, True, True),
        ({"joining": "approval", "status": "finished"}, True, True),
        ({"joining": "invitation"}, False, True),
        ({"joining": "staff"}, False, False),
        ({"joining": "open", "status": "draft"}, False, False),
    ],
)
def test_who_may_know_of_a_cohort(fields, strangers, invited):
    cohort = make_cohort(**fields)
    tutor, former = make_appointment(cohort).tutor.user, make_place(cohort, status=Status.LEFT).learner

    for person in [VISITOR, make_user(), make_appointment().tutor.user]:
        assert rules.can_see_cohort(person, cohort, now=NOW) is strangers
        assert rules.can_see_cohort(person, cohort, now=NOW, token="guessed") is strangers
        assert rules.can_see_cohort(person, cohort, now=NOW, token=cohort.invitation_token) is invited
    assert rules.can_see_cohort(tutor, cohort, now=NOW)
    assert rules.can_see_cohort(former, cohort, now=NOW) is (cohort.status != "draft")


@pytest.mark.parametrize(
    ("fields", "alone", "invited"),
    [
        ({}, True, True),
        ({"joining": "approval"}, True, True),
        ({"joining": "invitation"}, False, True),
        ({"joining": "staff"}, False, False),
        ({"status": "draft"}, False, False),
        ({"sign_up_closes_at": NOW}, False, False),
    ],
)
def test_who_can_join(fields, alone, invited):
    cohort, person = make_cohort(**fields), make_user()

    assert rules.can_join(person, cohort, now=NOW) is alone
    assert rules.can_join(person, cohort, now=NOW, token=cohort.invitation_token) is invited
    assert not rules.can_join(VISITOR, cohort, now=NOW, token=cohort.invitation_token)


@pytest.mark.parametrize("status", [*CURRENT, Status.LEFT])
def test_who_has_a_place_joins_no_more(status):
    place = make_place(status=status)

    assert rules.can_join(place.learner, place.cohort, now=NOW) is (status == Status.LEFT)


def test_a_link_to_join_is_for_who_takes_part_around_its_time():
    session = make_session(starts_at=NOW, join_url="https://meet.example.org/x")
    member, tutor = make_place(session.cohort).learner, make_appointment(session.cohort).tutor.user
    outsiders = [
        VISITOR,
        make_user(),
        make_place().learner,
        make_appointment().tutor.user,
        make_place(session.cohort, status=Status.WAITING).learner,
        make_place(session.cohort, status=Status.LEFT).learner,
        make_appointment(session.cohort, role="assistant", ended_at=NOW).tutor.user,
    ]

    for minutes, may in [(-16, False), (-15, True), (90, True), (91, False)]:
        instant = NOW + dt.timedelta(minutes=minutes)
        assert rules.may_see_join_link(session, member, now=instant) is may
        assert rules.may_see_join_link(session, tutor, now=instant) is may
        assert not any(rules.may_see_join_link(session, person, now=instant) for person in outsiders)
