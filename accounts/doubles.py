"""Accounts that may be one person's: the same name in the same country, or the same mailbox."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Left, Lower, Replace, StrIndex, Substr
from django.db.models.lookups import GreaterThan, LessThan

from accounts.models import User

NAME, MAILBOX = "name", "mailbox"


# kind, key, country, count
type Row = tuple[str, str, str, int]


@dataclass
class Double:
    """These accounts have something in common: ``kind`` says what, ``key`` and ``country`` what it is."""

    kind: str
    key: str
    country: str
    people: list[User] = field(default_factory=list)


def likely_doubles() -> QuerySet[User, Row]:
    """
    These are what accounts have in common, as rows of ``values``: kind, key, country, count. One query for each page.

    Who was erased or merged is none of them. Without a country a name says too little.
    """
    people = _present()
    names = (
        people.exclude(search_name="")
        .exclude(country="")
        .values("search_name", "country")
        .annotate(count=Count("pk"), kind=Value(NAME, output_field=CharField()))
        .filter(count__gt=1)
        .values_list("kind", "search_name", "country", "count")
    )
    mailboxes = (
        people.annotate(mailbox=_mailbox())
        .values("mailbox")
        .annotate(
            count=Count("pk"),
            kind=Value(MAILBOX, output_field=CharField()),
            nowhere=Value("", output_field=CharField()),
        )
        .filter(count__gt=1)
        .values_list("kind", "mailbox", "nowhere", "count")
    )
    return names.order_by().union(mailboxes.order_by(), all=True).order_by("kind", "search_name", "country")


def with_people(rows: Iterable[Row]) -> list[Double]:
    """These are the rows of a page with whom they are about, the oldest account first. One query."""
    doubles = [Double(kind, key, country) for kind, key, country, _count in rows]
    wanted = Q(mailbox__in=[each.key for each in doubles if each.kind == MAILBOX])
    for each in doubles:
        if each.kind == NAME:
            wanted |= Q(search_name=each.key, country=each.country)
    by_key: dict[tuple[str, str, str], list[User]] = defaultdict(list)
    for person in _present().annotate(mailbox=_mailbox()).filter(wanted).order_by("joined_at", "pk"):
        by_key[NAME, person.search_name, str(person.country)].append(person)
        by_key[MAILBOX, person.mailbox, ""].append(person)
    for each in doubles:
        each.people = by_key[each.kind, each.key, each.country]
    return doubles


def _present() -> QuerySet[User]:
    return User.objects.filter(erased_at__isnull=True)


def _mailbox() -> Lower:
    """
    This is an address as many mail servers read it: small letters, without dots and without what follows a plus.

    Not every server does, so that these are only suggestions.
    """
    at, plus = StrIndex("email", Value("@")), StrIndex("email", Value("+"))
    local = Case(
        When(GreaterThan(plus, 1) & LessThan(plus, at), then=Left("email", plus - 1)),
        default=Left("email", at - 1),
        output_field=CharField(),
    )
    return Lower(Concat(Replace(local, Value("."), Value("")), Substr("email", at)))
