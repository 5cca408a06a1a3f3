"""Writing rich text as Markdown: whatever an author may type reads back as it was."""

import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.folder.blocks_out import Paths, Texts
from courses.folder.faults import Place
from courses.folder.files import Files
from courses.folder.links import Sources
from courses.folder.loading import CONTROL, read_mapping
from courses.folder.markdown import read_body
from courses.folder.markdown_out import Unwritable, write_markdown
from courses.folder.media import Media
from courses.folder.normal import normal_content
from courses.folder.prose import line, passage
from courses.folder.richtext import write_passage
from courses.folder.richtext_in import normal, read_passage
from courses.folder.yaml_out import write_yaml

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
# Signs that mean something, spaces of all kinds, and letters.
CHARACTERS = st.one_of(
    st.sampled_from(list(" \n\t\\`*_[]()<>!&#;-+=|:~.12aé—–\u00a0\u202f\u2028\"'/€")),
    st.characters(exclude_categories=["Cs", "Cc"]),
).filter(lambda character: not CONTROL.match(character))
WORDS = st.text(CHARACTERS, max_size=8)
ADDRESSES = st.sampled_from(
    ["https://example.org/a_(b)?x=1&amp;lt;y", "mailto:a@example.org", "https://é.example/*x*", "https://example.org/"]
)
LEAVES = st.one_of(
    WORDS.map(lambda text: escape(text, quote=False)),
    WORDS.map(lambda text: f"<code>{escape(text.replace(']:', ''), quote=False)}</code>"),
    st.just("<br/>"),
)


def marked(inner):
    several = st.lists(inner, max_size=3).map("".join)
    linked = st.builds(lambda words, address: f'<a href="{address}">{words}</a>', several, ADDRESSES)
    return st.one_of(several.map("<b>{}</b>".format), several.map("<i>{}</i>".format), linked)


LINES = st.lists(st.recursive(LEAVES, marked, max_leaves=6), max_size=4).map("".join)
UNBROKEN = LINES.map(lambda html: html.replace("<br/>", ""))


def listed(inner):
    items = st.builds(lambda words, below: f"<li>{words}{''.join(below)}</li>", LINES, st.lists(inner, max_size=2))
    lists = st.lists(items, max_size=3).map("".join)
    return st.one_of(lists.map("<ul>{}</ul>".format), lists.map("<ol>{}</ol>".format))


LISTS = st.recursive(LINES.map("<ul><li>{}</li></ul>".format), listed, max_leaves=4)
PROSE = st.lists(st.one_of(LINES.map("<p>{}</p>".format), LISTS), min_size=1, max_size=4).map("".join)
PASSAGES = st.lists(
    st.one_of(LINES.map("<p>{}</p>".format), UNBROKEN.map("<h2>{}</h2>".format), LISTS), min_size=1, max_size=4
).map("".join)


def sources():
    return Sources(Media(Files(Path("/nowhere"), [])))


def body(kind, value):
    """A lesson's blocks in their normal form."""
    return normal_content({"body": [{"type": kind, "value": value}]})["body"]


def read_again(blocks):
    """The blocks of a lesson, written and read."""
    found, faults = read(Texts("01-a/01-b.md", Paths()).body(blocks))
    if "lists go no deeper than 5" in faults:
        return blocks
    assert faults == []
    return normal_content({"body": [{"type": kind, "value": value} for kind, value in found]})["body"]


def read(text):
    """A text's blocks and its faults."""
    faults = []
    return read_body(text, Place("x.md", faults), sources()), [fault.reason for fault in faults]


@SLOW
@given(PASSAGES)
@example('<p>!<a href="https://example.org/">an image?</a></p>')
@example('<p><a href="mailto:a@example.org">a</a><b><a href="mailto:a@example.org">b<br/></a><i>c</i></b></p>')
def test_what_is_written_reads_back_as_it_was(html):
    wanted = normal(html)

    text = write_markdown(read_passage(html))
    blocks, faults = read(text)

    if not wanted:
        assert text == ""
    elif "lists go no deeper than 5" not in faults:
        assert faults == []
        assert [(kind, normal(value)) for kind, value in blocks] == [("text", wanted)]


@SLOW
@given(PASSAGES)
def test_the_normal_form_of_a_text_is_its_own(html):
    wanted = write_passage(read_passage(html))

    assert write_passage(read_passage(wanted)) == wanted


@SLOW
@given(PROSE, st.sampled_from(["note", "tip", "warning"]))
@example("<ul><li>a list at once</li></ul>", "tip")
@example("<p>- a</p>", "tip")
@example("<p>===</p>", "tip")
def test_call_outs_read_back_as_they_were(html, kind):
    wanted = body("callout", {"kind": kind, "text": html})

    if wanted[0]["value"]["text"]:
        assert read_again(wanted) == wanted


