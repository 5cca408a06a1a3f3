"""A lesson's blocks as Markdown, and questions as what stands in YAML: the way back of `markdown` and `questions`."""

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from courses.folder.markdown_out import Unwritable, escape, write_line, write_markdown
from courses.folder.richtext import Paragraph, Passage, Span, nest
from courses.folder.richtext_in import NotPlain, read_passage
from courses.folder.yaml_out import write_yaml

SHORTEST_FENCE = 3

type Values = dict[str, Any]


@dataclass(frozen=True)
class Paths:
    """These are the files of a folder by the ids that the site has given to what is in them."""

    pages: dict[int, str] = field(default_factory=dict)
    images: dict[int, str] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Texts:
    """This writes the texts of one file."""

    file: str
    paths: Paths

    def body(self, blocks: Sequence[Mapping[str, Any]]) -> str:
        """
        This is a lesson's text.

        :raises Unwritable: if something in it has no sign in the format.
        """
        return "\n\n".join(BLOCKS[block["type"]](self, block["value"]) for block in blocks) + "\n"

    def passage(self, html: str) -> str:
        """This is a value of paragraphs and lists."""
        text = write_markdown(_read(html), self.address)
        return f"{text}\n" if "\n" in text else text

    def line(self, html: str) -> str:
        """This is a value on one line."""
        passage = _read(html)
        return write_line(self.spans(passage), self.address) if passage else ""

    def spans(self, passage: Passage) -> Sequence[Span]:
        if len(passage) == 1 and isinstance(passage[0], Paragraph) and passage[0].tag == "p":
            return nest(passage[0].line)
        raise Unwritable("more than one paragraph where the format has one line")

    def address(self, address: str) -> str:
        """This is how a link is written in the file: the path to a page of the course, or the address as it is."""
        kind, _, name = address.partition(":")
        if kind == "document":
            raise Unwritable("a link to a file of the library; use a block for downloads")
        if kind != "page":
            return address
        if not name.isdecimal() or int(name) not in self.paths.pages:
            raise Unwritable("a link to a page that is not there any more")
        return self.path(self.paths.pages[int(name)])

    def path(self, target: str) -> str:
        return posixpath.relpath(target, posixpath.dirname(self.file))

    def image(self, pk: int | None) -> str:
        return self.path(_found(self.paths.images, pk, "an image that is not there any more"))

    def document(self, pk: int | None) -> str:
        return self.path(_found(self.paths.documents, pk, "a file that is not there any more"))

    def question(self, kind: str, value: Mapping[str, Any]) -> Values:
        """This is a question; a check in a lesson has neither id nor points."""
        return {
            **_said(id=value.get("key", "")),
            "type": kind,
            "text": self.passage(value["text"]),
            **_unless("points", value.get("points", 1), default=1),
            **_said(feedback=self.passage(value["feedback"])),
            **QUESTIONS[kind](self, value),
        }


def _found(paths: Mapping[int, str], pk: int | None, missing: str) -> str:
    if pk is None or pk not in paths:
        raise Unwritable(missing)
    return paths[pk]


def _read(html: str) -> Passage:
    try:
        return read_passage(html)
    except NotPlain as found:
        raise Unwritable(f"{found} in a text") from None


def _said(**values: Any) -> Values:
    """These are the values that say something."""
    return {name: value for name, value in values.items() if value}


def _unless(name: str, value: Any, *, default: Any) -> Values:
    return {} if value == default else {name: value}


def _text(texts: Texts, value: str) -> str:
    return write_markdown(_read(value), texts.address)


def _callout(texts: Texts, value: Mapping[str, Any]) -> str:
    passage = _read(value["text"])
    gap = [] if passage and isinstance(passage[0], Paragraph) else [""]
    return _quoted([f"[!{value['kind'].upper()}]", *gap, *write_markdown(passage, texts.address).split("\n")])


def _quotation(texts: Texts, value: Mapping[str, Any]) -> str:
    source = ["", f"— {escape(value['source'])}"] if value["source"] else []
    return _quoted([*_text(texts, value["text"]).split("\n"), *source])


def _quoted(lines: Sequence[str]) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _code(_texts: Texts, value: Mapping[str, Any]) -> str:
    return _fence(value["language"], value["code"])


