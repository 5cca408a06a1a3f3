"""How good was this course? Asked once, at the end."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction

from accounts import privacy
from enrolments import actions as enrolments
from enrolments import exceptions, rating
from enrolments.models import Rating
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline
from tests.enrolments.test_views import course_url, own_url, sign_in_url, text_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
QUESTION = "One question before you go"


def rate(enrolment, score=4, words="", *, now=NOW):
    return rating.rate(enrolment=enrolment, score=score, words=words, language="en", now=now)


def decline(enrolment, *, now=NOW):
    return rating.decline(enrolment=enrolment, language="en", now=now)


@pytest.fixture
def enrolment(client):
    made = make_enrolment(done=3)
    client.force_login(made.learner)
    return made


def url(enrolment):
    return own_url(enrolment, "rating")


def test_a_rating_keeps_score_words_language_and_time(enrolment):
    rate(enrolment, 5, "  Clear and calm. ")

    row = Rating.objects.get()
    assert (row.enrolment, row.score, row.words) == (enrolment, 5, "Clear and calm.")
    assert (row.language, row.rated_at, row.is_given, str(row)) == ("en", NOW, True, f"{enrolment.pk}: 5")


def test_the_first_answer_stays(enrolment):
    rate(enrolment, 5, "Good")
    rate(enrolment, 1, "Bad", now=NOW + DAY)
    decline(enrolment, now=NOW + DAY)

    row = Rating.objects.get()
    assert (row.score, row.words, row.rated_at) == (5, "Good", NOW)


def test_a_not_now_is_kept_and_gives_way_to_an_answer(enrolment):
    first = decline(enrolment)
    decline(enrolment, now=NOW + DAY)

    assert (first.is_given, Rating.objects.get().rated_at, str(first)) == (False, NOW, f"{enrolment.pk}: –")
    assert list(Rating.objects.given()) == []

    rate(enrolment, 3, now=NOW + DAY)
    assert [each.score for each in Rating.objects.given()] == [3]


@pytest.mark.parametrize("fields", [{}, {"withdrawn": True}])
@pytest.mark.parametrize("act", [rate, decline])
def test_who_has_not_completed_the_course_is_not_asked(fields, act):
    with pytest.raises(exceptions.NotCompleted):
        act(make_enrolment(done=1, **fields))

    assert Rating.objects.count() == 0


@pytest.mark.parametrize("fields", [{"score": 0}, {"score": 6}, {"score": None, "words": "Good"}])
def test_the_database_refuses_nonsense(enrolment, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(enrolment=enrolment, language="en", rated_at=NOW, **fields)


def test_the_database_keeps_one_rating_for_an_enrolment(enrolment):
    rate(enrolment)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(enrolment=enrolment, score=1, language="en", rated_at=NOW)


def test_the_completed_course_asks_in_words_and_by_radio_buttons(client, enrolment):
    response = client.get(course_url(enrolment))

    words = text_of(response)
    assert f"{QUESTION} How good was this course? Very good Good Fair Poor Very poor" in words
    assert response.text.count('type="radio" name="score"') == 5
    assert f'action="{url(enrolment)}"' in response.text


def test_a_course_under_way_asks_nothing(client):
    enrolment = make_enrolment(done=1)
    client.force_login(enrolment.learner)

    assert QUESTION not in client.get(course_url(enrolment)).text
    assert client.get(url(enrolment)).status_code == 404


def test_an_answer_is_thanked_for_and_the_question_gone(client, enrolment):
    response = client.post(url(enrolment), {"score": "4", "words": "More pictures, please."})

    assert response.url == course_url(enrolment)
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Thank you. What you say helps us to make the next course better."
    ]
    assert Rating.objects.values_list("score", "words", "language").get() == (4, "More pictures, please.", "en")
    words = text_of(client.get(course_url(enrolment)))
    assert "You have told us what you think of this course. Thank you." in words
    assert QUESTION not in words


def test_not_now_is_not_asked_again(client, enrolment):
    response = client.post(url(enrolment), {"later": "1"})

    assert response.url == course_url(enrolment)
    words = text_of(client.get(course_url(enrolment)))
    assert (QUESTION in words, "what you think" in words) == (False, False)


def test_the_language_is_that_of_the_page(client, enrolment):
    client.cookies["django_language"] = "fr"
    enrolment.learner.language = "fr"
    enrolment.learner.save()

    client.post(url(enrolment), {"score": "4"})

    assert Rating.objects.get().language == "fr"


@pytest.mark.parametrize(
    "given", [{"words": "Without a score"}, {"score": "6"}, {"score": "good"}, {"score": "4", "words": "x" * 2001}]
)
def test_an_odd_answer_comes_back_with_its_words(client, enrolment, given):
    response = client.post(url(enrolment), given)

    assert response.status_code == 200
    assert "errorlist" in response.text
    assert given.get("words", "") in response.text
    assert Rating.objects.count() == 0


def test_strangers_and_visitors(client, enrolment):
    client.force_login(make_user())
    assert client.get(url(enrolment)).status_code == 404
    assert client.post("/learn/no-such-course/enrolment/rating/", {"score": "4"}).status_code == 404

    client.logout()
    assert client.post(url(enrolment), {"score": "4"}).url == sign_in_url(course_url(enrolment))
    assert Rating.objects.count() == 0


def test_other_methods_are_refused(client, enrolment):
    assert client.put(url(enrolment)).status_code == 405


@pytest.mark.parametrize("has_rated", [True, False])
def test_the_completed_course_costs_no_query_more(client, enrolment, has_rated, django_assert_num_queries):
    if has_rated:
        rate(enrolment)
    # Its certificate was issued, as it is within seconds.
    enrolments.settle(enrolment=enrolment, now=NOW)

    url = course_url(enrolment)
    # Session, person, enrolment with its rating, outline, done units; and what the alumni ask.
    with django_assert_num_queries(6):
        client.get(url)


def test_a_rating_is_exported_and_its_words_are_erased(enrolment):
    other, declined = make_enrolment(done=3), make_enrolment(make_outline(lessons=1), learner=enrolment.learner, done=1)
    for each in (enrolment, other):
        rate(each, 4, "I am Ada of Lagos")
    decline(declined)
    [entry] = [entry for entry in privacy.entries() if entry.model == "enrolments.Rating"]

    assert entry.export(enrolment.learner) == [
        {
            "course": enrolment.course.code,
            "rating": "Good",
            "words": "I am Ada of Lagos",
            "language": "en",
            "answered": NOW.isoformat(),
        }
    ]
    entry.erase(enrolment.learner, {})
    assert sorted(Rating.objects.given().values_list("score", "words")) == [(4, ""), (4, "I am Ada of Lagos")]
