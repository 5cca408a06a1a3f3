"""
Loading YAML strictly, with the line of everything that is wrong.

No Python object is ever made from it: YAML is composed to nodes, and each value is asked for as what it should be
(`courses.folder.values`). So ``no`` is a text where a text is expected, and a tag, an anchor or an alias, which could make
something else of it, is a fault.
"""

import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node

from courses.folder.faults import Place
from courses.folder.values import Mapping

# Everything that is no text: control characters but for tabs and line ends, and what is no character at all.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
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
        if CONTROL.search(getattr(event, "value", "")):
            raise _Refused(line, "here is a control character")
        if self.depth == DEEPEST:
            raise _Refused(line, "this is nested too deeply")
        self.depth += 1
        node: Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def read_mapping(text: str, place: Place) -> Mapping | None:
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
    except (ValueError, OverflowError):
        # Of a number that is no character, as in "\\UFFFFFFFF", the parser makes no error of its own.
        place.fault(0, "this is not YAML: it names a character that there is not")
        return None
    if not isinstance(node, MappingNode):
        place.fault(node.start_mark.line if node else 0, "here should be keys with values")
        return None
    return Mapping(node, place)
