"""Where a learner reads, and where a course shows itself to others."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from courses.models import Outline


def unit_address(code: str, key: str) -> str:
    """This is where learners read a unit; it is the same in every language."""
    return reverse("enrolments:unit", args=[code, key])


def course_address(code: str) -> str:
    """This is where learners find a course that they are in; it is the same in every language."""
    return reverse("enrolments:course", args=[code])


def whole(address: str) -> str:
    """This is an address as it stands in a mail."""
    return urljoin(settings.BASE_URL, address)


def public_address(outline: Outline) -> str:
    """This is the public page of a course in the outline's language of the site."""
    with override(outline.locale.language_code):
        return reverse("courses:course", args=[outline.slug])
