import datetime as dt
import re

import icalendar
import pytest
from django.urls import reverse

from courses.models import Outline
from enrolments.models import Enrolment, Rating
from tests.enrolments.factories import DAY, NOW, keys_of, make_enrolment, make_outline
from tests.factories import make_staff, make_user
from tests.tutors.factories import (
    HOUR,
    make_appointment,
    make_cohort,
    make_interest,
    make_module_date,
    make_place,
    make_session,
    make_tutor,
    seats,
)
from tutors.models import Cohort, Interest, Place

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
Status = Place.Status
ACTS = ["join", "accept", "decline", "leave", "put_off"]
LINK = "https://meet.example.org/room"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def learner(client):
    person = make_user(time_zone="Africa/Nairobi")
    client.force_login(person)
    return person


def address(cohort, name="cohort", **more):
    return reverse(f"tutors:{name}", kwargs={"code": cohort.code, **more})


def sign_in(target):
    return f"/accounts/login/?next={target}"


def messages_of(response):
    return [str(message) for message in response.wsgi_request._messages]


# --- Who sees a cohort ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("joining", [Cohort.Joining.OPEN, Cohort.Joining.APPROVAL])
def test_everybody_sees_what_people_ask_for(client, joining):
    cohort = make_cohort(joining=joining, name="Bridges in spring")

    response = client.get(address(cohort))

    assert (response.status_code, response["Cache-Control"]) == (200, "private")
    assert "<h1>Bridges in spring</h1>" in response.text
    assert f"/accounts/signup/?next={address(cohort)}" in response.text


@pytest.mark.parametrize("joining", [Cohort.Joining.INVITATION, Cohort.Joining.STAFF])
def test_what_nobody_asks_for_is_hidden_from_strangers_and_visitors_sign_in_first(client, joining):
    cohort = make_cohort(joining=joining)

    assert client.get(address(cohort)).url == sign_in(address(cohort))
    client.force_login(make_user())
    assert client.get(address(cohort)).status_code == 404


def test_unknown_cohort_is_not_found_and_a_visitor_does_not_learn_that(client):
    target = "/learn/cohorts/nowhere/"

    assert client.get(target).url == sign_in(target)
    client.force_login(make_user())
    assert client.get(target).status_code == 404


def test_draft_is_seen_by_its_tutors_only(client, learner):
    cohort = make_cohort(status=Cohort.Status.DRAFT)
    tutor = make_appointment(cohort).tutor

    assert client.get(address(cohort)).status_code == 404
    client.force_login(tutor.user)
    assert client.get(address(cohort)).status_code == 200


def test_coordinator_sees_every_cohort(client):
    person = make_staff(is_superuser=True)
    client.force_login(person)

    assert client.get(address(make_cohort(status=Cohort.Status.DRAFT))).status_code == 200
    assert client.get(address(make_cohort(make_outline(is_open=False)))).status_code == 200


def test_former_tutor_does_not_see_a_draft(client):
    cohort = make_cohort(status=Cohort.Status.DRAFT)
    appointment = make_appointment(cohort, ended_at=NOW)
    client.force_login(appointment.tutor.user)

    assert client.get(address(cohort)).status_code == 404


@pytest.mark.parametrize("status", [Status.HELD, Status.LEFT, Status.WAITING])
def test_who_has_or_had_a_place_sees_what_is_hidden_from_others(client, learner, status):
    cohort = make_cohort(joining=Cohort.Joining.STAFF)
    make_place(cohort, learner, status=status)

    assert client.get(address(cohort)).status_code == 200


def test_cohort_of_a_course_for_others_is_not_found(client, learner):
    cohort = make_cohort(make_outline(groups=()))

    assert client.get(address(cohort)).status_code == 404
    make_place(cohort, learner, status=Status.WAITING)
    assert client.get(address(cohort)).status_code == 200


@pytest.mark.parametrize(
    ("name", "method"), [("cohort", "post"), *((act, "put") for act in ACTS), ("join", "get"), ("accept", "get")]
)
def test_wrong_methods_are_refused(client, learner, name, method):
    cohort = make_cohort()

    assert getattr(client, method)(address(cohort, name)).status_code == 405


@pytest.mark.parametrize("act", ACTS)
def test_visitor_who_acts_signs_in_and_is_back_at_the_cohort(client, act):
    cohort = make_cohort()

    assert client.post(address(cohort, act)).url == sign_in(address(cohort))


