"""Planning and changing cohorts in the administration."""

import datetime as dt

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail import hooks
from wagtail.models import ModelLogEntry

from tests.enrolments.factories import make_outline
from tests.tutors.factories import make_cohort, make_place
from tests.tutors.staff import is_turned_away, sign_in
from tutors.models import Cohort, Place

pytestmark = pytest.mark.django_db
NEW = "/admin/cohorts/new/"
FACTS = {
    "name": "Spring in Accra",
    "language": "en",
    "time_zone": "Africa/Accra",
    "starts_on": "2026-05-04",
    "ends_on": "2026-06-12",
    "sign_up_opens_at": "",
    "sign_up_closes_at": "",
    "capacity": "30",
    "joining": "open",
    "offer_hours": "48",
    "hours": "",
    "welcome": "",
}


@pytest.fixture
def staff(client):
    return sign_in(client)


def edit_url(cohort):
    return reverse("cohorts_admin:edit", args=[cohort.pk])


def changed(cohort, **facts):
    """What the form of a cohort sends, with some facts changed."""
    own = {name: getattr(cohort, name) for name in FACTS}
    return {name: "" if value is None else value for name, value in (own | facts).items()}


def errors(response):
    return {name: [str(each) for each in faults] for name, faults in response.context["form"].errors.items()}


def test_a_cohort_is_planned(client, staff):
    outline = make_outline()

    response = client.post(NEW, {**FACTS, "course": outline.course.pk, "code": "accra-1"})

    cohort = Cohort.objects.get()
    assert response.url == f"/admin/cohorts/{cohort.pk}/"
    assert (cohort.course, cohort.code, cohort.status, cohort.created_by) == (outline.course, "accra-1", "draft", staff)
    assert (cohort.starts_on, cohort.time_zone, cohort.capacity) == (dt.date(2026, 5, 4), "Africa/Accra", 30)
    assert [entry.action for entry in ModelLogEntry.objects.for_instance(cohort)] == ["wagtail.create"]


@pytest.mark.usefixtures("staff")
def test_the_form_offers_open_courses_by_their_titles(client):
    outline = make_outline()
    make_outline(is_open=False)

    response = client.get(NEW)

    choices = [str(label) for _, label in response.context["form"].fields["course"].choices][1:]
    assert choices == [f"{outline.title} ({outline.course.code})"]
    assert "By your clock: UTC." in response.text


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"ends_on": "2026-05-03"}, {"ends_on": ["It would end before it starts."]}),
        (
            {"sign_up_opens_at": "2026-04-02 10:00", "sign_up_closes_at": "2026-04-02 10:00"},
            {"sign_up_closes_at": ["Sign-up would close before it opens."]},
        ),
        ({"capacity": "0"}, {"capacity": ["A cohort has a seat. Leave this empty where there is no limit."]}),
        ({"offer_hours": "0"}, {"offer_hours": ["An offer lasts an hour at least."]}),
        ({"time_zone": "Moon/Base"}, None),
        ({"code": "taken"}, {"code": ["Cohort with this Code already exists."]}),
    ],
)
def test_a_cohort_that_cannot_be_is_refused_in_words(client, facts, faults):
    other = make_cohort(code="taken")

    response = client.post(NEW, {**FACTS, "course": other.course.pk, "code": "accra-1", **facts})

    assert errors(response) == faults or faults is None
    assert errors(response)
    assert Cohort.objects.count() == 1


def test_a_cohort_of_one_day_is_one(client, staff):
    course = make_outline().course

    client.post(NEW, {**FACTS, "course": course.pk, "code": "a-day", "ends_on": FACTS["starts_on"]})

    assert Cohort.objects.get().code == "a-day"


def test_a_cohort_is_changed_and_its_queue_moves_up(client, staff, announced):
    cohort = make_cohort(capacity=1)
    make_place(cohort)
    waiting = make_place(cohort, status=Place.Status.WAITING)

    with announced() as heard:
        response = client.post(edit_url(cohort), changed(cohort, capacity=2, name="Lima"))

    cohort.refresh_from_db()
    assert response.url == f"/admin/cohorts/{cohort.pk}/"
    assert (cohort.name, cohort.capacity, heard.of("place_offered")) == ("Lima", 2, [waiting.pk])
    assert [entry.user for entry in ModelLogEntry.objects.for_instance(cohort)] == [staff]


@pytest.mark.usefixtures("staff")
def test_course_and_code_stay(client):
    cohort, other = make_cohort(code="lima"), make_outline().course

    client.post(edit_url(cohort), changed(cohort, course=other.pk, code="quito", name="Lima"))

    cohort.refresh_from_db()
    assert (cohort.name, cohort.code, cohort.course == other) == ("Lima", "lima", False)


@pytest.mark.usefixtures("staff")
def test_there_are_no_fewer_seats_than_are_taken(client):
    cohort = make_cohort(capacity=2)
    for _ in range(2):
        make_place(cohort)

    assert errors(client.post(edit_url(cohort), changed(cohort, capacity=1))) == {
        "capacity": ["More seats are taken than there would be."]
    }


@pytest.mark.usefixtures("staff")
def test_a_seat_that_is_taken_meanwhile_is_said(client, monkeypatch):
    cohort = make_cohort(capacity=2)
    make_place(cohort)
    other = Cohort.objects.get(pk=cohort.pk)
    make_place(other)
    # As the form saw it.
    monkeypatch.setattr("tutors.viewsets.EditCohortView.get_object", lambda *_: cohort)

    assert errors(client.post(edit_url(cohort), changed(cohort, capacity=1))) == {
        "capacity": ["More seats are taken than there would be."]
    }


def test_who_may_not_is_turned_away(client):
    sign_in(client, "Editor")
    cohort = make_cohort(name="Lima")

    for url in (NEW, edit_url(cohort)):
        assert is_turned_away(client.get(url))
        assert is_turned_away(client.post(url, changed(cohort, name="Quito")))
    cohort.refresh_from_db()
    assert cohort.name == "Lima"


@pytest.mark.usefixtures("staff")
def test_a_cohort_that_is_not_there_is_not_found(client):
    assert client.get("/admin/cohorts/99/edit/").status_code == 404


@pytest.mark.parametrize("name", ["cohorts_admin:delete", "tutors_admin:delete", "tutors_admin:usage"])
def test_nothing_is_deleted(name):
    with pytest.raises(NoReverseMatch):
        reverse(name, args=[1])


def test_a_role_may_be_given_these_rights():
    # The administration's addresses register what its viewsets know.
    reverse("cohorts_admin:index")
    registered = {
        permission.codename
        for hook in hooks.get_hooks("register_permissions")
        for permission in hook().filter(content_type__app_label="tutors")
    }

    kept = {"tutor", "cohort", "appointment", "place", "session", "interest"}
    assert {f"{may}_{model}" for model in kept for may in ("view", "add", "change")} <= registered
    assert {codename for codename in registered if codename.startswith("delete")} <= {"delete_cohort"}
