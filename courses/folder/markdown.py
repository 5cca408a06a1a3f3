"""
A lesson's Markdown as the blocks of a lesson.

What Markdown can say and the format does not have is a fault with its line; nothing is passed over in silence.
"""

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

from markdown_it.tree import SyntaxTreeNode

from courses.folder.contents import Block, Prose
from courses.folder.directives import read_directive
from courses.folder.faults import Place
from courses.folder.inline import line_of, make_parser, plain
from courses.folder.links import Sources, inside
from courses.folder.prose import Paragraphs
from courses.folder.values import one_line

LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{1,30}")
ALERT = re.compile(r"\[!(NOTE|TIP|WARNING)\]\s*", re.IGNORECASE)
SPOKEN_ALERT = re.compile(r"(Note|Tip|Warning):?$")
SOURCE = re.compile(r"^[—–] ?(?=\S)")
HEADINGS = {"h2", "h3"}
LONGEST_ALT = 500


def read_body(text: str, place: Place, sources: Sources) -> tuple[Block, ...]:
    """This makes blocks of a text; what it cannot read is noted at its line."""
    body = _Body(place, sources)
    blocks = tuple(body.read(SyntaxTreeNode(make_parser().parse(text)).children))
    if not blocks and not body.has_faults:
        place.fault(0, "the lesson has no text")
    return blocks


class _Body(Paragraphs):
    """This is one text on its way to blocks."""

    def __init__(self, place: Place, sources: Sources) -> None:
        super().__init__(place, sources)
        self.has_heading = False

    def read(self, nodes: list[SyntaxTreeNode]) -> Iterator[Block]:
        """Prose that stands together becomes one block; what stands in italics below an image is its caption."""
        prose: list[str] = []
        image = None
        for node, after in zip_longest(nodes, nodes[1:]):
            if image and _only(node, "em"):
                image = None
                continue
            image = _only(node, "image")
            found = self.image(image, after) if image else self.block(node)
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
            yield "text", Prose(text)

    def block(self, node: SyntaxTreeNode) -> Block | str | None:
        """This is a block, or prose, or nothing where there is a fault."""
        readers = {
            "paragraph": self.prose,
            "bullet_list": self.prose,
            "ordered_list": self.prose,
            "heading": self.heading,
            "fence": self.fence,
            "code_block": self.code,
            "table": self.table,
            "blockquote": self.quotation,
        }
        read: Callable[[SyntaxTreeNode], Block | str | None] = readers.get(node.type, self.refuse)
        return read(node)

    def fence(self, node: SyntaxTreeNode) -> Block | None:
        if node.info.startswith("{"):
            return read_directive(node.info.strip(), node.content, self.place.below(line_of(node)), self.sources)
        return self.code(node)

    def image(self, node: SyntaxTreeNode, after: SyntaxTreeNode | None) -> Block:
        alt = one_line(plain(node))
        if not alt:
            self.fault(node, "an image needs a description in its square brackets")
        elif len(alt) > LONGEST_ALT:
            self.fault(node, f"the description has {len(alt)} characters; at most {LONGEST_ALT} are allowed")
        file = inside(self.place.file, str(node.attrs.get("src", "")))
        image = self.sources.media.image(self.place, line_of(node), file)
        caption = _only(after, "em")
        words = "".join(map(self.span, caption.children)).strip() if caption else ""
        return "image", {"image": image, "alt": alt, "caption": Prose(f"<p>{words}</p>" if words else "")}

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
        headings = [plain(cell) for cell in head.children[0].children]
        rows = [[Prose(self.inline(cell)) for cell in row.children] for body in bodies for row in body.children]
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
            text = Prose("".join(self.prose(child) for child in node.children))
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
        return "quotation", {"text": Prose("".join(f"<p>{line}</p>" for line in kept)), "source": source}

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


def _only(paragraph: SyntaxTreeNode | None, kind: str) -> SyntaxTreeNode | None:
    """This is what a paragraph consists of, if that is one thing of a kind and nothing else."""
    if paragraph is None or paragraph.type != "paragraph" or not paragraph.children:
        return None
    inner = [child for child in paragraph.children[0].children if child.type != "text" or child.content]
    return inner[0] if [child.type for child in inner] == [kind] else None


def _source(paragraph: SyntaxTreeNode) -> str:
    text = plain(paragraph)
    return SOURCE.sub("", text)[:250] if SOURCE.match(text) else ""


def _spoken(inline: SyntaxTreeNode) -> str:
    """This is the kind of a call-out that says it in bold, **Note:** for one; the word is taken out of the text."""
    said = [child for child in inline.children if child.type != "text" or child.content]
    found = SPOKEN_ALERT.fullmatch(plain(said[0])) if said and said[0].type == "strong" else None
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
