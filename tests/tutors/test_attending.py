import datetime as dt

import pytest

from tests.enrolments.factories import NOW
from tests.factories import make_user
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_attendance,
    make_check_in,
    make_cohort,
    make_place,
    make_session,
)
from tutors import attending, exceptions, tries
from tutors.attending import Note, Rest
from tutors.models import Appointment, Attendance, AttendanceChange, Place, Session

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
Status, Way = Attendance.Status, Attendance.Way


@pytest.fixture
def cohort():
    return make_cohort()


@pytest.fixture
def session(cohort):
    return make_session(cohort, starts_at=NOW)


@pytest.fixture
def tutor(cohort):
    return make_appointment(cohort).tutor.user


def said(attendance):
    changes = attendance.changes.all()
    return [(each.from_status, each.to_status, each.minutes, each.way, each.changed_by) for each in changes]


def note(session, notes, by, now=NOW + HOUR, **more):
    given = {place.pk: each for place, each in notes.items()}
    return [each.attendance for each in attending.note(session=session, notes=given, by=by, now=now, **more)]


# --- By tutors -----------------------------------------------------------------------------------------------------------
def test_a_page_of_notes_is_written_with_its_history_and_announced_once(session, tutor, announced):
    first, second, third = (make_place(session.cohort) for _ in range(3))

    with announced() as heard:
        written = note(session, {first: Note("present"), second: Note("absent")}, tutor)

    assert {(each.place, each.status, each.way, each.noted_by, each.noted_at) for each in written} == {
        (first, "present", Way.TUTOR, tutor, NOW + HOUR),
        (second, "absent", Way.TUTOR, tutor, NOW + HOUR),
    }
    assert [said(each) for each in written] == [[("", each.status, None, "tutor", tutor)] for each in written]
    assert not third.attendances.exists()
    assert heard.of("attendance_noted") == [session.pk]


def test_only_what_differs_is_written(session, tutor, announced):
    same, other = (make_place(session.cohort) for _ in range(2))
    note(session, {same: Note("present"), other: Note("absent")}, tutor)

    with announced() as heard:
        [written] = note(session, {same: Note("present"), other: Note("late")}, tutor, now=NOW + 2 * HOUR)

    assert (written.place, said(written)) == (
        other,
        [("", "absent", None, "tutor", tutor), ("absent", "late", None, "tutor", tutor)],
    )
    assert same.attendances.get().noted_at == NOW + HOUR
    assert heard.of("attendance_noted") == [session.pk]


def test_a_repeat_writes_and_announces_nothing(session, tutor, announced):
    place = make_place(session.cohort)
    note(session, {place: Note("late")}, tutor)

    with announced() as heard:
        assert note(session, {place: Note("late")}, tutor, now=NOW + 2 * HOUR) == []

    assert (AttendanceChange.objects.count(), heard.of("attendance_noted")) == (1, [])


def test_other_minutes_are_another_note_and_none_are_none(session, tutor):
    place = make_place(session.cohort)
    note(session, {place: Note("present", 50)}, tutor, way=Way.FILE)

    assert note(session, {place: Note("present", 50)}, tutor, way=Way.FILE) == []
    assert note(session, {place: Note("present")}, tutor) == []
    [written] = note(session, {place: Note("present", 55)}, tutor, way=Way.FILE)
    [corrected] = note(session, {place: Note("late")}, tutor)

    assert (written.minutes, corrected.minutes, corrected.way) == (55, 55, Way.TUTOR)
    assert [each[:4] for each in said(corrected)] == [
        ("", "present", 50, "file"),
        ("present", "present", 55, "file"),
        ("present", "late", 55, "tutor"),
    ]


def test_who_is_no_member_is_not_noted_and_nobody_else_either(session, tutor):
    member = make_place(session.cohort)
    elsewhere = make_place()
    waiting = make_place(session.cohort, status=Place.Status.WAITING)
    left = make_place(session.cohort, status=Place.Status.LEFT, joined_at=NOW - 2 * HOUR, ended_at=NOW - HOUR)
    teaching = make_place(session.cohort, tutor)

    for stranger in (elsewhere, waiting, left, teaching):
        with pytest.raises(exceptions.NotMember):
            note(session, {member: Note("present"), stranger: Note("present")}, tutor)

    assert not Attendance.objects.exists()


