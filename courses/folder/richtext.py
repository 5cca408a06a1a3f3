"""
Rich text in one normal form, whoever wrote it: the editor, an import, or somebody's hand.

Two texts that look the same are the same in it. A passage is paragraphs, headings and lists; words on a line are runs, each
with the marks that it bears. White space that nobody sees is gone, and marks stand around words only, never around the space
beside them: Markdown has no sign for that.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from markdown_it.common.normalize_url import normalizeLink

SPACES = re.compile(r"[ \t\r\n\f]+")
BREAK = "\n"
CODE = ("code", "")
MARKS = {"b": ("b", ""), "strong": ("b", ""), "i": ("i", ""), "em": ("i", ""), "code": CODE}
HEADINGS = {"h2", "h3"}
LISTS = {"ul", "ol"}

# What words bear: a tag, and of a link its address.
type Mark = tuple[str, str]


class NotPlain(Exception):
    """This HTML holds what no rich text of ours has; the message says what."""


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
# The address to which the attributes of a link lead.
type Leads = Callable[[dict[str, str]], str]


def outward(attributes: dict[str, str]) -> str:
    """This is where a link leads: its address, or what Wagtail keeps of a page or a file of the site."""
    if "linktype" in attributes:
        return f"{attributes['linktype']}:{attributes.get('id', '')}"
    return normalizeLink(attributes.get("href", ""))


def read_passage(html: str, leads: Leads = outward) -> Passage:
    """
    This reads rich text into its normal form.

    :raises NotPlain: if it holds anything else.
    """
    return tuple(_parts(_tree(html), leads))


def write_passage(passage: Passage) -> str:
    """This is the normal form as HTML, as an import stores it."""
    return "".join(map(_html, passage))


def normal(html: str, leads: Leads = outward) -> str:
    """This is rich text in its normal form, or as it is where it has none."""
    try:
        return write_passage(read_passage(html, leads))
    except NotPlain:
        return html


def normal_line(html: str, leads: Leads = outward) -> str:
    """This is the normal form of words on one line: no paragraph stands around them, whether the editor made one or not."""
    try:
        passage = read_passage(html, leads)
    except NotPlain:
        return html
    if len(passage) == 1 and isinstance(passage[0], Paragraph) and passage[0].tag == "p":
        return write_spans(nest(passage[0].line))
    return write_passage(passage)


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
    return (Span(mark, spans=nest(_joined(inner))), *nest(line[reach[mark] :]))


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


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str]
    children: "list[_Node | str]"


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [_Node("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs}, [])
        self.open[-1].children.append(node)
        if tag != "br":
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            return
        if self.open[-1].tag != tag or len(self.open) == 1:
            raise NotPlain(f"</{tag}>")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise NotPlain(f"<!{data}>")

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)


def _tree(html: str) -> _Node:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if len(parser.open) > 1:
        raise NotPlain(f"<{parser.open[-1].tag}>")
    return parser.open[0]


def _parts(root: _Node, leads: Leads) -> Iterator[Paragraph | Listing]:
    """Words that stand in no paragraph are one."""
    for is_block, children in groupby(root.children, key=_is_block):
        if not is_block:
            yield from _paragraph(_Node("p", {}, list(children)), leads)
            continue
        for child in children:
            if not isinstance(child, str):
                yield from _listing(child, leads) if child.tag in LISTS else _paragraph(child, leads)


def _is_block(child: _Node | str) -> bool:
    return not isinstance(child, str) and child.tag in {"p", *HEADINGS, *LISTS}


def _paragraph(node: _Node, leads: Leads) -> Iterator[Paragraph]:
    line = _line(_runs(node.children, frozenset(), leads))
    if line:
        yield Paragraph(node.tag, line)


def _listing(node: _Node, leads: Leads) -> Iterator[Listing]:
    items: list[Item] = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        if isinstance(child, str) or child.tag != "li":
            raise NotPlain(f"<{node.tag}>{child if isinstance(child, str) else f'<{child.tag}>'}")
        items.extend(_item(child, leads))
    if items:
        yield Listing(node.tag, tuple(items))


def _item(node: _Node, leads: Leads) -> Iterator[Item]:
    """An item is a line and then lists; one that says nothing is none."""
    words = [child for child in node.children if not _is_block(child)]
    below = [child for child in node.children[len(words) :] if isinstance(child, _Node)]
    if node.children != [*words, *below] or any(child.tag not in LISTS for child in below):
        raise NotPlain("<li>")
    line = _line(_runs(words, frozenset(), leads))
    lists = tuple(listing for child in below for listing in _listing(child, leads))
    if line or lists:
        yield Item(line, lists)


def _runs(children: "Sequence[_Node | str]", marks: frozenset[Mark], leads: Leads) -> Iterator[Run]:
    for child in children:
        if isinstance(child, str):
            yield Run(SPACES.sub(" ", child) if CODE not in marks else re.sub(r"[\t\r\n\f]", " ", child), marks)
        elif child.tag == "br":
            yield Run(BREAK, marks - {CODE})
        elif child.tag in MARKS:
            yield from _runs(child.children, marks | {MARKS[child.tag]}, leads)
        elif child.tag == "a":
            address = leads(child.attributes)
            kept = frozenset(mark for mark in marks if mark[0] != "a")
            yield from _runs(child.children, kept | ({("a", address)} if address else set()), leads)
        else:
            raise NotPlain(f"<{child.tag}>")


def _line(runs: Iterator[Run]) -> Line:
    """These are runs without the white space that nobody sees, each mark around words only."""
    parts = [part for run in runs for part in _words_and_spaces(run)]
    groups = [(is_space, list(group)) for is_space, group in groupby(parts, key=lambda run: run.is_space)]
    line: list[Run] = []
    for place, (is_space, group) in enumerate(groups):
        if not is_space:
            line.extend(group)
        elif 0 < place < len(groups) - 1:
            around = frozenset.intersection(
                groups[place - 1][1][-1].marks, groups[place + 1][1][0].marks, *(run.marks for run in group)
            )
            line.append(Run(_space("".join(run.text for run in group)), around - {CODE}))
    return tuple(_joined(line))


def _words_and_spaces(run: Run) -> Iterator[Run]:
    if CODE in run.marks:
        return iter([run] if run.text else [])
    return (Run(text, run.marks) for text in re.findall(r"\s+|\S+", run.text))


def _space(text: str) -> str:
    """Spaces run together; those beside a line break are gone."""
    return re.sub(r" ?\n ?", BREAK, re.sub(" +", " ", text))


def _joined(line: Sequence[Run]) -> list[Run]:
    """Words of the same marks are one run."""
    return [Run("".join(run.text for run in group), marks) for marks, group in groupby(line, key=lambda run: run.marks)]
