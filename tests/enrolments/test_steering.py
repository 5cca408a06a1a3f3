"""Resetting, withdrawing and bringing back, in Wagtail's administration."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import roles
from enrolments import on_behalf, resetting
from enrolments.models import Enrolment, Reset
from enrolments.session import TICKET, make_ticket
from tests.enrolments.factories import NOW, make_enrolment, make_outline, units_of
from tests.enrolments.quizzes_made import AT, begin, failed, form_of, make_quiz_outline
from tests.enrolments.test_viewsets import sign_in_staff
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def outline():
    return make_quiz_outline()


@pytest.fixture
def enrolment(outline):
    return make_enrolment(outline, learner=make_user(full_name="Ada Okafor"), done=1)


@pytest.fixture
def admin(client):
    sign_in_staff(client, "access_admin", "view_enrolment", "change_enrolment")
    return client


def url_of(enrolment, act="inspect"):
    return reverse(f"enrolments_admin:{act}", args=[enrolment.pk])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_offers_what_can_be_done(admin, enrolment):
    text = admin.get(url_of(enrolment)).text

    assert (url_of(enrolment, "reset") in text, url_of(enrolment, "withdraw") in text) == (True, True)
    assert url_of(enrolment, "bring_back") not in text


def test_a_quiz_is_reset_with_a_reason(admin, enrolment, outline):
    failed(enrolment)
    quiz = units_of(outline)[AT]

    page = admin.get(url_of(enrolment, "reset"))
    choices = [str(label) for _, label in page.context["form"].fields["unit"].choices]
    response = admin.post(url_of(enrolment, "reset"), {"unit": quiz.pk, "reason": "Broken line"})

    assert choices == ["All of the course", *sorted([units_of(outline)[0].title, quiz.title])]
    assert response.url == url_of(enrolment)
    assert said(response) == ["It is reset, and the learner gets a mail."]
    assert (Reset.objects.get().unit, Reset.objects.get().reason) == (quiz, "Broken line")
    text = admin.get(url_of(enrolment)).text
    assert "Broken line" in text


def test_a_whole_course_is_reset(admin, enrolment):
    admin.post(url_of(enrolment, "reset"), {"unit": "", "reason": "x"})

    assert Reset.objects.get().unit is None
    assert enrolment.unit_completions.counting().count() == 0


def test_a_unit_can_be_chosen_beforehand(admin, enrolment, outline):
    pk = units_of(outline)[0].pk

    assert f'<option value="{pk}" selected>' in admin.get(url_of(enrolment, "reset"), {"unit": pk}).text


@pytest.mark.parametrize("sent", [{"reason": " "}, {"unit": "999999", "reason": "x"}])
def test_the_form_refuses(admin, enrolment, sent):
    assert admin.post(url_of(enrolment, "reset"), sent).status_code == 200
    assert Reset.objects.count() == 0


def test_where_nothing_was_done_that_is_said(admin, outline):
    enrolment = make_enrolment(outline)

    assert said(admin.post(url_of(enrolment, "reset"), {"reason": "x"})) == ["There is nothing that could be reset."]


@pytest.mark.parametrize(("act", "method"), [("reset", "get"), ("reset", "post"), ("withdraw", "get"), ("withdraw", "post")])
def test_a_completed_enrolment_stays_as_it_is(admin, act, method):
    enrolment = make_enrolment(done=3)
    page = admin.get(url_of(enrolment)).text

    response = getattr(admin, method)(url_of(enrolment, act), {"reason": "x"})

    assert response.url == url_of(enrolment)
    assert said(response) == ["This enrolment is completed. What is earned is never taken away."]
    assert (Reset.objects.count(), Enrolment.objects.get().status) == (0, "completed")
    assert url_of(enrolment, act) not in page
    assert "revoke it" in page


@pytest.mark.parametrize(("act", "module"), [("reset", resetting), ("withdraw", on_behalf)])
def test_who_completes_the_course_at_that_moment_keeps_it(admin, enrolment, act, module, monkeypatch):
    does = getattr(module, act)

    def too_late(*, enrolment, **more):
        Enrolment.objects.filter(pk=enrolment.pk).update(status="completed", completed_at=NOW)
        return does(enrolment=enrolment, **more)

    monkeypatch.setattr(module, act, too_late)

    response = admin.post(url_of(enrolment, act), {"reason": "x"})

    assert said(response) == ["This enrolment is completed. What is earned is never taken away."]


def test_a_learner_is_withdrawn_and_brought_back(admin, enrolment):
    assert "Ada Okafor" in admin.get(url_of(enrolment, "withdraw")).text

    gone = admin.post(url_of(enrolment, "withdraw"))
    page = admin.get(url_of(enrolment)).text
    back = admin.post(url_of(enrolment, "bring_back"))

    assert (gone.url, back.url) == (url_of(enrolment), url_of(enrolment))
    assert said(gone) == ["The learner is withdrawn and gets a mail. What they did is kept."]
    assert (url_of(enrolment, "bring_back") in page, url_of(enrolment, "withdraw") in page) == (True, False)
    assert Enrolment.objects.get().status == "active"


def test_wrong_methods_are_refused(admin, enrolment):
    assert admin.get(url_of(enrolment, "bring_back")).status_code == 405
    assert {admin.put(url_of(enrolment, act)).status_code for act in ("reset", "withdraw")} == {405}


def test_an_unknown_enrolment_is_not_found(admin):
    for act in ("reset", "withdraw", "bring_back"):
        assert admin.post(reverse(f"enrolments_admin:{act}", args=[9999])).status_code == 404


def test_who_may_only_look_changes_nothing(client, enrolment):
    sign_in_staff(client, "access_admin", "view_enrolment")

    text = client.get(url_of(enrolment)).text
    for act in ("reset", "withdraw", "bring_back"):
        assert url_of(enrolment, act) not in text
        response = client.post(url_of(enrolment, act), {"reason": "x"})
        assert (response.status_code, response.url) == (302, "/admin/")
    assert (Reset.objects.count(), Enrolment.objects.get().status) == (0, "active")


def test_who_may_only_look_is_told_nothing_of_a_completed_enrolment(client):
    enrolment = make_enrolment(make_outline(), done=3)
    sign_in_staff(client, "access_admin", "view_enrolment")

    response = client.get(url_of(enrolment, "reset"))

    assert "This enrolment is completed." not in " ".join(said(response))


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", False)])
def test_administrators_reset(client, enrolment, role, may):
    roles.ensure_roles()
    sign_in_staff(client, role=role)

    assert (client.get(url_of(enrolment, "reset")).status_code == 200) is may


def test_a_learner_in_the_middle_of_it_is_led_to_the_quiz(client, enrolment, outline):
    attempt = begin(enrolment)
    resetting.reset(enrolment=enrolment, unit=None, reason="x", by=make_staff(), now=NOW)
    client.force_login(enrolment.learner)
    url = f"/learn/{outline.course.code}/{units_of(outline)[AT].key}/"
    sent = {TICKET: make_ticket(attempt, enrolment.learner), **form_of(attempt, {"number": "12"})}

    saved = client.post(f"{url}attempt/answers/", sent)
    script = client.post(f"{url}attempt/answers/", sent, HTTP_ACCEPT="application/json")
    handed_in = client.post(f"{url}attempt/hand-in/", sent, follow=True)

    assert (saved.url, script.status_code) == (url, 409)
    assert handed_in.redirect_chain[-1][0] == url
    assert "Begin the quiz" in handed_in.text
    assert client.get(f"{url}attempts/1/", follow=True).redirect_chain[-1][0] == url
