"""
A lesson's Markdown as the blocks of a lesson.

What Markdown can say and the format does not have is a fault with its line; nothing is passed over in silence, and no HTML
of the author's own gets through.
"""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from courses.folder.contents import Block
from courses.folder.faults import Place

SCHEMES = {"http", "https", "mailto"}
LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,30}")
ALERT = re.compile(r"\[!(NOTE|TIP|WARNING)\]\s*", re.IGNORECASE)
SPOKEN_ALERT = re.compile(r"(Note|Tip|Warning):?$")
SOURCE = re.compile(r"^[—–] ?(?=\S)")
INLINE = {"strong": "b", "em": "i"}
BREAKS = {"softbreak": " ", "hardbreak": "<br/>"}
HEADINGS = {"h2", "h3"}
DEEPEST_LIST = 5


def read_body(text: str, place: Place) -> tuple[Block, ...]:
    """This makes blocks of a text; what it cannot read is noted at its line."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable("table")
    # Every address becomes a link here, and the wrong ones are then refused by name.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    body = _Body(place)
    blocks = tuple(body.read(parser.parse(text)))
    if not blocks and not body.has_faults:
        place.fault(0, "the lesson has no text")
    return blocks


class _Body:
    """This is one text on its way to blocks."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.has_faults = False
        self.has_heading = False

    def fault(self, node: SyntaxTreeNode, reason: str) -> None:
        self.has_faults = True
        self.place.fault(_line(node), reason)

    def read(self, tokens: list[Token]) -> Iterator[Block]:
        """Prose that stands together becomes one block."""
        prose: list[str] = []
        for node in SyntaxTreeNode(tokens).children:
            found = self.block(node)
            if isinstance(found, str):
                prose.append(found)
            elif found is not None:
                yield from self.gather(prose)
                yield found
        yield from self.gather(prose)

    def gather(self, prose: list[str]) -> Iterator[Block]:
        text = "".join(prose)
        prose.clear()
        if text:
            yield "text", text

    def block(self, node: SyntaxTreeNode) -> Block | str | None:
        """This is a block, or prose, or nothing where there is a fault."""
        if node.type in {"paragraph", "bullet_list", "ordered_list"}:
            return self.prose(node)
        if node.type == "heading":
            return self.heading(node)
        if node.type in {"fence", "code_block"}:
            return self.code(node)
        if node.type == "table":
            return self.table(node)
        if node.type == "blockquote":
            return self.quotation(node)
        self.refuse(node)
        return None

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

    def heading(self, node: SyntaxTreeNode) -> str:
        if node.tag == "h1":
            self.fault(node, "the title stands in the front matter; headings in the text are ## and ###")
        elif node.tag not in HEADINGS:
            self.fault(node, "headings go no deeper than ###")
        elif node.tag == "h3" and not self.has_heading:
            self.fault(node, "the first heading must be ##")
        self.has_heading = True
        text = self.inline(node)
        return f"<{node.tag}>{text}</{node.tag}>" if text else ""

    def code(self, node: SyntaxTreeNode) -> Block:
        language = node.info.split()[0] if node.type == "fence" and node.info.strip() else ""
        if language and not LANGUAGE.fullmatch(language):
            self.fault(node, "the language of code is at most 30 letters, digits, +, -, # or .")
        if not node.content.strip():
            self.fault(node, "this code is empty")
        return "code", {"language": language, "code": node.content.rstrip("\n")}

    def table(self, node: SyntaxTreeNode) -> Block:
        head, *bodies = node.children
        headings = [_plain(cell) for cell in head.children[0].children]
        rows = [[self.inline(cell) for cell in row.children] for body in bodies for row in body.children]
        if not rows:
            self.fault(node, "this table has no rows")
        value = {
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": row} for row in rows],
            "caption": "",
        }
        return "table", value

    def quotation(self, node: SyntaxTreeNode) -> Block | None:
        kind = self.alert(node)
        if kind:
            text = "".join(self.prose(child) for child in node.children)
            if not text:
                self.fault(node, "this call-out is empty")
            return "callout", {"kind": kind, "text": text}
        if any(child.type != "paragraph" for child in node.children):
            self.fault(node, "a quotation holds paragraphs only; a call-out begins with [!NOTE]")
            return None
        lines = [self.inline(child) for child in node.children]
        source = _source(node.children[-1]) if len(lines) > 1 else ""
        kept = [line for line in (lines[:-1] if source else lines) if line]
        if not kept:
            self.fault(node, "this quotation is empty")
        return "quotation", {"text": "".join(f"<p>{line}</p>" for line in kept), "source": source}

    def alert(self, node: SyntaxTreeNode) -> str:
        """This takes the mark of a call-out out of a quotation and names its kind."""
        first = node.children[0] if node.children else None
        if first is None or first.type != "paragraph" or not first.children or not first.children[0].children:
            return ""
        inline = first.children[0]
        words = inline.children[0]
        if words.type == "text" and (found := ALERT.match(words.content)):
            _cut(inline, found.end())
            return found[1].lower()
        return _spoken(inline)

    def inline(self, node: SyntaxTreeNode) -> str:
        """This is the HTML of what stands in a paragraph, a heading or a cell."""
        children = node.children[0].children if node.children else []
        return "".join(self.span(child) for child in children).strip()

    def span(self, node: SyntaxTreeNode) -> str:
        if node.type == "text":
            return escape(node.content, quote=False)
        if node.type in INLINE:
            inner = "".join(map(self.span, node.children))
            return f"<{INLINE[node.type]}>{inner}</{INLINE[node.type]}>" if inner else ""
        if node.type == "code_inline":
            return f"<code>{escape(node.content, quote=False)}</code>"
        if node.type == "link":
            return self.link(node)
        if node.type not in BREAKS:
            self.refuse_span(node)
        return BREAKS.get(node.type, "")

    def refuse_span(self, node: SyntaxTreeNode) -> None:
        reasons = {
            "image": "images are not yet read",
            "html_inline": "HTML is not read; write \\< for a sign that is to be seen",
        }
        self.fault(node, reasons.get(node.type, f"{node.type} is not read"))

    def link(self, node: SyntaxTreeNode) -> str:
        address = str(node.attrs.get("href", ""))
        words = "".join(map(self.span, node.children))
        if not self.may_link(node, address):
            return words
        return f'<a href="{escape(address)}">{words or escape(address, quote=False)}</a>'

    def may_link(self, node: SyntaxTreeNode, address: str) -> bool:
        try:
            parts = urlsplit(address)
        except ValueError:
            self.fault(node, "this is no web address")
            return False
        if parts.scheme in SCHEMES and (parts.netloc or parts.scheme == "mailto"):
            return True
        if not parts.scheme and not parts.netloc and parts.path.endswith((".md", ".yaml")):
            self.fault(node, "links to other files are not yet read")
        else:
            self.fault(node, "a link begins with https://, http:// or mailto:")
        return False


