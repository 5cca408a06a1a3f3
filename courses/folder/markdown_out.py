"""
Rich text as Markdown that reads back to the same text (`courses.folder.markdown`).

Every sign that Markdown would take for its own is escaped. Bold words inside a word, beside a bracket or the like need more:
there the letter beside them is written as its number, and they are bold again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from courses.folder.richtext import BREAK, CODE, Item, Listing, Paragraph, Passage, Span, nest

SIGNS = re.compile(r"[\\`*_\[\]<>]")
ENTITY = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|\w+;)")
BARE = re.compile(r"https?://[!-;=?-Z^_a-z~]+")
HEADINGS = {"h2": "## ", "h3": "### "}
# What makes something else of a line by standing at its beginning; the escape goes where the last group begins.
BEGINNINGS = [re.compile(pattern) for pattern in (r"()#{1,6}(?:[ \t]|$)", r"()[-+](?:[ \t]|$)", r"\d{1,9}()[.)](?:[ \t]|$)")]
# Code in a link that stands first may make the line a definition for links, and code knows no escapes.
DEFINITION = re.compile(r"\[(?:[^\\\]]|\\.)*\]:")
RULES = re.compile(r"~~~|[-=:| \t]+$")

# The address that a link is given in the file that is written.
type Address = Callable[[str], str]


class Unwritable(Exception):
    """This is something that the format has no sign for; the message says what."""


def same(address: str) -> str:
    return address


def write_markdown(passage: Passage, address: Address = same) -> str:
    """This is a passage as Markdown, without a line end at its end."""
    parts: list[str] = []
    before: Listing | None = None
    sign = 0
    for part in passage:
        # Of two lists of one kind that follow one another the second has another sign, or they would be one.
        sign = 1 - sign if isinstance(part, Listing) and before is not None and before.tag == part.tag else 0
        parts.append("\n".join(_lines(part, sign, address)))
        before = part if isinstance(part, Listing) else None
    return "\n\n".join(parts)


def write_line(spans: Sequence[Span], address: Address = same) -> str:
    """
    This is what stands on one line, as a heading or a cell does.

    :raises Unwritable: if a line break is in it.
    """
    text = _source(spans, address)
    if "\n" in text:
        raise Unwritable("a line break in a heading, a table or an answer")
    return text


def escape(text: str) -> str:
    """This is a text as Markdown that says the same."""
    return ENTITY.sub(r"\\&", SIGNS.sub(r"\\\g<0>", text))


def _lines(part: Paragraph | Listing, sign: int, address: Address) -> Iterator[str]:
    if isinstance(part, Listing):
        yield from _list(part, sign, address)
    elif part.tag in HEADINGS:
        text = write_line(nest(part.line), address)
        yield HEADINGS[part.tag] + re.sub(r"(?:(?<= )|^)#+$", r"\\\g<0>", text)
    else:
        yield from _paragraph(nest(part.line), address)


def _paragraph(spans: Sequence[Span], address: Address) -> Iterator[str]:
    yield from map(_safe_beginning, _source(spans, address).split("\n"))


def _safe_beginning(line: str) -> str:
    if DEFINITION.match(line):
        raise Unwritable("code with “]:” in a link at the beginning of a line")
    if RULES.match(line):
        return f"\\{line}"
    found = next((found for pattern in BEGINNINGS if (found := pattern.match(line))), None)
    return f"{line[: found.end(1)]}\\{line[found.end(1) :]}" if found else line


def _list(listing: Listing, sign: int, address: Address) -> Iterator[str]:
    for number, item in enumerate(listing.items, start=1):
        mark = f"{number}{'.)'[sign]} " if listing.tag == "ol" else f"{'-*'[sign]} "
        for place, line in enumerate(_item(item, address)):
            yield (mark if place == 0 else " " * len(mark)) + line


def _item(item: Item, address: Address) -> Iterator[str]:
    if item.line:
        yield from _paragraph(nest(item.line), address)
    before: Listing | None = None
    sign = 0
    for listing in item.lists:
        sign = 1 - sign if before is not None and before.tag == listing.tag else 0
        yield from _list(listing, sign, address)
        before = listing


@dataclass
class _Piece:
    """This is a piece of Markdown; ``letter`` is the one that it writes, ``opens`` says what a mark does there."""

    source: str
    letter: str = ""
    opens: bool | None = None


def _source(spans: Sequence[Span], address: Address) -> str:
    pieces = list(_pieces(spans, address, around=frozenset()))
    _choose_signs(pieces)
    for place, piece in enumerate(pieces):
        if piece.opens is not None:
            _make_room(pieces, place)
        elif piece.source == "[" and place and pieces[place - 1].source == "!":
            pieces[place - 1].source = "\\!"
    return "".join(piece.source for piece in pieces)


def _pieces(spans: Sequence[Span], address: Address, around: frozenset[str]) -> Iterator[_Piece]:
    for span in spans:
        if span.mark is None:
            yield from _text(span.text)
        elif span.mark == CODE:
            yield _Piece(_code(span.text))
        elif span.mark[0] == "a":
            yield from _link(span, address, around)
        else:
            sign = _sign(span, around)
            yield _Piece(sign, opens=True)
            yield from _pieces(span.spans, address, around | {sign})
            yield _Piece(sign, opens=False)


def _sign(span: Span, around: frozenset[str]) -> str:
    """Italics within bold, around it, or within italics, as a caption is, have the other sign."""
    if span.mark == ("b", ""):
        return "**"
    wanted = "_" if "**" in around or _has_bold(span.spans) else "*"
    return {"*": "_", "_": "*"}[wanted] if wanted in around else wanted


def _has_bold(spans: Sequence[Span]) -> bool:
    return any(span.mark == ("b", "") or _has_bold(span.spans) for span in spans)


def _text(text: str) -> Iterator[_Piece]:
    for place, letter in enumerate(text):
        if letter == BREAK:
            yield _Piece("\\\n")
        elif letter == "&":
            yield _Piece("\\&" if ENTITY.match(text, place) else "&", letter)
        else:
            yield _Piece(escape(letter), letter)


def _code(text: str) -> str:
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(text) + 2) if length not in runs)
    is_padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and not text.isspace())
    return f"{fence} {text} {fence}" if is_padded else f"{fence}{text}{fence}"


def _link(span: Span, address: Address, around: frozenset[str]) -> Iterator[_Piece]:
    assert span.mark is not None  # noqa: S101 -- a link has its mark
    target = address(span.mark[1])
    if len(span.spans) == 1 and span.spans[0] == Span(None, target) and BARE.fullmatch(target):
        yield _Piece(f"<{target}>")
        return
    yield _Piece("[")
    yield from _pieces(span.spans, address, around)
    shown = ENTITY.sub("&amp;", target)
    yield _Piece(f"](<{shown}>)" if re.search(r"[()]", target) or not target else f"]({shown})")


def _choose_signs(pieces: list[_Piece]) -> None:
    """Two kinds of stars side by side would be read as one: there italics have the other sign."""
    for place, piece in enumerate(pieces):
        if piece.source == "*" and piece.opens is not None:
            beside = [other.source for other in pieces[max(place - 1, 0) : place + 2] if other is not piece]
            if "**" in beside:
                partner = _partner(pieces, place)
                piece.source = pieces[partner].source = "_"


def _partner(pieces: list[_Piece], place: int) -> int:
    """Italics in italics have the other sign, so the other end is the next mark of this one."""
    step = 1 if pieces[place].opens else -1
    place += step
    while pieces[place].source != "*" or pieces[place].opens is None:
        place += step
    return place


def _make_room(pieces: list[_Piece], place: int) -> None:
    """This writes the letter on the outer side of a mark as its number where the mark would not be one beside it."""
    piece = pieces[place]
    outside, inside = (place - 1, place + 1) if piece.opens else (place + 1, place - 1)
    outer = pieces[outside] if 0 <= outside < len(pieces) else _Piece(" ")
    near, far = (outer.source[-1], pieces[inside].source[0]) if piece.opens else (outer.source[0], pieces[inside].source[-1])
    if not _is_edge(near) and (piece.source == "_" or _is_sign(far)):
        outer.source = f"&#{ord(outer.letter)};"


def _is_edge(letter: str) -> bool:
    return isWhiteSpace(ord(letter)) or letter == "\n" or _is_sign(letter)


def _is_sign(letter: str) -> bool:
    return isMdAsciiPunct(ord(letter)) or bool(isPunctChar(letter))
