import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, override
from wagtail.models import Page

from courses.queries import PublicCourse
from fellowships.models import ProgrammePage
from home import queries
from home.frame import Frame, frame, pieces
from home.models import NewsPage
from library.pages import versions

register = template.Library()
# In what is kept of the head, a link to a room begins with its address.
ROOM = re.compile(r'<a href="([^"]+)"')
CURRENT = mark_safe(' aria-current="true"')
BUTTON = (
    '<button class="link" name="language" value="{code}" lang="{code}" dir="{direction}"{current}{target}>{name}</button>'
)


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
def site_head(context: template.Context) -> SafeString:
    """Write whose site it is and its rooms, and mark the room in which the page is."""
    request = context["request"]
    path = request.path
    head = pieces(get_language())["learner" if request.user.is_authenticated else "visitor"]
    return mark_safe(ROOM.sub(lambda link: link[0] + (CURRENT if link[1] in path else ""), head))  # noqa: S308 -- a template


@register.simple_tag
def site_foot() -> SafeString:
    """Write whose site it is and what holds here."""
    return mark_safe(pieces(get_language())["foot"])  # noqa: S308 -- a template


@register.simple_tag(takes_context=True)
def language_targets(context: template.Context) -> dict[str, str]:
    """Give the addresses to which a change of language leads from a page; none where every language has the same address."""
    page = context.get("page")
    if not isinstance(page, Page) or page.pk is None:
        return {}
    known = versions(page, context.get("request"))
    return {code: known.get(code) or front(code) for code, _name in settings.LANGUAGES}


@register.simple_tag
def language_buttons(targets: Mapping[str, str]) -> SafeString:
    """Write a button for each language of the site; where a page has an address in it, the button leads there."""
    return format_html_join("", BUTTON, (_button(code, targets) for code, _name in settings.LANGUAGES))


def _button(code: str, targets: Mapping[str, str]) -> dict[str, str]:
    info = get_language_info(code)
    return {
        "code": code,
        "direction": "rtl" if info["bidi"] else "ltr",
        "current": CURRENT if code == get_language() else "",
        "target": _target(targets[code]) if code in targets else "",
        "name": capfirst(info["name_local"]),
    }


def _target(address: str) -> str:
    query = urlencode({"next": urlsplit(address).path})
    return format_html(' formaction="{}?{}"', reverse("accounts:set_language"), query)


def front(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=[""])
