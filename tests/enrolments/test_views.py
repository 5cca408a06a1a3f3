"""The learner's road in a browser without JavaScript: what each address answers to whom."""

import gzip
import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Outline, UnitText
from enrolments import actions
from enrolments.models import Enrolment, UnitCompletion
from enrolments.views import SIGNED_OUT
from tests.browser.checks import assert_sound_html
from tests.enrolments.factories import (
    DAY,
    NOW,
    entries_of,
    keys_of,
    make_enrolment,
    make_outline,
    remove_unit,
    set_entries,
    translate,
    units_of,
)
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
Status = Enrolment.Status


def course_url(outline):
    return f"/learn/{outline.course.code}/"


def unit_url(outline, position):
    return f"/learn/{outline.course.code}/{keys_of(outline)[position]}/"


def complete_url(outline, position):
    return f"{unit_url(outline, position)}complete/"


def enrol_url(outline):
    return f"/learn/{outline.course.code}/enrolment/enrol/"


def own_url(outline, act):
    return f"/learn/{outline.course.code}/enrolment/{act}/"


def public_url(outline, language="en"):
    return f"/{language}/courses/{outline.slug}/"


def sign_in_url(then):
    return f"/accounts/login/?next={then}"


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text_of(response):
    """What a person reads: the page's words without its tags."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def outline():
    return make_outline()


@pytest.fixture
def learner(client):
    person = make_user()
    client.force_login(person)
    return person


# Who gets in


def test_the_course_page_of_a_learner(client, learner, outline):
    make_enrolment(outline, learner=learner, done=1)

    response = client.get(course_url(outline))

    assert response.status_code == 200
    words = text_of(response)
    assert "Steps done 1 of 3" in words
    assert "2 steps are left. The lessons take about 10 minutes." in words
    assert f"Continue: {entries_of(outline)[1].title}" in words


def test_the_course_page_before_the_first_step(client, learner, outline):
    make_enrolment(outline, learner=learner)

    assert f"Start: {entries_of(outline)[0].title}" in text_of(client.get(course_url(outline)))


@pytest.mark.parametrize("make_url", [course_url, lambda outline: own_url(outline, "withdraw")])
def test_a_visitor_is_sent_to_sign_in(client, outline, make_url):
    response = client.get(make_url(outline))

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/learn/")


def test_a_visitor_is_sent_to_sign_in_from_a_lesson_and_back(client, outline):
    assert client.get(unit_url(outline, 0)).url == sign_in_url(unit_url(outline, 0))


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("url", ["/learn/no-such-course/", "/learn/no-such-course/lesson/"])
def test_an_unknown_course_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_an_unknown_lesson_is_not_found(client, learner, outline):
    make_enrolment(outline, learner=learner)

    assert client.get(f"{course_url(outline)}no-such-lesson/").status_code == 404


def test_a_lesson_of_another_course_is_not_found(client, learner, outline):
    make_enrolment(outline, learner=learner)
    other = make_outline()

    assert client.get(f"{course_url(outline)}{keys_of(other)[0]}/").status_code == 404


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("make_url", [course_url, lambda outline: unit_url(outline, 0)])
def test_who_is_not_enrolled_is_sent_to_the_public_page(client, outline, make_url):
    response = client.get(make_url(outline))

    assert (response.status_code, response.url) == (302, public_url(outline))
    assert said(response) == ["Enrol in this course to open its lessons. It takes one click."]


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("make_url", [course_url, lambda outline: unit_url(outline, 0)])
def test_a_closed_course_does_not_exist_for_who_is_not_inside(client, outline, make_url):
    Outline.objects.update(is_open=False)

    assert client.get(make_url(outline)).status_code == 404


def test_who_is_inside_finishes_a_course_that_was_taken_down(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner, done=2)
    Outline.objects.update(is_open=False)

    assert client.get(course_url(outline)).status_code == 200
    assert client.get(unit_url(outline, 2)).status_code == 200
    client.post(complete_url(outline, 2))

    enrolment.refresh_from_db()
    assert enrolment.status == Status.COMPLETED


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("make_url", [course_url, lambda outline: unit_url(outline, 0)])
def test_a_course_kept_for_a_group_does_not_exist_for_others(client, make_url):
    outline = make_outline(groups=(987654,))

    assert client.get(make_url(outline)).status_code == 404


def test_a_sample_is_open_to_visitors_and_offers_to_enrol(client):
    outline = make_outline(units={0: {"is_sample": True}})

    response = client.get(unit_url(outline, 0))

    assert response.status_code == 200
    assert f"Text of {entries_of(outline)[0].title}." in text_of(response)
    assert f'href="{public_url(outline)}"' in response.content.decode()
    assert b'method="post" action="/learn/' not in response.content
    assert client.get(unit_url(outline, 1)).url == sign_in_url(unit_url(outline, 1))


@pytest.mark.usefixtures("learner")
def test_a_sample_of_a_closed_course_is_not_shown_to_strangers(client):
    outline = make_outline(units={0: {"is_sample": True}}, is_open=False)

    assert client.get(unit_url(outline, 0)).status_code == 404


def test_a_lesson_that_left_the_course_leads_back_to_it(client, learner, outline):
    make_enrolment(outline, learner=learner, done=1)
    gone = unit_url(outline, 0)
    remove_unit(outline, keys_of(outline)[0])

    response = client.get(gone)

    assert (response.status_code, response.url) == (302, course_url(outline))
    assert said(response) == ["That part is no longer in the course. If you had done it, it stays done."]


def test_a_lesson_kept_for_a_group_does_not_exist_for_others(client, learner, outline):
    make_enrolment(outline, learner=learner)
    url, kept = unit_url(outline, 0), keys_of(outline)[0]
    set_entries(outline, lambda entry: {**entry, "groups": [987654]} if entry["key"] == kept else entry)

    assert client.get(url).status_code == 404


def test_a_sample_kept_for_a_group_asks_visitors_to_sign_in(client):
    outline = make_outline(units={0: {"is_sample": True, "groups": (987654,)}})

    assert client.get(unit_url(outline, 0)).url == sign_in_url(unit_url(outline, 0))


def test_a_locked_lesson_says_what_to_do_first(client, learner):
    outline = make_outline(lessons=2, modules=2, locked=True)
    make_enrolment(outline, learner=learner, done=1)

    response = client.get(unit_url(outline, 2))

    assert response.status_code == 403
    assert f"It opens when these are done: {entries_of(outline)[1].title}" in text_of(response)
    assert f'href="{unit_url(outline, 1)}"' in response.content.decode()


def test_a_module_that_is_not_open_yet_says_when_in_the_readers_zone(client, learner):
    learner.time_zone = "Africa/Nairobi"
    learner.save()
    outline = make_outline()
    enrolment = make_enrolment(outline, learner=learner)
    opens_at = timezone.now().replace(hour=9, minute=30, second=0, microsecond=0) + 2 * DAY
    actions.push_opening(enrolment=enrolment, source="cohort:1", module_key="module-1", opens_at=opens_at)

    response = client.get(unit_url(outline, 0))

    assert response.status_code == 403
    assert f'<time datetime="{opens_at:%Y-%m-%dT%H:%M:%SZ}">' in response.content.decode()
    assert "12:30 (Africa/Nairobi)" in text_of(response)
    assert "12:30 (Africa/Nairobi)" in text_of(client.get(course_url(outline)))


def test_a_closed_module_refuses_a_direct_post_too(client, learner):
    outline = make_outline(lessons=1, modules=2, locked=True)
    make_enrolment(outline, learner=learner)

    response = client.post(complete_url(outline, 1))

    assert response.status_code == 403
    assert UnitCompletion.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "make_url"),
    [
        ("post", course_url),
        ("post", lambda outline: unit_url(outline, 0)),
        ("get", enrol_url),
        ("get", lambda outline: complete_url(outline, 0)),
        ("put", lambda outline: own_url(outline, "withdraw")),
        ("get", lambda outline: own_url(outline, "language")),
        ("get", lambda outline: own_url(outline, "finish")),
    ],
)
def test_wrong_methods_are_refused(client, learner, outline, method, make_url):
    make_enrolment(outline, learner=learner)

    assert getattr(client, method)(make_url(outline)).status_code == 405


@pytest.mark.parametrize(
    "make_url",
    [
        enrol_url,
        lambda outline: complete_url(outline, 0),
        lambda outline: own_url(outline, "withdraw"),
        lambda outline: own_url(outline, "language"),
        lambda outline: own_url(outline, "finish"),
    ],
)
def test_every_post_needs_its_token(outline, make_url):
    client = Client(enforce_csrf_checks=True)
    learner = make_user()
    client.force_login(learner)
    make_enrolment(outline, learner=learner)

    assert client.post(make_url(outline)).status_code == 403
    assert UnitCompletion.objects.count() == 0


# Walking


def buttons(response):
    """The addresses of the forms on a page, in their order."""
    return re.findall(r'<form[^>]*method="post"[^>]*action="(/learn/[^"]+)"', response.content.decode())


@pytest.mark.usefixtures("learner")
def test_walk_a_whole_course_without_javascript(client):
    outline = make_outline(lessons=2, modules=2, locked=True, units={1: {"done_by": "mark"}})
    client.post(enrol_url(outline), {"language": "en"})
    page = client.get(course_url(outline))
    address = re.search(r'<a class="button" href="([^"]+)"><span>Start:', page.content.decode()).group(1)

    walked = []
    while address != course_url(outline):
        walked.append(address)
        [button] = buttons(client.get(address))
        address = client.post(button).url

    assert walked == [unit_url(outline, position) for position in range(4)]
    enrolment = Enrolment.objects.get()
    assert enrolment.status == Status.COMPLETED
    assert "You have completed this course" in text_of(client.get(course_url(outline)))
    ways = enrolment.unit_completions.order_by("pk").values_list("way", flat=True)
    assert list(ways) == ["continued", "marked", "continued", "continued"]


def test_reading_changes_nothing(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner)
    before = Enrolment.objects.filter(pk=enrolment.pk).values().get()

    for position in (2, 0, 1):
        client.get(unit_url(outline, position))
        client.head(unit_url(outline, position))
    client.get(course_url(outline))

    assert Enrolment.objects.filter(pk=enrolment.pk).values().get() == before
    assert UnitCompletion.objects.count() == 0


def test_a_double_click_goes_on_twice_and_counts_once(client, learner, outline):
    make_enrolment(outline, learner=learner)

    first, second = client.post(complete_url(outline, 0)), client.post(complete_url(outline, 0))

    assert (first.url, second.url) == (unit_url(outline, 1), unit_url(outline, 1))
    assert UnitCompletion.objects.count() == 1


def test_a_replay_of_the_last_click_changes_nothing(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner, done=2)
    client.post(complete_url(outline, 2))
    enrolment.refresh_from_db()
    completed_at = enrolment.completed_at

    response = client.post(complete_url(outline, 2))

    enrolment.refresh_from_db()
    assert (response.url, enrolment.completed_at) == (course_url(outline), completed_at)


def test_where_the_next_module_is_closed_one_comes_to_the_course(client, learner):
    outline = make_outline(lessons=2, modules=2, locked=True)
    make_enrolment(outline, learner=learner)

    assert client.post(complete_url(outline, 1)).url == course_url(outline)


def test_a_done_lesson_leads_on_by_a_link(client, learner, outline):
    make_enrolment(outline, learner=learner, done=1)

    response = client.get(unit_url(outline, 0))

    assert buttons(response) == []
    assert f'href="{unit_url(outline, 1)}" rel="next"' in response.content.decode()


def test_a_lesson_knows_its_neighbours_and_its_place(client, learner, outline):
    make_enrolment(outline, learner=learner)

    content = client.get(unit_url(outline, 1)).content.decode()

    assert f'href="{unit_url(outline, 0)}" rel="prev"' in content
    assert f'<a href="{unit_url(outline, 1)}" aria-current="page">' in content
    assert buttons(client.get(unit_url(outline, 1))) == [complete_url(outline, 1)]


def test_a_lesson_without_its_text_says_so(client, learner, outline):
    make_enrolment(outline, learner=learner)
    UnitText.objects.all().delete()

    assert "This text is being prepared." in text_of(client.get(unit_url(outline, 0)))


def test_a_lessons_text_carries_its_language_and_direction(client, learner):
    outline = make_outline(language="ar")
    make_enrolment(outline, learner=learner)

    content = client.get(unit_url(outline, 0)).content.decode()

    assert '<article class="prose" lang="ar" dir="rtl">' in content
    assert '<html lang="en" dir="ltr">' in content


def test_a_quiz_is_not_completed_by_a_post(client, learner):
    outline = make_outline(units={0: {"kind": "quiz"}})
    make_enrolment(outline, learner=learner)

    assert buttons(client.get(unit_url(outline, 0))) == []
    assert client.post(complete_url(outline, 0)).status_code == 403
    assert UnitCompletion.objects.count() == 0


@pytest.mark.usefixtures("learner")
def test_completing_for_somebody_else_is_not_possible(client, outline):
    other = make_enrolment(outline)

    response = client.post(complete_url(outline, 0), {"enrolment": other.pk, "learner": other.learner_id})

    assert response.url == public_url(outline)
    assert UnitCompletion.objects.count() == 0


def test_an_unknown_lesson_cannot_be_completed(client, learner, outline):
    make_enrolment(outline, learner=learner)

    assert client.post(f"{course_url(outline)}no-such-lesson/complete/").status_code == 404


def test_an_expired_session_loses_the_click_only(client, outline):
    learner = make_user(password=PASSWORD)
    enrolment = make_enrolment(outline, learner=learner, done=1)

    response = client.post(complete_url(outline, 1))
    client.force_login(learner)
    back = client.get(f"{unit_url(outline, 1)}?{SIGNED_OUT}=1")

    assert response.url == sign_in_url(f"{unit_url(outline, 1)}%3F{SIGNED_OUT}%3D1")
    assert said(response) == ["You were signed out in the meantime. Sign in, and you are back at your lesson."]
    assert "Press the button at the end of this lesson once more." in text_of(back)
    client.post(complete_url(outline, 1))
    assert enrolment.unit_completions.count() == 2
    assert "once more" not in text_of(client.get(f"{unit_url(outline, 1)}?{SIGNED_OUT}=1"))


@pytest.mark.parametrize("act", ["language", "finish"])
def test_after_an_expired_session_one_comes_back_to_the_course(client, outline, act):
    assert client.post(own_url(outline, act)).url == sign_in_url(course_url(outline))


# Enrolling, withdrawing, languages


def test_enrol_by_a_click(client, learner, outline):
    response = client.post(enrol_url(outline))

    assert response.url == course_url(outline)
    assert Enrolment.objects.get().learner == learner


@pytest.mark.usefixtures("learner")
def test_enrol_in_the_language_of_the_page(client, outline):
    translate(outline, "fr")

    client.post(enrol_url(outline), {"language": "fr"})

    assert Enrolment.objects.get().language == "fr"


@pytest.mark.usefixtures("learner")
def test_enrol_twice(client, outline):
    client.post(enrol_url(outline))
    client.post(enrol_url(outline))

    assert Enrolment.objects.count() == 1


def test_a_visitor_who_enrols_signs_in_and_is_back_at_the_course(client, outline):
    response = client.post(enrol_url(outline), {"language": "en"})

    assert response.url == sign_in_url(public_url(outline))
    assert said(response) == ["Sign in first. Then you are back at the course and can enrol."]
    assert Enrolment.objects.count() == 0


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("fields", [{"is_open": False}, {"groups": (987654,)}])
def test_a_course_that_takes_no_newcomers_is_not_found(client, fields):
    assert client.post(enrol_url(make_outline(**fields))).status_code == 404
    assert Enrolment.objects.count() == 0


@pytest.mark.usefixtures("learner")
def test_an_unknown_course_cannot_be_enrolled_in(client):
    assert client.post("/learn/no-such-course/enrolment/enrol/").status_code == 404


def test_withdraw_asks_first_and_the_way_back_is_one_click(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner, done=1)

    asked = client.get(own_url(outline, "withdraw"))
    enrolment.refresh_from_db()
    status_after_asking = enrolment.status
    response = client.post(own_url(outline, "withdraw"))
    page = client.get(course_url(outline))
    lesson = client.get(unit_url(outline, 1))
    client.post(enrol_url(outline))

    assert (asked.status_code, status_after_asking) == (200, Status.ACTIVE)
    assert response.url == course_url(outline)
    assert (buttons(page), lesson.url) == ([enrol_url(outline)], course_url(outline))
    assert "Steps done 1 of 3" in text_of(client.get(course_url(outline)))


def test_withdrawing_from_a_completed_course_is_refused(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner, done=3)

    assert own_url(outline, "withdraw") not in client.get(course_url(outline)).content.decode()
    assert client.post(own_url(outline, "withdraw")).url == course_url(outline)

    enrolment.refresh_from_db()
    assert enrolment.status == Status.COMPLETED


@pytest.mark.usefixtures("learner")
def test_who_is_not_enrolled_has_nothing_to_withdraw_from(client, outline):
    assert client.get(own_url(outline, "withdraw")).url == public_url(outline)


def offered_languages(page):
    """The languages of the lessons: code, name, and whether they come in it now."""
    found = BeautifulSoup(page.content, "html.parser").select("main form.languages button")
    return [(each["value"], each.get_text(), each.has_attr("aria-current")) for each in found]


def test_change_the_language_of_the_lessons(client, learner, outline):
    translate(outline, "fr")
    make_enrolment(outline, learner=learner, done=1)

    offered = offered_languages(client.get(course_url(outline)))
    response = client.post(own_url(outline, "language"), {"language": "fr"})
    page = client.get(course_url(outline))

    assert offered == [("en", "English", True), ("fr", "Français", False)]
    assert offered_languages(page) == [("en", "English", False), ("fr", "Français", True)]
    assert response.url == course_url(outline)
    assert said(response) == ["The lessons come in this language now. All that you did stays done."]
    assert "Steps done 1 of 3" in text_of(page)
    assert f'<h1><span lang="fr" dir="ltr">{outline.title} (fr)</span></h1>' in page.content.decode()


def test_a_language_that_is_not_offered_changes_nothing(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner)

    client.post(own_url(outline, "language"), {"language": "fr"})

    enrolment.refresh_from_db()
    assert enrolment.language == "en"


def test_a_course_in_one_language_offers_no_choice(client, learner, outline):
    make_enrolment(outline, learner=learner)

    assert own_url(outline, "language") not in client.get(course_url(outline)).content.decode()


def test_finish_where_the_last_missing_lesson_was_taken_out(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner, done=2)
    remove_unit(outline, keys_of(outline)[2])

    [button] = buttons(client.get(course_url(outline)))
    client.post(button)

    enrolment.refresh_from_db()
    assert (button, enrolment.status) == (own_url(outline, "finish"), Status.COMPLETED)


@pytest.mark.usefixtures("learner")
def test_finish_by_a_stranger_changes_nothing(client, outline):
    assert client.post(own_url(outline, "finish")).url == course_url(outline)
    assert Enrolment.objects.count() == 0


# What upper rooms ask


def test_what_is_asked_besides_the_lessons_is_said_in_the_readers_language(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner)
    words = {"en": "Attend two sessions.", "fr": "Suivre deux séances."}
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="sessions", words=words)
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="essay", words={"en": "Write an essay."})
    actions.meet_requirement(enrolment=enrolment, source="cohort:1", key="essay", now=NOW)

    words = text_of(client.get(course_url(outline)))

    assert "Steps done 1 of 5" in words
    assert "4 steps are left. The lessons take about 15 minutes." in words
    assert "Besides the lessons Attend two sessions. Write an essay. (done)" in words


def test_where_only_a_requirement_is_left_the_page_says_so(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner)
    actions.push_requirement(enrolment=enrolment, source="cohort:1", key="essay", words={"en": "Write an essay."})
    for position in range(3):
        client.post(complete_url(outline, position))

    words = text_of(client.get(course_url(outline)))

    assert "All lessons are done. The course is complete once what is asked below is done, too." in words


@pytest.mark.usefixtures("learner")
def test_a_requirement_holds_completion_up_and_lets_it_go(client, outline):
    client.post(enrol_url(outline), {"language": "en"})
    enrolment = Enrolment.objects.get()
    asked = {"enrolment": enrolment, "source": "cohort:1", "key": "sessions"}
    actions.push_requirement(**asked, words={"en": "Attend two sessions."})

    for position in range(3):
        client.post(complete_url(outline, position))

    held = client.get(course_url(outline))
    assert "Besides the lessons Attend two sessions." in text_of(held)
    assert buttons(held) == []
    assert client.post(own_url(outline, "finish")).url == course_url(outline)
    enrolment.refresh_from_db()
    assert enrolment.status == Status.ACTIVE

    actions.meet_requirement(**asked, now=NOW)

    assert "You have completed this course" in text_of(client.get(course_url(outline)))
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.completed_at) == (Status.COMPLETED, NOW)


def test_dates_are_shown_and_being_late_closes_nothing(client, learner, outline):
    enrolment = make_enrolment(outline, learner=learner)
    late, soon, _ = units_of(outline)
    actions.push_due(enrolment=enrolment, source="cohort:1", unit=late, due_at=timezone.now() - DAY)
    actions.push_due(enrolment=enrolment, source="cohort:1", unit=soon, due_at=timezone.now() + DAY)

    words = text_of(client.get(course_url(outline)))

    assert (words.count("Was due:"), words.count("Due:")) == (1, 1)
    assert client.get(unit_url(outline, 0)).status_code == 200


# What every page keeps


@pytest.fixture
def pages(client, learner):
    """Every kind of page of this room."""
    outline = make_outline(lessons=2, modules=2, locked=True, units={0: {"is_sample": True}})
    translate(outline, "fr")
    enrolment = make_enrolment(outline, learner=learner)
    addresses = [course_url(outline), unit_url(outline, 0), unit_url(outline, 2), own_url(outline, "withdraw")]
    found = [client.get(address) for address in addresses]
    actions.withdraw(enrolment=enrolment, now=NOW)
    found.append(client.get(course_url(outline)))
    done = make_enrolment(make_outline(), learner=learner, done=3)
    found.append(client.get(reverse("enrolments:course", args=[done.course.code])))
    found.append(Client().get(unit_url(outline, 0)))
    return found


def test_every_page_is_sound_and_without_inline_script_or_style(pages):
    assert len(pages) == 7
    for page in pages:
        assert_sound_html(page.content)


def test_a_lesson_of_a_long_course_is_light(client, learner):
    outline = make_outline(lessons=10, modules=6)
    make_enrolment(outline, learner=learner, done=5)
    UnitText.objects.update(html="<p>An ordinary sentence of a lesson, said once more.</p>" * 60)

    page = client.get(unit_url(outline, 7))

    assert len(gzip.compress(page.content)) <= 15_000
