"""The Markdown of policies, made HTML that can do no harm."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "a", "strong", "em", "blockquote", "hr", "br"}


def html_of(markdown: str) -> SafeString:
    """This renders CommonMark without raw HTML, then keeps only what a text needs."""
    html = MarkdownIt("commonmark", {"html": False}).render(markdown)
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    return mark_safe(clean)  # noqa: S308 -- nh3 has just cleaned it
