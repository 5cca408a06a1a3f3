"""Certificates of cohorts and of tutors' service: who has which, when, and what is printed."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

import enrolments.actions
from certificates import actions, causes, facts, queries, tasks
from certificates.award import Award
from certificates.enums import Kind
from certificates.models import Achievement, Certificate, StoppedIssue
from courses.models import Outline
from enrolments.models import Enrolment
from notices.models import Mail
from tests.certificates.factories import UNPRINTABLE
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline, translate
from tests.factories import make_user
from tests.tutors.factories import HOUR, make_appointment, make_cohort, make_place, make_session, make_tutor
from tutors import completing, placing, running
from tutors import tasks as cohorts
from tutors.models import Appointment, Cohort, Place

pytestmark = pytest.mark.django_db
Status = Place.Status
Role = Appointment.Role
LATER = NOW + DAY


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def cohort():
    """A running cohort of a course of two lessons and two hours that needs a tutor's word."""
    return make_cohort(
        make_outline(2),
        name="Spring",
        status=Cohort.Status.RUNNING,
        needs_word=True,
        hours=Decimal(20),
        starts_on=dt.date(2026, 2, 1),
        ends_on=dt.date(2026, 3, 15),
    )


def outline_of(cohort):
    return Outline.objects.get(course=cohort.course, locale=cohort.course.source_locale)


def join(cohort, *, done=2, learner=None):
    """Somebody joined, and did so many lessons."""
    enrolment = make_enrolment(outline_of(cohort), learner=learner, now=NOW - HOUR)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment, joined_at=NOW - HOUR)
    completing.review(place=place, now=NOW)
    for key in keys_of(outline_of(cohort))[:done]:
        enrolments.actions.complete_lesson(enrolment=enrolment, key=key, now=NOW)
    return place


def complete(place, now=NOW):
    return completing.give_word(place=place, by=make_user(), now=now)


def issued(learner=None):
    """Kinds and sources of what was issued, in order."""
    rows = Certificate.objects.order_by("pk").values_list("kind", "source")
    return [*(rows.filter(learner=learner) if learner else rows)]


def sweep():
    """Both sweeps, a minute after each other."""
    cohorts.sweep()
    with time_machine.travel(LATER + dt.timedelta(minutes=1), tick=False):
        tasks.sweep()


def settled(place):
    place.refresh_from_db()
    return place.settled_at is not None, Enrolment.objects.get(pk=place.enrolment_id).settled_at is not None


# Which certificate


def test_a_completed_place_has_a_certificate_in_the_courses_stead(cohort):
    place = complete(join(cohort))

    first = actions.award_place(place=place, now=LATER)
    again = actions.award_place(place=place, now=LATER)
    sweep()

    assert first == again == actions.award_course(enrolment=place.enrolment, now=LATER)
    assert (issued(), settled(place)) == ([("cohort", f"place:{place.pk}")], (True, True))
    assert queries.certificate_for_enrolment(place.learner, place.enrolment_id) == first
    assert Mail.objects.filter(kind="certificates.issued").count() == 1


def test_the_sweep_does_all_of_it(cohort):
    place = complete(join(cohort))

    sweep()
    sweep()

    assert (issued(), settled(place)) == ([("cohort", f"place:{place.pk}")], (True, True))


@pytest.mark.parametrize("status", ["open", "running"])
def test_a_completed_course_waits_for_the_place(status):
    cohort = make_cohort(make_outline(2), status=status, sessions_needed=1)
    make_session(cohort)
    enrolment = make_enrolment(outline_of(cohort), done=2)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment)

    sweep()

    assert (actions.award_course(enrolment=enrolment, now=LATER), issued(), settled(place)) == (None, [], (False, False))
    assert StoppedIssue.objects.count() == 0


