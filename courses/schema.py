"""A course as search engines read it: schema.org's ``Course``, as JSON-LD."""

from typing import Any

from courses.licences import licence_url
from courses.queries import PublicCourse


def course_data(course: PublicCourse, *, url: str, site_name: str, site_url: str) -> dict[str, Any]:
    """This describes a course; it is free, and it is learnt online."""
    facts = course.facts
    provider = {"@type": "Organization", "name": site_name, "url": site_url}
    known = {
        "educationalLevel": course.level,
        "about": list(facts.topics),
        "teaches": list(facts.outcomes),
        "license": licence_url(facts.licence) if facts.licence else "",
        "author": {"@type": "Person", "name": facts.attribution["author"]} if "author" in facts.attribution else {},
    }
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.outline.title,
        "description": facts.summary or course.outline.title,
        "url": url,
        "inLanguage": course.outline.language,
        "provider": provider,
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD"},
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": workload(facts.hours)},
        **{name: value for name, value in known.items() if value},
    }


def workload(hours: str) -> str:
    """This is a number of hours as an ISO 8601 duration, such as ``PT1H30M``."""
    whole, rest = divmod(round(float(hours) * 60), 60)
    return "PT" + (f"{whole}H" if whole else "") + (f"{rest}M" if rest or not whole else "")
