from typing import Any

from django import template
from wagtail.models import Page

from courses.queries import PublicCourse
from home import queries

register = template.Library()


@register.simple_tag
def newest_courses(page: Page, count: int) -> list[PublicCourse]:
    """Find the newest courses in the language of a page."""
    return queries.newest_courses(locale_id=page.locale_id, count=count)


@register.simple_tag(takes_context=True)
def way(context: template.Context, page: Page) -> queries.Way:
    """Find where a page stands among the others."""
    return queries.way(page, context.get("request"))


@register.inclusion_tag("components/links.html", takes_context=True)
def page_links(context: template.Context, page: Page) -> dict[str, Any]:
    """Say where a page really stands and where its translations do."""
    request = context.get("request")
    versions = [(each.locale.language_code, each.get_full_url(request)) for each in queries.translations(page)]
    return {"canonical": page.get_full_url(request), "versions": versions}
