from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, override
from wagtail.models import Page

from courses.queries import PublicCourse
from fellowships.models import ProgrammePage
from home import queries
from home.frame import Frame, frame
from home.models import NewsPage
from library.pages import versions

register = template.Library()


@register.simple_tag
def newest_courses(page: Page, count: int) -> list[PublicCourse]:
    """Find the newest courses in the language of a page."""
    return queries.newest_courses(locale_id=page.locale_id, count=count)


@register.simple_tag
def first_programmes(page: Page, count: int) -> list[ProgrammePage]:
    """Find the first programmes in the language of a page."""
    return queries.first_programmes(locale_id=page.locale_id, count=count)


@register.simple_tag
def latest_news(count: int) -> list[NewsPage]:
    """Find the latest news in the language of the moment."""
    return queries.latest_news(language=get_language(), count=count)


@register.simple_tag(takes_context=True)
def way(context: template.Context, page: Page) -> queries.Way:
    """Find where a page stands among the others."""
    return queries.way(page, context.get("request"))


@register.simple_tag
def site_frame() -> Frame:
    """Give what head and foot of a page show in the language of the moment."""
    return frame(get_language())


@register.simple_tag(takes_context=True)
def language_targets(context: template.Context) -> dict[str, str]:
    """Give the addresses to which a change of language leads from a page; none where every language has the same address."""
    page = context.get("page")
    if not isinstance(page, Page) or page.pk is None:
        return {}
    known = versions(page, context.get("request"))
    return {code: known.get(code) or front(code) for code, _name in settings.LANGUAGES}


@register.simple_tag
def language_target(targets: Mapping[str, str], language: str) -> str:
    """Give a button of the form that changes the language its own address to lead to, where there is one."""
    if language not in targets:
        return ""
    query = urlencode({"next": urlsplit(targets[language]).path})
    return format_html(' formaction="{}?{}"', reverse("accounts:set_language"), query)


def front(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=[""])
