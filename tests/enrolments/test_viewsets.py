"""The listing of enrolments in Wagtail's administration."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail import hooks

from accounts import actions as accounts
from accounts import roles
from enrolments import actions
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline, translate
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LISTING = "/admin/enrolments/"


def sign_in_staff(client, *permissions, role=None):
    person = make_user(is_staff=True)
    if role:
        roles.give_role(user=person, role=role, by=None)
    person.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    accounts.set_up_totp(user=person, secret="JBSWY3DPEHPK3PXP")
    client.force_login(person)
    client.get("/accounts/profile/")


@pytest.fixture
def admin(client):
    sign_in_staff(client, "access_admin", "view_enrolment")
    return client


def learners(response):
    return [enrolment.learner.full_name for enrolment in response.context["object_list"]]


def test_the_listing_shows_who_does_what(admin):
    outline = make_outline()
    make_enrolment(outline, learner=make_user(full_name="Ada Okafor", email="ada@example.org"), done=3)

    response = admin.get(LISTING)

    assert response.status_code == 200
    for words in ("Ada Okafor", "ada@example.org", outline.course.code, "completed"):
        assert words in response.content.decode()


def test_without_the_right_to_look_one_is_turned_away(client):
    sign_in_staff(client, "access_admin")

    assert client.get(LISTING).status_code == 302
    assert LISTING not in client.get("/admin/").content.decode()


def test_an_administrator_may_look(client):
    roles.ensure_roles()
    sign_in_staff(client, role="Administrator")

    assert client.get(LISTING).status_code == 200


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(LISTING).url.startswith("/accounts/login/")


def test_the_menu_leads_to_the_listing(admin):
    assert LISTING in admin.get("/admin/").content.decode()


def test_a_role_may_be_given_these_rights_and_no_other():
    registered = {
        (permission.content_type.app_label, permission.codename)
        for hook in hooks.get_hooks("register_permissions")
        for permission in hook().select_related("content_type")
    }

    assert {codename for room, codename in registered if room == "enrolments"} == {
        "view_enrolment",
        "add_enrolment",
        "change_enrolment",
        "add_allowance",
        "view_quizattempt",
        "view_rating",
        "view_pagereport",
        "change_pagereport",
    }


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy"])
def test_nothing_can_be_changed_from_here(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"enrolments_admin:{name}")


@pytest.mark.parametrize("words", ["okafor", "ÅDA", "ada@EXAMPLE.org"])
def test_search_by_name_or_address(admin, words):
    make_enrolment(learner=make_user(full_name="Åda Okafor", email="ada@example.org"))
    make_enrolment(learner=make_user(full_name="Ben Silva", email="ben@example.org"))

    assert learners(admin.get(LISTING, {"q": words})) == ["Åda Okafor"]
    assert learners(admin.get(f"{LISTING}results/", {"q": words})) == ["Åda Okafor"]


def test_filter_by_status_and_course(admin):
    one, two = make_outline(), make_outline()
    make_enrolment(one, learner=make_user(full_name="Ada"), done=3)
    make_enrolment(two, learner=make_user(full_name="Ben"))
    make_enrolment(one, learner=make_user(full_name="Cem"))

    assert learners(admin.get(LISTING, {"status": "completed"})) == ["Ada"]
    assert learners(admin.get(LISTING, {"course": two.course.pk})) == ["Ben"]
    assert sorted(learners(admin.get(LISTING, {"course": one.course.pk, "status": "active"}))) == ["Cem"]


def test_filter_by_learner(admin):
    ada = make_user(full_name="Ada", email="ada@example.org")
    make_enrolment(learner=ada)
    make_enrolment(learner=make_user(full_name="Ben"))

    for typed in (ada.pk, "ADA@example.org"):
        assert learners(admin.get(LISTING, {"learner": typed})) == ["Ada"]
    for typed in ("nobody@example.org", "0", "999999999999999999999", "x"):
        assert learners(admin.get(LISTING, {"learner": typed})) == []
    assert sorted(learners(admin.get(LISTING, {"learner": " "}))) == ["Ada", "Ben"]


def test_filter_by_pace_language_and_country(admin):
    one = make_outline()
    translate(one, "fr")
    two = make_outline()
    two.facts = {**two.facts, "pace": "moderated"}
    two.save()
    ada = make_enrolment(one, learner=make_user(full_name="Ada", country="NG"))
    make_enrolment(two, learner=make_user(full_name="Ben", country="PE"))
    actions.change_language(enrolment=ada, language="fr")

    assert learners(admin.get(LISTING, {"pace": "moderated"})) == ["Ben"]
    assert learners(admin.get(LISTING, {"language": "fr"})) == ["Ada"]
    assert learners(admin.get(LISTING, {"country": "PE"})) == ["Ben"]


def test_filter_by_when_a_course_was_completed(admin):
    make_enrolment(done=3, learner=make_user(full_name="Ada"))
    make_enrolment(done=3, learner=make_user(full_name="Ben"), now=NOW + 9 * DAY)
    make_enrolment(learner=make_user(full_name="Cem"))

    def between(start, end):
        dates = {"completed_at_from": f"{NOW + start * DAY:%Y-%m-%d}", "completed_at_to": f"{NOW + end * DAY:%Y-%m-%d}"}
        return sorted(learners(admin.get(LISTING, dates)))

    assert between(0, 0) == ["Ada"]
    assert between(1, 9) == ["Ben"]
    assert between(0, 9) == ["Ada", "Ben"]


def test_filter_by_those_who_do_nothing(admin):
    now = timezone.now()
    make_enrolment(learner=make_user(full_name="Never began"), now=now - 8 * DAY)
    make_enrolment(learner=make_user(full_name="Began"), done=1, now=now - 8 * DAY)
    make_enrolment(learner=make_user(full_name="Is at it"), done=1, now=now - 6 * DAY)
    make_enrolment(learner=make_user(full_name="Has completed"), done=3, now=now - 9 * DAY)
    make_enrolment(learner=make_user(full_name="Has left"), withdrawn=True, now=now - 9 * DAY)

    assert sorted(learners(admin.get(LISTING, {"inactive": 7}))) == ["Began", "Never began"]
    assert learners(admin.get(LISTING, {"inactive": 8})) != learners(admin.get(LISTING, {"inactive": 9}))


@pytest.mark.parametrize("query", [{"inactive": "-1"}, {"inactive": "99999"}, {"country": "XX"}])
def test_a_filter_that_is_none_is_passed_over(admin, query):
    make_enrolment(learner=make_user(full_name="Ada"))

    assert admin.get(LISTING, query).status_code == 200


def test_the_listing_costs_the_same_for_one_and_for_thirty_rows(admin):
    outline = make_outline()
    make_enrolment(outline)
    admin.get(LISTING)

    with CaptureQueriesContext(connection) as one:
        admin.get(LISTING)
    for _ in range(29):
        make_enrolment(outline)
    with CaptureQueriesContext(connection) as thirty:
        response = admin.get(LISTING)

    assert len(learners(response)) == 30
    assert len(one) == len(thirty) <= 20
    assert len(response.content) <= 200_000
    # Never a choice of all people.
    assert sorted(re.findall(r'<select name="(\w+)"', response.text)) == ["country", "course"]
