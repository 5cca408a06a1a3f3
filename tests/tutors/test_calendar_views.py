import icalendar
import pytest
from django.urls import reverse

from tests.enrolments.factories import DAY, NOW
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_feed, make_place, make_session
from tutors.models import CalendarFeed, Place

pytestmark = pytest.mark.django_db
PAGE, MAKE, RENEW, REMOVE = (
    reverse(f"tutors:{name}") for name in ("calendar", "make_calendar", "renew_calendar", "remove_calendar")
)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def person(client):
    person = make_user()
    client.force_login(person)
    return person


def address(feed):
    return reverse("tutors:feed", args=[feed.token])


def events(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_address_is_made_once_shown_renewed_and_removed(client, person):
    assert "Make an address</button>" in client.get(PAGE).text

    client.post(MAKE)
    client.post(MAKE)
    first = address(CalendarFeed.objects.get(person=person))
    page = client.get(PAGE)
    assert f'value="http://127.0.0.1:8000{first}"' in page.text
    assert f'href="webcal://127.0.0.1:8000{first}"' in page.text
    assert "no-store" in page["Cache-Control"]
    client.post(RENEW)
    second = address(CalendarFeed.objects.get(person=person))
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    client.post(REMOVE)

    assert client.get(second).status_code == 404
    assert "Make an address</button>" in client.get(PAGE).text


@pytest.mark.parametrize("target", [PAGE, MAKE, RENEW, REMOVE])
def test_visitor_signs_in_first(client, target):
    response = client.get(target) if target == PAGE else client.post(target)

    assert response.url == f"/accounts/login/?next={target}"


@pytest.mark.parametrize(("target", "method"), [(PAGE, "post"), (MAKE, "get"), (RENEW, "get"), (REMOVE, "get")])
def test_wrong_methods_are_refused(client, person, target, method):
    assert getattr(client, method)(target).status_code == 405


def test_nobody_ends_the_address_of_another(client, person):
    other = make_feed()

    client.post(RENEW)
    client.post(REMOVE)

    assert client.get(address(other)).status_code == 200


def test_profile_leads_to_the_calendar(client, person):
    assert f'href="{PAGE}"' in client.get("/accounts/profile/").text


# --- What is at the address ----------------------------------------------------------------------------------------------
def test_feed_is_read_without_a_session_and_kept_by_nobody(client):
    feed = make_feed()

    response = client.get(address(feed))

    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_feed_has_the_sessions_of_its_person_in_their_language(client):
    feed = make_feed(make_user(language="fr"))
    place = make_place(learner=feed.person)
    taught = make_appointment()
    mine = [
        make_session(place.cohort),
        make_session(place.cohort, starts_at=NOW - 89 * DAY),
        make_session(place.cohort, status="cancelled"),
    ]
    make_session(place.cohort, starts_at=NOW - 91 * DAY)
    make_session(taught.cohort)
    make_session(make_place(learner=feed.person, status=Place.Status.WAITING).cohort)

    response = client.get(address(feed), headers={"accept-language": "es"})

    found = {str(event["uid"]): str(event["status"]) for event in events(response)}
    assert found == {mine[0].uid: "CONFIRMED", mine[1].uid: "CONFIRMED", mine[2].uid: "CANCELLED"}


def test_feed_of_a_tutor_has_what_they_teach(client):
    appointment = make_appointment()
    session = make_session(appointment.cohort)
    feed = make_feed(appointment.tutor.user)

    assert [str(event["uid"]) for event in events(client.get(address(feed)))] == [session.uid]


def test_feed_of_a_closed_account_is_not_found(client):
    feed = make_feed(make_user(is_active=False))

    assert client.get(address(feed)).status_code == 404


def test_unknown_address_is_not_found_and_only_read(client):
    assert client.get("/calendar/unknown.ics").status_code == 404
    assert client.post(address(make_feed())).status_code == 405


@pytest.mark.parametrize("count", [1, 30])
def test_feed_costs_the_same_however_many_sessions(client, count, django_assert_num_queries):
    feed = make_feed()
    for _number in range(count):
        make_session(make_place(make_cohort(), feed.person).cohort)

    # The address, appointments, sessions, places.
    with django_assert_num_queries(4):
        response = client.get(address(feed))

    assert len(events(response)) == count