@pytest.mark.parametrize(
    "end",
    [
        lambda place: placing.leave(place=place, now=LATER),
        lambda place: placing.remove(place=place, by=make_user(), reason="Why", now=LATER),
        lambda place: placing.defer(place=place, by=make_user(), now=LATER),
        lambda place: running.cancel_cohort(cohort=place.cohort, by=None, reason="Why", now=LATER),
        lambda place: running.finish_cohort(cohort=place.cohort, by=None, now=LATER),
    ],
    ids=["left", "removed", "deferred", "cancelled", "finished"],
)
def test_where_a_place_ends_without_completion_the_course_has_its_own(cohort, end):
    place = join(cohort)

    end(place)
    sweep()
    tasks.issue_for_place(place.pk)

    assert issued() == [("course", f"enrolment:{place.enrolment_id}")]


def test_a_place_that_ends_before_the_course_is_completed_earns_nothing(cohort):
    place = join(cohort, done=1)

    placing.leave(place=place, now=LATER)
    tasks.issue_for_place(place.pk)
    sweep()

    assert issued() == []


def test_a_message_of_a_place_that_was_never_held_issues_nothing(cohort):
    place = make_place(cohort, status=Status.REFUSED)

    tasks.issue_for_place(place.pk)

    assert issued() == []


def test_who_is_moved_goes_on_waiting(cohort):
    place = join(cohort)
    other = make_cohort(outline_of(cohort), status="running", needs_word=True)

    placing.move_place(place=place, to_cohort=other, by=make_user(), reason="", now=LATER)
    sweep()

    assert issued() == []


def test_a_certificate_of_the_course_that_was_there_before_stays(cohort):
    enrolment = make_enrolment(outline_of(cohort), done=2)
    course = actions.award_course(enrolment=enrolment, now=NOW)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment)
    complete(place)

    sweep()

    assert issued() == [("course", f"enrolment:{enrolment.pk}"), ("cohort", f"place:{place.pk}")]
    assert queries.certificate_for_enrolment(place.learner, enrolment.pk) == course


def test_a_word_after_the_end_adds_the_cohorts_certificate(cohort):
    place = join(cohort)
    running.finish_cohort(cohort=cohort, by=None, now=NOW)
    sweep()
    before = issued()

    complete(place)
    sweep()

    assert before == [("course", f"enrolment:{place.enrolment_id}")]
    assert issued() == [*before, ("cohort", f"place:{place.pk}")]


def test_a_second_cohort_has_a_certificate_of_its_own_and_the_course_none(cohort):
    place = join(cohort)
    second = make_place(
        make_cohort(outline_of(cohort), status="running", needs_word=True), place.learner, enrolment=place.enrolment
    )
    completing.review(place=second, now=NOW)
    complete(place)
    sweep()
    first, enrolment = issued(), Enrolment.objects.get(pk=place.enrolment_id)

    complete(second)
    sweep()

    assert (first, enrolment.status) == ([("cohort", f"place:{place.pk}")], "active")
    assert issued() == [*first, ("cohort", f"place:{second.pk}")]
    assert settled(second) == (True, True)
    assert queries.certificate_for_enrolment(place.learner, place.enrolment_id).source == f"place:{second.pk}"


def test_a_place_that_is_under_way_earns_nothing(cohort):
    place = join(cohort)

    assert actions.award_place(place=place, now=LATER) is None
    with pytest.raises(ValueError, match="not completed"):
        facts.cohort_award(place)
    assert (issued(), settled(place)) == ([], (False, False))


# Whom nothing is issued to, and what cannot be printed


def test_who_is_locked_waits_and_who_was_erased_is_settled_without(cohort):
    locked, erased, nameless = [complete(join(cohort)) for _ in range(3)]
    for place, fields in [
        (locked, {"is_active": False}),
        (erased, {"full_name": "", "is_active": False, "erased_at": NOW}),
        (nameless, {"full_name": ""}),
    ]:
        type(place.learner).objects.filter(pk=place.learner_id).update(**fields)

    sweep()

    assert issued() == []
    assert [settled(place)[0] for place in (locked, erased, nameless)] == [False, True, False]


