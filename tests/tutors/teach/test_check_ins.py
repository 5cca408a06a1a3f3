"""The code that is shown in a session."""

import pytest

from tests.enrolments.factories import NOW
from tests.tutors.factories import HOUR, MINUTE, make_attendance, make_check_in, make_place, make_session
from tutors.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return make_session(cohort, title="Week 1", starts_at=NOW - 5 * MINUTE)


@pytest.fixture
def shown(at, session):
    return at("check_in", session.pk)


def test_a_code_is_made_shown_large_renewed_and_closed(teaching, at, session, shown, lead):
    assert "check-in__code" not in teaching.get(shown).text

    response = teaching.post(at("open_check_in", session.pk), {"minutes": "30"}, follow=True)

    first = session.check_ins.get()
    assert response.redirect_chain == [(shown, 302)]
    assert (first.closes_at, first.made_by) == (NOW + 30 * MINUTE, lead.user)
    assert f"<bdi>{first.code[:3]}</bdi> <bdi>{first.code[3:]}</bdi>" in response.text
    assert 'data-lms-time-left="1800"' in response.text
    assert f"http://testserver/learn/cohorts/spring/sessions/{session.pk}/check-in/" in response.text

    response = teaching.post(at("open_check_in", session.pk), follow=True)

    second = session.check_ins.standing().get()
    assert (second.pk > first.pk, second.closes_at) == (True, NOW + 15 * MINUTE)
    assert second.code[:3] in response.text

    response = teaching.post(at("close_check_in", session.pk), follow=True)

    assert "check-in__code" not in response.text
    assert not session.check_ins.standing().exists()


@pytest.mark.parametrize("minutes", ["", "7", "99999", "x"])
def test_other_minutes_than_offered_are_the_usual_ones(teaching, at, session, minutes):
    teaching.post(at("open_check_in", session.pk), {"minutes": minutes})

    assert session.check_ins.get().closes_at == NOW + 15 * MINUTE


def test_a_code_that_is_over_is_not_shown_nor_kept_by_a_browser(teaching, session, shown):
    code = make_check_in(session, opens_at=NOW - HOUR, closes_at=NOW).code

    response = teaching.get(shown)

    assert f"<bdi>{code[:3]}</bdi>" not in response.text
    assert response["Cache-Control"] == "no-store"


def test_how_many_have_checked_in_is_said_and_nobody_named(teaching, cohort, session, shown, member):
    make_check_in(session)
    make_attendance(session, member, way="self")
    make_attendance(session, make_place(cohort), way="tutor")

    text = teaching.get(shown).text

    assert "1 person has checked in." in text
    assert "Mia Member" not in text


@pytest.mark.parametrize("fields", [{"starts_at": NOW + HOUR}, {"status": Session.Status.CANCELLED}])
def test_where_nothing_is_noted_there_is_no_code(teaching, at, session, shown, fields):
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()

    response = teaching.post(at("open_check_in", session.pk), follow=True)

    assert "<select" not in response.text
    assert not session.check_ins.exists()


def test_queries(teaching, session, shown, django_assert_num_queries):
    make_check_in(session)

    with django_assert_num_queries(10):
        teaching.get(shown)
