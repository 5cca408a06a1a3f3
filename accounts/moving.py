"""
How a person's rows go from one of their accounts to another: a rule for every column that points at a person.

    # <room>/merging.py, registered in <room>/apps.py, in ready()
    moving.register(moving.Rule("<room>.<Model>", ("learner",)))
    moving.register(moving.Rule("<room>.<Other>", ("user",), act=move_others))
    moving.register(moving.Rule("<room>.<Third>", ("by",), keeps=True, reason="Says who it was."))

Without an ``act`` the rows move as they are. A test refuses a column without a rule, of whatever app.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User


@dataclass
class Merge:
    """
    This is one merge while it happens: what was ``source`` becomes ``target``.

    ``counts`` says how many rows of each model moved or were joined; ``lines`` say in words, in the language of who looks
    on, what a count does not.
    """

    source: User
    target: User
    by: User | None
    now: dt.datetime
    # As they stood before anything was moved.
    source_email: str = ""
    is_source_confirmed: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    @property
    def people(self) -> tuple[User, User]:
        return self.source, self.target

    def count(self, model: type[models.Model], number: int = 1) -> None:
        if number:
            self.counts[model._meta.label] += number

    def say(self, line: str) -> None:
        self.lines.append(line)

    def move(self, rows: models.QuerySet[models.Model], *fields: str) -> None:
        """This points rows of the source at the target; others stay as they are."""
        for name in fields:
            self.count(rows.model, rows.filter(**{name: self.source}).update(**{name: self.target}))


type Act = Callable[[Merge], None]


@dataclass(frozen=True)
class Rule:
    """
    This is what becomes of the rows of one model that point at a person by these columns.

    ``act`` moves, joins or drops them; where rows stay with the account that goes (``keeps``), or are dropped, ``reason``
    says why. The model of a library names in ``room`` the room that answers for it. ``is_shown``: staff see how many there
    are on each side before they merge.
    """

    model: str
    fields: tuple[str, ...]
    act: Act | None = None
    keeps: bool = False
    reason: str = ""
    room: str = ""
    is_shown: bool = False

    @property
    def home(self) -> str:
        return self.room or self.model.split(".", maxsplit=1)[0]

    @property
    def rows(self) -> models.QuerySet[models.Model]:
        every: models.QuerySet[models.Model] = apps.get_model(self.model)._base_manager.all()  # noqa: SLF001 -- Django documents it
        return every

    @property
    def name(self) -> str:
        """These are the rows in words, in the reader's language."""
        return str(apps.get_model(self.model)._meta.verbose_name_plural)

    def of(self, person: User) -> models.QuerySet[models.Model]:
        """These rows point at a person."""
        pointing = Q()
        for name in self.fields:
            pointing |= Q(**{name: person})
        return self.rows.filter(pointing)

    def owned(self, person: User) -> models.QuerySet[models.Model]:
        """These rows are theirs: by the first column; the others say what they did to other people's."""
        return self.rows.filter(**{self.fields[0]: person})

    def apply(self, merge: Merge) -> None:
        if self.act is not None:
            self.act(merge)
        elif not self.keeps:
            merge.move(self.rows, *self.fields)


type Locked = Callable[[Iterable[User]], models.QuerySet[models.Model]]

_rules: list[Rule] = []
_locked: list[Locked] = []
_afterwards: list[Act] = []


def register(rule: Rule) -> None:
    """
    This declares what becomes of some rows; called in ``AppConfig.ready()``.

    :raises ValueError: if a column has a rule already, the home is no room of ours, or rows would stay without a reason.
    """
    if doubly := {(rule.model, name) for name in rule.fields} & set(_columns()):
        raise ValueError(f"{sorted(doubly)} have a rule already.")
    if rule.home not in settings.ROOMS:
        raise ValueError(f"{rule.model}: {rule.home!r} is no room; name the one that answers for it.")
    if rule.keeps and not rule.reason:
        raise ValueError(f"{rule.model}: what stays with the account that goes needs a reason.")
    _rules.append(rule)


def drop(model: str, *fields: str, reason: str, room: str = "") -> Rule:
    """This is the rule for rows that go with the account that goes."""
    return Rule(model, fields, act=partial(_drop, model, fields), reason=reason, room=room)


def lock_first(rows: Locked) -> None:
    """
    This names rows that a merge locks before it locks the people, lowest room first, each by its key.

    Whoever locks such a row first and writes something of its person then is so never in each other's way.
    """
    _locked.append(rows)


def afterwards(act: Act) -> None:
    """This names what is done once, in the same transaction, when everything has moved."""
    _afterwards.append(act)


def rules() -> list[Rule]:
    """These are all rules, lowest room first, the person's own row last of all."""
    own = User._meta.label
    return sorted(_rules, key=lambda rule: (rule.model == own, -settings.ROOMS.index(rule.home)))


def rows_to_lock(people: Iterable[User]) -> list[models.QuerySet[models.Model]]:
    people = list(people)
    return [rows(people).order_by("pk") for rows in _locked]


def acts_afterwards() -> list[Act]:
    return list(_afterwards)


def without_rule() -> list[str]:
    """These columns point at a person, and nobody has said what becomes of them when two accounts are merged."""
    known = set(_columns())
    return sorted(f"{model}.{name}" for model, name in columns_to(User) if (model, name) not in known)


def columns_to(pointed: type[models.Model]) -> Iterator[tuple[str, str]]:
    """These are all columns of all models that point at rows of a model, those of many-to-many tables among them."""
    for model in apps.get_models(include_auto_created=True):
        for each in model._meta.local_fields:
            if each.remote_field is not None and each.remote_field.model is pointed:
                yield model._meta.label, each.name


def left_behind(person: User) -> list[str]:
    """These models still have rows that should have moved."""
    return [rule.model for rule in _rules if not rule.keeps and rule.fields and rule.of(person).exists()]


def _columns() -> Iterator[tuple[str, str]]:
    return ((rule.model, name) for rule in _rules for name in rule.fields)


def _drop(model: str, fields: tuple[str, ...], merge: Merge) -> None:
    Rule(model, fields).of(merge.source).delete()
