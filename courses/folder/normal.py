"""
A page's content in the one form in which contents are compared, and from which folders are written.

The editor and the reader of folders write the same thing in more than one way: with keys for the editor's own use or not, in
two passages of text where one is seen, with a paragraph around a line or without. What is the same to a reader is the same
here.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from courses.folder.richtext_in import normal
from courses.folder.values import one_line
from courses.models import LessonPage, QuizPage

STREAMS: dict[str, blocks.StreamBlock] = {
    "body": LessonPage.body.field.stream_block,
    "questions": QuizPage.questions.field.stream_block,
}

type Content = dict[str, Any]


def normal_content(content: Content) -> Content:
    """This is a content in the form of `courses.folder.pages`, so that what is the same is written the same."""
    return {name: _field_value(name, value) for name, value in content.items()}


def _field_value(name: str, value: Any) -> Any:
    if name in STREAMS:
        return _stream(STREAMS[name], value)
    if name == "introduction":
        return normal(value)
    if name == "outcomes":
        return "\n".join(map(one_line, value.splitlines()))
    return one_line(value) if isinstance(value, str) else value


def _stream(stream: blocks.StreamBlock, children: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Passages of text that follow one another are one; one that says nothing is none."""
    said = [
        {"type": child["type"], "value": _value(stream.child_blocks[child["type"]], child["value"])} for child in children
    ]
    joined: list[dict[str, Any]] = []
    for kind, group in groupby(said, key=lambda child: child["type"]):
        if kind != "text":
            joined.extend(group)
        elif text := "".join(child["value"] for child in group):
            joined.append({"type": kind, "value": text})
    return joined


def _value(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, blocks.RichTextBlock):
        return normal(value or "")
    if isinstance(block, blocks.StructBlock):
        return {name: _value(block.child_blocks[name], each) for name, each in value.items()}
    if isinstance(block, blocks.ListBlock):
        return [_value(block.child_block, each) for each in value]
    if isinstance(block, blocks.StreamBlock):
        return _stream(block, value)
    if isinstance(block, TypedTableBlock):
        return _table(block, value)
    return _plain(block, value) if isinstance(value, str) else value


def _plain(block: blocks.Block, text: str) -> str:
    """Only in code do lines and spaces say something."""
    if isinstance(block, blocks.TextBlock):
        return text.replace("\r\n", "\n").rstrip("\n")
    return one_line(text)


def _table(block: TypedTableBlock, value: dict[str, Any]) -> dict[str, Any]:
    cells = [block.child_blocks[column["type"]] for column in value["columns"]]
    return {
        "columns": [{**column, "heading": one_line(column["heading"])} for column in value["columns"]],
        "rows": [
            {"values": [_value(cell, each) for cell, each in zip(cells, row["values"], strict=True)]}
            for row in value["rows"]
        ],
        "caption": one_line(value["caption"] or ""),
    }