def test_what_cannot_be_printed_waits_and_is_settled_by_staff(cohort):
    place = complete(join(cohort, learner=make_user(full_name=UNPRINTABLE)))
    sweep()
    sweep()
    stopped = StoppedIssue.objects.get()
    first = stopped.kind, stopped.source, settled(place), issued()

    certificate = actions.issue_stopped(stopped=stopped, name="Amina", reason="Her pass", by=make_user(), now=LATER)

    assert first == ("cohort", f"place:{place.pk}", (False, False), [])
    assert (certificate.facts.recipient_name, certificate.facts.hours) == ("Amina", Decimal(20))
    assert settled(place) == (True, True)
    sweep()
    assert len(issued()) == 1


def test_staff_try_what_was_stopped_again(cohort):
    place = complete(join(cohort, learner=make_user(full_name=UNPRINTABLE)))
    sweep()
    type(place.learner).objects.update(full_name="Amina")

    certificate = actions.try_again(stopped=StoppedIssue.objects.get(), by=make_user(), now=LATER)

    assert (certificate.kind, settled(place)) == ("cohort", (True, True))


def test_a_course_that_was_stopped_waits_no_more_once_the_cohort_is_completed(cohort):
    enrolment = make_enrolment(outline_of(cohort), done=2, learner=make_user(full_name=UNPRINTABLE))
    actions.award_course(enrolment=enrolment, now=NOW)
    place = make_place(cohort, enrolment.learner, enrolment=enrolment)
    type(place.learner).objects.update(full_name="Amina")

    complete(place)
    sweep()

    assert issued() == [("cohort", f"place:{place.pk}")]
    assert [*StoppedIssue.objects.open()] == []


def test_what_fails_is_put_off_and_stops_no_other(cohort, monkeypatch):
    broken, place = complete(join(cohort)), complete(join(cohort))
    real = actions.award_place

    def fail(*, place, now):
        return 1 / 0 if place == broken else real(place=place, now=now)

    monkeypatch.setattr(tasks.actions, "award_place", fail)
    sweep()
    stopped = StoppedIssue.objects.get()
    monkeypatch.undo()
    with time_machine.travel(stopped.retry_at, tick=False):
        tasks.sweep()

    assert (stopped.source, stopped.problem, stopped.title) == (f"place:{broken.pk}", "failure", cohort.course.code)
    assert {source for _kind, source in issued()} == {f"place:{broken.pk}", f"place:{place.pk}"}
    assert [*StoppedIssue.objects.open()] == []


# What is printed


def test_the_facts_of_a_cohort(cohort):
    lead = make_appointment(cohort, make_tutor(full_name="Lena Lead"))
    make_appointment(cohort, make_tutor(full_name="Asa Assistant"), role=Role.ASSISTANT)
    place = complete(join(cohort, learner=make_user(time_zone="Pacific/Kiritimati")), now=NOW)

    assert facts.cohort_award(place) == Award(
        achievement=f"course:{cohort.course.key}",
        achievement_title=f"{outline_of(cohort).title} (moderated)",
        title=outline_of(cohort).title,
        hours=Decimal(20),
        completed_on=dt.date(2026, 3, 3),
        language="en",
        from_on=dt.date(2026, 2, 1),
        until_on=dt.date(2026, 3, 15),
        tutors=("Lena Lead", "Asa Assistant"),
    )
    assert lead.is_open


def test_a_cohort_without_hours_has_those_of_the_course(cohort):
    Cohort.objects.update(hours=None)
    place = Place.objects.get(pk=complete(join(cohort)).pk)

    assert facts.cohort_award(place).hours == Decimal(2)


