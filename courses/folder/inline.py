"""
What stands in a line of Markdown, as HTML.

No HTML of the author's own gets through, and every link leads to another site or to a page of the course.
"""

from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from courses.folder.faults import Place
from courses.folder.links import Sources

SCHEMES = {"http", "https", "mailto"}
INLINE = {"strong": "b", "em": "i"}
BREAKS = {"softbreak": " ", "hardbreak": "<br/>"}
PAGES = (".md", ".yaml")


def make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable("table")
    # Every address becomes a link here, and the wrong ones are then refused by name.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


class Inline:
    """This is one text on its way to HTML."""

    def __init__(self, place: Place, sources: Sources) -> None:
        self.place = place
        self.sources = sources
        self.faults_before = len(place.faults)

    @property
    def has_faults(self) -> bool:
        return len(self.place.faults) > self.faults_before

    def fault(self, node: SyntaxTreeNode, reason: str) -> None:
        self.place.fault(line_of(node), reason)

    def inline(self, node: SyntaxTreeNode) -> str:
        """This is the HTML of what stands in a paragraph, a heading or a cell."""
        return self.spans(node.children[0]) if node.children else ""

    def spans(self, node: SyntaxTreeNode) -> str:
        return "".join(map(self.span, node.children)).strip()

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
            "image": "an image stands alone in its paragraph",
            "html_inline": "HTML is not read; write \\< for a sign that is to be seen",
        }
        self.fault(node, reasons.get(node.type, f"{node.type} is not read"))

    def link(self, node: SyntaxTreeNode) -> str:
        address = str(node.attrs.get("href", ""))
        words = "".join(map(self.span, node.children))
        target = self.target(node, address)
        return f"<a {target}>{words or escape(address, quote=False)}</a>" if target else words

    def target(self, node: SyntaxTreeNode, address: str) -> str:
        """This is where a link leads, as an attribute; nothing, with the fault noted, where it leads nowhere."""
        try:
            parts = urlsplit(address)
        except ValueError:
            self.fault(node, "this is no web address")
            return ""
        if parts.scheme in SCHEMES and (parts.netloc or parts.scheme == "mailto"):
            return f'href="{escape(address)}"'
        if not parts.scheme and not parts.netloc and parts.path.endswith(PAGES):
            return self.page(node, parts.path, rest=parts.query or parts.fragment)
        self.fault(node, "a link begins with https://, http:// or mailto:")
        return ""

    def page(self, node: SyntaxTreeNode, path: str, *, rest: str) -> str:
        if rest:
            self.fault(node, "a link leads to a whole lesson; leave out what begins with ? or #")
            return ""
        file = self.sources.links.follow(self.place, line_of(node), path)
        return f'linktype="page" id="{escape(file)}"' if file else ""


def line_of(node: SyntaxTreeNode) -> int:
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


def plain(node: SyntaxTreeNode) -> str:
    """These are the words of a node, without their form."""
    if node.type in BREAKS:
        return " "
    if node.type in {"text", "code_inline"}:
        return str(node.content)
    return "".join(map(plain, node.children)).strip()
