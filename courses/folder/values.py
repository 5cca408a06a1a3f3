"""
The values of a YAML mapping, asked for as what they should be.

`courses.folder.loading` makes mappings of texts. Lines in here count from nought at the place's first line, as parsers do.
"""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from courses.folder.faults import Place

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SPDX = re.compile(r"[A-Za-z0-9.+-]+")
WHOLE = re.compile(r"-?[0-9]{1,9}")
TENTHS = re.compile(r"-?[0-9]{1,9}(?:\.[0-9])?")
NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
SPACES = re.compile(r"[ \t\r\n]+")
LONGEST_NAME = 100
BLOCK_STYLES = {"|", ">"}


class Mapping:
    """
    This is a mapping whose values are asked for by key; ``close`` then notes the keys that nobody asked for.

    A value of the wrong kind is noted, and its default stands in so that reading goes on to the next fault.
    """

    def __init__(self, node: MappingNode, place: Place) -> None:
        self.place = place
        self.line = node.start_mark.line
        self.values: dict[str, Node] = {}
        self.lines: dict[str, int] = {}
        self.asked: set[str] = set()
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: Node, value: Node) -> None:
        line = key.start_mark.line
        if not isinstance(key, ScalarNode):
            self.place.fault(line, "a key must be a word")
        elif key.value in self.values:
            self.place.fault(line, f"the key “{short(key.value)}” stands twice")
        else:
            self.values[key.value] = value
            self.lines[key.value] = line

    def fault(self, key: str, reason: str) -> None:
        self.place.fault(self.lines.get(key, self.line), reason)

    def close(self) -> None:
        for key in self.values.keys() - self.asked:
            self.fault(key, f"unknown key “{short(key)}”")

    def said(self) -> dict[str, int]:
        """These are the keys that say something, with their lines in the file."""
        return {key: self.place.first_line + line for key, line in self.lines.items() if not _is_nothing(self.values[key])}

    def missing(self, key: str) -> None:
        self.fault(key, f"{key} is missing" if key not in self.values else f"{key} is empty")

    def text(self, key: str, *, most: int, default: str | None = "") -> str:
        """This is a text on one line; without a default it must be there and say something."""
        value = self._scalar(key, "text")
        text = one_line(value) if value else ""
        if not text and default is None:
            self.missing(key)
        if len(text) > most:
            self.fault(key, f"{key} has {len(text)} characters; at most {most} are allowed")
        return text or default or ""

    def raw(self, key: str) -> tuple[str, Place] | None:
        """This is a text as it stands, and the part of the file that begins with it."""
        value = self._scalar(key, "text")
        return (value, self.place.below(_begin(self.values[key]))) if value and value.strip() else None

    def name(self, key: str, *, default: str | None) -> str:
        value = self.text(key, most=LONGEST_NAME, default="" if default else default)
        if value and not NAME.fullmatch(value):
            self.fault(key, f"{key} must be made of small Latin letters, digits and hyphens: “{short(value)}”")
        elif not value and len(default or "") > LONGEST_NAME:
            self.fault(key, f"{key} is missing: the one that names make is longer than {LONGEST_NAME} characters")
        return value or default or ""

    def spdx(self, key: str) -> str:
        value = self.text(key, most=50)
        if value and not SPDX.fullmatch(value):
            self.fault(key, f"{key} must be an SPDX name such as CC-BY-4.0")
        return value

    def choice(self, key: str, choices: Collection[str], *, default: str | None) -> str:
        value = self.text(key, most=100, default=default)
        if value not in choices and (value or default is not None):
            self.fault(key, f"{key} must be one of {', '.join(sorted(choices))}; it is “{short(value)}”")
        return value

    def yes(self, key: str, *, default: bool | None) -> bool:
        value = self._scalar(key, "true or false", plain=True)
        if value is None:
            if default is None and self._node(key) is None:
                self.missing(key)
            return bool(default)
        if value not in {"true", "false"}:
            self.fault(key, f"{key} must be true or false; it is “{short(value)}”")
        return value == "true"

    def whole(self, key: str, *, least: int, most: int, default: int) -> int:
        return int(self._number(key, WHOLE, "a whole number", (least, most), Decimal(default)))

    def tenths(self, key: str, *, least: int, most: int, default: str) -> Decimal:
        return self._number(key, TENTHS, "a number with at most one decimal", (least, most), Decimal(default))

    def number(self, key: str, *, default: str | None) -> str:
        """This is a number as it is written; without a default it must be there."""
        value = self._scalar(key, "a number", plain=True)
        if value is None:
            if default is None and self._node(key) is None:
                self.missing(key)
            return default or "0"
        if not NUMBER.fullmatch(value):
            self.fault(key, f"{key} must be a number such as 7 or 1.5; it is “{short(value)}”")
            return "0"
        return value

    def texts(self, key: str, *, count: int, most: int) -> tuple[str, ...]:
        return tuple(text for item in self._entries(key, 0, count) if (text := self._item(key, item, most)))

    def raws(self, key: str, *, least: int, most: int) -> Iterator[tuple[str, Place]]:
        """These are a list's texts as they stand, each with the part of the file that begins with it."""
        for item in self._entries(key, least, most):
            if isinstance(item, ScalarNode) and item.value.strip():
                yield item.value, self.place.below(_begin(item))
            else:
                self.place.fault(item.start_mark.line, f"an entry of {key} must be a text")

    def mappings(self, key: str, *, least: int, most: int) -> "Iterator[Mapping]":
        for item in self._entries(key, least, most):
            if isinstance(item, MappingNode):
                yield Mapping(item, self.place)
            else:
                self.place.fault(item.start_mark.line, f"an entry of {key} must be keys with values")

    def mapping(self, key: str) -> "Mapping | None":
        node = self._node(key)
        if node is None:
            return None
        if not isinstance(node, MappingNode):
            self.fault(key, f"{key} must be keys with values")
            return None
        return Mapping(node, self.place)

    def _entries(self, key: str, least: int, most: int) -> list[Node]:
        node = self._node(key)
        if node is None:
            if least:
                self.missing(key)
            return []
        if not isinstance(node, SequenceNode):
            self.fault(key, f"{key} must be a list")
            return []
        if not least <= len(node.value) <= most:
            allowed = f"{least} to {most}" if least else f"at most {most}"
            self.fault(key, f"{key} has {len(node.value)} entries; {allowed} are allowed")
        return list(node.value[:most])

    def _item(self, key: str, item: Node, most: int) -> str:
        text = one_line(item.value) if isinstance(item, ScalarNode) else ""
        line = item.start_mark.line
        if not text:
            self.place.fault(line, f"an entry of {key} must be a text")
        elif len(text) > most:
            self.place.fault(line, f"an entry of {key} has {len(text)} characters; at most {most} are allowed")
        return text

    def _node(self, key: str) -> Node | None:
        self.asked.add(key)
        node = self.values.get(key)
        return None if node is None or _is_nothing(node) else node

    def _scalar(self, key: str, kind: str, *, plain: bool = False) -> str | None:
        node = self._node(key)
        if node is None:
            return None
        if not isinstance(node, ScalarNode) or (plain and node.style):
            self.fault(key, f"{key} must be {kind}")
            return None
        value: str = node.value
        return value

    def _number(self, key: str, pattern: re.Pattern[str], kind: str, bounds: tuple[int, int], default: Decimal) -> Decimal:
        value = self._scalar(key, kind, plain=True)
        if value is None:
            return default
        if not pattern.fullmatch(value) or not bounds[0] <= Decimal(value) <= bounds[1]:
            self.fault(key, f"{key} must be {kind} from {bounds[0]} to {bounds[1]}; it is “{short(value)}”")
            return default
        return Decimal(value)


def one_line(text: str) -> str:
    """This is a text without its line ends. Spaces that may not be broken stay: French has them before many signs."""
    return SPACES.sub(" ", text).strip()


def short(text: str) -> str:
    """This is enough of a text to find it by, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"  # noqa: PLR2004 -- what fits beside a reason


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value in {"", "~", "null"}


def _begin(node: Node) -> int:
    """This is the line on which a text begins: of a block it is the one after its sign."""
    line: int = node.start_mark.line
    return line + (getattr(node, "style", None) in BLOCK_STYLES)
