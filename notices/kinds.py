"""
The kinds of notices: each room registers its own in ``AppConfig.ready()``.

    kinds.register(kinds.Kind(key="certificates.issued", label=_("A certificate is ready"), may_unsubscribe=True))
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """
    This is one kind of notice.

    A kind that may not be unsubscribed is one that a person needs whatever they chose (account mails, a decision). The
    body of a secret one (it has a link that signs in) is emptied as soon as it is sent.
    """

    key: str
    label: str | Promise
    may_unsubscribe: bool = True
    is_secret: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """
    This makes a kind known; called in ``AppConfig.ready()``.

    :raises ValueError: if another kind has this key.
    """
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"There are two kinds of notices {kind.key!r}.")


def get(key: str) -> Kind:
    """:raises KeyError: if no room has registered this kind."""
    return _kinds[key]


def registered() -> list[Kind]:
    """These are all kinds, in the order of their keys."""
    return sorted(_kinds.values(), key=lambda kind: kind.key)


def optional() -> list[Kind]:
    """These are the kinds that people choose for themselves."""
    return [kind for kind in registered() if kind.may_unsubscribe]


def secret_keys() -> list[str]:
    """These are the keys of the kinds whose bodies are emptied once sent."""
    return [kind.key for kind in registered() if kind.is_secret]
