"""
The numbers that the public sees: each with its name, what it means in words, and its one query.

They are totals over everybody, so no figure says anything about one person. What is made of few people's answers waits
until there are enough of them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from alumni.enums import Audience
from alumni.models import Alumnus
from certificates.models import Certificate
from core.kept import kept
from courses.models import Outline
from enrolments.models import Enrolment, Rating
from enrolments.models.learning import EnrolmentQuerySet

# What fewer people than these would make is not shown.
FEWEST = 5
KEPT = dt.timedelta(minutes=1)
KEY = "impact.figures"
SATISFIED = Rating.Score.GOOD


@dataclass(frozen=True)
class Figure:
    """This is one number as it stood at an instant, with what it is called and what it means."""

    key: str
    label: str | Promise
    definition: str | Promise
    value: int
    is_percent: bool = False


@dataclass(frozen=True)
class Definition:
    """This says what a number is called, what it means, and how it is counted as of an instant; 0 where there is nothing."""

    key: str
    label: str | Promise
    definition: str | Promise
    count: Callable[[dt.datetime], int]
    is_percent: bool = False


def figures(now: dt.datetime) -> list[Figure]:
    """
    These are the numbers that a site has something to show for, in their order; one query each.

    A young site is not called empty: what has not happened yet is left out.
    """
    return _shown({each.key: each.count(now) for each in DEFINITIONS})


def recent_figures(now: dt.datetime) -> list[Figure]:
    """
    These are the numbers as they stood at most ``KEPT`` ago, for pages that many people open at once.

    Counting everybody is most of what the front page of a large site costs.
    """

    def count() -> dict[str, int]:
        return {each.key: each.count(now) for each in DEFINITIONS}

    return _shown(kept(KEY, count, span=KEPT, without=count))


def _shown(values: Mapping[str, int]) -> list[Figure]:
    return [
        Figure(each.key, each.label, each.definition, value, is_percent=each.is_percent)
        for each in DEFINITIONS
        if (value := values.get(each.key))
    ]


def learners(now: dt.datetime) -> int:
    return enrolled(now).aggregate(number=Count("learner", distinct=True))["number"] or 0


def countries(now: dt.datetime) -> int:
    """Not before as many people as `FEWEST` have said where they live: of fewer, it would nearly say where each is."""
    known = User.objects.filter(pk__in=enrolled(now).values("learner")).exclude(country="")
    found = known.aggregate(people=Count("pk"), number=Count("country", distinct=True))
    return found["number"] if found["people"] >= FEWEST else 0


def courses(_now: dt.datetime) -> int:
    """A course that is kept for a group leaves no trace here."""
    for_everyone = Q(facts__groups__isnull=True) | Q(facts__groups=None)
    return Outline.objects.open().filter(for_everyone).aggregate(number=Count("course", distinct=True))["number"] or 0


def completions(now: dt.datetime) -> int:
    return Enrolment.objects.completed().filter(completed_at__lte=now).count()


def certificates(now: dt.datetime) -> int:
    return Certificate.objects.holding().filter(issued_at__lte=now).count()


def alumni(now: dt.datetime) -> int:
    return Alumnus.objects.members().filter(name_audience__gt=Audience.ONLY_ME, joined_at__lte=now).count()


def satisfaction(now: dt.datetime) -> int:
    """In whole percent, rounded down."""
    given = Rating.objects.given().filter(rated_at__lte=now)
    found = given.aggregate(number=Count("pk"), satisfied=Count("pk", filter=Q(score__gte=SATISFIED)))
    return found["satisfied"] * 100 // found["number"] if found["number"] >= FEWEST else 0


def enrolled(now: dt.datetime) -> EnrolmentQuerySet:
    return Enrolment.objects.filter(enrolled_at__lte=now)


DEFINITIONS = [
    Definition("learners", _("learners"), _("People who have enrolled in at least one course, ever."), learners),
    Definition(
        "countries",
        _("countries"),
        _("Countries that learners have named in their profiles. Many name none, so there may be more."),
        countries,
    ),
    Definition("courses", _("open courses"), _("Courses that everybody may join today, whatever their languages."), courses),
    Definition(
        "completions", _("courses completed"), _("Courses that learners have finished, each of them counted."), completions
    ),
    Definition(
        "certificates",
        _("certificates"),
        _("Certificates that were issued and hold; revoked ones are not counted."),
        certificates,
    ),
    Definition(
        "alumni",
        _("alumni"),
        _("People who have joined the alumni network and let at least the other alumni see their name."),
        alumni,
    ),
    Definition(
        "satisfaction",
        _("satisfied learners"),
        _("Of all who rated a course at its end, those who found it good or very good. Shown once five people have rated."),
        satisfaction,
        is_percent=True,
    ),
]
