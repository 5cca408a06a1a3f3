"""A lesson's text as HTML, made once, when its page is published."""

from django.utils.translation import override

from courses.models import UnitPage

# Raise it when a template of a block changes what it makes; the sweep then renders every text anew.
EDITION = 1


def stamp(page: UnitPage) -> str:
    """This names what a text is rendered from: the page, and its published revision."""
    return f"{EDITION}:{page.pk}:{page.live_revision_id or 0}"


def render(page: UnitPage, language: str) -> str:
    """
    This renders a page's text in its language.

    Links to pages become plain addresses. The result is small and holds neither script nor style.
    """
    body = getattr(page, "body", None)
    if body is None:
        return ""
    with override(language):
        return str(body.render_as_block()).strip()
