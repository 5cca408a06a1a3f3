"""Questions about the network."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.utils import timezone
from django_countries import countries

from accounts.models import Policy, User
from alumni.enums import Audience
from alumni.models import Alumnus, AlumnusQuerySet
from certificates.models import Achievement, Certificate
from core.text import fold

type Viewer = User | AnonymousUser


def alumnus_of(user: User) -> Alumnus | None:
    """This is a person's membership, also a past one. One query."""
    return Alumnus.objects.select_related("consent").filter(user=user).first()


def latest_policy() -> Policy | None:
    """This is the latest version of the directory's rules that holds. One query."""
    return Policy.objects.holding(timezone.now()).filter(kind=Policy.Kind.DIRECTORY).order_by("-version").first()


def may_join(user: Viewer) -> bool:
    """This says whether a person holds a certificate and is not a member yet. One query at most."""
    if not isinstance(user, User):
        return False
    earned = Certificate.objects.holding().filter(learner=user)
    return bool(earned.exclude(learner__in=Alumnus.objects.members().filter(user=user).values("user")).exists())


def preview(alumnus: Alumnus, audience: Audience) -> Alumnus | None:
    """This is what people of an audience see of somebody, by the same query as the directory's; None, if nothing."""
    return Alumnus.objects.filter(pk=alumnus.pk).shown_to(Value(audience.value)).first()


@dataclass(frozen=True)
class Facets:
    """These are the filters that lead to somebody whom this viewer can see."""

    countries: list[tuple[str, str]]
    achievements: list[tuple[int, str]]
    years: list[int]


def facets(visible: AlumnusQuerySet) -> Facets:
    """This reads what can be chosen from what is visible. Three queries."""
    earned = visible.earned()
    achievements = Achievement.objects.filter(pk__in=earned.values("achievement")).order_by("title", "pk")
    years = earned.values_list("latest__completed_on__year", flat=True).distinct()
    return Facets(
        countries=sorted(
            ((code, str(countries.name(code))) for code in visible.country_codes()), key=lambda country: fold(country[1])
        ),
        achievements=list(achievements.values_list("pk", "title")),
        years=sorted(filter(None, years), reverse=True),
    )
