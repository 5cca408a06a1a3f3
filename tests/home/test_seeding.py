"""A site of many invented people, made small."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

import certificates.tasks
from accounts.models import User
from certificates.models import Certificate
from courses.models import Course
from enrolments.models import Enrolment, QuizAttempt, UnitCompletion
from home import demo
from home.seeding import UNTIL, courses, gathering
from home.seeding.names import full_name
from notices.models import Mail
from tests.enrolments.factories import DAY, NOW, make_enrolment
from tests.tutors.factories import HOUR, make_cohort, make_session
from tutors import tasks
from tutors.models import Appointment, Cohort, Place, Session, Tutor
from tutors.news import news_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def _seeded(monkeypatch):
    """Without the demo's own courses, which take long to read."""
    monkeypatch.setattr(demo, "folders", list)
    call_command("seed", learners=60, courses=2, verbosity=0)


def facts():
    """What a second seed must make again, without what the database counts by itself."""
    people = User.objects.order_by("email").values_list("uuid", "email", "full_name", "country", "language", "joined_at")
    rows = Enrolment.objects.order_by("learner__email", "course__code")
    learning = rows.values_list("learner__email", "course__code", "status", "enrolled_at", "latest_at")
    places = Place.objects.order_by("learner__email", "cohort__code").values_list(
        "learner__email", "cohort__code", "asked_at"
    )
    marks = QuizAttempt.objects.order_by("enrolment__learner__email", "unit__course__code", "unit__key")
    return [*people], [*learning], [*places], [*marks.values_list("unit__key", "asked", "answers", "earned")]


@pytest.mark.usefixtures("_seeded")
def test_there_is_as_much_as_was_asked_for():
    assert User.objects.filter(email__startswith="learner-").count() == 60
    assert Course.objects.count() == 2
    assert Enrolment.objects.count() == 117
    assert User.objects.filter(enrolments=None).count() == 0
    assert User.objects.values("country").distinct().count() == 60


@pytest.mark.usefixtures("_seeded")
def test_what_stands_in_the_rows_fits_together():
    completed = Enrolment.objects.completed()
    for enrolment in completed:
        assert enrolment.unit_completions.count() == 12
        assert enrolment.quiz_attempts.filter(is_passed=True).count() == 3
    assert completed.count() > 20
    assert not Enrolment.objects.unsettled().exists()
    assert Certificate.objects.filter(latest__isnull=False).count() == completed.count()
    assert UnitCompletion.objects.filter(completed_at__gt=UNTIL).count() == 0


@pytest.mark.usefixtures("_seeded")
def test_cohorts_have_their_people_tutors_and_sessions():
    assert (Tutor.objects.count(), Cohort.objects.count(), Session.objects.count()) == (1, 1, 5)
    for cohort in Cohort.objects.all():
        held = Place.objects.held().filter(cohort=cohort, enrolment__course=cohort.course)
        assert cohort.seats_taken == held.count() > 5
        assert cohort.appointments.open().leads().count() == 1
    past = Session.objects.filter(ends_at__lt=UNTIL)
    assert not past.filter(wrap_up_at=None).exists()


@pytest.mark.usefixtures("_seeded")
def test_nobody_of_a_seeded_site_is_written_to():
    Session.objects.update(starts_at=UNTIL, ends_at=UNTIL + HOUR)

    with time_machine.travel(UNTIL, tick=False):
        tasks.sweep_letters()

    assert not Mail.objects.exists()
    assert not Session.objects.untold().exists()


@pytest.mark.usefixtures("_seeded")
def test_nothing_is_left_to_follow_in_a_seeded_site():
    before = Certificate.objects.count(), Place.objects.completed().count()

    with time_machine.travel(UNTIL + HOUR, tick=False):
        tasks.sweep()
        certificates.tasks.sweep()

    assert (Certificate.objects.count(), Place.objects.completed().count()) == before
    assert not Place.objects.filter(cohort__status="finished").unsettled().exists()
    assert not Appointment.objects.unsettled().exists()


@pytest.mark.parametrize(
    ("status", "done", "becomes"),
    [("finished", 3, "completed"), ("finished", 1, "held"), ("running", 3, "held")],
)
def test_who_had_completed_the_course_of_a_finished_cohort_has_completed_that(status, done, becomes):
    enrolment = make_enrolment(done=done)
    cohort = make_cohort(status=status)
    gathered = gathering.Gathered(cohort, NOW - 200 * DAY, [enrolment])

    gathering.seat([gathered], {cohort.pk: []})

    place = Place.objects.get()
    assert (place.status, place.settled_at is not None) == (becomes, status == "finished")
    assert [*place.moves.values_list("to_status", flat=True)] == ["asked", "held", "completed"][: 2 + place.is_completed]


def test_who_sits_in_a_seeded_cohort_knows_of_what_lies_ahead():
    session = make_session()
    gathered = gathering.Gathered(session.cohort, NOW, [make_enrolment()])

    [place] = gathering.places_of(gathered, [session])

    assert news_for(place, [session], now=NOW) == []


# Emptying the tables numbers content types anew, which a rollback would take back behind Django's back.
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_seeded")
def test_the_same_numbers_give_the_same_site():
    before = facts()
    call_command("flush", interactive=False, verbosity=0)

    call_command("seed", learners=60, courses=2, verbosity=0)

    assert facts() == before


@pytest.mark.usefixtures("_seeded")
def test_a_site_is_seeded_once():
    with pytest.raises(CommandError, match="has been seeded"):
        call_command("seed", learners=60)


def test_a_real_site_is_never_seeded(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="no place on a real site"):
        call_command("seed", learners=60)


def test_names_come_again_only_after_a_long_while():
    names = {full_name(number) for number in range(1000)}

    assert len(names) == 1000
    assert all(name == " ".join(name.split()) for name in names)


def test_a_seeded_course_can_be_read(tmp_path):
    folder = courses.write(tmp_path, "Radio for neighbours")

    assert sorted(path.name for path in folder.iterdir()) == ["01-part-1", "02-part-2", "03-part-3", "course.yaml"]