@pytest.mark.parametrize("act", ACTS)
def test_stranger_finds_no_act_in_a_hidden_cohort(client, learner, act):
    cohort = make_cohort(joining=Cohort.Joining.STAFF)

    assert client.post(address(cohort, act)).status_code == 404


@pytest.mark.parametrize("act", ["accept", "decline", "leave", "put_off"])
def test_acts_of_who_has_no_place_change_nothing(client, learner, act):
    cohort = make_cohort()
    other = make_place(cohort, status=Status.OFFERED)

    response = client.post(address(cohort, act))

    assert response.url == address(cohort)
    other.refresh_from_db()
    assert other.status == Status.OFFERED


# --- What the page says --------------------------------------------------------------------------------------------------
def test_names_of_tutors_are_shown_to_members_and_of_those_who_agreed_to_everybody(client):
    cohort = make_cohort()
    make_appointment(cohort, make_tutor(full_name="Shy Tutor"))
    listed = make_tutor(full_name="Listed Tutor", is_listed=True)
    make_appointment(cohort, listed, role="assistant")
    place = make_place(cohort)

    text = client.get(address(cohort)).text
    assert ("Shy Tutor" in text, "Listed Tutor" in text, f"/en/tutors/{listed.pk}/" in text) == (False, True, True)
    client.force_login(place.learner)
    text = client.get(address(cohort)).text
    assert ("Shy Tutor" in text, "Listed Tutor" in text) == (True, True)


def test_words_of_welcome_are_for_those_inside(client, learner):
    cohort = make_cohort(welcome="Bring <b>questions</b>.\n\nSee you!")

    assert "Bring" not in client.get(address(cohort)).text
    make_place(cohort, learner)
    assert "<p>Bring &lt;b&gt;questions&lt;/b&gt;.</p>\n\n<p>See you!</p>" in client.get(address(cohort)).text


def test_sessions_are_in_the_readers_zone_or_for_visitors_in_the_cohorts(client):
    cohort = make_cohort(time_zone="America/Lima")
    make_session(cohort, title="Opening", starts_at=dt.datetime(2026, 3, 14, 15, tzinfo=dt.UTC))

    assert "Saturday 14 March 2026, 10:00 (Lima, UTC−5)" in client.get(address(cohort)).text
    client.force_login(make_user(time_zone="Africa/Nairobi"))
    assert "Saturday 14 March 2026, 18:00 (Nairobi, UTC+3)" in client.get(address(cohort)).text


def test_cancelled_sessions_and_those_that_did_not_happen_say_so(client):
    cohort = make_cohort()
    make_session(cohort, status="cancelled")
    make_session(cohort, starts_at=NOW - DAY, status="did_not_happen")

    text = client.get(address(cohort)).text

    assert ("Cancelled</span>" in text, "Did not happen</span>" in text) == (True, True)


def test_modules_open_on_dates(client):
    cohort = make_cohort(make_outline(modules=2))
    make_module_date(cohort, "module-2")
    make_module_date(cohort, "gone-since")

    text = client.get(address(cohort)).text

    assert text.count("Tuesday 17 March 2026") == 1
    assert ">Module 2</span>" in text


@pytest.mark.parametrize("count", [1, 30])
def test_page_of_a_member_costs_the_same_however_much_is_planned(client, learner, count, django_assert_num_queries):
    cohort = make_cohort(make_outline(modules=2))
    make_place(cohort, learner)
    for _number in range(count):
        make_session(cohort)
        make_appointment(cohort, role="assistant")
        make_place(cohort)
    make_module_date(cohort, "module-2")
    client.get("/learn/no-such-course/")

    # Session, person; cohort, place, outline, sessions, tutors, dates of modules; the content that is left, in two.
    with django_assert_num_queries(10):
        client.get(address(cohort))


def test_page_of_a_stranger_costs_few_queries(client, learner, django_assert_max_num_queries):
    cohort = make_cohort()
    make_session(cohort)
    make_appointment(cohort)
    client.get("/learn/no-such-course/")

    with django_assert_max_num_queries(11):
        client.get(address(cohort))


