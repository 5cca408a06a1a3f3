"""A cohort that ends, a word that is given and a last lesson, all at the same moment, on real connections."""

from functools import partial

import pytest

import enrolments.actions
from certificates import actions, tasks
from certificates.models import Certificate
from enrolments.models import Enrolment
from notices.models import Mail
from tests.at_once import at_once
from tests.enrolments.factories import NOW, keys_of, make_enrolment, make_outline
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_place, make_session, seats
from tutors import completing, exceptions, placing, running
from tutors import tasks as cohorts
from tutors.models import Cohort, Place

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Status = Place.Status
ROUNDS = range(5)


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """What is new is swept at once."""
    monkeypatch.setattr(tasks, "PATIENCE", -HOUR)


def running_cohort(outline, **fields):
    return make_cohort(outline, **{"status": Cohort.Status.RUNNING, "needs_word": True, **fields})


def join(cohort, outline, *, done):
    enrolment = make_enrolment(outline, now=NOW - HOUR)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment, joined_at=NOW - HOUR)
    completing.review(place=place, now=NOW)
    for key in keys_of(outline)[:done]:
        enrolments.actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)
    return place


def sweep():
    cohorts.sweep()
    tasks.sweep()


def kinds(place):
    return [*Certificate.objects.filter(learner=place.learner_id).order_by("kind").values_list("kind", flat=True)]


def unless_refused(act):
    try:
        return act()
    except exceptions.Refused as refusal:
        return type(refusal)


def test_a_word_that_is_given_while_the_last_lesson_is_done_completes_the_place():
    for _ in ROUNDS:
        outline = make_outline(2)
        cohort, tutor = running_cohort(outline), make_user()
        place = join(cohort, outline, done=1)

        at_once(
            partial(completing.give_word, place=place, by=tutor, now=NOW),
            partial(enrolments.actions.complete_lesson, enrolment=place.enrolment, key=keys_of(outline)[1], now=NOW),
        )
        # Whichever came last has completed the course, and by its announcement the place is reviewed.
        assert Enrolment.objects.get(pk=place.enrolment_id).is_completed
        cohorts.review_enrolment(enrolment_id=place.enrolment_id)

        place.refresh_from_db()
        assert place.is_completed
        tasks.sweep()
        assert kinds(place) == ["cohort"]


def test_a_cohort_that_finishes_while_a_place_completes_gives_one_certificate():
    for _ in ROUNDS:
        outline = make_outline(2)
        cohort, tutor = running_cohort(outline), make_user()
        place = join(cohort, outline, done=2)

        at_once(
            partial(running.finish_cohort, cohort=cohort, by=None, now=NOW),
            partial(completing.give_word, place=place, by=tutor, now=NOW),
            sweep,
            partial(cohorts.review_cohort, cohort_id=cohort.pk),
        )
        sweep()

        place.refresh_from_db()
        # The word came before the end was worked off, or after the course had its own.
        assert place.is_completed
        assert kinds(place) in (["cohort"], ["cohort", "course"])
        assert not Enrolment.objects.unsettled().exists()


def test_a_ready_place_in_a_finished_cohort_never_gets_the_courses_certificate_first():
    for _ in ROUNDS:
        outline = make_outline(2)
        cohort = running_cohort(outline, needs_word=False)
        places = [join(cohort, outline, done=2) for _ in range(3)]

        at_once(
            partial(running.finish_cohort, cohort=cohort, by=None, now=NOW),
            *[partial(actions.award_course, enrolment=place.enrolment, now=NOW) for place in places],
            tasks.sweep,
            cohorts.sweep,
        )
        sweep()

        assert [kinds(place) for place in places] == [["cohort"]] * 3
        assert seats(cohort) == (3, 3)


def test_who_leaves_while_their_place_completes_has_one_certificate():
    for _ in ROUNDS:
        outline = make_outline(2)
        place = join(running_cohort(outline), outline, done=2)

        at_once(
            partial(placing.leave, place=place, now=NOW),
            partial(unless_refused, partial(completing.give_word, place=place, by=make_user(), now=NOW)),
            tasks.sweep,
        )
        sweep()

        place.refresh_from_db()
        assert (place.status, kinds(place)) in [(Status.LEFT, ["course"]), (Status.COMPLETED, ["cohort"])]


def test_workers_that_award_the_same_place_issue_one():
    outline = make_outline(2)
    place = completing.give_word(place=join(running_cohort(outline), outline, done=2), by=make_user(), now=NOW)

    issued = at_once(
        *[partial(actions.award_place, place=place, now=NOW)] * 3,
        *[partial(actions.award_course, enrolment=place.enrolment, now=NOW)] * 2,
    )

    [certificate] = Certificate.objects.all()
    assert {each.pk for each in issued if each} == {certificate.pk}
    assert Mail.objects.filter(kind="certificates.issued").count() == 1


def test_workers_that_award_two_appointments_of_a_tutor_issue_one():
    for _ in ROUNDS:
        cohort = make_cohort(status=Cohort.Status.FINISHED)
        first = make_appointment(cohort, ended_at=NOW)
        second = make_appointment(cohort, first.tutor)
        make_session(cohort, held_by=first.tutor)

        at_once(*[partial(actions.award_service, appointment=each, now=NOW) for each in (first, second, first, second)])

        assert Certificate.objects.filter(learner=first.tutor.user, kind="service").count() == 1