def _line(node: SyntaxTreeNode) -> int:
    """This is a node's line; within a paragraph it is counted by the line ends before it."""
    above: SyntaxTreeNode | None = node
    breaks = 0
    while above is not None and above.map is None:
        parent = above.parent
        before = parent.children[: parent.children.index(above)] if parent and above in parent.children else []
        breaks += sum(_breaks(sibling) for sibling in before)
        above = parent
    return (above.map[0] if above is not None and above.map else 0) + breaks


def _breaks(node: SyntaxTreeNode) -> int:
    if node.type in {"softbreak", "hardbreak"}:
        return 1
    return sum(map(_breaks, node.children))


def _plain(node: SyntaxTreeNode) -> str:
    """These are the words of a node, without their form."""
    if node.type in BREAKS:
        return " "
    if node.type in {"text", "code_inline"}:
        return str(node.content)
    return "".join(map(_plain, node.children)).strip()


def _source(paragraph: SyntaxTreeNode) -> str:
    text = _plain(paragraph)
    return SOURCE.sub("", text)[:250] if SOURCE.match(text) else ""


def _spoken(inline: SyntaxTreeNode) -> str:
    """This is the kind of a call-out that says it in bold, **Note:** for one; the word is taken out of the text."""
    said = [child for child in inline.children if child.type != "text" or child.content]
    found = SPOKEN_ALERT.fullmatch(_plain(said[0])) if said and said[0].type == "strong" else None
    if found is None:
        return ""
    inline.children = said[1:]
    return found[1].lower()


def _cut(inline: SyntaxTreeNode, characters: int) -> None:
    """This takes characters from the beginning of a text, and the line end after it if nothing is left."""
    token = inline.children[0].token
    if token is not None:
        token.content = token.content[characters:]
        if not token.content and len(inline.children) > 1 and inline.children[1].type == "softbreak":
            inline.children = inline.children[2:]
