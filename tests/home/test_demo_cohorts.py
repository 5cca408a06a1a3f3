import pytest

from home import demo, demo_cohorts
from tests.home.test_demo import NOW
from tutors.models import CalendarFeed, Cohort, Place, Tutor

pytestmark = pytest.mark.django_db


def rows():
    return list(Place.objects.order_by("cohort", "pk").values_list("cohort__code", "learner__email", "status"))


def test_cohorts_are_under_way_to_join_and_full(monkeypatch):
    folders = [demo.COURSES / name for name in (demo.FIRST, "community-networks")]
    monkeypatch.setattr(demo, "folders", lambda: folders)

    demo.load(now=NOW)

    assert dict(Cohort.objects.values_list("code", "status")) == {
        "internet-together": "running",
        "internet-evenings": "open",
        "networks-of-our-own": "open",
    }
    assert rows() == [
        ("internet-together", "member@example.org", "held"),
        ("networks-of-our-own", "member@example.org", "left"),
        ("networks-of-our-own", "alumna@example.org", "offered"),
    ]
    running = Cohort.objects.get(code="internet-together")
    assert (running.sessions.over(NOW).count(), running.sessions.upcoming(NOW).count()) == (2, 1)
    assert set(running.sessions.values_list("held_by__user__email", flat=True)) == {demo_cohorts.TUTOR}
    assert Tutor.objects.listed().get().user.email == demo_cohorts.TUTOR
    assert CalendarFeed.objects.get().person.email == "member@example.org"


def test_cohorts_of_courses_that_are_absent_are_left_out_and_what_people_did_is_kept(monkeypatch):
    monkeypatch.setattr(demo, "folders", lambda: [demo.COURSES / demo.FIRST])
    demo.load(now=NOW)
    Cohort.objects.filter(code="internet-evenings").update(name="Somebody else's")

    demo.load(now=NOW)

    assert dict(Cohort.objects.values_list("code", "name")) == {
        "internet-together": "The Internet, together",
        "internet-evenings": "Somebody else's",
    }
    assert rows() == [("internet-together", "member@example.org", "held")]