def test_who_left_during_or_after_it_or_joined_later_is_noted(session, tutor):
    during = make_place(session.cohort, status=Place.Status.LEFT, joined_at=NOW - HOUR, ended_at=NOW + MINUTE)
    later = make_place(session.cohort, joined_at=NOW + 5 * HOUR)

    assert len(note(session, {during: Note("present"), later: Note("excused")}, tutor)) == 2


def test_it_is_noted_from_a_quarter_of_an_hour_before(session, tutor):
    place = make_place(session.cohort)

    with pytest.raises(exceptions.AttendanceAhead):
        note(session, {place: Note("present")}, tutor, now=NOW - 16 * MINUTE)

    assert len(note(session, {place: Note("present")}, tutor, now=NOW - 15 * MINUTE)) == 1


@pytest.mark.parametrize("status", [Session.Status.CANCELLED, Session.Status.DID_NOT_HAPPEN])
def test_of_what_did_not_take_place_nothing_is_noted(session, tutor, status):
    place = make_place(session.cohort)
    Session.objects.update(status=status)

    with pytest.raises(exceptions.SessionNotPlanned):
        note(session, {place: Note("present")}, tutor)
    with pytest.raises(exceptions.SessionNotPlanned):
        attending.open_check_in(session=session, by=tutor, now=NOW)


@pytest.mark.parametrize(("rest", "way"), [(Status.PRESENT, Way.TUTOR), (Status.ABSENT, Way.FILE)])
def test_the_rest_are_those_of_then_of_whom_nothing_is_noted(session, tutor, rest, way):
    noted, now_noted, other = (make_place(session.cohort) for _ in range(3))
    make_place(session.cohort, joined_at=NOW + 5 * HOUR)
    make_place(session.cohort, status=Place.Status.LEFT, joined_at=NOW - 2 * HOUR, ended_at=NOW - HOUR)
    note(session, {noted: Note("excused")}, tutor)

    written = note(session, {now_noted: Note("late")}, tutor, way=way, rest=Rest(rest))

    assert [(each.place, each.status, each.way) for each in written] == [(now_noted, "late", way), (other, rest, way)]
    assert note(session, {}, tutor, way=way, rest=Rest(rest)) == []


def test_the_rest_may_be_that_of_a_page(session, tutor):
    on_page, elsewhere = (make_place(session.cohort) for _ in range(2))

    [written] = note(session, {}, tutor, rest=Rest(Status.PRESENT, among={on_page.pk}))

    assert (written.place, elsewhere.attendances.count()) == (on_page, 0)


@pytest.mark.parametrize("people", [1, 30])
def test_notes_take_as_many_queries_for_one_as_for_thirty(session, tutor, people, django_assert_num_queries):
    places = [make_place(session.cohort) for _ in range(people)]
    note(session, {place: Note("absent") for place in places}, tutor)

    with django_assert_num_queries(7):
        note(session, {place: Note("present") for place in places}, tutor)


# --- Checking in ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def member(cohort):
    return make_place(cohort, make_user())


def check_in(session, place, code, now=NOW + MINUTE):
    return attending.check_in(session=session, learner=place.learner, code=code, now=now)


def test_a_member_checks_in_and_a_repeat_is_harmless(session, member, announced):
    code = make_check_in(session).code

    with announced() as heard:
        attendance = check_in(session, member, code)
        again = check_in(session, member, code, now=NOW + 2 * MINUTE)

    assert (attendance, attendance.noted_at) == (again, NOW + MINUTE)
    assert (attendance.place, attendance.status, attendance.way) == (member, "present", Way.SELF)
    assert said(attendance) == [("", "present", None, "self", member.learner)]
    assert heard.of("attendance_noted") == [session.pk]


def test_who_has_completed_their_place_checks_in_too(session):
    code = make_check_in(session).code
    completed = make_place(session.cohort, status=Place.Status.COMPLETED)

    assert check_in(session, completed, code).place == completed


@pytest.mark.parametrize("typed", ["ace 346", " ACE-346 ", "AcE346"])
def test_how_it_is_typed_does_not_matter(session, member, typed):
    make_check_in(session, code="ACE346")

    assert check_in(session, member, typed).was_there


