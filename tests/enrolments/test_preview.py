"""A course as a learner would see it, walked by its author."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.models import User
from courses.models import LessonPage, ModulePage, QuizPage
from enrolments.models import Enrolment, QuizAttempt, UnitCompletion
from notices.models import Mail
from tests.browser.checks import assert_sound_html
from tests.courses.factories import course_of, make_catalogue, make_course, make_locale, make_quiz
from tests.enrolments.factories import make_enrolment
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """A course that nobody has published: two lessons, and a quiz between two modules' ends."""
    found = make_course(lessons=2, modules=2, publish=False, title="Bridges")
    first, second = ModulePage.objects.order_by("path")
    second.is_locked = True
    second.save_revision()
    make_quiz(first, publish=False, title="What do you know?", pass_mark=70, attempts=2, time_limit=20)
    roles.ensure_roles(page_ids=[make_catalogue().pk])
    return found


@pytest.fixture
def author(client, page):
    person = make_staff()
    roles.give_role(user=person, role="Editor", by=None)
    client.force_login(person)
    client.get("/accounts/profile/")
    return client


def url(page, rest="", language="en"):
    return f"/preview/{page.pk}-{language}/{rest}"


def lessons():
    return list(LessonPage.objects.order_by("path"))


def quiz():
    return QuizPage.objects.get()


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.partition("<body")[2]).split())


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def stored():
    return [model.objects.count() for model in (Enrolment, QuizAttempt, UnitCompletion, Mail)]


def sent_form(response, answers):
    """What a browser sends of the questions on a page, each answered with what ``answers`` gives for its text."""
    ticket = re.search(r'name="_attempt" value="([^"]+)"', response.text).group(1)
    attempt = response.context["attempt"]
    sent = {"_attempt": ticket, "_asked": [question.key for question in attempt.questions]}
    for question in attempt.questions:
        answer = answers(question)
        if isinstance(answer, dict):
            sent |= {question.field(part): value for part, value in answer.items()}
        elif answer is not None:
            sent[question.key] = answer
    return sent


def test_a_draft_is_walked_from_the_contents_to_the_end(author, page):
    contents = author.get(url(page))
    first, second, third, fourth = lessons()

    text = words_of(contents)
    assert contents.status_code == 200
    assert "Preview: nothing is stored." in text
    assert "Bridges" in text
    for title in (first.title, second.title, "What do you know?", fourth.title):
        assert title in text
    assert f'href="{url(page, first.key)}/"' in contents.text
    assert f'href="{url(page, fourth.key)}/"' in contents.text
    assert "opens when" in text.lower() or "done" in text

    lesson = author.get(url(page, f"{first.key}/"))
    assert "What lesson" in words_of(lesson)
    on = author.post(url(page, f"{first.key}/complete/"))
    assert on.url == url(page, f"{second.key}/")
    assert author.post(url(page, f"{second.key}/complete/")).url == url(page, f"{quiz().key}/")
    assert author.post(url(page, f"{fourth.key}/complete/")).url == url(page)
    assert third.title in words_of(author.get(url(page, f"{third.key}/")))
    assert stored() == [0, 0, 0, 0]


def test_every_link_and_form_of_the_walk_stays_in_the_preview(author, page):
    first = lessons()[0]
    for rest in ("", f"{first.key}/", f"{quiz().key}/", f"{quiz().key}/attempt/"):
        main = re.search(r"<main.*</main>", author.get(url(page, rest)).text, re.DOTALL).group()
        targets = re.findall(r'(?:href|action|formaction)="(/[^"]*)"', main)

        assert targets != []
        assert [target for target in targets if not target.startswith(url(page))] == []


def test_what_stands_before_counts_as_done(author, page):
    response = author.get(url(page, f"{lessons()[1].key}/"))

    assert (response.context["progress"].steps_done, response.context["progress"].steps) == (1, 5)
    assert response.context["is_done"] is False


def test_the_pages_are_the_learners_own(author, page):
    names = [each.name for each in author.get(url(page, f"{lessons()[0].key}/")).templates]

    assert "enrolments/unit.html" in names
    assert "enrolments/course.html" in [each.name for each in author.get(url(page)).templates]
    assert "enrolments/quiz.html" in [each.name for each in author.get(url(page, f"{quiz().key}/")).templates]


def test_a_published_lesson_looks_as_learners_see_it(author):
    published = make_course(lessons=2)
    roles.ensure_roles(page_ids=[make_catalogue().pk])
    learner = Client()
    person = make_user()
    learner.force_login(person)
    code = course_of(published).code
    key = LessonPage.objects.descendant_of(published).first().key
    author.get("/accounts/profile/")

    def article(response):
        return re.search(r"<article.*?</article>", response.text, re.DOTALL).group()

    outline = course_of(published).outlines.get()
    make_enrolment(outline, learner=person)

    assert article(author.get(url(published, f"{key}/"))) == article(learner.get(f"/learn/{code}/{key}/"))


# Quizzes


