"""Reading rich text, as the editor or an import stored it, into its normal form (`courses.folder.richtext`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby

from markdown_it.common.normalize_url import normalizeLink

from courses.folder.richtext import BREAK, CODE, Item, Line, Listing, Mark, Paragraph, Passage, Run, joined, write_passage

SPACES = re.compile(r"[ \t\r\n\f]+")
MARKS: dict[str, Mark] = {"b": ("b", ""), "strong": ("b", ""), "i": ("i", ""), "em": ("i", ""), "code": CODE}
HEADINGS = {"h2", "h3"}
LISTS = {"ul", "ol"}


class NotPlain(Exception):
    """This HTML holds what no rich text of ours has; the message says what."""


def read_passage(html: str) -> Passage:
    """
    This reads rich text into its normal form.

    :raises NotPlain: if it holds anything else.
    """
    return tuple(_parts(_tree(html)))


def normal(html: str) -> str:
    """This is rich text in its normal form, or as it is where it has none."""
    try:
        return write_passage(read_passage(html))
    except NotPlain:
        return html


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


def _parts(root: _Node) -> Iterator[Paragraph | Listing]:
    """Words that stand in no paragraph are one."""
    for is_block, children in groupby(root.children, key=_is_block):
        if not is_block:
            yield from _paragraph(_Node("p", {}, list(children)))
            continue
        for child in children:
            if not isinstance(child, str):
                yield from _listing(child) if child.tag in LISTS else _paragraph(child)


def _is_block(child: _Node | str) -> bool:
    return not isinstance(child, str) and child.tag in {"p", *HEADINGS, *LISTS}


def _paragraph(node: _Node) -> Iterator[Paragraph]:
    line = _line(_runs(node.children, frozenset()))
    if line:
        yield Paragraph(node.tag, line)


def _listing(node: _Node) -> Iterator[Listing]:
    items: list[Item] = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        if isinstance(child, str) or child.tag != "li":
            raise NotPlain(f"<{node.tag}>{child if isinstance(child, str) else f'<{child.tag}>'}")
        items.extend(_item(child))
    if items:
        yield Listing(node.tag, tuple(items))


def _item(node: _Node) -> Iterator[Item]:
    """An item is a line and then lists; one that says nothing is none."""
    words = [child for child in node.children if not _is_block(child)]
    below = [child for child in node.children[len(words) :] if isinstance(child, _Node)]
    if node.children != [*words, *below] or any(child.tag not in LISTS for child in below):
        raise NotPlain("<li>")
    line = _line(_runs(words, frozenset()))
    lists = tuple(listing for child in below for listing in _listing(child))
    if line or lists:
        yield Item(line, lists)


def _runs(children: "Sequence[_Node | str]", marks: frozenset[Mark]) -> Iterator[Run]:
    for child in children:
        if isinstance(child, str) and child.isspace():
            # Nobody sees that a space is code.
            yield Run(SPACES.sub(" ", child), marks - {CODE})
        elif isinstance(child, str):
            yield Run(SPACES.sub(" ", child) if CODE not in marks else re.sub(r"[\t\r\n\f]", " ", child), marks)
        elif child.tag == "br":
            yield Run(BREAK, marks - {CODE})
        elif child.tag in MARKS:
            yield from _runs(child.children, marks | {MARKS[child.tag]})
        elif child.tag == "a":
            address = _leads_to(child.attributes)
            kept = frozenset(mark for mark in marks if mark[0] != "a")
            yield from _runs(child.children, kept | ({("a", address)} if address else set()))
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
    return tuple(joined(line))


def _words_and_spaces(run: Run) -> Iterator[Run]:
    if CODE in run.marks:
        return iter([run] if run.text else [])
    return (Run(text, run.marks) for text in re.findall(r"\s+|\S+", run.text))


def _space(text: str) -> str:
    """Spaces run together; those beside a line break are gone."""
    return re.sub(r" ?\n ?", BREAK, re.sub(" +", " ", text))


def _leads_to(attributes: dict[str, str]) -> str:
    """This is where a link leads: its address, or what Wagtail keeps of a page or a file of the site."""
    if "linktype" in attributes:
        return f"{attributes['linktype']}:{attributes.get('id', '')}"
    return normalizeLink(attributes.get("href", ""))
