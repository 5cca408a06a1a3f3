from django import template
from django.utils import timezone

from impact.figures import Figure, recent_figures

register = template.Library()


@register.simple_tag
def public_figures() -> list[Figure]:
    """Count the numbers that the public sees, as of now."""
    return recent_figures(timezone.now())
