"""
What is kept of a person, why, and how it leaves: an entry for every model of ours.

    # <room>/apps.py, in ready()
    privacy.register(
        Entry(
            model="<room>.<Model>",
            personal=("learner",),
            export=lambda user: privacy.rows(Model.objects.filter(learner=user), "course", "started_at"),
            erase=None,
            reason=_("Counts without a name in the figures of its course."),
        )
    )

A model without personal data registers too, with ``personal=()`` and the reason; a test refuses one that does not.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise

from accounts.models import User

type Choices = Mapping[str, Any]
type Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """
    This is what one model means for privacy.

    ``export`` answers a person's rows under readable names; ``erase`` takes from them what says who the person is, and may
    be called any number of times; ``reason`` says, to that person, why the rows or what is left of them are kept. The model
    of a library names in ``room`` the room that answers for it.
    """

    model: str
    personal: tuple[str, ...] = ()
    export: Callable[[User], Rows] | None = None
    erase: Callable[[User, Choices], None] | None = None
    reason: str | Promise = ""
    room: str = ""

    @property
    def home(self) -> str:
        """This is the room that answers for the model."""
        return self.room or self.model.split(".", maxsplit=1)[0]

    @property
    def name(self) -> str:
        """These are the rows in words, in the reader's language."""
        return str(apps.get_model(self.model)._meta.verbose_name_plural)


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """
    This declares one model; called in ``AppConfig.ready()``.

    :raises ValueError: if the model is declared already, its home is no room of ours, or rows would stay without a reason.
    """
    if entry.model in _entries:
        message = f"{entry.model} has a privacy entry already."
        raise ValueError(message)
    if entry.home not in settings.ROOMS:
        message = f"{entry.model}: {entry.home!r} is no room; name the one that answers for it."
        raise ValueError(message)
    if not entry.reason and entry.erase is None:
        message = f"{entry.model}: what is not erased needs a reason."
        raise ValueError(message)
    _entries[entry.model] = entry


def entries() -> list[Entry]:
    """These are all entries, top room first, the person's own row last of all."""
    own = User._meta.label
    return sorted(_entries.values(), key=lambda entry: (entry.model == own, settings.ROOMS.index(entry.home)))


def unregistered_models() -> list[str]:
    """These are the models of ours for which nobody has said what they mean for privacy."""
    ours = (model for model in apps.get_models() if model._meta.app_config.name in settings.ROOMS and not model._meta.proxy)
    return sorted(model._meta.label for model in ours if model._meta.label not in _entries)


def export_person(user: User) -> dict[str, Any]:
    """This is all that is kept about a person, by room and model, ready for JSON."""
    rooms: dict[str, dict[str, Any]] = {}
    for entry in exported():
        if entry.export is not None:
            rooms.setdefault(entry.home, {})[entry.model] = {"name": entry.name, "rows": entry.export(user)}
    return {"format": "footbridge-person-1", "person": str(user.uuid), "rooms": rooms}


def rows(queryset: models.QuerySet[Any], *fields: str) -> Rows:
    """This gives the rows of a query as an export wants them: verbose names, and values that JSON can say."""
    names = {field: verbose_name(queryset.model, field) for field in fields}
    return [{names[field]: readable(getattr(row, field)) for field in fields} for row in queryset]


def verbose_name(model: type[models.Model], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name.replace("_", " ")
    return str(getattr(field, "verbose_name", name))


def readable(value: Any) -> Any:
    """This makes of a value what JSON can say and a person can read."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): readable(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [readable(each) for each in value]
    return str(value)


def kept() -> list[Entry]:
    """These are the entries of which something stays, to be told to who erases their account."""
    return [entry for entry in entries() if entry.personal and entry.reason]


def exported() -> list[Entry]:
    """These are the entries that a person's download contains."""
    return [entry for entry in entries() if entry.export is not None]
