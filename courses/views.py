"""The catalogue, its feed and a course's public page, on plain addresses under the language's prefix."""

from collections.abc import Mapping

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from courses import queries, rules
from courses.addresses import catalogue_address, catalogue_path, course_address, feed_address, unit_address
from courses.catalogue import Catalogue
from courses.feed import CourseFeed
from courses.queries import PublicCourse
from courses.schema import course_data, list_data
from courses.search import Search

PER_PAGE = 24

# The same for everybody, so shared caches may keep it a while; later, readers ask whether it has changed.
feed = require_safe(cache_control(public=True, max_age=600)(conditional_page(CourseFeed())))


@require_safe
@cache_control(private=True)
def catalogue(request: HttpRequest) -> HttpResponse:
    search = Search.read(request.GET)
    if "" in request.GET.values():
        # A form sends its empty fields along; the address that people keep and share is without them.
        return redirect(catalogue_path(search.query))
    language = get_language()
    courses = queries.visible_courses(language=language, person=request.user, words=search.words)
    shown = Catalogue(courses, search, language)
    leaf = Paginator(shown.found, PER_PAGE).get_page(request.GET.get("page"))
    # "page" stands here so that leafing forgets the present one, and nothing else of the address that is not known.
    kept = {**shown.search.query, "page": None}
    given = {"catalogue": shown, "search": shown.search, "leaf": leaf, "kept": kept, "feed": feed_address(language)}
    return render(request, "courses/catalogue.html", given | links_of(leaf, search.query, language))


def links_of(leaf: Page[PublicCourse], query: Mapping[str, str], language: str) -> dict[str, object]:
    """
    This is what search engines are told about a page of the catalogue.

    A filtered page is to be followed and not listed. Of the others each one lists its courses, those that have a page of
    their own in this language; the first one has its like in every language.
    """
    if query:
        return {"canonical": catalogue_address(language, {}), "versions": [], "data": None, "is_listed": False}
    is_first = leaf.number == 1
    versions = [(code, catalogue_address(code, {})) for code, _name in settings.LANGUAGES if is_first]
    courses = [course.outline for course in leaf if course.outline.language == language]
    return {
        "canonical": catalogue_address(language, {} if is_first else {"page": leaf.number}),
        "versions": versions,
        "data": list_data([course_address(outline.slug, language) for outline in courses]),
        "is_listed": True,
    }


@require_safe
@cache_control(private=True)
def course(request: HttpRequest, slug: str) -> HttpResponse:
    shown = queries.public_course(slug=slug, language=get_language())
    if shown is None:
        return _elsewhere(slug)
    if not rules.may_see(request.user, shown.outline):
        raise Http404
    return render(request, "courses/course.html", {**page_of(shown), "outline": shown.outline, "facts": shown.facts})


def page_of(shown: PublicCourse) -> dict[str, object]:
    """These are a course page's content and its addresses in the languages it is written in."""
    addresses = [(language, course_address(slug, language)) for language, slug in queries.versions(shown)]
    canonical = dict(addresses).get(shown.outline.language, course_address(shown.outline.slug, get_language()))
    data = course_data(shown, url=canonical, site_name=settings.WAGTAIL_SITE_NAME, site_url=settings.BASE_URL)
    sample = unit_address(shown.outline.course.code, shown.sample.key) if shown.sample else None
    return {"course": shown, "versions": addresses, "canonical": canonical, "data": data, "sample": sample}


def _elsewhere(slug: str) -> HttpResponse:
    found = queries.slug_elsewhere(slug=slug, language=get_language())
    if found is None:
        raise Http404
    return redirect("courses:course", found)