@pytest.mark.parametrize("status", Status)
def test_what_a_tutor_noted_stays(session, member, status):
    code = make_check_in(session).code
    make_attendance(session, member, status=status)

    assert check_in(session, member, code).status == status
    assert AttendanceChange.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [({}, 15), ({"closed_at": NOW}, 1), ({"opens_at": NOW + 2 * MINUTE}, 1)],
    ids=["over", "closed", "not yet"],
)
def test_a_code_that_does_not_stand_lets_nobody_in(session, member, fields, minutes):
    code = make_check_in(session, **fields).code

    with pytest.raises(exceptions.CheckInClosed):
        check_in(session, member, code, now=NOW + minutes * MINUTE)


def test_the_code_of_another_session_lets_nobody_in(session, member):
    make_check_in(session, code="ACE346")
    other = make_check_in(make_session(session.cohort, starts_at=NOW), code="ACE347")

    for typed in (other.code, "", "ACE34"):
        with pytest.raises(exceptions.CodeWrong):
            check_in(session, member, typed)


def test_who_holds_no_place_does_not_check_in(session, tutor):
    code = make_check_in(session).code
    waiting = make_place(session.cohort, status=Place.Status.WAITING)
    left = make_place(session.cohort, status=Place.Status.LEFT, joined_at=NOW - HOUR, ended_at=NOW + HOUR)

    for place in (waiting, left, make_place(), make_place(session.cohort, tutor)):
        with pytest.raises(exceptions.NotMember):
            check_in(session, place, code)


def test_who_guesses_is_stopped_and_others_are_not(session, member):
    code = make_check_in(session, code="ACE346").code
    for _ in range(tries.MOST):
        with pytest.raises(exceptions.CodeWrong):
            check_in(session, member, "AAAAAA")

    with pytest.raises(exceptions.TooManyTries):
        check_in(session, member, code)

    assert check_in(session, make_place(session.cohort), code).was_there
    assert not member.attendances.exists()


def test_a_new_code_gives_new_tries(session, member, tutor):
    first = make_check_in(session)
    for _ in range(tries.MOST):
        tries.count(first, member.learner)
    second = attending.open_check_in(session=session, by=tutor, now=NOW)

    assert check_in(session, member, second.code).was_there


def test_one_code_stands_at_a_time(session, member, tutor):
    first = attending.open_check_in(session=session, by=tutor, now=NOW)
    second = attending.open_check_in(session=session, by=tutor, now=NOW + MINUTE, minutes=5)

    first.refresh_from_db()
    assert (first.closed_at, second.closes_at, second.made_by) == (NOW + MINUTE, NOW + 6 * MINUTE, tutor)
    assert [*session.check_ins.open(NOW + 2 * MINUTE)] == [second]
    with pytest.raises(exceptions.CodeWrong):
        check_in(session, member, first.code)


def test_a_code_is_closed_and_a_repeat_changes_nothing(session, member):
    code = make_check_in(session).code

    attending.close_check_in(session=session, now=NOW)
    attending.close_check_in(session=session, now=NOW + MINUTE)

    assert session.check_ins.get().closed_at == NOW
    with pytest.raises(exceptions.CheckInClosed):
        check_in(session, member, code)


# --- People who come back ------------------------------------------------------------------------------------------------
def test_who_came_back_is_noted_once_by_the_place_they_had_then(session, tutor):
    learner = make_user()
    before = make_place(session.cohort, learner, status=Place.Status.LEFT, joined_at=NOW - HOUR, ended_at=NOW + 2 * HOUR)
    after = make_place(session.cohort, learner, joined_at=NOW + 3 * HOUR)

    [written] = note(session, {}, tutor, now=NOW + 4 * HOUR, rest=Rest(Status.PRESENT))

    assert written.place == before
    assert [*Attendance.objects.attended().of(after)] == [written]
    with pytest.raises(exceptions.NotMember):
        note(session, {after: Note("absent")}, tutor)


def test_an_assistant_who_was_a_learner_once_is_not_counted(session, member):
    tutor = make_appointment(session.cohort, role=Appointment.Role.ASSISTANT).tutor.user
    make_place(session.cohort, tutor)

    assert {each.place for each in note(session, {}, tutor, rest=Rest(Status.PRESENT))} == {member}
