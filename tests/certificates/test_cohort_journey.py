"""A cohort from joining to certificates, each message worked off by the task that it names; and the same by sweeps alone."""

import datetime as dt

import pytest
import time_machine

import enrolments.actions
from certificates import tasks as issuing
from certificates.models import Certificate
from enrolments.models import Enrolment
from notices.models import Mail
from tests import workers
from tests.enrolments.factories import DAY, NOW, keys_of, make_outline
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_session
from tutors import attending, completing, placing, running
from tutors import tasks as cohorts

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def outline():
    return make_outline(2)


@pytest.fixture
def cohort(outline):
    return make_cohort(outline, sessions_needed=1, needs_word=True)


@pytest.fixture
def by_messages(django_capture_on_commit_callbacks):
    """Does something, and works off all messages that it leads to."""

    def work(act, **given):
        workers.waiting()
        with django_capture_on_commit_callbacks(execute=True):
            done = act(**given)
        for _ in range(4):
            with django_capture_on_commit_callbacks(execute=True):
                workers.work_off()
        return done

    return work


@pytest.fixture
def by_sweeps():
    """Does something, loses every message, and lets the sweeps go by."""

    def work(act, **given):
        done = act(**given)
        for minute in (1, 2):
            with time_machine.travel(NOW + 3 * DAY + minute * MINUTE, tick=False):
                cohorts.sweep()
                issuing.sweep()
        return done

    return work


@pytest.fixture(params=["by_messages", "by_sweeps"])
def work(request):
    with time_machine.travel(NOW + 3 * DAY, tick=False):
        yield request.getfixturevalue(request.param)


def test_a_whole_cohort(work, cohort, outline):
    tutor = make_appointment(cohort).tutor
    session = make_session(cohort, starts_at=NOW + DAY, held_by=tutor)
    ana, bo, cy = [make_user(full_name=name) for name in ("Ana", "Bo", "Cy")]
    places = [work(placing.ask, cohort=cohort, learner=learner, now=NOW) for learner in (ana, bo, cy)]
    work(running.start_cohort, cohort=cohort, by=None, now=NOW)
    notes = {places[0].pk: attending.Note("present"), places[1].pk: attending.Note("late")}
    work(attending.note, session=session, notes=notes, by=tutor.user, now=NOW + 2 * DAY)
    for learner in (ana, bo, cy):
        enrolment = Enrolment.objects.get(learner=learner)
        for key in keys_of(outline):
            work(enrolments.actions.complete_lesson, enrolment=enrolment, key=key, now=NOW + 3 * DAY)
    nothing_yet = Certificate.objects.count()

    # Ana has all that is needed; Bo has no word; Cy was in no session.
    work(completing.give_words, cohort=cohort, places=[places[0].pk, places[2].pk], by=tutor.user, now=NOW + 3 * DAY)
    first = [*Certificate.objects.values_list("learner__full_name", "kind")]
    work(running.finish_cohort, cohort=cohort, by=tutor.user, now=NOW + 3 * DAY)

    assert (nothing_yet, first) == (0, [("Ana", "cohort")])
    earned = {(each.learner, each.kind) for each in Certificate.objects.select_related("learner")}
    assert earned == {(ana, "cohort"), (bo, "course"), (cy, "course"), (tutor.user, "service")}
    assert Mail.objects.filter(kind="certificates.issued").count() == 4
    assert not Enrolment.objects.unsettled().exists()
    for place in places:
        place.refresh_from_db()
        assert place.settled_at is not None
