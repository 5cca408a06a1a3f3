"""Paragraphs and lists of Markdown, and single lines of it, as they stand in lessons, in questions and beside media."""

import re
from html import unescape

from markdown_it.tree import SyntaxTreeNode

from courses.folder.contents import Prose
from courses.folder.faults import Place
from courses.folder.inline import Inline, make_parser
from courses.folder.links import Sources
from courses.folder.values import Mapping, one_line

DEEPEST_LIST = 5
TAG = re.compile("<[^>]*>")


class Paragraphs(Inline):
    """This is a text of paragraphs and lists on its way to HTML."""

    def refuse(self, node: SyntaxTreeNode) -> None:
        reasons = {
            "html_block": "HTML is not read; use code for a tag that is to be seen",
            "hr": "horizontal rules are not read; use a heading",
        }
        self.fault(node, reasons.get(node.type, f"{node.type} is not read"))

    def prose(self, node: SyntaxTreeNode) -> str:
        if node.type == "paragraph":
            text = self.inline(node)
            return f"<p>{text}</p>" if text else ""
        if node.type in {"bullet_list", "ordered_list"}:
            return self.list(node)
        if node.type in {"fence", "code_block", "table", "blockquote", "heading"}:
            self.fault(node, "here may stand only paragraphs and lists")
        else:
            self.refuse(node)
        return ""

    def list(self, node: SyntaxTreeNode) -> str:
        if node.level >= 2 * DEEPEST_LIST:
            self.fault(node, f"lists go no deeper than {DEEPEST_LIST}")
            return ""
        tag = "ol" if node.type == "ordered_list" else "ul"
        if int(node.attrs.get("start", 1)) != 1:
            self.fault(node, "a numbered list begins with 1")
        return f"<{tag}>{''.join(f'<li>{self.item(item)}</li>' for item in node.children)}</{tag}>"

    def item(self, item: SyntaxTreeNode) -> str:
        """An item's paragraphs stand in it as lines, as the editor keeps them."""
        lines = [self.inline(child) for child in item.children if child.type == "paragraph"]
        rest = (self.prose(child) for child in item.children if child.type != "paragraph")
        return "<br/>".join(lines) + "".join(rest)


def passage(mapping: Mapping, key: str, sources: Sources, *, most: int | None, required: bool = False) -> Prose:
    """This is a value of paragraphs and lists, of at most so many characters to be read."""
    found = mapping.raw(key)
    if found is None:
        if required:
            mapping.missing(key)
        return Prose()
    text, place = found
    reader = Paragraphs(place, sources)
    prose = Prose("".join(map(reader.prose, SyntaxTreeNode(make_parser().parse(text)).children)))
    if not visible(prose) and not reader.has_faults:
        mapping.fault(key, f"{key} is empty")
    return _measured(prose, place, key, most)


def line(mapping: Mapping, key: str, sources: Sources, *, most: int, required: bool = False) -> Prose:
    """This is a value of Markdown on one line."""
    found = mapping.raw(key)
    if found is None:
        if required:
            mapping.missing(key)
        return Prose()
    return line_of_text(*found, key, sources, most=most)


def line_of_text(text: str, place: Place, key: str, sources: Sources, *, most: int) -> Prose:
    reader = Inline(place, sources)
    tokens = make_parser().parseInline(one_line(text))
    words = "".join(map(reader.spans, SyntaxTreeNode(tokens).children))
    if not visible(words) and not reader.has_faults:
        place.fault(0, f"{key} is empty")
    return _measured(Prose(f"<p>{words}</p>" if words else ""), place, key, most)


def visible(html: str) -> str:
    """These are the words of a text without their form, as they are compared and counted."""
    return " ".join(unescape(TAG.sub("", html)).split())


def _measured(prose: Prose, place: Place, key: str, most: int | None) -> Prose:
    length = len(unescape(TAG.sub("", prose)))
    if most is not None and length > most:
        place.fault(0, f"{key} has {length} characters; at most {most} are allowed")
    return prose
