"""Courses as search engines read them: schema.org's ``Course`` and ``ItemList``, as JSON-LD."""

from collections.abc import Sequence
from typing import Any

from courses.licences import licence_url
from courses.queries import PublicCourse


def course_data(course: PublicCourse, *, url: str, site_name: str, site_url: str) -> dict[str, Any]:
    """This describes a course; it is free, and it is learnt online."""
    facts = course.facts
    time = workload(facts.hours)
    provider = {"@type": "Organization", "@id": f"{site_url}/#organization", "name": site_name, "url": site_url}
    known = {
        "about": list(facts.topics),
        "teaches": list(facts.outcomes),
        "license": licence_url(facts.licence) if facts.licence else "",
        "author": {"@type": "Person", "name": facts.attribution["author"]} if "author" in facts.attribution else {},
    }
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": f"{url}#course",
        "name": course.outline.title,
        "description": facts.summary or course.outline.title,
        "url": url,
        "inLanguage": course.outline.language,
        "availableLanguage": list(facts.languages),
        "datePublished": course.outline.course.opened_at.date().isoformat(),
        "educationalLevel": course.level,
        "timeRequired": time,
        "provider": provider,
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD", "url": url},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Online",
            "courseWorkload": time,
            "inLanguage": course.outline.language,
        },
        **{name: value for name, value in known.items() if value},
    }


def list_data(addresses: Sequence[str]) -> dict[str, Any] | None:
    """This lists the pages of courses, on each of which the course is described; None where there are none."""
    items = [
        {"@type": "ListItem", "position": position, "url": address} for position, address in enumerate(addresses, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items} if items else None


def workload(hours: str) -> str:
    """This is a number of hours as an ISO 8601 duration, such as ``PT1H30M``."""
    whole, rest = divmod(round(float(hours) * 60), 60)
    return "PT" + (f"{whole}H" if whole else "") + (f"{rest}M" if rest or not whole else "")
