"""Learners from many countries, as if each had signed up, confirmed the address and agreed to the terms."""

import datetime as dt
import random
import uuid
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django_countries import countries

from accounts.models import Consent, Policy, User
from core.text import fold
from home.seeding.names import full_name

COUNTRIES = 175
BATCH = 2000
YEARS = 6


def make(number: int, *, chance: random.Random, until: dt.datetime) -> list[User]:
    """This makes so many people, none of whom can sign in, and gives them in the order of joining."""
    codes = sorted(code for code, _name in countries)
    codes = chance.sample(codes, min(COUNTRIES, len(codes)))
    # A few countries have many learners, and each has one at least.
    weights = [1 / (place + 3) for place in range(len(codes))]
    homes = [*codes[:number], *chance.choices(codes, weights, k=max(0, number - len(codes)))]
    languages = [code for code, _name in settings.LANGUAGES]
    spoken = chance.choices(languages, [6, 2, 2, 1][: len(languages)], k=number)
    span = dt.timedelta(days=365 * YEARS)
    joined = sorted(until - span * chance.random() for _ in range(number))
    people = [
        User(
            uuid=uuid.UUID(int=chance.getrandbits(128), version=4),
            email=f"learner-{place:06}@example.org",
            full_name=(name := full_name(place)),
            search_name=fold(name),
            password="!seeded",  # noqa: S106 -- no password fits it
            country=homes[place],
            language=spoken[place],
            joined_at=joined[place],
        )
        for place in range(number)
    ]
    User.objects.bulk_create(people, batch_size=BATCH)
    EmailAddress.objects.bulk_create(addresses(people), batch_size=BATCH)
    Consent.objects.bulk_create(consents(people), batch_size=BATCH)
    return people


def addresses(people: Iterable[User]) -> Iterable[EmailAddress]:
    return (EmailAddress(user=person, email=person.email, primary=True, verified=True) for person in people)


def consents(people: list[User]) -> Iterable[Consent]:
    asked = Policy.objects.filter(kind__in=[Policy.Kind.TERMS, Policy.Kind.PRIVACY], version=1)
    return (Consent(user=person, policy=policy, given_at=person.joined_at) for policy in asked for person in people)