def test_what_is_printed_is_frozen(cohort):
    make_appointment(cohort, make_tutor(full_name="Lena Lead"))
    certificate = actions.award_place(place=complete(join(cohort)), now=LATER)
    Cohort.objects.update(hours=99, starts_on=dt.date(2020, 1, 1))

    printed = Certificate.objects.with_facts().get(pk=certificate.pk).facts
    sheet = queries.sheet_of(Certificate.objects.with_facts().get(pk=certificate.pk))
    assert printed.wording["statement"] == "This certifies that {name} has completed the moderated course {title}"
    assert sheet.details == (
        "Completed on 2 March 2026",
        "20 hours of work",
        "From 1 February 2026 to 15 March 2026",
        "Tutor: Lena Lead",
    )


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_language_has_a_sheet(cohort, language):
    outline = translate(outline_of(cohort), language)
    make_appointment(cohort, make_tutor(full_name="Lena Lead"))
    place = join(cohort)
    enrolments.actions.change_language(enrolment=place.enrolment, language=language)

    certificate = actions.award_place(place=complete(place), now=LATER)

    assert (certificate.facts.language, certificate.facts.title) == (language, outline.title)
    assert len(queries.sheet_of(certificate).details) == 4


def test_reissuing_takes_todays_hours_dates_and_tutors_and_keeps_the_day(cohort):
    certificate = actions.award_place(place=complete(join(cohort)), now=LATER)
    make_appointment(cohort, make_tutor(full_name="Lena Lead"))
    Cohort.objects.update(hours=25)

    again = actions.reissue(certificate=certificate, reason="The tutor was missing", by=make_user(), now=LATER)

    sheet = queries.sheet_of(again)
    assert (again.facts.number, again.facts.completed_on, sheet.details[1:]) == (
        2,
        NOW.date(),
        ("25 hours of work", "From 1 February 2026 to 15 March 2026", "Tutor: Lena Lead"),
    )


def test_reissuing_where_the_course_is_gone_keeps_its_title(cohort):
    title = outline_of(cohort).title
    certificate = actions.award_place(place=complete(join(cohort)), now=LATER)
    Outline.objects.all().delete()

    assert causes.award_of_today(certificate).title == title


def test_a_cohort_is_an_achievement_of_its_own(cohort):
    place = complete(join(cohort))
    actions.award_place(place=place, now=LATER)

    achievement = Achievement.objects.get()
    assert (achievement.kind, achievement.source) == (Kind.COHORT, f"course:{cohort.course.key}")
    assert achievement.title == f"{outline_of(cohort).title} (moderated)"


# Tutors' names


def test_who_taught_is_named_the_lead_first(cohort):
    gone = make_appointment(cohort, make_tutor(full_name="Gone"), ended_at=NOW)
    make_appointment(cohort, make_tutor(full_name="Never came"), role=Role.ASSISTANT, ended_at=NOW)
    make_appointment(cohort, make_tutor(full_name="Assistant"), role=Role.ASSISTANT)
    stand_in = make_appointment(cohort, make_tutor(full_name="Stand-in"), role=Role.STAND_IN)
    make_appointment(cohort, make_tutor(full_name="Not needed"), role=Role.STAND_IN)
    make_appointment(cohort, make_tutor(full_name="Lead"))
    for each in (gone, stand_in):
        make_session(cohort, held_by=each.tutor)
    make_session(cohort, held_by=make_tutor(full_name="Of another cohort"))

    assert facts.named(facts.tutors_of(cohort), "en") == ("Lead", "Assistant", "Stand-in", "Gone")


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], ()),
        (["Ana", ""], ("Ana",)),
        (["Ana", UNPRINTABLE], ("Ana", "")),
        ([UNPRINTABLE], ()),
        (["A", "B", "C", "D", "E"], ("A", "B", "C", "D", "")),
        (["Ǆ" * 60, "B"], ("B", "")),
        (["A" * 60, "B" * 60], ("A" * 60, "")),
        (["王" * 90], ("王" * 90,)),
        (["王" * 99], ()),
    ],
)
def test_no_name_of_a_tutor_holds_a_learner_up(names, shown):
    assert facts.named((make_tutor(full_name=name) for name in names), "en") == shown


# Tutors


@pytest.fixture
def taught(cohort):
    """The lead held three hours and a half in all, of which the last session did not happen."""
    lead = make_appointment(cohort, make_tutor(full_name="Lena Lead"))
    for minutes, status in [(60, "planned"), (90, "planned"), (60, "did_not_happen")]:
        make_session(cohort, held_by=lead.tutor, starts_at=NOW - DAY, minutes=minutes, status=status)
    return lead


