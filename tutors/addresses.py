"""Where tutors are found by everybody, in each language of the site."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override


def tutors_address(language: str) -> str:
    """This is the whole address of the list of tutors in a language."""
    with override(language):
        return urljoin(settings.BASE_URL, reverse("tutors_public:tutors"))


def tutor_address(pk: int, language: str) -> str:
    """This is the whole address of a tutor's page in a language."""
    with override(language):
        return urljoin(settings.BASE_URL, reverse("tutors_public:tutor", args=[pk]))
