"""Writing from a page for help or of an error, and the answer."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import privacy
from enrolments import exceptions, reporting
from enrolments.models import PageReport
from notices.models import Mail
from tests.enrolments.factories import (
    NOW,
    entries_of,
    keys_of,
    make_enrolment,
    make_outline,
    set_entries,
    translate,
    units_of,
)
from tests.enrolments.test_views import sign_in_url, text_of, unit_url
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
LINK = "Ask for help or report an error"


def write(outline, learner, words="The second picture is missing.", *, kind="error", now=NOW):
    return reporting.report(
        learner=learner, course=outline.course, entry=entries_of(outline)[0], kind=kind, words=words, now=now
    )


def answer(report, words="It is back now.", *, by=None, now=NOW):
    return reporting.answer(report=report, words=words, by=by or make_staff(), now=now)


def help_url(outline, position=0):
    return f"{unit_url(outline, position)}help/"


@pytest.fixture
def outline():
    return make_outline()


@pytest.fixture
def learner(client, outline):
    person = make_user(full_name="Ada")
    make_enrolment(outline, learner=person)
    client.force_login(person)
    return person


# The action


def test_a_report_says_who_wrote_what_from_where(outline):
    translate(outline, "fr")
    french, learner = outline.course.outlines.get(locale__language_code="fr"), make_user()

    report = write(french, learner, "  Une faute.  ")

    report.refresh_from_db()
    assert (report.learner, report.course, report.unit) == (learner, outline.course, units_of(outline)[0])
    assert (report.kind, report.words, report.language, report.created_at) == ("error", "Une faute.", "fr", NOW)
    assert report.is_open
    assert str(report) == f"{outline.course_id}/{units_of(outline)[0].pk}: error"


def test_ten_an_hour_are_enough(outline):
    learner = make_user()
    for _ in range(10):
        write(outline, learner)

    with pytest.raises(exceptions.TooMany):
        write(outline, learner, now=NOW + dt.timedelta(minutes=59))
    write(outline, make_user())
    write(outline, learner, now=NOW + dt.timedelta(hours=1))

    assert PageReport.objects.filter(learner=learner).count() == 11


def test_an_answer_goes_to_the_learner_in_their_language_and_closes(outline):
    learner, staff = make_user(full_name="Ada", language="fr"), make_staff()
    report = answer(write(outline, learner), " It is back now. ", by=staff)

    assert (report.answer, report.handled_by, report.handled_at, report.is_open) == ("It is back now.", staff, NOW, False)
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient, mail.language) == ("enrolments.answer", learner, "fr")
    for words in ("Ada", "It is back now.", "The second picture is missing.", unit_url(outline, 0)):
        assert words in mail.text
    assert list(PageReport.objects.open()) == []


def test_the_first_answer_stays_and_is_sent_once(outline):
    report = write(outline, make_user())

    first, second = answer(report, "One"), answer(report, "Two")

    assert (first.answer, second.answer, Mail.objects.count()) == ("One", "One", 1)


def test_closing_without_words_sends_nothing(outline):
    report = answer(write(outline, make_user()), "  ")

    assert (report.is_open, report.answer, Mail.objects.count()) == (False, "", 0)


@pytest.mark.parametrize("fields", [{"handled_at": NOW}, {"answer": "Yes"}])
def test_the_database_keeps_an_answer_whole(outline, fields):
    report = write(outline, make_user())

    with pytest.raises(IntegrityError), transaction.atomic():
        PageReport.objects.filter(pk=report.pk).update(**fields)


def test_words_are_exported_and_erased(outline):
    mine, other = write(outline, make_user(), "I am Ada"), write(outline, make_user(), "I am Ben")
    answer(mine, "Dear Ada")
    [entry] = [entry for entry in privacy.entries() if entry.model == "enrolments.PageReport"]

    [row] = entry.export(mine.learner)
    assert (row["words"], row["answer"], row["kind"]) == ("I am Ada", "Dear Ada", "error")
    entry.erase(mine.learner, {})

    rows = PageReport.objects.order_by("pk").values_list("words", "answer")
    assert list(rows) == [("", ""), ("I am Ben", "")]
    assert other.is_open


# The page


@pytest.mark.usefixtures("learner")
def test_a_lesson_and_a_quiz_lead_there(client, outline):
    quiz = keys_of(outline)[1]
    set_entries(outline, lambda entry: {**entry, "kind": "quiz"} if entry["key"] == quiz else entry)

    for position in (0, 1):
        response = client.get(unit_url(outline, position))
        assert f'<a href="{help_url(outline, position)}">{LINK}</a>' in response.text


@pytest.mark.usefixtures("learner")
def test_the_form_names_the_page_and_asks_two_things(client, outline):
    response = client.get(help_url(outline))

    words = text_of(response)
    assert f"{LINK} {entries_of(outline)[0].title}" in words
    assert "I need help Something is wrong on this page" in words
    assert f'href="{unit_url(outline, 0)}"' in response.text


def test_what_is_written_is_kept_and_one_is_back_at_the_lesson(client, outline, learner):
    response = client.post(help_url(outline), {"kind": "help", "words": "What is a packet?"})

    assert response.url == unit_url(outline, 0)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Thank you. A person reads what you wrote and answers by mail."
    ]
    assert PageReport.objects.values_list("learner", "kind", "words").get() == (learner.pk, "help", "What is a packet?")


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize(
    "given", [{}, {"kind": "help", "words": " "}, {"kind": "praise", "words": "x"}, {"kind": "help", "words": "x" * 2001}]
)
def test_an_odd_form_comes_back(client, outline, given):
    response = client.post(help_url(outline), given)

    assert response.status_code == 200
    assert PageReport.objects.count() == 0


@pytest.mark.usefixtures("learner")
def test_markup_stays_words(client, outline):
    client.post(help_url(outline), {"kind": "help", "words": "<script>alert(1)</script>"})
    answer(PageReport.objects.get(), "<b>No</b>")

    mail = Mail.objects.get()
    assert "<script>" not in mail.html
    assert "<b>" not in mail.html


def test_who_writes_too_often_keeps_their_words(client, outline, learner):
    for _ in range(10):
        write(outline, learner, now=timezone.now())

    response = client.post(help_url(outline), {"kind": "help", "words": "Once more"})

    assert response.status_code == 429
    assert "You have written many times within an hour." in text_of(response)
    assert "Once more</textarea>" in response.text
    assert PageReport.objects.count() == 10


def test_who_stands_before_a_closed_part_may_ask(client, learner):
    outline = make_outline(lessons=1, modules=2, locked=True)
    make_enrolment(outline, learner=learner)

    assert client.get(help_url(outline, 1)).status_code == 200


def test_who_reads_a_sample_may_ask_once_signed_in(client):
    outline = make_outline(units={0: {"is_sample": True}})

    assert LINK not in client.get(unit_url(outline, 0)).text
    assert client.get(help_url(outline)).url == sign_in_url(help_url(outline))
    client.force_login(make_user())
    assert LINK in client.get(unit_url(outline, 0)).text
    assert client.get(help_url(outline)).status_code == 200


@pytest.mark.usefixtures("learner")
def test_what_one_may_not_read_one_may_not_write_from(client, outline):
    other = make_outline()

    for url in (help_url(other), "/learn/no-such-course/lesson/help/", f"/learn/{outline.course.code}/no-such-lesson/help/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"kind": "help", "words": "x"}).status_code == 404
    assert PageReport.objects.count() == 0


@pytest.mark.usefixtures("learner")
def test_other_methods_are_refused(client, outline):
    assert client.put(help_url(outline)).status_code == 405


@pytest.mark.usefixtures("learner")
def test_the_page_costs_five_queries(client, outline, django_assert_num_queries):
    # Session, person, enrolment, outline, done units.
    with django_assert_num_queries(5):
        client.get(help_url(outline))
