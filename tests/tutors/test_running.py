import pytest

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_cohort, make_place, make_session
from tutors import exceptions, running, tasks
from tutors.models import Cohort, CohortMove, Place

pytestmark = pytest.mark.django_db
Status = Cohort.Status
ACTS = {
    running.open_cohort: ({Status.DRAFT}, Status.OPEN, "cohort_opened"),
    running.redraft_cohort: ({Status.OPEN}, Status.DRAFT, "cohort_redrafted"),
    running.start_cohort: ({Status.OPEN}, Status.RUNNING, "cohort_started"),
    running.finish_cohort: ({Status.RUNNING}, Status.FINISHED, "cohort_finished"),
    running.resume_cohort: ({Status.FINISHED}, Status.RUNNING, "cohort_resumed"),
    running.cancel_cohort: ({Status.DRAFT, Status.OPEN, Status.RUNNING}, Status.CANCELLED, "cohort_cancelled"),
}


def run(act, cohort, by=None):
    reason = {"reason": "Too few people"} if act is running.cancel_cohort else {}
    return act(cohort=cohort, by=by, now=NOW, **reason)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", Status)
def test_every_move_from_everywhere(act, status, announced):
    sources, becomes, signal = ACTS[act]
    cohort, officer = make_cohort(status=status), make_user()

    with announced() as heard:
        if status in sources:
            assert run(act, cohort, officer).status == becomes
            assert run(act, cohort, officer).status == becomes
        elif status == becomes:
            assert run(act, cohort, officer) == cohort
        else:
            with pytest.raises(exceptions.MoveRefused):
                run(act, cohort, officer)

    cohort.refresh_from_db()
    is_moved = status in sources
    assert cohort.status == (becomes if is_moved else status)
    assert heard == [(signal, cohort.pk)] * is_moved
    assert [(m.from_status, m.to_status, m.moved_by, m.moved_at) for m in cohort.moves.all()] == [
        (status, becomes, officer, NOW)
    ] * is_moved


@pytest.mark.parametrize("status", [Place.Status.ASKED, Place.Status.HELD, Place.Status.LEFT])
def test_what_somebody_has_asked_for_becomes_no_draft(status):
    cohort = make_cohort()
    make_place(cohort, status=status)

    with pytest.raises(exceptions.PeopleAsked):
        running.redraft_cohort(cohort=cohort, by=None, now=NOW)

    cohort.refresh_from_db()
    assert cohort.status == Status.OPEN


def test_cancelling_says_why_and_cancels_what_is_to_come(announced):
    cohort = make_cohort()
    over = make_session(cohort, starts_at=NOW - 2 * HOUR)
    coming = [make_session(cohort, starts_at=NOW + DAY * day) for day in (1, 2)]

    with pytest.raises(exceptions.ReasonMissing):
        running.cancel_cohort(cohort=cohort, by=None, reason=" ", now=NOW)
    with announced() as heard:
        running.cancel_cohort(cohort=cohort, by=None, reason=" Too few people ", now=NOW)

    assert CohortMove.objects.get().reason == "Too few people"
    assert heard.of("session_cancelled") == [each.pk for each in coming]
    assert [(each.status, each.sequence) for each in cohort.sessions.order_by("starts_at")] == [
        ("planned", 0),
        ("cancelled", 1),
        ("cancelled", 1),
    ]
    over.refresh_from_db()
    assert over.is_planned


def test_a_cancelled_cohort_ends_its_places(monkeypatch, announced):
    place = make_place()

    monkeypatch.setattr(tasks.close_places, "delay", tasks.close_places)

    with announced():
        running.cancel_cohort(cohort=place.cohort, by=None, reason="Too few people", now=NOW)

    place.refresh_from_db()
    assert place.status == Place.Status.CANCELLED
