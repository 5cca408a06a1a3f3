"""The catalogue and a course's public page, on plain addresses under the language's prefix."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from courses import queries, rules
from courses.queries import PublicCourse, Search
from courses.schema import course_data


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    search = Search(words=request.GET.get("q", "").strip()[:100])
    found = queries.catalogue(language=get_language(), person=request.user, search=search)
    return render(request, "courses/catalogue.html", {"courses": found, "search": search})


@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    shown = queries.public_course(slug=slug, language=get_language())
    if shown is None:
        return _elsewhere(slug)
    if not rules.may_see(request.user, shown.outline):
        raise Http404
    return render(request, "courses/course.html", {**page_of(shown), "outline": shown.outline, "facts": shown.facts})


def page_of(shown: PublicCourse) -> dict[str, object]:
    """These are a course page's content and its addresses in the languages it is written in."""
    addresses = [(language, address(slug, language)) for language, slug in queries.versions(shown)]
    canonical = dict(addresses).get(shown.outline.language, address(shown.outline.slug, get_language()))
    data = course_data(shown, url=canonical, site_name=settings.WAGTAIL_SITE_NAME, site_url=settings.BASE_URL)
    return {"course": shown, "versions": addresses, "canonical": canonical, "data": data}


def address(slug: str, language: str) -> str:
    """This is the whole address of a course's page in a language."""
    with override(language):
        return urljoin(settings.BASE_URL, reverse("courses:course", args=[slug]))


def _elsewhere(slug: str) -> HttpResponse:
    found = queries.slug_elsewhere(slug=slug, language=get_language())
    if found is None:
        raise Http404
    return redirect("courses:course", found)
