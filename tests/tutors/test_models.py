import datetime as dt
import re
import zoneinfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_attendance,
    make_check_in,
    make_cohort,
    make_feed,
    make_interest,
    make_module_date,
    make_place,
    make_session,
    make_tutor,
)
from tutors.models import (
    MOVES,
    PLACE_MOVES,
    Appointment,
    Attendance,
    AttendanceChange,
    CalendarFeed,
    CheckIn,
    Cohort,
    CohortMove,
    Interest,
    ModuleDate,
    Place,
    PlaceMove,
    Session,
    Tutor,
)
from tutors.models.places import CURRENT, ENDED, MEMBERS, SEATED

pytestmark = pytest.mark.django_db
Status = Place.Status
TODAY = NOW.date()


def refused(constraint, make, *args, **fields):
    """The database refuses the row, by this constraint."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make(*args, **fields)
    # SQLite names the columns of a unique index where PostgreSQL names the constraint.
    return constraint in str(caught.value) or "UNIQUE" in str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"starts_on": TODAY, "ends_on": TODAY},
        {"capacity": 1, "seats_taken": 1},
        {"sessions_needed": 1, "needs_word": True},
        {"capacity": None, "seats_taken": 500},
        {"sign_up_opens_at": NOW, "sign_up_closes_at": NOW + DAY},
        {"sign_up_closes_at": NOW},
        {"status": Cohort.Status.CANCELLED},
    ],
)
def test_a_cohort_may_be(fields):
    assert make_cohort(**fields).pk


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("cohort_ends_after_it_starts", {"starts_on": TODAY, "ends_on": TODAY - DAY}),
        ("cohort_has_a_seat", {"capacity": 0}),
        ("cohort_seats_within_capacity", {"capacity": 30, "seats_taken": 31}),
        ("cohort_offer_lasts", {"offer_hours": 0}),
        ("cohort_sign_up_closes_after_it_opens", {"sign_up_opens_at": NOW, "sign_up_closes_at": NOW}),
        ("cohort_status_known", {"status": "paused"}),
        ("cohort_needs_a_session", {"sessions_needed": 0}),
    ],
)
def test_a_cohort_may_not_be(constraint, fields):
    assert refused(constraint, make_cohort, **fields)


def test_a_code_and_a_link_name_one_cohort():
    cohort = make_cohort()

    assert refused("code", make_cohort, code=cohort.code)
    assert refused("invitation_token", make_cohort, invitation_token=cohort.invitation_token)
    assert len(make_cohort().invitation_token) == 32


def test_the_table_of_moves_names_every_status_and_ends():
    assert set(MOVES) == set(Cohort.Status)
    assert set(PLACE_MOVES) == set(Status)
    assert {status for status, moves in PLACE_MOVES.items() if not moves} == set(ENDED)
    assert set(SEATED) < set(CURRENT)
    assert not any(status in moves for status, moves in PLACE_MOVES.items())


def test_a_move_leads_elsewhere():
    cohort, place = make_cohort(), make_place()

    assert CohortMove.objects.create(cohort=cohort, from_status="draft", to_status="open", moved_at=NOW).pk
    assert PlaceMove.objects.create(place=place, to_status="asked", moved_at=NOW).pk
    same = {"from_status": "open", "to_status": "open", "moved_at": NOW}
    assert refused("cohort_move_leads_elsewhere", CohortMove.objects.create, cohort=cohort, **same)
    same = {"from_status": "held", "to_status": "held", "moved_at": NOW}
    assert refused("place_move_leads_elsewhere", PlaceMove.objects.create, place=place, **same)


@pytest.mark.parametrize(
    ("fields", "instant", "takes"),
    [
        ({}, NOW, True),
        ({"status": "draft"}, NOW, False),
        ({"status": "cancelled"}, NOW, False),
        ({"status": "finished", "sign_up_closes_at": NOW + DAY}, NOW, False),
        ({"status": "running"}, NOW, False),
        ({"status": "running", "sign_up_closes_at": NOW + DAY}, NOW, True),
        ({"sign_up_closes_at": NOW + DAY}, NOW + DAY, False),
        ({"sign_up_opens_at": NOW}, NOW, True),
        ({"sign_up_opens_at": NOW + DAY}, NOW, False),
    ],
)
def test_sign_up_has_a_window(fields, instant, takes):
    assert make_cohort(**fields).takes_sign_up(instant) is takes


def test_a_cohort_has_days_of_its_own():
    cohort = make_cohort(time_zone="Pacific/Auckland")

    assert cohort.zone == zoneinfo.ZoneInfo("Pacific/Auckland")
    assert cohort.today(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)) == dt.date(2026, 3, 3)
    assert cohort.source == f"cohort:{cohort.pk}"


def test_seats_left():
    assert (make_cohort().seats_left, make_cohort().has_free_seat) == (None, True)
    assert make_cohort(capacity=5, seats_taken=3).seats_left == 2
    assert make_cohort(capacity=5, seats_taken=5).has_free_seat is False


def test_which_cohorts_have_free_seats():
    free = [make_cohort(), make_cohort(capacity=2, seats_taken=1)]
    make_cohort(capacity=2, seats_taken=2)

    assert [*Cohort.objects.with_free_seats().order_by("pk")] == free


def test_a_draft_is_not_published():
    made = {status: make_cohort(status=status) for status in Cohort.Status}

    assert made[Cohort.Status.DRAFT] not in Cohort.objects.published()
    assert Cohort.objects.published().count() == 4
    assert {each.status for each in Cohort.objects.current()} == {"open", "running"}


@pytest.mark.parametrize("status", CURRENT)
def test_a_place_may_be(status):
    place = make_place(status=status)

    assert (place.is_current, place.takes_seat, place.is_held) == (True, status in SEATED, status in MEMBERS)


@pytest.mark.parametrize("status", [status for status in ENDED if status != Status.MOVED])
def test_a_place_may_have_ended(status):
    place = make_place(status=status)

    assert (place.is_current, place.takes_seat) == (False, False)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("place_in_queue_since_an_instant", {"status": Status.WAITING, "waiting_since": None}),
        ("place_in_queue_since_an_instant", {"status": Status.OFFERED, "waiting_since": None}),
        ("place_offered_until_iff_offered", {"status": Status.OFFERED, "offered_until": None}),
        ("place_offered_until_iff_offered", {"status": Status.WAITING, "offered_until": NOW}),
        ("place_held_by_an_enrolment", {"status": Status.HELD, "joined_at": None}),
        ("place_held_by_an_enrolment", {"status": Status.COMPLETED, "joined_at": None}),
        ("place_completed_at_iff_completed", {"status": Status.COMPLETED, "completed_at": None}),
        ("place_completed_at_iff_completed", {"status": Status.HELD, "completed_at": NOW}),
        ("place_settled_only_if_held", {"status": Status.LEFT, "settled_at": NOW}),
        ("place_ended_at_iff_ended", {"status": Status.COMPLETED, "ended_at": NOW}),
        ("place_ended_at_iff_ended", {"status": Status.LEFT, "ended_at": None}),
        ("place_ended_at_iff_ended", {"status": Status.ASKED, "ended_at": NOW}),
        ("place_moved_to_iff_moved", {"status": Status.MOVED}),
        ("place_status_known", {"status": "lost"}),
    ],
)
def test_a_place_may_not_be(constraint, fields):
    assert refused(constraint, make_place, **fields)


@pytest.mark.parametrize("status", [Status.HELD, Status.COMPLETED])
def test_a_member_may_have_a_word_and_be_settled(status):
    assert make_place(status=status, word_given_at=NOW, word_given_by=make_user(), settled_at=NOW).pk
    assert make_place(status=status, word_given_at=NOW).pk
    assert refused("place_word_given_by_only_if_given", make_place, status=status, word_given_by=make_user())


def test_a_held_place_has_an_enrolment():
    place = make_place()
    place.enrolment = None

    assert refused("place_held_by_an_enrolment", place.save)


def test_a_place_moves_to_another_one_only():
    kept, gone = make_place(), make_place()
    gone.status, gone.ended_at, gone.moved_to = Status.MOVED, NOW, gone

    assert refused("place_moved_to_another", gone.save)
    gone.moved_to = kept
    gone.save()
    kept.moved_to = gone
    assert refused("place_moved_to_iff_moved", kept.save)


@pytest.mark.parametrize("status", CURRENT)
def test_nobody_has_two_current_places_in_a_cohort(status):
    place = make_place(status=Status.ASKED)

    assert refused("place_one_current_per_learner", make_place, place.cohort, place.learner, status=status)
    assert make_place(place.cohort, status=status)
    assert make_place(learner=place.learner, status=status)


def test_who_left_may_have_another_place():
    place = make_place(status=Status.LEFT)

    assert make_place(place.cohort, place.learner, status=Status.LEFT)
    assert make_place(place.cohort, place.learner)


def test_the_queue_is_in_order():
    cohort = make_cohort()
    late = make_place(cohort, status=Status.WAITING, waiting_since=NOW + HOUR)
    first, second = (make_place(cohort, status=Status.WAITING) for _ in range(2))
    make_place(cohort, status=Status.OFFERED)

    assert [*cohort.places.in_queue()] == [first, second, late]


def test_who_waits_for_a_tutors_word():
    place = make_place(status=Status.ASKED)
    make_place(place.cohort)

    assert [*Place.objects.asked()] == [place]


def test_an_offer_is_overdue_once_its_time_is_over():
    place = make_place(status=Status.OFFERED, offered_until=NOW)

    assert not place.is_overdue(NOW)
    assert not Place.objects.overdue(NOW)
    assert place.is_overdue(NOW + HOUR)
    assert [*Place.objects.overdue(NOW + HOUR)] == [place]


def test_who_is_told_of_sessions():
    cohort = make_cohort()
    held = make_place(cohort)
    ended = make_place(cohort, status=Status.CANCELLED, joined_at=NOW)
    make_place(cohort, status=Status.CANCELLED)
    make_place(cohort, status=Status.LEFT, joined_at=NOW)
    make_place(cohort, status=Status.WAITING)

    assert [*cohort.places.to_tell().order_by("pk")] == [held, ended]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"role": Appointment.Role.STAND_IN, "from_on": TODAY, "until_on": TODAY},
        {"ended_at": NOW},
        {"ended_at": NOW, "ended_reason": "Leave"},
    ],
)
def test_an_appointment_may_be(fields):
    assert make_appointment(**fields).is_open is ("ended_at" not in fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("appointment_until_after_from", {"from_on": TODAY, "until_on": TODAY - DAY}),
        ("appointment_ended_by_only_if_ended", {"ended_reason": "Leave"}),
    ],
)
def test_an_appointment_may_not_be(constraint, fields):
    assert refused(constraint, make_appointment, **fields)


def test_a_cohort_has_one_open_lead_and_a_tutor_one_open_appointment():
    first = make_appointment()

    assert refused("appointment_one_open_lead", make_appointment, first.cohort)
    assert refused("appointment_open_once_per_tutor", make_appointment, first.cohort, first.tutor, role="assistant")
    assert make_appointment(first.cohort, role="assistant")
    assert make_appointment(first.cohort, first.tutor, role="assistant", ended_at=NOW)
    assert make_appointment(first.cohort, ended_at=NOW)


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        ({}, True),
        ({"from_on": TODAY, "until_on": TODAY}, True),
        ({"from_on": TODAY + DAY}, False),
        ({"until_on": TODAY - DAY}, False),
        ({"ended_at": NOW}, False),
    ],
)
def test_an_appointment_holds_on_its_days(dates, holds):
    appointment = make_appointment(**dates)

    assert Appointment.objects.on(TODAY).exists() is holds
    assert (appointment.covers(TODAY) and appointment.is_open) is holds


def test_a_retired_tutor_is_not_listed():
    assert make_tutor(retired_at=NOW).is_retired
    assert make_tutor(is_listed=True)
    assert refused("tutor_listed_only_if_active", make_tutor, retired_at=NOW, is_listed=True)


def test_who_may_be_appointed_and_who_is_listed():
    tutor, listed = make_tutor(), make_tutor(is_listed=True)
    make_tutor(retired_at=NOW)
    make_tutor(user=make_user(is_active=False), is_listed=True)

    assert [*Tutor.objects.active().order_by("pk")] == [tutor, listed]
    assert [*Tutor.objects.listed()] == [listed]


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("session_lasts_up_to_a_day", {"minutes": 0}),
        ("session_lasts_up_to_a_day", {"minutes": 1441}),
        ("session_status_known", {"status": "perhaps"}),
    ],
)
def test_a_session_may_not_be(constraint, fields):
    with pytest.raises(IntegrityError, match="session_"), transaction.atomic():
        make_session(**fields)


def test_a_session_ends_when_its_minutes_are_over():
    session = make_session(starts_at=NOW, minutes=90)
    session.minutes = 30

    session.save(update_fields=["minutes"])

    session.refresh_from_db()
    assert session.ends_at == NOW + HOUR / 2
    assert refused("session_ends_after_it_starts", Session.objects.filter(pk=session.pk).update, ends_at=NOW)


def test_a_session_has_a_name_for_calendars(settings):
    settings.BASE_URL = "https://learn.example.org:8443"

    first, second = make_session(), make_session()

    assert re.fullmatch(r"[0-9a-f-]{36}@learn\.example\.org", first.uid)
    assert refused("uid", make_session, uid=second.uid)


@pytest.mark.parametrize(("minutes", "may"), [(-16, False), (-15, True), (0, True), (60, True), (90, True), (91, False)])
def test_a_session_can_be_joined_around_its_time(minutes, may):
    session = make_session(starts_at=NOW, join_url="https://meet.example.org/x")

    assert session.is_joinable(NOW + dt.timedelta(minutes=minutes)) is may


@pytest.mark.parametrize("fields", [{"join_url": ""}, {"status": "cancelled"}, {"status": "did_not_happen"}])
def test_a_session_that_cannot_be_joined(fields):
    assert not make_session(**{"starts_at": NOW, "join_url": "https://meet.example.org/x", **fields}).is_joinable(NOW)


def test_a_link_to_join_leads_to_the_web():
    with pytest.raises(ValidationError):
        make_session(join_url="javascript:alert(1)").full_clean()


def test_sessions_to_come_over_and_overlapping():
    cohort = make_cohort()
    over = make_session(cohort, starts_at=NOW - 2 * HOUR)
    later = make_session(cohort, starts_at=NOW + HOUR)
    running = make_session(cohort, starts_at=NOW - HOUR / 2)
    make_session(cohort, starts_at=NOW, status="cancelled")

    assert [*cohort.sessions.upcoming(NOW)] == [running, later]
    assert [*cohort.sessions.over(NOW)] == [over]
    assert [*cohort.sessions.overlapping(NOW, NOW + HOUR)] == [running]
    assert (running.has_begun(NOW), running.is_over(NOW), over.is_over(NOW), later.has_begun(NOW)) == (
        True,
        False,
        True,
        False,
    )


def test_one_open_wish_for_each_course():
    interest = make_interest()

    assert refused("interest_open_once_per_course", make_interest, interest.person, interest.course)
    assert make_interest(interest.person)
    assert make_interest(interest.person, interest.course, told_at=NOW)


def test_who_wants_to_be_told_in_which_language():
    course = make_outline().course
    any_language, french = make_interest(course=course), make_interest(course=course, language="fr")
    make_interest(course=course, language="es")
    make_interest(course=course, language="fr", told_at=NOW)

    assert [*Interest.objects.open().for_language("fr").order_by("pk")] == [any_language, french]


def test_one_calendar_a_person_and_one_date_a_module():
    feed, date = make_feed(), make_module_date(make_cohort())

    assert refused("person", make_feed, feed.person)
    assert refused("token", CalendarFeed.objects.create, person=make_user(), token=feed.token, made_at=NOW)
    assert refused("module_date_once_per_module", make_module_date, date.cohort)
    assert ModuleDate.objects.get() == date


def test_rows_say_what_they_are():
    tutor, cohort, place = make_tutor(full_name="Ada Okafor"), make_cohort(name="Spring"), make_place()
    session, interest, feed = make_session(title="Hello"), make_interest(), make_feed()
    appointment, date = make_appointment(cohort, tutor), make_module_date(cohort)
    cohort_move = CohortMove(cohort=cohort, from_status="draft", to_status="open")
    place_move = PlaceMove(place=place, to_status="asked")

    assert [str(each) for each in (tutor, cohort, session)] == ["Ada Okafor", "Spring", "Hello"]
    assert str(place) == f"{place.learner_id}: {place.cohort_id}"
    assert str(appointment) == f"{tutor.pk}: {cohort.pk}"
    assert (str(date), str(feed)) == (f"{cohort.pk}: module-1", str(feed.person_id))
    assert str(interest) == f"{interest.person_id}: {interest.course_id}"
    assert (str(cohort_move), str(place_move)) == (f"{cohort.pk}: draft → open", f"{place.pk}:  → asked")


# --- Attendance ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", Attendance.Status)
@pytest.mark.parametrize("way", Attendance.Way)
def test_an_attendance_that_holds_together(status, way):
    assert make_attendance(status=status, way=way).pk


def test_an_attendance_is_noted_once_in_a_session():
    first = make_attendance()

    make_attendance(make_session(first.place.cohort), first.place)
    make_attendance(first.session, make_place(first.place.cohort))
    assert refused("attendance_once_per_place", make_attendance, first.session, first.place)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [("attendance_status_known", {"status": "asleep"}), ("attendance_way_known", {"way": "magic"})],
)
def test_an_attendance_that_does_not(constraint, fields):
    session = make_session()
    assert refused(constraint, make_attendance, session, make_place(session.cohort), **fields)


def test_a_change_of_an_attendance_leads_to_a_known_status():
    attendance = make_attendance(changes=0)
    given = {"attendance": attendance, "way": "tutor", "changed_at": NOW}

    assert AttendanceChange.objects.create(to_status="late", **given).pk
    assert refused("attendance_change_status_known", AttendanceChange.objects.create, to_status="asleep", **given)


def test_those_who_attended_are_those_who_came():
    session = make_session()
    for status in Attendance.Status:
        make_attendance(session, make_place(session.cohort), status=status)

    attended = Attendance.objects.attended()

    assert sorted(each.status for each in attended) == ["late", "present"]
    assert {each.was_there for each in attended} == {True}
    assert {each.was_there for each in Attendance.objects.exclude(pk__in=attended)} == {False}


@pytest.mark.parametrize(("status", "number"), [("planned", 1), ("cancelled", 0), ("did_not_happen", 0)])
def test_what_did_not_take_place_counts_for_nobody(status, number):
    make_attendance(make_session(status=status))

    assert Attendance.objects.held().count() == number


def test_what_was_noted_of_a_learner_in_a_cohort_is_found_by_any_of_their_places():
    before = make_place(status=Status.LEFT, joined_at=NOW)
    after = make_place(before.cohort, before.learner)
    attendance = make_attendance(place=before)
    make_attendance(attendance.session, make_place(before.cohort))
    make_attendance(place=make_place(learner=before.learner))

    assert [*Attendance.objects.of(after)] == [attendance]


@pytest.mark.parametrize(("changes", "is_corrected"), [(0, False), (1, False), (2, True)])
def test_a_correction_is_known(changes, is_corrected):
    make_attendance(changes=changes)

    assert Attendance.objects.with_corrections().get().is_corrected == is_corrected


def test_other_minutes_are_no_correction():
    make_attendance().changes.create(from_status="present", to_status="present", way="file", changed_at=NOW)

    assert not Attendance.objects.with_corrections().get().is_corrected


def test_one_check_in_of_a_session_stands_at_a_time():
    first = make_check_in()

    make_check_in(make_session(first.session.cohort))
    make_check_in(first.session, closed_at=NOW)
    assert refused("check_in_one_standing_per_session", make_check_in, first.session)
    CheckIn.objects.update(closed_at=NOW)
    assert make_check_in(first.session).pk


def test_a_check_in_lasts():
    session = make_session()
    assert refused("check_in_closes_after_it_opens", make_check_in, session, closes_at=session.starts_at)


@pytest.mark.parametrize(
    ("fields", "minutes", "is_open"),
    [({}, -1, False), ({}, 0, True), ({}, 14, True), ({}, 15, False), ({"closed_at": NOW}, 1, False)],
)
def test_a_check_in_is_open_for_its_time(fields, minutes, is_open):
    session = make_session(starts_at=NOW)
    check_in, now = make_check_in(session, **fields), NOW + dt.timedelta(minutes=minutes)

    assert (check_in.is_open(now), CheckIn.objects.open(now).exists()) == (is_open, is_open)


def test_a_code_has_no_letters_that_look_alike():
    codes = {make_check_in(closed_at=NOW).code for _ in range(20)}

    assert len(codes) == 20
    assert all(re.fullmatch("[A-Z0-9]{6}", code) for code in codes)
    assert not set("".join(codes)) & set("0OQ1IL5S2Z8BUVG")