def _fence(name: str, text: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(SHORTEST_FENCE, longest + 1)
    return f"{fence}{name}\n{text}\n{fence}"


def _table(texts: Texts, value: Mapping[str, Any]) -> str:
    if value["caption"]:
        raise Unwritable("a caption of a table")
    headings = [escape(column["heading"]) for column in value["columns"]]
    rows = [[texts.line(cell) for cell in row["values"]] for row in value["rows"]]
    return "\n".join(map(_row, [headings, ["---"] * len(headings), *rows]))


def _row(cells: Sequence[str]) -> str:
    escaped = [cell.replace("|", "\\|") for cell in cells]
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in escaped)


def _image(texts: Texts, value: Mapping[str, Any]) -> str:
    image = f"![{escape(value['alt'])}]({texts.image(value['image'])})"
    if not value["caption"]:
        return image
    words = texts.spans(_read(value["caption"]))
    return f"{image}\n\n{write_line([Span(('i', ''), spans=tuple(words))], texts.address)}"


def _video(texts: Texts, value: Mapping[str, Any]) -> str:
    files = {name: texts.document(value[name]) for name in ("file", "captions")}
    return _block("video", {"title": value["title"], **files, "transcript": texts.passage(value["transcript"])})


def _audio(texts: Texts, value: Mapping[str, Any]) -> str:
    file = texts.document(value["file"])
    return _block("audio", {"title": value["title"], "file": file, "transcript": texts.passage(value["transcript"])})


def _download(texts: Texts, value: Mapping[str, Any]) -> str:
    return _block("download", {"title": value["title"], "file": texts.document(value["file"])})


def _embed(_texts: Texts, value: Mapping[str, Any]) -> str:
    return _block("embed", {"title": value["title"], "url": value["url"]})


def _glossary(texts: Texts, value: Mapping[str, Any]) -> str:
    terms = {term["term"]: texts.line(term["definition"]) for term in value["terms"]}
    if len(terms) < len(value["terms"]):
        raise Unwritable("a word that stands twice in one glossary")
    return _block("glossary", terms)


def _check(texts: Texts, value: Sequence[Mapping[str, Any]]) -> str:
    return "\n\n".join(_block("check", texts.question(each["type"], each["value"])) for each in value)


def _block(name: str, values: Values) -> str:
    return _fence(f"{{{name}}}", write_yaml(values).removesuffix("\n"))


BLOCKS: dict[str, Callable[[Texts, Any], str]] = {
    "text": _text,
    "callout": _callout,
    "quotation": _quotation,
    "code": _code,
    "table": _table,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "download": _download,
    "embed": _embed,
    "glossary": _glossary,
    "check": _check,
}


def _choices(texts: Texts, value: Mapping[str, Any]) -> Values:
    choices = [
        {
            "text": texts.line(choice["text"]),
            **_said(correct=choice["correct"], feedback=texts.line(choice["feedback"])),
        }
        for choice in value["choices"]
    ]
    return {"choices": choices, **_unless("shuffle", value.get("shuffle", True), default=True)}


def _multiple(texts: Texts, value: Mapping[str, Any]) -> Values:
    return {**_choices(texts, value), **_unless("partial", value["partial"], default=True)}


def _true_false(_texts: Texts, value: Mapping[str, Any]) -> Values:
    return {"answer": value["answer"] == "true"}


def _short_text(_texts: Texts, value: Mapping[str, Any]) -> Values:
    return {"answers": value["answers"], **_said(exact=value["exact"])}


def _number(_texts: Texts, value: Mapping[str, Any]) -> Values:
    tolerance = Decimal(value["tolerance"])
    return {"answer": Decimal(value["answer"]), **_said(tolerance=tolerance, unit=value["unit"])}


def _ordering(texts: Texts, value: Mapping[str, Any]) -> Values:
    return {"items": [texts.line(item) for item in value["items"]]}


def _matching(texts: Texts, value: Mapping[str, Any]) -> Values:
    pairs = [{side: texts.line(pair[side]) for side in ("left", "right")} for pair in value["pairs"]]
    return {"pairs": pairs, **_said(extra=[texts.line(each) for each in value["extra"]])}


QUESTIONS: dict[str, Callable[[Texts, Any], Values]] = {
    "single": _choices,
    "multiple": _multiple,
    "true_false": _true_false,
    "short_text": _short_text,
    "number": _number,
    "ordering": _ordering,
    "matching": _matching,
}