def test_a_quiz_is_begun_answered_and_marked_and_nothing_is_stored(author, page):
    facts = words_of(author.get(url(page, f"{quiz().key}/")))
    assert "To pass 70 % Attempts 2 of 2 left Time 20 minutes once you begin" in facts

    begun = author.post(url(page, f"{quiz().key}/attempt/"), follow=True)
    assert begun.redirect_chain == [(url(page, f"{quiz().key}/attempt/"), 302)]
    assert "Attempt 1" in words_of(begun)

    right = author.post(url(page, f"{quiz().key}/attempt/hand-in/"), sent_form(begun, lambda question: question.solution))
    wrong = author.post(url(page, f"{quiz().key}/attempt/hand-in/"), sent_form(begun, lambda _question: None))

    assert "100 % ✓ Passed" in words_of(right)
    assert f"Next: {lessons()[2].title}" in words_of(right)
    assert "0 % ✗ Not passed" in words_of(wrong)
    assert "The right answers are shown once you have passed" in words_of(wrong)
    assert "Try again" in words_of(wrong)
    assert stored() == [0, 0, 0, 0]


def test_the_questions_of_a_form_are_those_that_are_marked(author, page):
    for _ in range(5):
        asked = author.get(url(page, f"{quiz().key}/attempt/"))
        handed_in = author.post(url(page, f"{quiz().key}/attempt/hand-in/"), sent_form(asked, lambda _question: None))

        assert handed_in.context["attempt"].asked == asked.context["attempt"].asked


def test_a_form_holds_no_answer_and_no_script(author, page):
    text = author.get(url(page, f"{quiz().key}/attempt/")).text

    assert "quiz.js" not in text
    assert "countdown.js" not in text
    assert "checked" not in text.partition("<main")[2]


def test_saving_shows_the_answers_again_and_says_that_they_are_not_stored(author, page):
    asked = author.get(url(page, f"{quiz().key}/attempt/"))
    sent = sent_form(asked, lambda question: "77" if question.kind == "number" else None)

    response = author.post(url(page, f"{quiz().key}/attempt/answers/"), sent)

    assert 'value="77"' in response.text
    assert response.context["attempt"].asked == asked.context["attempt"].asked
    assert "This is a preview: nothing is stored." in words_of(response)
    assert stored() == [0, 0, 0, 0]


@pytest.mark.parametrize("ticket", ["", "nonsense"])
def test_a_form_that_is_none_of_ours_is_marked_as_one_of_ours(author, page, ticket):
    assert author.post(url(page, f"{quiz().key}/attempt/hand-in/"), {"_attempt": ticket}).status_code == 200


def test_a_quiz_without_questions_is_being_prepared(author, page):
    empty = make_quiz(ModulePage.objects.first(), publish=False, questions=())

    assert "This quiz is being prepared." in words_of(author.get(url(page, f"{empty.key}/")))
    assert author.get(url(page, f"{empty.key}/attempt/")).url == url(page, f"{empty.key}/")
    assert author.post(url(page, f"{empty.key}/attempt/hand-in/")).url == url(page, f"{empty.key}/")


def test_handing_in_is_no_address_to_look_at(author, page):
    assert author.get(url(page, f"{quiz().key}/attempt/hand-in/")).url == url(page, f"{quiz().key}/")


def test_a_lesson_has_no_attempts(author, page):
    key = lessons()[0].key

    assert author.get(url(page, f"{key}/attempt/")).status_code == 404
    assert author.post(url(page, f"{key}/attempt/hand-in/")).status_code == 404


# Languages


def test_the_language_is_changed_within_the_preview(author, page):
    french = make_locale("fr")
    copy = page.copy_for_translation(french, copy_parents=True)
    copy.title = "Ponts"
    copy.save_revision()

    english = author.get(url(page))
    changed = author.post(url(page, "enrolment/language/"), {"language": "fr"}, follow=True)

    assert 'name="language"' in english.text
    assert changed.redirect_chain == [(url(page, language="fr"), 302)]
    assert "Ponts" in words_of(changed)
    assert f'href="/admin/pages/{copy.pk}/edit/"' in changed.text
    assert author.post(url(page, "enrolment/language/"), {"language": "xx"}).url == url(page)


def test_a_page_of_any_language_leads_to_the_course(author, page):
    copy = page.copy_for_translation(make_locale("fr"), copy_parents=True)

    assert author.get(url(copy, language="en")).status_code in {200, 403}
    roles.ensure_roles(page_ids=[copy.get_parent().pk])
    assert "Bridges" in words_of(author.get(url(copy, language="en")))


# What is not to be had


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("get", "enrolment/withdraw/"),
        ("post", "enrolment/withdraw/"),
        ("post", "enrolment/enrol/"),
        ("post", "enrolment/finish/"),
        ("post", "enrolment/rating/"),
    ],
)
def test_what_would_be_stored_leads_back_to_the_contents(author, page, method, rest):
    response = getattr(author, method)(url(page, rest))

    assert (response.url, said(response)) == (url(page), ["This is a preview: nothing is stored."])
    assert stored() == [0, 0, 0, 0]