def test_a_tutor_has_a_certificate_of_service_once_the_cohort_has_finished(cohort, taught):
    sweep()
    before = issued()
    running.finish_cohort(cohort=cohort, by=None, now=NOW)

    tasks.issue_for_cohort(cohort.pk)
    tasks.issue_for_cohort(cohort.pk)
    sweep()

    taught.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (before, issued()) == ([], [("service", f"appointment:{taught.pk}")])
    assert (certificate.learner, taught.settled_at) == (taught.tutor.user, LATER)
    assert certificate.facts.wording["statement"] == "This certifies that {name} has served as a tutor of {title}"
    assert queries.sheet_of(certificate).details == (
        "2.5 hours taught",
        "Cohort: Spring",
        "From 1 February 2026 to 15 March 2026",
    )
    assert (certificate.facts.completed_on, certificate.achievement.title) == (
        NOW.date(),
        f"{outline_of(cohort).title} (taught)",
    )


def test_who_held_no_session_has_none_and_is_not_asked_for_again(cohort):
    appointment = make_appointment(cohort)
    running.finish_cohort(cohort=cohort, by=None, now=NOW)

    sweep()

    appointment.refresh_from_db()
    assert (issued(), appointment.settled_at is None, [*queries.appointments_due(LATER)]) == ([], False, [])


def test_who_was_appointed_twice_has_one_certificate_for_all(cohort, taught):
    taught.ended_at = NOW
    taught.save()
    again = make_appointment(cohort, taught.tutor, role=Role.ASSISTANT)
    running.finish_cohort(cohort=cohort, by=None, now=NOW)

    sweep()

    again.refresh_from_db()
    assert (issued(), again.settled_at is None) == ([("service", f"appointment:{taught.pk}")], False)
    assert actions.award_service(appointment=again, now=LATER) == Certificate.objects.get()


@pytest.mark.parametrize(
    ("name", "printed"),
    [("Spring", "Spring"), ("W" * 72, "W" * 72), ("W" * 120, "W" * 64 + "…"), (UNPRINTABLE, "")],
)
def test_no_name_of_a_cohort_holds_a_tutor_up(cohort, taught, name, printed):
    Cohort.objects.update(name=name)
    running.finish_cohort(cohort=cohort, by=None, now=NOW)

    certificate = actions.award_service(appointment=Appointment.objects.get(pk=taught.pk), now=LATER)

    assert certificate.facts.wording.get("cohort", "Cohort: ") == f"Cohort: {printed}"


def test_a_cohort_that_was_cancelled_is_no_service(cohort, taught):
    running.cancel_cohort(cohort=cohort, by=None, reason="Why", now=NOW)

    sweep()

    assert (issued(), actions.award_service(appointment=taught, now=LATER)) == ([], None)


def test_a_tutors_service_is_reissued_with_todays_hours(cohort, taught):
    running.finish_cohort(cohort=cohort, by=None, now=NOW)
    certificate = actions.award_service(appointment=taught, now=LATER)
    make_session(cohort, held_by=taught.tutor, starts_at=NOW - DAY, minutes=60)

    again = actions.reissue(certificate=certificate, reason="One more", by=make_user(), now=LATER)

    assert again.facts.hours == Decimal("3.5")


# Awards as rows


def test_a_stored_award_is_read_back():
    award = Award(
        achievement="course:x",
        achievement_title="X",
        title="X",
        hours=Decimal("2.5"),
        completed_on=dt.date(2026, 3, 3),
        language="ar",
        from_on=dt.date(2026, 1, 1),
        until_on=dt.date(2026, 2, 1),
        cohort="Spring",
        tutors=("Ana", ""),
    )

    assert Award.parse(award.stored()) == award


def test_an_award_that_was_stored_before_there_were_cohorts_is_read_back():
    stored = {
        "achievement": "course:x",
        "achievement_title": "X",
        "title": "X",
        "hours": None,
        "completed_on": "2026-03-03",
        "language": "en",
    }

    assert Award.parse(stored).tutors == ()
