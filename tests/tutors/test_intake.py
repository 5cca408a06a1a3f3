"""A list of people for a cohort: what would become of each, and what does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.models import User
from enrolments.intake import admitting, judging, uploads
from enrolments.intake.sheet import Line
from enrolments.models import Intake
from jobs.models import Job
from notices.models import Mail
from tests import workers
from tests.at_once import at_once
from tests.enrolments.factories import NOW, make_enrolment, make_outline
from tests.factories import make_staff, make_user
from tests.tutors.factories import make_cohort, make_place, seats
from tutors.intake import Seats
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status
NEW = Line(2, "ada@example.org", "Ada Okafor")


@pytest.fixture
def staff():
    roles.ensure_roles()
    person = make_staff()
    roles.give_role(user=person, role="Tutor coordinator", by=None)
    return person


def judge(cohort, *lines):
    intake = Intake(course=cohort.course, source=cohort.source)
    course = Seats(intake, map(judging.address_of, lines))
    return [(line.outcome, [name for name, _ in line.faults]) for line in judging.judged(course, lines)]


def found(intake):
    return [(line.number, line.outcome, [name for name, _ in line.faults]) for line in intake.lines.order_by("number")]


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """What a worker does with what an act has started; it answers as the act does."""

    def work(act, **given):
        with django_capture_on_commit_callbacks(execute=True):
            answer = act(**given)
        with django_capture_on_commit_callbacks(execute=True):
            workers.work_off()
        return answer

    return work


@pytest.fixture
def bring(staff, work):
    workers.waiting()

    def bring(cohort, data):
        file = SimpleUploadedFile("list.csv", data)
        where = {"course": cohort.course, "language": cohort.language, "source": cohort.source}
        return work(uploads.start_reading, file=file, **where, by=staff, now=NOW)

    return bring


# What would become of a line


def test_somebody_new_and_somebody_known_get_a_place():
    cohort = make_cohort()
    known, enrolled = make_user(), make_enrolment(cohort.course.outlines.get()).learner

    assert judge(cohort, NEW, Line(3, known.email), Line(4, enrolled.email)) == [
        ("invite", []),
        ("enrol", []),
        ("enrol", []),
    ]


def test_seats_go_in_the_order_of_the_list_and_the_others_wait():
    cohort = make_cohort(capacity=3)
    member = make_place(cohort).learner
    first, second = make_user(), make_user()
    lines = [Line(2, member.email), NEW, Line(4, first.email), Line(5, second.email), Line(6, "b@example.org", "B")]

    assert [outcome for outcome, _ in judge(cohort, *lines)] == ["nothing", "invite", "enrol", "queue", "invite_queue"]


def test_a_line_that_is_left_out_takes_no_seat():
    cohort = make_cohort(capacity=1)
    lines = [Line(2, make_user(is_active=False).email), NEW, Line(4, NEW.email, "Ada"), Line(5, make_user().email)]

    assert judge(cohort, *lines) == [
        ("fault", ["closed_account"]),
        ("invite", []),
        ("fault", ["double"]),
        ("queue", []),
    ]


def test_who_waits_or_is_offered_a_seat_gets_it_and_keeps_their_turn_where_none_is_free():
    cohort = make_cohort(capacity=2)
    offered = make_place(cohort, status=Status.OFFERED).learner
    waiting, other = [make_place(cohort, status=Status.WAITING).learner for _ in range(2)]

    lines = [Line(2, offered.email), Line(3, waiting.email), Line(4, other.email)]

    assert [outcome for outcome, _ in judge(cohort, *lines)] == ["enrol", "enrol", "nothing"]


@pytest.mark.parametrize("status", [Cohort.Status.DRAFT, Cohort.Status.FINISHED, Cohort.Status.CANCELLED])
def test_a_cohort_that_is_neither_open_nor_running_takes_nobody(status):
    cohort = make_cohort(status=status)

    assert judge(cohort, NEW, Line(3, "x")) == [
        ("fault", ["cohort_closed"]),
        ("fault", ["bad_email", "cohort_closed"]),
    ]


@pytest.mark.parametrize("status", [Status.REFUSED, Status.REMOVED])
def test_who_was_turned_away_is_left_out(status):
    cohort = make_cohort()
    learner = make_place(cohort, status=status).learner

    assert judge(cohort, Line(2, learner.email)) == [("fault", ["turned_away"])]
    make_place(cohort, learner)
    assert judge(cohort, Line(2, learner.email)) == [("nothing", [])]


def test_who_has_not_completed_what_comes_before_is_left_out():
    first = make_outline()
    cohort = make_cohort(make_outline(before=[first]))
    ready, begun = make_enrolment(first, done=3).learner, make_enrolment(first).learner

    assert judge(cohort, Line(2, ready.email), Line(3, begun.email), Line(4, "b@example.org", "B")) == [
        ("enrol", []),
        ("fault", ["prerequisites"]),
        ("fault", ["prerequisites"]),
    ]


def test_judging_costs_the_same_for_one_and_for_thirty_lines():
    cohort = make_cohort()
    learners = [make_place(cohort).learner for _ in range(30)]
    lines = [Line(2 + place, each.email) for place, each in enumerate(learners)]

    with CaptureQueriesContext(connection) as one:
        judge(cohort, lines[0])
    with CaptureQueriesContext(connection) as thirty:
        judge(cohort, *lines)

    assert len(one) == len(thirty) == 5


# What becomes of it


def test_a_list_is_read_and_done(bring, staff, work):
    cohort = make_cohort(capacity=2)
    known = make_user(email="ben@example.org")
    intake = bring(cohort, b"email,name,country\nada@example.org,Ada,NG\nben@example.org\ncem@example.org,Cem\nx\n")

    assert found(intake) == [
        (2, "invite", []),
        (3, "enrol", []),
        (4, "invite_queue", []),
        (5, "fault", ["bad_email"]),
    ]
    assert seats(cohort) == (0, 0)

    work(uploads.start_enrolling, intake=intake, by=staff)

    assert [outcome for _, outcome, _ in found(intake)] == ["invite", "enrol", "invite_queue", "fault"]
    assert seats(cohort) == (2, 2)
    places = {place.learner.email: place for place in cohort.places.select_related("learner")}
    assert {email: (place.status, place.way) for email, place in places.items()} == {
        "ada@example.org": ("held", "staff"),
        "ben@example.org": ("held", "staff"),
        "cem@example.org": ("waiting", "staff"),
    }
    assert places["ben@example.org"].learner == known
    assert places["ada@example.org"].learner.country == "NG"
    assert {each.moved_by for place in places.values() for each in place.moves.all()} == {staff}
    invited = Mail.objects.filter(kind__startswith="accounts.").values_list("recipient__email", flat=True)
    assert sorted(invited) == ["ada@example.org", "cem@example.org"]


def test_a_list_that_is_done_again_changes_nothing(bring, staff, work):
    cohort = make_cohort()
    data = b"email,name\nada@example.org,Ada\n"
    work(uploads.start_enrolling, intake=bring(cohort, data), by=staff)

    again = bring(cohort, data)

    assert found(again) == [(2, "nothing", [])]
    assert uploads.start_enrolling(intake=again, by=staff) is None
    assert seats(cohort) == (1, 1)


def test_a_line_is_judged_anew_when_it_is_done(bring, staff):
    cohort = make_cohort(capacity=1)
    intake = bring(cohort, b"email,name\nada@example.org,Ada\n")
    make_place(cohort)

    line = admitting.admit(line=intake.lines.get(), by=staff, now=NOW)

    assert (line.outcome, line.enrolment) == ("invite_queue", None)
    Cohort.objects.update(status=Cohort.Status.CANCELLED)
    assert admitting.admit(line=line, by=staff, now=NOW).outcome == "invite_queue"


def test_a_course_that_has_closed_meanwhile_leaves_no_account_behind(bring, staff):
    cohort = make_cohort()
    intake = bring(cohort, b"email,name\nada@example.org,Ada\n")
    cohort.course.outlines.update(is_open=False)

    line = admitting.admit(line=intake.lines.get(), by=staff, now=NOW)

    assert (line.outcome, line.faults) == ("fault", [["not_admitted", ""]])
    assert not User.objects.filter(email="ada@example.org").exists()
    assert not Mail.objects.exists()


def test_who_has_lost_the_right_meanwhile_lets_nobody_in(bring, staff, work):
    cohort = make_cohort()
    intake = bring(cohort, b"email,name\nada@example.org,Ada\n")
    staff.groups.clear()

    work(uploads.start_enrolling, intake=intake, by=User.objects.get(pk=staff.pk))

    intake.refresh_from_db()
    assert intake.enrolling.status == Job.Status.FAILED
    assert seats(cohort) == (0, 0)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_fill_the_seats_and_no_more():
    staff, cohort = make_staff(), make_cohort(capacity=3)
    job = {"kind": "enrolments.read_intake", "title": "x", "status": "done", "finished_at": NOW}
    given = {"course": cohort.course, "source": cohort.source, "name": "list.csv", "uploaded_by": staff, "uploaded_at": NOW}
    intakes = [Intake.objects.create(**given, reading=Job.objects.create(**job)) for _ in range(2)]
    lines = [
        intake.lines.create(number=number, email=f"p{number}@example.org", full_name="P", outcome="invite")
        for intake in intakes
        for number in range(2, 7)
    ]

    done = at_once(*[lambda line=line: admitting.admit(line=line, by=staff, now=NOW) for line in lines])

    assert seats(cohort) == (3, 3)
    people = User.objects.filter(email__in={line.email for line in lines})
    assert cohort.places.count() == people.count() == 5
    assert sorted(line.outcome for line in done).count("invite") == 3