# --- Joining -------------------------------------------------------------------------------------------------------------
def test_who_joins_is_a_member_and_enrolled(client, learner):
    cohort = make_cohort(capacity=30)
    assert "Join</button>" in client.get(address(cohort)).text

    response = client.post(address(cohort, "join"), follow=True)

    assert response.redirect_chain == [(address(cohort), 302)]
    assert ("You have a place. Welcome!" in response.text, "Leave this cohort" in response.text) == (True, True)
    assert Enrolment.objects.get(learner=learner).course_id == cohort.course_id
    assert seats(cohort) == (1, 1)


def test_joining_again_changes_nothing(client, learner):
    cohort = make_cohort()

    client.post(address(cohort, "join"))
    client.post(address(cohort, "join"))

    assert Place.objects.get().status == Status.HELD


def test_who_asks_waits_for_a_tutor_and_may_take_it_back(client, learner):
    cohort = make_cohort(joining=Cohort.Joining.APPROVAL)
    assert "Ask for a place</button>" in client.get(address(cohort)).text

    asked = client.post(address(cohort, "join"), follow=True).text
    assert ("A tutor decides. You get a mail either way." in asked, "Take it back" in asked) == (True, True)
    client.post(address(cohort, "leave"))

    assert Place.objects.get().status == Status.LEFT


def test_where_every_seat_is_taken_one_waits_and_reads_ones_turn(client, learner):
    cohort = make_cohort(capacity=1)
    make_place(cohort)
    make_place(cohort, status=Status.WAITING, waiting_since=NOW - DAY)
    assert "Join the waiting list</button>" in client.get(address(cohort)).text

    text = client.post(address(cohort, "join"), follow=True).text

    assert "Your turn in it: 2" in text
    assert Place.objects.get(learner=learner).status == Status.WAITING


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"sign_up_opens_at": NOW + DAY}, "Sign-up has not opened yet"),
        ({"sign_up_closes_at": NOW - DAY}, "Sign-up is closed"),
        ({"status": Cohort.Status.RUNNING}, "Sign-up is closed"),
        ({"status": Cohort.Status.FINISHED}, "This cohort has finished"),
        ({"status": Cohort.Status.CANCELLED}, "This cohort was cancelled"),
    ],
)
def test_where_nobody_joins_the_page_says_why_and_a_post_is_refused(client, learner, fields, says):
    cohort = make_cohort(**fields)

    text = client.get(address(cohort)).text
    assert (f'<h2 id="place">{says}</h2>' in text, address(cohort, "join") in text) == (True, False)

    response = client.post(address(cohort, "join"))
    assert messages_of(response) == ["This cohort takes nobody now, or not in this way."]
    assert not Place.objects.exists()


def test_who_was_refused_reads_so_and_cannot_ask_again(client, learner):
    cohort = make_cohort()
    make_place(cohort, learner, status=Status.REFUSED)
    assert "You have no place here" in client.get(address(cohort)).text

    client.post(address(cohort, "join"))

    assert not Place.objects.current().exists()


def test_who_misses_a_course_before_is_led_to_it(client, learner):
    before = make_outline()
    cohort = make_cohort(make_outline(before=[before]))

    response = client.post(address(cohort, "join"))

    assert response.url == f"/en/courses/{cohort.course.code}/"
    assert not Place.objects.exists()


def test_course_that_takes_nobody_is_said_to(client, learner):
    outline = make_outline(is_open=False)
    cohort = make_cohort(outline, joining=Cohort.Joining.INVITATION)
    make_place(cohort, learner, status=Status.LEFT)

    response = client.post(address(cohort, "invitation", token=cohort.invitation_token))

    assert messages_of(response) == ["The course of this cohort takes nobody new at the moment."]
    assert response.url == address(cohort, "invitation", token=cohort.invitation_token)


def test_sign_up_closes_by_the_readers_clock(client, learner):
    cohort = make_cohort(sign_up_closes_at=NOW + DAY, time_zone="America/Lima")

    assert "Tuesday 3 March 2026, 15:00 (Nairobi, UTC+3)" in client.get(address(cohort)).text


def test_cohort_speaks_its_language_in_a_page_of_another(client, learner):
    cohort = make_cohort(language="ar", name="جسور")

    assert '<h1 lang="ar" dir="rtl">جسور</h1>' in client.get(address(cohort)).text


