from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.slots import fillings

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str) -> SafeString:
    """Render what upper rooms have put into this place."""
    request = context.get("request")
    given = context.flatten()
    parts = []
    for filling in fillings(name):
        more = filling.context(given)  # type: ignore[arg-type]
        if more is not None:
            parts.append(render_to_string(filling.template, {**more}, request=request))
    return mark_safe("".join(parts))  # noqa: S308 -- each part is a rendered template