@pytest.mark.parametrize("rest", ["help/", "attempts/1/"])
def test_what_belongs_to_a_learner_leads_back_to_the_unit(author, page, rest):
    key = quiz().key

    assert author.get(url(page, f"{key}/{rest}")).url == url(page, f"{key}/")


@pytest.mark.parametrize("rest", ["nowhere/", "nowhere/complete/", "nowhere/attempt/"])
def test_a_unit_that_is_not_there_is_not_found(author, page, rest):
    method = author.post if "complete" in rest else author.get

    assert method(url(page, rest)).status_code == 404


@pytest.mark.parametrize("code", ["999999-en", "x-en", "en", "{pk}-xx", "{pk}"])
def test_a_course_or_language_that_is_not_there_is_not_found(author, page, code):
    assert author.get(f"/preview/{code.format(pk=page.pk)}/").status_code == 404


def test_other_methods_are_refused(author, page):
    key = lessons()[0].key
    for rest in ("", f"{key}/"):
        assert author.post(url(page, rest)).status_code == 405
    for rest in (f"{key}/complete/", "enrolment/language/", f"{key}/attempt/answers/"):
        assert author.get(url(page, rest)).status_code == 405


# Who may


ADDRESSES = ["", "{lesson}/", "{quiz}/", "{quiz}/attempt/"]
ACTS = ["{lesson}/complete/", "{quiz}/attempt/", "{quiz}/attempt/hand-in/", "{quiz}/attempt/answers/", "enrolment/language/"]


def all_answers(client, page):
    keys = {"lesson": lessons()[0].key, "quiz": quiz().key}
    found = [client.get(url(page, rest.format(**keys))) for rest in ADDRESSES]
    return found + [client.post(url(page, rest.format(**keys))) for rest in ACTS]


def test_visitors_are_sent_to_sign_in(page):
    answers = all_answers(Client(), page)

    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url.partition("?")[0] for answer in answers} == {"/accounts/login/"}


@pytest.mark.parametrize("role", [None, "none", "Author"])
def test_learners_and_others_staff_are_refused(page, role):
    person = make_user() if role is None else make_staff()
    client = Client()
    if role == "Author":
        roles.give_role(user=person, role="Author", by=None)
    client.force_login(person)
    client.get("/accounts/profile/")

    assert {answer.status_code for answer in all_answers(client, page)} == {403}


def test_an_author_sees_their_own_course(page):
    person = make_staff()
    roles.give_role(user=person, role="Author", by=None)
    page.owner = User.objects.get(pk=person.pk)
    page.save()
    client = Client()
    client.force_login(person)
    client.get("/accounts/profile/")

    assert client.get(url(page)).status_code == 200


def test_no_cache_and_no_search_engine_keeps_it(author, page):
    response = author.get(url(page))

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_it_costs_the_same_for_a_short_course_and_a_long_one(author, page):
    long = make_course(lessons=15, modules=2, publish=False)
    short = make_course(lessons=1, publish=False)
    for each in (short, long):
        author.get(url(each))

    def cost(course, rest=""):
        with CaptureQueriesContext(connection) as queries:
            assert author.get(url(course, rest)).status_code == 200
        return len(queries)

    first = {course: LessonPage.objects.descendant_of(course).first().key for course in (short, long)}
    assert cost(short) == cost(long) <= 20
    assert cost(short, f"{first[short]}/") == cost(long, f"{first[long]}/") <= 30


def test_the_pages_are_sound(author, page):
    for rest in ("", f"{lessons()[0].key}/", f"{quiz().key}/", f"{quiz().key}/attempt/"):
        assert_sound_html(author.get(url(page, rest)).text)


# From the administration


def test_the_listing_and_the_editors_lead_there(author, page):
    lesson, module = lessons()[0], ModulePage.objects.first()

    listing = author.get(f"/admin/pages/{page.get_parent().pk}/").text
    assert f'href="{url(page)}"' in listing
    assert "See it as a learner" in listing
    for each, target in ((page, url(page)), (module, url(page)), (lesson, url(page, f"{lesson.key}/"))):
        assert f'href="{target}"' in author.get(f"/admin/pages/{each.pk}/edit/").text
    assert "See it as a learner" not in author.get(f"/admin/pages/{page.get_parent().pk}/edit/").text


def test_the_banner_leads_back_to_the_editor(author, page):
    lesson = lessons()[0]

    assert f'href="/admin/pages/{page.pk}/edit/"' in author.get(url(page)).text
    assert f'href="/admin/pages/{lesson.pk}/edit/"' in author.get(url(page, f"{lesson.key}/")).text


def test_learners_pages_have_no_banner(client, page):
    published = make_course(lessons=1)
    person = make_user()
    client.force_login(person)
    make_enrolment(course_of(published).outlines.get(), learner=person)

    assert "Preview: nothing is stored." not in client.get(f"/learn/{course_of(published).code}/").text