# --- By an invitation ----------------------------------------------------------------------------------------------------
def test_link_shows_the_cohort_and_joins_by_a_post_only(client, learner):
    cohort = make_cohort(joining=Cohort.Joining.INVITATION)
    make_session(cohort, title="Opening")
    link = address(cohort, "invitation", token=cohort.invitation_token)

    text = client.get(link).text
    assert ("You are invited" in text, f'action="{link}"' in text, "/sessions/" in text) == (True, True, False)
    assert not Place.objects.exists()
    assert client.post(link).url == address(cohort)

    assert Place.objects.get(learner=learner).way == Place.Way.INVITATION
    assert client.get(link).url == address(cohort)


def test_visitor_with_a_link_signs_in_and_comes_back(client):
    cohort = make_cohort(joining=Cohort.Joining.INVITATION)
    link = address(cohort, "invitation", token=cohort.invitation_token)

    text = client.get(link).text

    assert (f"/accounts/signup/?next={link}" in text, f"/accounts/login/?next={link}" in text) == (True, True)
    assert client.post(link).url == sign_in(link)


def test_link_spares_the_tutors_word_also_to_who_has_asked(client, learner):
    cohort = make_cohort(joining=Cohort.Joining.APPROVAL)
    make_place(cohort, learner, status=Status.ASKED)
    link = address(cohort, "invitation", token=cohort.invitation_token)
    assert "Join now</button>" in client.get(link).text

    client.post(link)

    assert Place.objects.get().status == Status.HELD


def test_old_link_is_nothing_to_strangers_and_leads_others_to_the_cohort(client, learner):
    cohort = make_cohort(joining=Cohort.Joining.INVITATION)
    old = address(cohort, "invitation", token="an-old-one")

    assert client.get(old).status_code == 404
    assert client.post(old).status_code == 404
    make_place(cohort, learner)
    assert client.get(old).url == address(cohort)
    assert client.post(old).url == address(cohort)


@pytest.mark.parametrize("fields", [{"status": Cohort.Status.DRAFT}, {"joining": Cohort.Joining.STAFF}])
def test_link_opens_neither_a_draft_nor_what_staff_fill(client, learner, fields):
    cohort = make_cohort(**{"joining": Cohort.Joining.INVITATION} | fields)

    assert client.get(address(cohort, "invitation", token=cohort.invitation_token)).status_code == 404


def test_link_is_a_page_to_get_and_to_post(client, learner):
    cohort = make_cohort()

    assert client.put(address(cohort, "invitation", token=cohort.invitation_token)).status_code == 405


# --- An offered seat -----------------------------------------------------------------------------------------------------
def test_offer_says_until_when_and_is_taken(client, learner):
    cohort = make_cohort(capacity=1)
    make_place(cohort, learner, status=Status.OFFERED, offered_until=NOW + DAY)
    text = client.get(address(cohort)).text
    assert ("Tuesday 3 March 2026, 15:00 (Nairobi, UTC+3)" in text, "Take the seat</button>" in text) == (True, True)

    response = client.post(address(cohort, "accept"))

    assert messages_of(response) == ["You have a place. Welcome!"]
    assert Place.objects.get().status == Status.HELD


def test_offer_is_declined_after_a_question_and_goes_to_the_next(client, learner):
    cohort = make_cohort(capacity=1)
    place = make_place(cohort, learner, status=Status.OFFERED)
    following = make_place(cohort, status=Status.WAITING)

    assert "The seat goes to the next person on the waiting list." in client.get(address(cohort, "decline")).text
    place.refresh_from_db()
    assert place.status == Status.OFFERED
    client.post(address(cohort, "decline"))

    place.refresh_from_db()
    following.refresh_from_db()
    assert (place.status, following.status) == (Status.DECLINED, Status.OFFERED)


def test_offer_whose_time_is_over_says_so_and_is_not_taken(client, learner, now):
    cohort = make_cohort(capacity=1)
    make_place(cohort, learner, status=Status.OFFERED, offered_until=NOW + DAY)
    now.move_to(NOW + DAY + MINUTE, tick=False)
    client.force_login(learner)
    text = client.get(address(cohort)).text
    assert ("The offer is over" in text, "Take the seat" in text) == (True, False)

    response = client.post(address(cohort, "accept"))

    assert messages_of(response) == ["The time to take this seat is over. It is offered to the next person."]


