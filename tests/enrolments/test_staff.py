"""One enrolment in Wagtail's administration, and what staff may grant there."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from enrolments import actions, allowing, resetting
from enrolments.granted import Granted
from enrolments.models import Allowance
from notices.models import Mail
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline, units_of
from tests.enrolments.quizzes_made import begin, failed, make_quiz_outline, passed
from tests.enrolments.test_viewsets import sign_in_staff
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def outline():
    return make_outline(lessons=2, units={0: {"kind": "quiz"}})


@pytest.fixture
def enrolment(outline):
    return make_enrolment(outline, learner=make_user(full_name="Ada Okafor", email="ada@example.org"))


@pytest.fixture
def admin(client):
    sign_in_staff(client, "access_admin", "view_enrolment", "add_allowance")
    return client


def page_of(enrolment):
    return reverse("enrolments_admin:inspect", args=[enrolment.pk])


def grant_url(enrolment):
    return reverse("enrolments_admin:grant", args=[enrolment.pk])


def given(unit, **fields):
    return {"unit": unit.pk, "attempts": "0", "minutes": "0", "due_at": "", "reason": "Broken line", **fields}


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_listing_leads_to_an_enrolments_page(admin, enrolment):
    assert f'href="{page_of(enrolment)}"' in admin.get("/admin/enrolments/").text


def test_the_page_shows_who_did_what_when(admin, enrolment, outline):
    actions.complete_lesson(enrolment=enrolment, key=units_of(outline)[1].key, now=NOW)
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="sessions", words={"en": "Attend"})

    text = " ".join(admin.get(page_of(enrolment)).text.split())

    for words in ("Ada Okafor", "ada@example.org", outline.title, "under way", "1 of 3", "(read on)", "Attend", "open"):
        assert words in text
    assert "Nothing was granted yet." in text
    assert grant_url(enrolment) in text


def test_the_page_shows_attempts_with_their_results_and_nothing_before_the_first(admin):
    enrolment = make_enrolment(make_quiz_outline())
    before = admin.get(page_of(enrolment)).text
    failed(enrolment)
    passed(enrolment)
    begin(enrolment)

    page = admin.get(page_of(enrolment)).text
    found = re.findall(r"<td>(\d+)</td>\s*<td>[^<]*</td>\s*<td>(.*?)</td>", page, re.DOTALL)

    assert ">Attempts<" not in before
    assert [(number, " ".join(re.sub("<[^>]+>", "", result).split())) for number, result in found] == [
        ("1", "0 % · ✗ Not passed"),
        ("2", "100 % · ✓ Passed"),
        ("3", "under way"),
    ]


def test_the_page_shows_what_was_set_aside_and_what_staff_did(client):
    sign_in_staff(client, "access_admin", "view_enrolment", "change_enrolment", "view_quizattempt")
    outline, grace = make_quiz_outline(), make_staff(full_name="Grace")
    enrolment = make_enrolment(outline, done=1)
    quiz = units_of(outline)[1]
    attempt = failed(enrolment)
    resetting.reset(enrolment=enrolment, unit=quiz, reason="Broken line", by=grace, now=NOW)
    url = reverse("enrolments_admin:reset", args=[enrolment.pk])

    response = client.get(page_of(enrolment))

    text = " ".join(re.sub("<[^>]+>", " ", response.text).split())
    assert "0 % · ✗ Not passed · set aside" in text
    assert f"{quiz.title} Broken line" in text
    assert f"Reset: {quiz.title} Grace" in text
    assert reverse("enrolments_attempts:attempt", args=[attempt.pk]) in response.text
    assert f"{url}?unit={units_of(outline)[0].pk}" in response.text
    assert f"{url}?unit={quiz.pk}" not in response.text


def test_the_page_costs_the_same_for_one_and_for_thirty_acts_of_staff(client, outline):
    sign_in_staff(client, "access_admin", "view_enrolment", "change_enrolment", "view_quizattempt")
    enrolment = make_enrolment(make_quiz_outline())
    costs = []
    for number in range(1, 31):
        failed(enrolment)
        resetting.reset(enrolment=enrolment, unit=None, reason="x", by=make_staff(), now=NOW)
        if number in {1, 30}:
            client.get(page_of(enrolment))
            with CaptureQueriesContext(connection) as queries:
                client.get(page_of(enrolment))
            costs.append(len(queries))

    assert costs[0] == costs[1] <= 20


def test_the_page_of_a_completed_enrolment(admin):
    enrolment = make_enrolment(done=3)

    assert "Completed" in admin.get(page_of(enrolment)).text


def test_the_page_says_what_was_granted_and_taken_back(admin, enrolment, outline):
    staff = make_staff(full_name="Grace")
    fields = {"enrolment": enrolment, "unit": units_of(outline)[0], "due_at": None, "by": staff, "now": NOW}
    allowing.grant_allowance(**fields, granted=Granted(1), reason="Broken line")
    taken = allowing.grant_allowance(**fields, granted=Granted(2), reason="By mistake")
    allowing.revoke_allowance(allowance=taken, by=staff, now=NOW)

    text = admin.get(page_of(enrolment)).text

    assert ("Broken line" in text, "By mistake" in text, "Grace" in text) == (True, True, True)
    assert text.count("/revoke/") == 1


def test_the_page_costs_the_same_for_one_and_for_thirty_allowances(admin, enrolment, outline, django_assert_max_num_queries):
    def grant():
        allowing.grant_allowance(
            enrolment=enrolment,
            unit=units_of(outline)[0],
            granted=Granted(1),
            due_at=None,
            reason="x",
            by=make_staff(),
            now=NOW,
        )

    grant()
    admin.get(page_of(enrolment))
    with django_assert_max_num_queries(20) as one:
        admin.get(page_of(enrolment))
    for _ in range(29):
        grant()
    with django_assert_max_num_queries(20) as thirty:
        admin.get(page_of(enrolment))

    assert len(one) == len(thirty)


def test_an_enrolment_whose_course_cannot_be_read_is_not_found(admin, enrolment, outline):
    outline.delete()

    assert admin.get(page_of(enrolment)).status_code == 404


def test_grant_attempts_and_minutes(admin, enrolment, outline):
    response = admin.post(grant_url(enrolment), given(units_of(outline)[0], attempts="2", minutes="15"))

    assert response.url == page_of(enrolment)
    assert said(response) == ["It is granted, and the learner gets a mail."]
    allowance = Allowance.objects.get()
    assert (allowance.unit, allowance.extra_attempts, allowance.extra_minutes) == (units_of(outline)[0], 2, 15)
    assert (allowance.reason, allowance.granted_by_id) == ("Broken line", int(admin.session["_auth_user_id"]))
    assert Mail.objects.get().recipient == enrolment.learner


def test_grant_another_date(admin, enrolment, outline):
    due_at = (timezone.now() + 3 * DAY).replace(second=0, microsecond=0)

    admin.post(grant_url(enrolment), given(units_of(outline)[1], due_at=f"{due_at:%Y-%m-%d %H:%M}", attempts=""))

    assert Allowance.objects.get().due_at == due_at


@pytest.mark.parametrize(
    ("position", "fields", "problem"),
    [
        (0, {}, "Grant attempts, minutes or a date."),
        (0, {"attempts": "-1"}, "Ensure this value is greater than or equal to 0."),
        (0, {"attempts": "101"}, "Ensure this value is less than or equal to 100."),
        (0, {"attempts": "1", "reason": " "}, "This field is required."),
        (0, {"due_at": "2020-01-01 12:00"}, "This date has passed."),
        (1, {"attempts": "1"}, "Attempts and minutes can be granted for a quiz only."),
    ],
)
def test_the_form_refuses(admin, enrolment, outline, position, fields, problem):
    response = admin.post(grant_url(enrolment), given(units_of(outline)[position], **fields))

    assert response.status_code == 200
    assert problem in response.text
    assert Allowance.objects.count() == 0


def test_the_form_offers_no_unit_of_another_course(admin, enrolment):
    stranger = units_of(make_outline())[0]

    response = admin.post(grant_url(enrolment), given(stranger, attempts="1"))

    assert (response.status_code, Allowance.objects.count()) == (200, 0)


def test_take_an_allowance_back(admin, enrolment, outline):
    admin.post(grant_url(enrolment), given(units_of(outline)[0], attempts="1"))
    url = reverse("enrolments_admin:revoke", args=[Allowance.objects.get().pk])

    assert admin.get(url).status_code == 405
    assert admin.post(url).url == page_of(enrolment)

    assert Allowance.objects.get().holds is False


def test_who_may_only_look_grants_nothing(client, enrolment, outline):
    sign_in_staff(client, "access_admin", "view_enrolment")

    assert grant_url(enrolment) not in client.get(page_of(enrolment)).text
    for url in (grant_url(enrolment), reverse("enrolments_admin:revoke", args=[1])):
        response = client.post(url, given(units_of(outline)[0], attempts="1"))
        assert (response.status_code, response.url) == (302, "/admin/")
    assert Allowance.objects.count() == 0


def test_who_may_not_look_is_turned_away(client, enrolment):
    sign_in_staff(client, "access_admin")

    assert client.get(page_of(enrolment)).url == "/admin/"


def test_a_learner_is_sent_away(client, enrolment):
    client.force_login(enrolment.learner)

    assert client.get(page_of(enrolment)).status_code in {302, 403}


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", False)])
def test_administrators_grant(client, enrolment, role, may):
    roles.ensure_roles()
    sign_in_staff(client, role=role)

    assert (client.get(grant_url(enrolment)).status_code == 200) is may


def test_an_unknown_enrolment_is_not_found(admin):
    assert admin.get(reverse("enrolments_admin:inspect", args=[9999])).status_code == 404
