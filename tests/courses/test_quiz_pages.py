"""Quizzes as authors handle them: keys of questions, rules, translations, previews, and what is stored."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction

from courses.models import ModulePage, QuizPage, Unit, UnitText
from courses.questions.quiz import Quiz
from tests.courses.factories import make_catalogue, make_course, make_locale, make_quiz, quiz_page
from tests.courses.questions_made import BLOCKS
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def module_of(page):
    return ModulePage.objects.child_of(page).get()


def quiz_form(page, **data):
    """The form of a quiz in the admin, sent with its questions as they are and with these fields."""
    sent = {"title": page.title, "slug": page.slug, "introduction": "null", "minutes": "5", "is_required": "on"}
    sent |= {name: str(getattr(page, name)) for name in page.rules if name != "shuffle"}
    sent |= {"questions-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return page.get_edit_handler().get_form_class()(sent | data, instance=page, for_user=make_user(is_superuser=True))


def test_a_published_quiz_is_stored_with_its_answers_and_keys():
    page = make_course(lessons=0)
    quiz = make_quiz(module_of(page), pass_mark=80, attempts=3, introduction="<p>Take your time.</p>")

    text = UnitText.objects.get(unit__translation_key=quiz.translation_key)
    stored = Quiz.parse(text.quiz)
    assert (text.html, stored.pass_mark, stored.attempts) == ("<p>Take your time.</p>", 80, 3)
    assert [question.kind for question in stored.questions] == [kind for kind, _ in BLOCKS]
    assert [question.key for question in stored.questions] == ["dns", *(f"question-{place}" for place in range(2, 8))]
    assert Unit.objects.get(translation_key=quiz.translation_key).kind == Unit.Kind.QUIZ


def test_a_lesson_has_no_quiz():
    make_course(lessons=1)

    assert UnitText.objects.get().quiz is None


def test_keys_of_questions_stay_and_new_ones_are_free():
    taken = ("true_false", {**dict(BLOCKS)["true_false"], "key": "question-2"})
    quiz = quiz_page(questions=[taken, BLOCKS[2], BLOCKS[3]])

    quiz.fill_question_keys()
    quiz.fill_question_keys()

    assert [question.value["key"] for question in quiz.questions] == ["question-2", "question-2-2", "question-3"]


def test_two_questions_with_one_key_are_refused():
    quiz = quiz_page(questions=[BLOCKS[0], BLOCKS[0]])

    with pytest.raises(ValidationError, match="Two questions have the same key"):
        quiz.fill_question_keys()


def test_no_more_questions_are_drawn_than_there_are():
    quiz = make_quiz(module_of(make_course(lessons=0)))
    quiz.draw = len(BLOCKS)
    quiz.full_clean()
    quiz.draw += 1

    with pytest.raises(ValidationError) as refused:
        quiz.full_clean()

    assert list(refused.value.message_dict) == ["draw"]


def test_a_pass_mark_over_a_hundred_is_refused():
    quiz = make_quiz(module_of(make_course(lessons=0)))
    quiz.pass_mark = 101

    with pytest.raises(ValidationError) as refused:
        quiz.full_clean()

    assert list(refused.value.message_dict) == ["pass_mark"]


def test_a_quizs_preview_shows_its_questions_with_the_answers_filled_in(client):
    client.force_login(make_staff(is_superuser=True))
    quiz = make_quiz(module_of(make_course(lessons=0)))

    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[quiz.pk])).text

    assert "The right answers are filled in here." in html
    assert 'name="question-4" value="packet"' in html
    assert "Question 7 of 7" in html
    assert "That is TLS." in html
    assert "Names become addresses." in html


def test_a_translator_changes_no_rule_of_a_quiz():
    page = make_course(lessons=0)
    make_catalogue("fr")
    make_quiz(module_of(page), pass_mark=80, attempts=3, draw=2, shuffle=False)
    CopyPageForTranslationAction(page=page, locale=make_locale("fr"), include_subtree=True).execute()
    french = QuizPage.objects.get(locale__language_code="fr")
    form = quiz_form(french, title="Contrôle", pass_mark="1", attempts="0", draw="0", shuffle="on", minutes="99")

    form.is_valid()

    assert {name for name in form.fields if form.fields[name].disabled} == set(QuizPage.structural_fields)
    sent = {name: form.cleaned_data[name] for name in QuizPage.rules}
    assert sent == {"pass_mark": 80, "attempts": 3, "time_limit": 0, "cool_down": 0, "draw": 2, "shuffle": False}