def test_who_waits_takes_no_seat(client, learner):
    cohort = make_cohort(capacity=1)
    make_place(cohort, learner, status=Status.WAITING)

    response = client.post(address(cohort, "accept"))

    assert messages_of(response) == ["No seat is offered to you at the moment."]


# --- Leaving, and putting off --------------------------------------------------------------------------------------------
def test_leaving_is_asked_first_gives_the_seat_back_and_is_undone_by_joining(client, learner):
    cohort = make_cohort(capacity=1)
    make_place(cohort, learner)

    assert "everything that you did is kept" in client.get(address(cohort, "leave")).text
    assert Place.objects.get().status == Status.HELD
    text = client.post(address(cohort, "leave"), follow=True).text
    assert ("You have left." in text, "Join</button>" in text) == (True, True)
    assert seats(cohort) == (0, 0)
    client.post(address(cohort, "join"))

    assert seats(cohort) == (1, 1)
    assert Enrolment.objects.get(learner=learner).status == "active"


def test_who_leaves_a_hidden_cohort_still_reads_that_they_have(client, learner):
    cohort = make_cohort(joining=Cohort.Joining.STAFF)
    make_place(cohort, learner)

    response = client.post(address(cohort, "leave"), follow=True)

    assert (response.status_code, "You have left." in response.text) == (200, True)


def test_putting_off_keeps_work_and_wish(client, learner):
    cohort = make_cohort()
    make_place(cohort, learner)

    assert "When the next cohort of the course opens" in client.get(address(cohort, "put_off")).text
    assert not Interest.objects.exists()
    client.post(address(cohort, "put_off"))

    assert Place.objects.get().status == Status.DEFERRED
    assert Interest.objects.get().person == learner


def test_who_waits_does_not_put_off(client, learner):
    cohort = make_cohort()
    make_place(cohort, learner, status=Status.WAITING)

    assert client.get(address(cohort, "put_off")).url == address(cohort)
    client.post(address(cohort, "put_off"))

    assert Place.objects.get().status == Status.WAITING


def test_who_was_moved_is_led_to_the_other_cohort(client, learner):
    cohort = make_cohort()
    there = make_place(make_cohort(course=cohort.course), learner)
    make_place(cohort, learner, status=Status.MOVED, moved_to=there)
    Cohort.objects.filter(pk=cohort.pk).update(status=Cohort.Status.RUNNING)

    assert f'href="{address(there.cohort)}"' in client.get(address(cohort)).text


# --- A session -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def planned(learner):
    session = make_session(title="Opening", join_url=LINK, agenda="Who we are.\nWhat we do.", starts_at=NOW + DAY)
    make_place(session.cohort, learner)
    return session


def of_session(session, name="session"):
    return address(session.cohort, name, pk=session.pk)


@pytest.mark.parametrize(
    ("before", "is_shown"),
    [(16 * MINUTE, False), (15 * MINUTE, True), (-90 * MINUTE, True), (-91 * MINUTE, False)],
)
def test_link_to_join_is_shown_from_15_minutes_before_until_half_an_hour_after(client, planned, now, before, is_shown):
    now.move_to(planned.starts_at - before, tick=False)
    client.force_login(planned.cohort.places.get().learner)

    assert (LINK in client.get(of_session(planned)).text) is is_shown


def test_link_to_join_is_for_members_and_tutors_only(client, planned, now):
    now.move_to(planned.starts_at, tick=False)
    appointment = make_appointment(planned.cohort)
    former = make_place(planned.cohort, status=Status.LEFT)
    waiting = make_place(planned.cohort, status=Status.WAITING)

    def sees(person):
        if person:
            client.force_login(person)
        return LINK in client.get(of_session(planned)).text

    client.logout()
    assert [sees(each) for each in (None, make_user(), former.learner, waiting.learner)] == [False] * 4
    assert sees(appointment.tutor.user)
    appointment.ended_at = NOW
    appointment.save()
    assert not sees(appointment.tutor.user)


@pytest.mark.parametrize(("status", "says"), [("cancelled", "was cancelled"), ("did_not_happen", "did not happen")])
def test_session_that_does_not_take_place_says_so_and_has_no_link(client, planned, now, status, says):
    planned.status = status
    planned.save()
    now.move_to(planned.starts_at, tick=False)
    client.force_login(planned.cohort.places.get().learner)

    text = client.get(of_session(planned)).text

    assert (f"This session {says}." in text, LINK in text, "session.ics" in text) == (True, False, False)


