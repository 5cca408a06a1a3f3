"""What people keep for themselves: a tutor's profile, a wish, a calendar."""

import pytest

from tests.enrolments.factories import DAY, NOW, make_outline
from tests.factories import make_user
from tests.tutors.factories import make_interest, make_tutor
from tutors import feeds, next_cohorts, profiles, queries
from tutors.models import CalendarFeed, Interest
from tutors.profiles import Profile

pytestmark = pytest.mark.django_db


def test_a_profile_is_listed_by_its_owners_word():
    profile = Profile(about=" I teach. ", languages=("en", "fr"), topics=("Routing",), is_listed=True)

    tutor = profiles.change_profile(tutor=make_tutor(), profile=profile)
    retired = profiles.change_profile(tutor=make_tutor(retired_at=NOW), profile=profile)

    tutor.refresh_from_db()
    assert (tutor.about, tutor.languages, tutor.topics, tutor.is_listed) == ("I teach.", ["en", "fr"], ["Routing"], True)
    assert (retired.about, retired.is_listed) == ("I teach.", False)


def test_a_wish_is_kept_once_and_keeps_its_turn():
    person, course = make_user(), make_outline().course

    for days, language in enumerate(["", "fr", "fr"]):
        next_cohorts.tell_me(person=person, course=course, language=language, now=NOW + days * DAY)

    interest = Interest.objects.get()
    assert (interest.language, interest.asked_at, interest.told_at) == ("fr", NOW, None)


def test_who_was_told_may_ask_again():
    interest = make_interest()

    assert next_cohorts.note_told(interest=interest, now=NOW) is True
    assert next_cohorts.note_told(interest=interest, now=NOW + DAY) is False
    again = next_cohorts.tell_me(person=interest.person, course=interest.course, now=NOW)

    interest.refresh_from_db()
    assert (interest.told_at, again.told_at, again == interest) == (NOW, None, False)


def test_a_wish_is_taken_back():
    told, wish = make_interest(told_at=NOW), make_interest()

    for interest in [told, wish, wish]:
        next_cohorts.forget(person=interest.person, course=interest.course)

    assert [*Interest.objects.all()] == [told]


def test_a_new_address_ends_the_old_one():
    person = make_user()
    first = feeds.make_feed(person=person, now=NOW)

    assert feeds.make_feed(person=person, now=NOW + DAY).token == first.token
    renewed = feeds.renew_feed(person=person, now=NOW + DAY)

    assert (renewed.pk, renewed.made_at) == (first.pk, NOW + DAY)
    assert queries.feed_by_token(first.token) is None
    assert queries.feed_by_token(renewed.token) == renewed
    assert queries.feed_by_token("") is None


def test_a_closed_calendar_or_account_is_read_by_nobody():
    closed, locked = feeds.make_feed(person=make_user(), now=NOW), feeds.make_feed(person=make_user(), now=NOW)
    locked.person.is_active = False
    locked.person.save()

    for _ in range(2):
        feeds.end_feed(person=closed.person)

    assert [queries.feed_by_token(each.token) for each in (closed, locked)] == [None, None]
    assert [*CalendarFeed.objects.all()] == [locked]
