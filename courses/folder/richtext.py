"""
Rich text in one normal form, whoever wrote it: the editor, an import, or somebody's hand.

Two texts that look the same are the same in it. A passage is paragraphs, headings and lists; words on a line are runs, each
with the marks that it bears. White space that nobody sees is gone, and marks stand around words only, never around the space
beside them: Markdown has no sign for that. `courses.folder.richtext_in` reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

BREAK = "\n"
CODE = ("code", "")

# What words bear: a tag, and of a link its address.
type Mark = tuple[str, str]


@dataclass(frozen=True)
class Run:
    """These are words with the same marks; a line break among them is a line end."""

    text: str
    marks: frozenset[Mark] = frozenset()

    @property
    def is_space(self) -> bool:
        return CODE not in self.marks and self.text.isspace()


@dataclass(frozen=True)
class Span:
    """These are words within one mark; without a mark they are a text."""

    mark: Mark | None
    text: str = ""
    spans: tuple["Span", ...] = ()


type Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """This is a paragraph or a heading, as its tag says."""

    tag: str
    line: Line


@dataclass(frozen=True)
class Item:
    line: Line
    lists: "tuple[Listing, ...]"


@dataclass(frozen=True)
class Listing:
    tag: str
    items: tuple[Item, ...]


type Passage = tuple[Paragraph | Listing, ...]


def write_passage(passage: Passage) -> str:
    """This is the normal form as HTML, as an import stores it."""
    return "".join(map(_html, passage))


def nest(line: Sequence[Run]) -> tuple[Span, ...]:
    """These are runs as spans within spans; of two marks that begin together the longer one stands outside."""
    if not line:
        return ()
    run = line[0]
    if not run.marks - {CODE}:
        return (Span(CODE if CODE in run.marks else None, run.text), *nest(line[1:]))
    # A longer mark that ended here may have left a space at the beginning of a shorter one.
    if CODE not in run.marks and (words := run.text.lstrip()) != run.text:
        space = run.text[: len(run.text) - len(words)]
        return (Span(None, space), *nest([*([replace(run, text=words)] if words else []), *line[1:]]))
    reach = {mark: _reach(line, mark) for mark in sorted(run.marks - {CODE})}
    mark = max(reach, key=lambda mark: reach[mark])
    inner = [replace(run, marks=run.marks - {mark}) for run in line[: reach[mark]]]
    return (Span(mark, spans=nest(joined(inner))), *nest(line[reach[mark] :]))


def write_spans(spans: Sequence[Span]) -> str:
    return "".join(map(_span_html, spans))


def _span_html(span: Span) -> str:
    text = escape(span.text, quote=False)
    if span.mark is None:
        return text.replace(BREAK, "<br/>")
    tag, address = span.mark
    if span.mark == CODE:
        return f"<code>{text}</code>"
    opening = f"<a {_attributes(address)}>" if tag == "a" else f"<{tag}>"
    return f"{opening}{write_spans(span.spans)}</{tag}>"


def _attributes(address: str) -> str:
    kind, _, name = address.partition(":")
    return f'linktype="{kind}" id="{escape(name)}"' if kind in {"page", "document"} else f'href="{escape(address)}"'


def _html(part: Paragraph | Listing) -> str:
    if isinstance(part, Paragraph):
        return f"<{part.tag}>{write_spans(nest(part.line))}</{part.tag}>"
    items = (f"<li>{write_spans(nest(item.line))}{''.join(map(_html, item.lists))}</li>" for item in part.items)
    return f"<{part.tag}>{''.join(items)}</{part.tag}>"


def _reach(line: Sequence[Run], mark: Mark) -> int:
    """This is the first place where the mark is no more."""
    return next((place for place, run in enumerate(line) if mark not in run.marks), len(line))


def joined(line: Sequence[Run]) -> list[Run]:
    """Words of the same marks are one run."""
    return [Run("".join(run.text for run in group), marks) for marks, group in groupby(line, key=lambda run: run.marks)]
