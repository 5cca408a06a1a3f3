"""
Reading the environment: three typed helpers that stop the start with one clear line.

A value that is missing where it is needed, or odd anywhere, ends the process before anything is served: a half-configured
site is worse than none.
"""

import os
from collections.abc import Collection
from typing import NoReturn

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class Misconfigured(SystemExit):
    """This setting is missing or odd; the message is the one line that is printed."""


def refuse(name: str, reason: str) -> NoReturn:
    message = f"footbridge: {name} {reason} (see .env.example)"
    raise Misconfigured(message)


def is_production() -> bool:
    """This says whether the site runs for real, where nothing has an embedded default."""
    return text("FOOTBRIDGE_ENV", default="demo", choices={"demo", "production"}) == "production"


def text(name: str, *, default: str | None, choices: Collection[str] | None = None) -> str:
    """
    This reads a text.

    ``default=None`` means that there is none: a missing value stops the start.
    """
    value = os.environ.get(name, "").strip() or default
    if value is None:
        refuse(name, "is missing")
    if choices is not None and value not in choices:
        refuse(name, f"is {value!r}; it must be one of {', '.join(sorted(choices))}")
    return value


def flag(name: str, *, default: bool) -> bool:
    """This reads a yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if name not in os.environ or not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    refuse(name, f"is {value!r}; it must be 1 or 0")


def number(name: str, *, default: int, least: int, most: int) -> int:
    """This reads a whole number between two bounds, both included."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        refuse(name, f"is {value!r}; it must be a whole number from {least} to {most}")
    return int(value)
