"""Courses to complete first, as the public page shows them and as the admin offers them."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.messages import get_messages

from courses.models import Outline
from enrolments.models import Enrolment
from enrolments.prerequisites import are_missing, courses_before
from tests.enrolments.factories import make_enrolment, make_outline, translate
from tests.enrolments.test_views import enrol_url, public_url, text_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def before(*outlines, person=None, language="en"):
    ids = [outline.course_id for outline in outlines]
    found = courses_before(ids=ids, person=person or AnonymousUser(), language=language)
    return [(each.outline.title, each.is_done, each.is_open, each.has_title) for each in found]


def test_without_courses_before_nobody_asks(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert before() == []
        assert not are_missing(ids=(), person=AnonymousUser(), language="en")


def test_they_come_by_title_with_what_the_person_has_done():
    first, second, learner = make_outline(lessons=1), make_outline(lessons=1), make_user()
    Outline.objects.filter(pk=first.pk).update(title="Wood")
    Outline.objects.filter(pk=second.pk).update(title="arches")
    make_enrolment(first, learner=learner, done=1)
    make_enrolment(second, learner=learner)

    assert before(first, second, person=learner) == [("arches", False, True, True), ("Wood", True, True, True)]
    assert before(first, second) == [("arches", False, True, True), ("Wood", False, True, True)]


def test_titles_are_in_the_readers_language_or_in_the_courses_own():
    only_french, both = make_outline(language="fr"), make_outline()
    translate(both, "fr")

    assert [title for title, *_ in before(both, language="fr")] == [f"{both.title} (fr)"]
    assert [title for title, *_ in before(both, language="es")] == [both.title]
    assert [title for title, *_ in before(only_french, language="en")] == [only_french.title]


def test_the_title_of_a_course_that_is_kept_for_others_is_not_told():
    group = Group.objects.create(name="Chapter leaders")
    kept, learner, member = make_outline(lessons=1, groups=(group.pk,)), make_user(), make_user()
    member.groups.add(group)

    assert before(kept, person=learner) == [(kept.title, False, False, False)]
    assert before(kept, person=member) == [(kept.title, False, True, True)]

    make_enrolment(kept, learner=member, done=1)
    member.groups.clear()
    assert before(kept, person=type(member).objects.get(pk=member.pk)) == [(kept.title, True, False, True)]


def test_the_public_page_lists_them_to_visitors_with_links(client):
    first = make_outline()
    outline = make_outline(before=[first])

    response = client.get(public_url(outline))

    assert f"Before this course {first.title}" in text_of(response)
    assert "not completed yet" not in text_of(response)
    assert f'<a href="{public_url(first)}">' in response.text


def test_the_public_page_says_what_is_missing_in_place_of_the_button(client):
    done, missing, closed, kept = (make_outline(lessons=1) for _ in range(4))
    outline, learner = make_outline(before=[done, missing, closed, kept]), make_user()
    make_enrolment(done, learner=learner, done=1)
    Outline.objects.filter(pk=closed.pk).update(is_open=False)
    Outline.objects.filter(pk=kept.pk).update(facts={**kept.facts, "groups": [987654]})
    client.force_login(learner)

    response = client.get(public_url(outline))

    words = text_of(response)
    assert "You can enrol as soon as you have completed what comes before this course." in words
    assert f"{done.title} completed" in words
    assert f"{missing.title} not completed yet" in words
    assert f"{closed.title} closed to newcomers at present" in words
    assert "A course that is kept for others closed to newcomers at present" in words
    assert kept.title not in words
    assert f'action="{enrol_url(outline)}"' not in response.text


def test_the_button_is_there_once_all_is_completed_and_for_who_was_inside(client):
    first, learner = make_outline(lessons=1), make_user()
    outline = make_outline(before=[first])
    make_enrolment(first, learner=learner, done=1)
    client.force_login(learner)

    assert f'action="{enrol_url(outline)}"' in client.get(public_url(outline)).text

    later = make_outline()
    enrolment = make_enrolment(later, learner=learner, withdrawn=True)
    Outline.objects.filter(pk=later.pk).update(facts={**later.facts, "prerequisites": [make_outline().course_id]})
    assert "Enrol again" in text_of(client.get(public_url(later)))
    client.post(enrol_url(later))
    enrolment.refresh_from_db()
    assert enrolment.status == Enrolment.Status.ACTIVE


def test_a_direct_post_is_refused_with_a_sentence(client):
    outline = make_outline(before=[make_outline()])
    client.force_login(make_user())

    response = client.post(enrol_url(outline), {"language": "en"})

    assert (response.status_code, response.url) == (302, public_url(outline))
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Complete the courses that come before this one first. They are listed on this page."
    ]
    assert Enrolment.objects.count() == 0
