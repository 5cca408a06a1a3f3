import pytest

from accounts import erasure, privacy
from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import (
    make_appointment,
    make_attendance,
    make_check_in,
    make_cohort,
    make_feed,
    make_interest,
    make_place,
    make_session,
    make_tutor,
    seats,
)
from tutors import placing
from tutors.models import Appointment, CalendarFeed, CohortMove, Interest, Place, PlaceMove, Tutor

pytestmark = pytest.mark.django_db
Status = Place.Status


def exported(user):
    return {model: rows["rows"] for model, rows in privacy.export_person(user)["rooms"]["tutors"].items()}


def erase(user, times=2):
    for _ in range(times):
        for entry in erasure.steps():
            if entry.home == "tutors":
                entry.erase(user, {})


def test_a_learner_takes_along_what_is_known():
    person = make_user()
    place = placing.ask(cohort=make_cohort(name="Spring"), learner=person, now=NOW)
    make_interest(person, place.cohort.course, language="fr")
    make_feed(person)
    make_place()

    found = exported(person)

    [told] = found["tutors.Place"]
    assert (told["cohort"], told["status"], told["asked"]) == ("Spring", "held", NOW.isoformat())
    assert [each["to"] for each in found["tutors.PlaceMove"]] == ["asked", "held"]
    assert [each["language"] for each in found["tutors.Interest"]] == ["fr"]
    assert len(found["tutors.CalendarFeed"]) == 1
    assert found["tutors.Tutor"] == found["tutors.Appointment"] == found["tutors.Session"] == []


def test_a_learner_takes_along_when_they_were_there():
    person = make_user()
    session = make_session(title="Week 1")
    make_attendance(session, make_place(session.cohort, person), status="late", changes=2, minutes=50)
    make_attendance(session)

    found = exported(person)

    [told] = found["tutors.Attendance"]
    assert (told["session"], told["status"], told["minutes"], told["noted"]) == (
        "Week 1",
        "late",
        50,
        session.ends_at.isoformat(),
    )
    assert [(each["session"], each["from"], each["to"]) for each in found["tutors.AttendanceChange"]] == [
        ("Week 1", "", "late"),
        ("Week 1", "absent", "late"),
    ]


def test_a_tutor_takes_along_the_codes_they_showed_without_the_codes():
    tutor = make_tutor()
    check_in = make_check_in(make_session(title="Week 1"), made_by=tutor.user)

    [told] = exported(tutor.user)["tutors.CheckIn"]

    assert (told["session"], told["opens"]) == ("Week 1", check_in.opens_at.isoformat())
    assert check_in.code not in str(told)


def test_a_tutor_takes_along_what_is_known():
    tutor = make_tutor(about="I teach.", languages=["en"])
    cohort = make_appointment(make_cohort(name="Spring", created_by=tutor.user), tutor).cohort
    make_session(cohort, title="Hello", held_by=tutor)
    CohortMove.objects.create(
        cohort=cohort, from_status="draft", to_status="open", moved_at=NOW, moved_by=tutor.user, reason="At last"
    )

    found = exported(tutor.user)

    assert [(each["about"], each["languages"]) for each in found["tutors.Tutor"]] == [("I teach.", ["en"])]
    assert [(each["cohort"], each["role"]) for each in found["tutors.Appointment"]] == [("Spring", "lead")]
    assert [each["title"] for each in found["tutors.Session"]] == ["Hello"]
    assert [each["name"] for each in found["tutors.Cohort"]] == ["Spring"]
    assert [each["reason"] for each in found["tutors.CohortMove"]] == ["At last"]


def test_who_is_erased_leaves_their_seat_to_the_next():
    cohort = make_cohort(capacity=1)
    place, following = make_place(cohort), make_place(cohort, status=Status.WAITING)
    elsewhere = make_place(learner=place.learner, status=Status.WAITING)
    PlaceMove.objects.create(place=place, to_status="held", moved_at=NOW, reason="After an illness")
    make_interest(place.learner)
    make_feed(place.learner)
    others = make_interest(), make_feed()

    erase(place.learner)

    for each in (place, following, elsewhere):
        each.refresh_from_db()
    assert [each.status for each in (place, following, elsewhere)] == [Status.LEFT, Status.OFFERED, Status.LEFT]
    assert seats(cohort) == (1, 1)
    assert {move.reason for move in PlaceMove.objects.filter(place=place)} == {""}
    assert ([*Interest.objects.all()], [*CalendarFeed.objects.all()]) == ([others[0]], [others[1]])


def test_a_tutor_who_is_erased_is_nobody_any_more():
    tutor = make_tutor(about="I teach.", languages=["en"], topics=["x"], is_listed=True, trained_since=NOW.date())
    ended = make_appointment(tutor=tutor, ended_at=NOW - DAY, ended_reason="Ill")
    make_appointment(tutor=tutor)
    other = make_tutor(about="I teach, too.")

    erase(tutor.user)

    tutor.refresh_from_db()
    assert (tutor.about, tutor.languages, tutor.topics, tutor.trained_since) == ("", [], [], None)
    assert (tutor.is_retired, tutor.is_listed) == (True, False)
    assert not Appointment.objects.open().exists()
    ended.refresh_from_db()
    assert (ended.ended_at, ended.ended_reason) == (NOW - DAY, "")
    assert [*Tutor.objects.exclude(about="")] == [other]
