"""
Reading YAML strictly, with the line of everything that is wrong.

No Python object is ever made from it: YAML is composed to nodes, and each value is asked for as what it should be. So ``no``
is a text where a text is expected, and a tag, an anchor or an alias, which could make something else of it, is a fault.
"""

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from courses.folder.faults import Place

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SPDX = re.compile(r"[A-Za-z0-9.+-]+")
WHOLE = re.compile(r"-?[0-9]{1,9}")
TENTHS = re.compile(r"-?[0-9]{1,9}(?:\.[0-9])?")
DEEPEST = 10


class _Refused(Exception):
    """This YAML uses what the format does not have."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class _Loader(yaml.SafeLoader):
    """Composes nodes only; refuses what the format does not have before it is built."""

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _Refused(line, "anchors and aliases are not read")
        if event.tag is not None:
            raise _Refused(line, "tags are not read")
        if self.depth == DEEPEST:
            raise _Refused(line, "this is nested too deeply")
        self.depth += 1
        node: Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_mapping(text: str, place: Place) -> "Mapping | None":
    """This reads one YAML mapping; None, with the fault noted, if the text is none."""
    try:
        node = _Loader(text).get_single_node()
    except _Refused as refused:
        place.fault(refused.line, refused.reason)
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or "a character that YAML does not allow"
        place.fault(mark.line if mark else 0, f"this is not YAML: {reason}")
        return None
    if not isinstance(node, MappingNode):
        place.fault(node.start_mark.line if node else 0, "here should be keys with values")
        return None
    return Mapping(node, place)


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
            self.place.fault(line, f"the key “{_short(key.value)}” stands twice")
        else:
            self.values[key.value] = value
            self.lines[key.value] = line

    def fault(self, key: str, reason: str) -> None:
        self.place.fault(self.lines.get(key, self.line), reason)

    def close(self) -> None:
        for key in self.values.keys() - self.asked:
            self.fault(key, f"unknown key “{_short(key)}”")

    def not_yet(self, *keys: str) -> None:
        """These keys belong to the format, and this version refuses them."""
        self.asked.update(keys)
        for key in self.values.keys() & set(keys):
            self.fault(key, f"{key} is not yet read")

    def text(self, key: str, *, most: int, default: str | None = "") -> str:
        """This is a text on one line; without a default it must be there and say something."""
        value = self._scalar(key, "text")
        text = " ".join(value.split()) if value else ""
        if not text and default is None:
            self.fault(key, f"{key} is missing" if key not in self.values else f"{key} is empty")
        if len(text) > most:
            self.fault(key, f"{key} has {len(text)} characters; at most {most} are allowed")
        return text or default or ""

    def name(self, key: str, *, default: str) -> str:
        value = self.text(key, most=100)
        if value and not NAME.fullmatch(value):
            self.fault(key, f"{key} must be made of small Latin letters, digits and hyphens: “{_short(value)}”")
        return value or default

    def spdx(self, key: str) -> str:
        value = self.text(key, most=50)
        if value and not SPDX.fullmatch(value):
            self.fault(key, f"{key} must be an SPDX name such as CC-BY-4.0")
        return value

    def choice(self, key: str, choices: Collection[str], *, default: str | None) -> str:
        value = self.text(key, most=100, default=default)
        if value not in choices and (value or default is not None):
            self.fault(key, f"{key} must be one of {', '.join(sorted(choices))}; it is “{_short(value)}”")
        return value

    def yes(self, key: str, *, default: bool) -> bool:
        value = self._scalar(key, "true or false", plain=True)
        if value is None:
            return default
        if value not in {"true", "false"}:
            self.fault(key, f"{key} must be true or false; it is “{_short(value)}”")
        return value == "true"

    def whole(self, key: str, *, least: int, most: int, default: int) -> int:
        return int(self._number(key, WHOLE, "a whole number", (least, most), Decimal(default)))

    def tenths(self, key: str, *, least: int, most: int, default: str) -> Decimal:
        return self._number(key, TENTHS, "a number with at most one decimal", (least, most), Decimal(default))

    def texts(self, key: str, *, count: int, most: int) -> tuple[str, ...]:
        self.asked.add(key)
        node = self.values.get(key)
        if node is None or _is_nothing(node):
            return ()
        if not isinstance(node, SequenceNode):
            self.fault(key, f"{key} must be a list")
            return ()
        if len(node.value) > count:
            self.fault(key, f"{key} has {len(node.value)} entries; at most {count} are allowed")
        return tuple(text for item in node.value if (text := self._item(key, item, most)))

    def mapping(self, key: str) -> "Mapping | None":
        self.asked.add(key)
        node = self.values.get(key)
        if node is None or _is_nothing(node):
            return None
        if not isinstance(node, MappingNode):
            self.fault(key, f"{key} must be keys with values")
            return None
        return Mapping(node, self.place)

    def _item(self, key: str, item: Node, most: int) -> str:
        text = " ".join(item.value.split()) if isinstance(item, ScalarNode) else ""
        if not text:
            self.place.fault(item.start_mark.line, f"an entry of {key} must be a text")
        elif len(text) > most:
            self.place.fault(
                item.start_mark.line, f"an entry of {key} has {len(text)} characters; at most {most} are allowed"
            )
        return text

    def _scalar(self, key: str, kind: str, *, plain: bool = False) -> str | None:
        self.asked.add(key)
        node = self.values.get(key)
        if node is None or _is_nothing(node):
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
            self.fault(key, f"{key} must be {kind} from {bounds[0]} to {bounds[1]}; it is “{_short(value)}”")
            return default
        return Decimal(value)


def read_with[T](mapping: Mapping | None, read: Callable[[Mapping], T]) -> T | None:
    """This reads a mapping if there is one, and then notes the keys that were not asked for."""
    if mapping is None:
        return None
    result = read(mapping)
    mapping.close()
    return result


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value in {"", "~", "null"}


def _short(text: str) -> str:
    """This is enough of a text to find it by, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"  # noqa: PLR2004 -- what fits beside a reason