def test_recording_is_for_those_inside(client, planned, now):
    planned.recording_url = "https://video.example.org/1"
    planned.save()
    now.move_to(planned.ends_at + HOUR, tick=False)
    client.logout()
    assert planned.recording_url not in client.get(of_session(planned)).text
    client.force_login(planned.cohort.places.get().learner)

    assert planned.recording_url in client.get(of_session(planned)).text


def test_session_has_its_agenda_and_who_holds_it(client, planned):
    planned.held_by = make_tutor(full_name="Shy Tutor")
    planned.save()

    text = client.get(of_session(planned)).text
    assert ("Who we are.<br>What we do." in text, "Shy Tutor" in text) == (True, True)
    client.logout()
    text = client.get(of_session(planned)).text
    assert ("Who we are.<br>What we do." in text, "Shy Tutor" in text) == (True, False)


@pytest.mark.parametrize("name", ["session", "session_file"])
def test_session_of_another_cohort_is_not_found(client, planned, name):
    other = make_session()

    assert client.get(address(planned.cohort, name, pk=other.pk)).status_code == 404


@pytest.mark.parametrize("name", ["session", "session_file"])
def test_session_of_a_hidden_cohort_is_not_found_by_strangers(client, learner, name):
    session = make_session(make_cohort(joining=Cohort.Joining.STAFF))

    assert client.get(of_session(session, name)).status_code == 404
    assert client.post(of_session(session, name)).status_code == 405


def test_file_of_a_session_is_one_event_without_the_link(client, planned):
    response = client.get(of_session(planned, "session_file"))

    read = icalendar.Calendar.from_ical(response.content)
    [event] = read.walk("VEVENT")
    assert (response["Content-Type"], read["method"]) == ("text/calendar; charset=utf-8", "PUBLISH")
    assert (event["uid"], event["dtstart"].dt) == (planned.uid, planned.starts_at)
    assert str(event["summary"]) == f"Opening · {planned.cohort.name}"
    assert str(event["url"]).endswith(of_session(planned))
    assert LINK.encode() not in response.content
    assert response["Content-Disposition"] == f'attachment; filename="{planned.cohort.code}-{planned.pk}.ics"'


def test_session_costs_few_queries(client, planned, now, django_assert_max_num_queries):
    make_appointment(planned.cohort)
    now.move_to(planned.starts_at, tick=False)
    client.force_login(planned.cohort.places.get().learner)
    client.get("/learn/no-such-course/")

    with django_assert_max_num_queries(8):
        assert LINK in client.get(of_session(planned)).text


# --- The next cohort -----------------------------------------------------------------------------------------------------
def of_course(outline, name="next_cohort"):
    return reverse(f"tutors:{name}", args=[outline.course.code])


def test_wish_is_made_seen_and_taken_back(client, learner):
    outline = make_outline()
    assert "Tell me about the next one</button>" in client.get(of_course(outline)).text

    text = client.post(of_course(outline), follow=True).text
    client.post(of_course(outline))
    assert ("you get one mail" in text, Interest.objects.get().person) == (True, learner)
    text = client.post(of_course(outline, "forget_next_cohort"), follow=True).text

    assert "Tell me about the next one</button>" in text
    assert not Interest.objects.exists()


def test_wish_of_others_stays(client, learner):
    outline = make_outline()
    make_interest(course=outline.course)

    client.post(of_course(outline, "forget_next_cohort"))

    assert Interest.objects.count() == 1


@pytest.mark.parametrize("name", ["next_cohort", "forget_next_cohort"])
def test_wish_of_a_visitor_waits_for_the_sign_in(client, name):
    outline = make_outline()

    assert client.post(of_course(outline, name)).url == sign_in(of_course(outline, name))
    assert not Interest.objects.exists()


@pytest.mark.parametrize("fields", [{"is_open": False}, {"groups": ()}])
def test_wish_for_a_course_that_is_not_shown_is_not_found(client, learner, fields):
    outline = make_outline(**fields)

    assert client.post(of_course(outline)).status_code == 404
    assert client.get("/learn/no-such-course/cohorts/next/").status_code == 404


