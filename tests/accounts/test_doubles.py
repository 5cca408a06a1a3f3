import pytest

from accounts import doubles
from accounts.erasure import empty_row
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def found():
    return [(each.kind, each.key, each.country, each.people) for each in doubles.with_people(doubles.likely_doubles())]


def test_the_same_name_in_the_same_country_is_found_whatever_case_and_accents():
    people = [make_user(full_name=name, country="NG") for name in ("Adé Okafor", "ADE OKAFOR")]
    make_user(full_name="Ade Okafor", country="KE")
    make_user(full_name="Ade Okafor")
    make_user(full_name="Ade Okafor")

    assert found() == [("name", "ade okafor", "NG", people)]


@pytest.mark.parametrize(
    ("one", "other", "is_found"),
    [
        ("ada.okafor@example.org", "adaokafor@example.org", True),
        ("ada+courses@example.org", "ada@example.org", True),
        ("a.d.a+x.y@example.org", "ada+z@example.org", True),
        ("ada@example.org", "ada@example.com", False),
        ("ada@exam.ple.org", "ada@example.org", False),
        ("ada@ex+ample.org", "ada@ex.org", False),
        ("+ada@example.org", "+ben@example.org", False),
    ],
)
def test_the_same_mailbox_is_found_whatever_dots_and_pluses(one, other, is_found):
    people = [make_user(email=one), make_user(email=other)]

    assert [people for *_rest, people in found()] == ([people] if is_found else [])


def test_who_is_alike_in_both_ways_is_suggested_in_both():
    people = [make_user(full_name="Ada", country="NG", email=f"ad{dot}a@example.org") for dot in ("", ".")]

    assert [(kind, who) for kind, _key, _country, who in found()] == [("mailbox", people), ("name", people)]


def test_who_was_erased_is_no_double(now):
    people = [make_user(full_name="Ada", country="NG") for _ in range(2)]

    empty_row(people[0], now=now)

    assert found() == []


@pytest.mark.parametrize("pairs", [1, 12])
def test_as_many_queries_for_one_as_for_many(pairs, django_assert_num_queries):
    for number in range(pairs):
        for _ in range(2):
            make_user(full_name=f"Ada {number}", country="NG")

    with django_assert_num_queries(2):
        assert len(found()) == pairs
