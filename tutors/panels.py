"""What this room puts into the pages of staff about a person."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from tutors import queries
from tutors.models import Place

# So many rows of a kind are on a person's page.
NEWEST = 20


def person(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """
    This shows staff a person's newest places in cohorts and, if they are a tutor, what they teach.

    Four queries, for many as for one. It stays away from who may not see cohorts.
    """
    shown, request = context.get("person"), context.get("request")
    if not isinstance(shown, User) or request is None or not request.user.has_perm("tutors.view_place"):
        return None
    tutor = getattr(shown, "tutor", None)
    places = Place.objects.filter(learner=shown).select_related("cohort__course").order_by("-asked_at", "-pk")
    return {
        "places": places[:NEWEST],
        "tutor": tutor,
        "appointments": queries.appointments_of(shown) if tutor else [],
        "hours": queries.hours_of(queries.minutes_taught(tutor, timezone.now())) if tutor else 0,
    }