def test_wish_is_taken_back_by_a_post_only(client, learner):
    assert client.get(of_course(make_outline(), "forget_next_cohort")).status_code == 405


def test_wish_page_names_the_cohorts_that_take_people_now(client, learner):
    outline = make_outline()
    cohort = make_cohort(outline)

    assert f'href="{address(cohort)}"' in client.get(of_course(outline)).text


# --- Addresses -----------------------------------------------------------------------------------------------------------
def test_lessons_keep_their_addresses(client, learner):
    outline = make_outline()
    enrolment = make_enrolment(outline, learner=learner)

    assert client.get(f"/learn/{enrolment.course.code}/").status_code == 200
    assert client.get(f"/learn/{enrolment.course.code}/{keys_of(outline)[0]}/").status_code == 200


# --- What is left, and the end -------------------------------------------------------------------------------------------
@pytest.fixture
def demanding():
    """A running cohort of a course of two lessons that asks for a session and a word."""
    cohort = make_cohort(make_outline(2), status="running", sessions_needed=1, needs_word=True)
    make_session(cohort)
    return cohort


def test_a_member_reads_what_is_left(client, learner, demanding):
    make_place(demanding, learner, word_given_at=demanding.created_at)

    text = client.get(address(demanding)).text

    assert "2 steps of the course are left." in text
    assert "0 of 1 live session is attended." in text
    assert re.search(r'outline__unit--done"><span>A tutor has said that the work is done\.', text)


@pytest.mark.parametrize("status", ["left", "waiting", "asked"])
def test_who_is_no_member_reads_nothing_of_it(client, learner, demanding, status):
    make_place(demanding, learner, status=status)

    assert "of the course are left" not in client.get(address(demanding)).text


@pytest.mark.parametrize("status", ["running", "finished", "cancelled"])
def test_who_has_completed_a_cohort_reads_so_and_is_asked_how_good_it_was(client, learner, demanding, status):
    completed(demanding, learner, status=status)

    text = client.get(address(demanding)).text

    assert "You have completed this cohort" in text
    assert f'action="{reverse("enrolments:rate", args=[demanding.course.code])}"' in text
    assert ("Leave this cohort" in text, "Put off to a later cohort" in text) == (False, False)
    assert "is being prepared" in text


def test_a_rating_from_the_cohorts_page_is_that_of_the_course(client, learner, demanding):
    place = completed(demanding, learner)

    client.post(reverse("enrolments:rate", args=[demanding.course.code]), {"score": 5, "words": "Good company"})
    text = client.get(address(demanding)).text

    assert Rating.objects.given().get().enrolment == place.enrolment
    assert ('name="score"' in text, "You have told us what you think" in text) == (False, True)


@pytest.mark.parametrize("score", [4, None])
def test_who_was_asked_before_is_not_asked_again(client, learner, demanding, score):
    place = completed(demanding, learner)
    Rating.objects.create(enrolment=place.enrolment, score=score, language="en", rated_at=place.completed_at)

    assert 'name="score"' not in client.get(address(demanding)).text


def test_a_course_that_waits_for_something_else_cannot_be_rated_yet(client, learner, demanding):
    make_place(demanding, learner, status="completed")

    assert 'name="score"' not in client.get(address(demanding)).text


def test_who_is_no_further_than_the_end_reads_what_was_wanting(client, learner, demanding):
    make_place(demanding, learner)
    Cohort.objects.update(status="finished")

    text = client.get(address(demanding)).text

    assert ("This cohort has finished" in text, "2 steps of the course are left." in text) == (True, True)


def test_who_has_completed_it_is_not_led_to_leave(client, learner, demanding):
    place = completed(demanding, learner)

    responses = [client.get(address(demanding, act)) for act in ("leave", "put_off")]
    client.post(address(demanding, "leave"))

    place.refresh_from_db()
    assert [response.url for response in responses] == [address(demanding)] * 2
    assert place.is_completed
    assert "You have completed this cohort." in client.post(address(demanding, "join"), follow=True).text


def completed(cohort, learner, *, status="running"):
    enrolment = make_enrolment(Outline.objects.get(), learner=learner, done=2)
    place = make_place(cohort, learner, status="completed", enrolment=enrolment)
    Cohort.objects.filter(pk=cohort.pk).update(status=status)
    return place
