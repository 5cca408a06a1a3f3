"""Where pages of words stand, for search engines and for who shares them."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from wagtail.models import Page

from library.pages import shared_picture, versions

if TYPE_CHECKING:
    from django.core import paginator  # generic for the type checker only

register = template.Library()


@register.inclusion_tag("components/links.html", takes_context=True)
def page_links(context: template.Context, page: Page, leaf: "paginator.Page[Any] | None" = None) -> dict[str, Any]:
    """
    Say where a page really stands and where its translations do.

    A further leaf of a list stands for itself: other languages have other leaves.
    """
    request = context.get("request")
    is_first = leaf is None or leaf.number == 1
    address = page.get_full_url(request)
    return {
        "canonical": address if is_first else f"{address}?{urlencode({'page': leaf.number if leaf else 1})}",
        "versions": list(versions(page, request).items()) if is_first else [],
        "title": page.seo_title or getattr(page, "headline", "") or page.title,
        "description": getattr(page, "description", page.search_description),
        "image": shared_picture(page),
    }
