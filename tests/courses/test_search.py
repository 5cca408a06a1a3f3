"""What a visitor looks for, in an address and against a course."""

import pytest
from django.http import QueryDict

from courses.outline import CourseFacts
from courses.search import Search, length_of, values_of


def facts(**given):
    return CourseFacts(**{"summary": "", "level": "beginner", "pace": "self-paced", "hours": "2", **given})


@pytest.mark.parametrize(
    ("hours", "length"),
    [
        ("0", "short"),
        ("0.5", "short"),
        ("3", "short"),
        ("3.1", "medium"),
        ("10", "medium"),
        ("10.5", "long"),
        ("999", "long"),
    ],
)
def test_a_bound_belongs_to_the_shorter_length(hours, length):
    assert length_of(hours) == length


@pytest.mark.parametrize(
    ("pace", "answers"),
    [("self-paced", ["self-paced"]), ("moderated", ["moderated"]), ("both", ["self-paced", "moderated"])],
)
def test_a_course_of_both_paces_answers_to_either(pace, answers):
    assert values_of(facts(pace=pace))["pace"] == answers


def test_a_course_answers_to_each_of_its_topics_and_languages():
    values = values_of(facts(topics=("DNS", "Routing"), languages=("en", "fr")))

    assert (values["topic"], values["language"]) == (("DNS", "Routing"), ("en", "fr"))


def test_an_address_is_read_and_written_again():
    search = Search.read(QueryDict("sort=title&q=+dns++ &level=beginner&topic=&page=2&utm=x"))

    assert search == Search(q="dns", level="beginner", sort="title")
    assert search.query == {"q": "dns", "level": "beginner", "sort": "title"}
    assert search.criteria == {"q": "dns", "level": "beginner"}
    assert search.without("q").query == {"level": "beginner", "sort": "title"}


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("q=" + "a" * 10_000, {"q": "a" * 100}),
        ("q=a%00b%0A", {"q": "a b"}),
        ("q=%00", {}),
        ("level[]=beginner&level=advanced&level=beginner", {"level": "beginner"}),
        ("q=%FF%FE", {"q": "��"}),
        ("&&==&q", {}),
    ],
)
def test_whatever_an_address_holds_is_read(query, read):
    assert Search.read(QueryDict(query)).query == read


def test_values_that_are_not_on_offer_are_left_out_and_the_others_kept():
    search = Search(q="x", topic="SECURITE", level="expert", pace="both")

    known = search.known({"topic": ["DNS", "Sécurité"], "level": ["beginner"], "pace": ["moderated"]})

    assert known == Search(q="x", topic="Sécurité")


def test_the_words_are_folded():
    assert Search(q=" Réseaux  DNS ").words == ["reseaux", "dns"]
