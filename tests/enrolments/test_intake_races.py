"""Two lists, two workers, and people who enrol or leave by themselves, at the same moment on real connections."""

from functools import partial

import pytest

from accounts.models import User
from enrolments import actions
from enrolments.intake import uploads
from enrolments.intake.admitting import admit
from enrolments.models import Enrolment, IntakeLine
from jobs.models import Job
from notices.models import Mail
from tests.at_once import at_once
from tests.enrolments.factories import NOW, make_enrolment, make_outline
from tests.enrolments.test_newcomers import make_intake
from tests.factories import make_staff, make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
# A race that is lost now and then is run more than once.
ROUNDS = range(5)


def line_of(outline, email, *, by):
    intake = make_intake(outline, 0, by=by)
    return IntakeLine.objects.create(intake=intake, number=2, email=email, full_name="Ada", outcome="invite")


def test_somebody_new_in_two_lists_is_one_person_invited_once():
    outline, staff = make_outline(), make_staff()
    for number in ROUNDS:
        email = f"new{number}@example.org"
        lines = [line_of(outline, email, by=staff) for _ in range(3)]

        done = at_once(*[partial(admit, line=line, by=staff, now=NOW) for line in lines])

        assert sorted(line.outcome for line in done) == ["invite", "nothing", "nothing"]
        assert User.objects.get(email=email).enrolments.count() == 1
        assert Mail.objects.filter(to_address=email).count() == 1


def test_one_line_in_the_hands_of_two_workers_is_done_once():
    outline, staff = make_outline(), make_staff()
    for number in ROUNDS:
        line = line_of(outline, f"once{number}@example.org", by=staff)

        done = at_once(*[partial(admit, line=line, by=staff, now=NOW)] * 3)

        assert {each.outcome for each in done} == {"invite"}
        assert Mail.objects.filter(to_address=line.email).count() == 1


def test_who_enrols_by_themselves_at_that_moment_is_enrolled_once():
    outline, staff = make_outline(), make_staff()
    for _ in ROUNDS:
        learner = make_user()
        line = line_of(outline, learner.email, by=staff)

        at_once(
            partial(admit, line=line, by=staff, now=NOW),
            partial(actions.enrol, learner=learner, course=outline.course, language="en", now=NOW),
        )

        assert Enrolment.objects.filter(learner=learner).count() == 1


def test_who_withdraws_at_that_moment_stays_away():
    outline, staff = make_outline(), make_staff()
    for _ in ROUNDS:
        enrolment = make_enrolment(outline)
        line = line_of(outline, enrolment.learner.email, by=staff)

        done, _ = at_once(
            partial(admit, line=line, by=staff, now=NOW), partial(actions.withdraw, enrolment=enrolment, now=NOW)
        )

        enrolment.refresh_from_db()
        assert enrolment.status == "withdrawn"
        assert done.outcome in {"nothing", "fault"}


def test_a_double_click_starts_one_job():
    staff = make_staff()
    for _ in ROUNDS:
        intake = make_intake(make_outline(), 2, by=staff)

        jobs = at_once(*[partial(uploads.start_enrolling, intake=intake, by=staff)] * 3)

        assert len(set(jobs)) == 1
        assert Job.objects.filter(kind=uploads.ENROL, title__contains=intake.course.code).count() == 1