@SLOW
@given(st.lists(LINES.map("<p>{}</p>".format), min_size=1, max_size=3).map("".join), WORDS)
def test_quotations_read_back_as_they_were(html, source):
    wanted = body("quotation", {"text": f"<p>So</p>{html}<p>they say</p>", "source": source})

    assert read_again(wanted) == wanted


@SLOW
@given(st.lists(st.lists(UNBROKEN, min_size=2, max_size=2), min_size=1, max_size=3), st.lists(WORDS, min_size=2, max_size=2))
def test_tables_read_back_as_they_were(rows, headings):
    value = {
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": row} for row in rows],
        "caption": "",
    }
    wanted = body("table", value)

    assert read_again(wanted) == wanted


@SLOW
@given(st.text(CHARACTERS, min_size=1, max_size=60).filter(str.strip), st.sampled_from(["", "python", "c++"]))
@example("```\n````\n", "")
def test_code_reads_back_as_it_was(code, language):
    wanted = body("code", {"language": language, "code": code})

    assert read_again(wanted) == wanted


@SLOW
@given(PROSE, UNBROKEN)
@example("<p><b><code> </code></b></p>", "so")
def test_texts_in_yaml_read_back_as_they_were(html, words):
    texts = Texts("01-a/99-quiz.yaml", Paths())
    wanted = normal(html), normal(re.sub("</?code>", "", words))
    faults = []

    text = write_yaml({"passage": texts.passage(html), "line": texts.line(wanted[1])})
    mapping = read_mapping(text, Place("x.yaml", faults))
    found = (
        passage(mapping, "passage", sources(), most=None),
        line(mapping, "line", sources(), most=1000),
    )

    if all(wanted) and not any("deeper" in fault.reason for fault in faults):
        assert faults == []
        assert tuple(map(normal, found)) == wanted


@SLOW
@given(st.lists(st.text(CHARACTERS, max_size=30), max_size=4))
@example(["no", "2024-01-01", "1.5", "", " a\nb ", "\u2028\u0085"])
def test_any_text_stands_in_yaml_as_itself(texts):
    texts = [text for text in texts if not CONTROL.search(text)]
    faults = []

    mapping = read_mapping(write_yaml({"texts": texts}), Place("x.yaml", faults))

    assert faults == []
    assert [node.value for node in mapping.values["texts"].value] == texts


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>2 * 3 &lt; 7 &amp; [x] a_b</p>", "2 \\* 3 \\< 7 & \\[x\\] a\\_b"),
        ("<p>a<br/>b</p>", "a\\\nb"),
        ("<p>1. not a list</p>", "1\\. not a list"),
        ("<p># not a heading</p>", "\\# not a heading"),
        ("<h2>1. a heading #</h2>", "## 1. a heading \\#"),
        ("<p>a <b>b <i>c</i></b></p>", "a **b _c_**"),
        ("<p>un<b>(a)</b>do</p>", "u&#110;**(a)**&#100;o"),
        ("<p><code>a`b</code></p>", "``a`b``"),
        ('<p><a href="https://example.org/">https://example.org/</a></p>', "<https://example.org/>"),
        ('<p><a href="https://example.org/(a)">b</a></p>', "[b](<https://example.org/(a)>)"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n  1. b"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ul><li><ul><li>a</li></ul></li></ul>", "- - a"),
        ('<p data-block-key="x1"> a </p><p data-block-key="x2"></p>', "a"),
    ],
)
def test_texts_are_written_plainly(html, text):
    assert write_markdown(read_passage(html)) == text


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<h2>a<br/>b</h2>", "a line break in a heading, a table or an answer"),
        ("<p><u>a</u></p>", "<u> in a text"),
        (
            '<p><a href="https://example.org/"><code>a]:</code></a></p>',
            "code with “]:” in a link at the beginning of a line",
        ),
        ("<p>a</p><!-- b -->", "<! b > in a text"),
        ("<p>a", "<p> in a text"),
        ("<p>a</b></p>", "</b> in a text"),
        ("<ul>a</ul>", "<ul>a in a text"),
        ("<ul><p>a</p></ul>", "<ul><p> in a text"),
        ("<ul><li><p>a</p></li></ul>", "<li> in a text"),
        ('<p><a linktype="document" id="1">a</a></p>', "a link to a file of the library; use a block for downloads"),
        ('<p><a linktype="page" id="1">a</a></p>', "a link to a page that is not there any more"),
    ],
)
def test_what_the_format_cannot_hold_is_refused(html, reason):
    with pytest.raises(Unwritable, match=re.escape(reason)):
        Texts("01-a/01-b.md", Paths()).passage(html)


def test_a_link_to_a_page_of_the_course_is_the_way_to_its_file():
    html = '<p><a id="1" linktype="page">a</a> <a linktype="page" id="2">b</a></p>'
    paths = Paths(pages={1: "01-a/02-c.md", 2: "02-b/01-d.md"})

    assert Texts("01-a/01-b.md", paths).passage(html) == "[a](02-c.md) [b](../02-b/01-d.md)"
