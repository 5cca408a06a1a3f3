"""What search engines are told of courses."""

import datetime as dt

import pytest

from courses.models import Course, Outline
from courses.queries import PublicCourse
from courses.schema import course_data, list_data, workload

ADDRESS = "https://learn.example.org/en/courses/bridges/"


def course(**facts):
    given = {"summary": "Of stone.", "level": "beginner", "pace": "self-paced", "hours": "1.5", "languages": ["en"], **facts}
    row = Course(code="bridges", opened_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    return PublicCourse(Outline(course=row, title="Bridges", language="en", facts=given))


def described(**facts):
    return course_data(course(**facts), url=ADDRESS, site_name="Footbridge", site_url="https://learn.example.org")


def test_a_course_has_all_that_search_engines_require():
    data = described()

    assert data == {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": f"{ADDRESS}#course",
        "name": "Bridges",
        "description": "Of stone.",
        "url": ADDRESS,
        "inLanguage": "en",
        "availableLanguage": ["en"],
        "datePublished": "2026-11-22",
        "educationalLevel": "Beginner",
        "timeRequired": "PT1H30M",
        "provider": {
            "@type": "Organization",
            "@id": "https://learn.example.org/#organization",
            "name": "Footbridge",
            "url": "https://learn.example.org",
        },
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD", "url": ADDRESS},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Online",
            "courseWorkload": "PT1H30M",
            "inLanguage": "en",
        },
    }


def test_what_is_known_besides_is_said_too():
    data = described(
        topics=["Bridges"], outcomes=["Cross one."], licence="CC-BY-SA-4.0", attribution={"author": "Ada"}, summary=""
    )

    assert (data["about"], data["teaches"], data["author"]["name"]) == (["Bridges"], ["Cross one."], "Ada")
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert data["description"] == "Bridges"


def test_a_list_numbers_the_pages_of_its_courses():
    data = list_data(["https://a/", "https://b/"])

    assert data["@type"] == "ItemList"
    assert [(item["position"], item["url"]) for item in data["itemListElement"]] == [(1, "https://a/"), (2, "https://b/")]


def test_an_empty_list_is_none():
    assert list_data([]) is None


@pytest.mark.parametrize(("hours", "duration"), [("1", "PT1H"), ("0.5", "PT30M"), ("2.25", "PT2H15M"), ("0", "PT0M")])
def test_the_workload_is_a_duration(hours, duration):
    assert workload(hours) == duration
