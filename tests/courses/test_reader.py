"""Reading course folders: everything wrong is told at once, with its place, and nothing hostile gets through."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.text import fold
from courses.folder import files
from courses.folder.faults import FolderRefused, Place
from courses.folder.links import Sources
from courses.folder.loading import read_mapping
from courses.folder.markdown import read_body
from courses.folder.media import Media
from courses.folder.reader import read_folder

LANGUAGES = ["en", "fr"]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "01-bridges"
    write(root / "course.yaml", "title: Bridges\nlanguage: en\n")
    write(root / "01-stone" / "module.yaml", "title: Stone\n")
    write(root / "01-stone" / "01-old.md", "---\ntitle: Old\n---\nText.\n")
    return root


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def faults(folder):
    with pytest.raises(FolderRefused) as refused:
        read_folder(folder, languages=LANGUAGES)
    return [str(fault) for fault in refused.value.faults]


def body(text):
    found = []
    sources = Sources(Media(files.Files(Path(), found)))
    return read_body(text, Place("x.md", found), sources), [f"{fault.line}: {fault.reason}" for fault in sorted(found)]


def test_what_is_not_said_has_its_default(folder):
    course = read_folder(folder, languages=LANGUAGES)

    assert (course.slug, course.key, course.code, str(course.hours)) == ("bridges", "bridges", "bridges", "1")
    module = course.modules[0]
    assert (module.key, module.is_locked) == ("stone", False)
    lesson = module.units[0]
    assert (lesson.key, lesson.minutes, lesson.is_required, lesson.done_by) == ("stone-old", 5, True, "continue")
    assert lesson.body == (("text", "<p>Text.</p>"),)


def test_windows_line_ends_and_a_byte_order_mark_are_read(folder):
    write(folder / "01-stone" / "01-old.md", b"\xef\xbb\xbf---\r\ntitle: Old\r\n---\r\nText.\r\n")

    assert read_folder(folder, languages=LANGUAGES).modules[0].units[0].body == (("text", "<p>Text.</p>"),)


def test_all_faults_are_told_in_order(folder):
    write(
        folder / "course.yaml",
        "title: ''\nlanguage: xx\nhours: many\nlevel: high\nkey: Not A Key\nextra: 1\n"
        "topics: none\noutcomes:\n- a\n- [b]\nattribution: me\nsummary: " + "x" * 301 + "\n",
    )
    write(folder / "01-stone" / "module.yaml", "summary: No title.\nlocked: maybe\n")
    write(folder / "01-stone" / "01-old.md", "---\ntitle: Old\nminutes: 601\ndone_by: luck\n---\n# Big\n\n<b>x</b>\n")

    assert faults(folder) == [
        "01-stone/01-old.md:3: minutes must be a whole number from 0 to 600; it is “601”",
        "01-stone/01-old.md:4: done_by must be one of continue, mark; it is “luck”",
        "01-stone/01-old.md:6: the title stands in the front matter; headings in the text are ## and ###",
        "01-stone/01-old.md:8: HTML is not read; write \\< for a sign that is to be seen",
        "01-stone/module.yaml:1: title is missing",
        "01-stone/module.yaml:2: locked must be true or false; it is “maybe”",
        "course.yaml:1: title is empty",
        "course.yaml:2: language must be one of en, fr; it is “xx”",
        "course.yaml:3: hours must be a number with at most one decimal from 0 to 999; it is “many”",
        "course.yaml:4: level must be one of advanced, beginner, intermediate; it is “high”",
        "course.yaml:5: key must be made of small Latin letters, digits and hyphens: “Not A Key”",
        "course.yaml:6: unknown key “extra”",
        "course.yaml:7: topics must be a list",
        "course.yaml:10: an entry of outcomes must be a text",
        "course.yaml:11: attribution must be keys with values",
        "course.yaml:12: summary has 301 characters; at most 300 are allowed",
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("notes.pdf", "notes.pdf:1: this is no part of a course folder"),
        ("stone/module.yaml", "stone:1: this is no part of a course folder"),
        ("01-stone/notes.md", "01-stone/notes.md:1: this is no part of a module"),
        ("01-stone/deep/01-x.md", "01-stone/deep:1: this is no part of a module"),
        ("images/deep/a.svg", "images/deep:1: here may stand only files"),
        ("files/deep/a.pdf", "files/deep:1: here may stand only files"),
    ],
)
def test_files_that_do_not_belong_there_are_faults(folder, name, reason):
    write(folder / name, "x")

    assert faults(folder) == [reason]


@pytest.mark.parametrize(
    "name", ["README.md", "LICENCE.md", "notes.txt", "images/.DS_Store", ".git/config", "01-stone/.DS_Store"]
)
def test_files_for_people_are_passed_over(folder, name):
    write(folder / name, "x")

    assert read_folder(folder, languages=LANGUAGES).title == "Bridges"


def test_what_is_missing_is_told(folder):
    (folder / "course.yaml").unlink()
    (folder / "01-stone" / "module.yaml").unlink()
    write(folder / "01-stone" / "01-old.md", "No front matter.\n")

    assert faults(folder) == [
        "01-stone/01-old.md:1: a lesson begins with front matter between two lines of three hyphens",
        "01-stone/module.yaml:1: the file is missing",
        "course.yaml:1: the file is missing",
    ]


def test_front_matter_without_an_end_is_told(folder):
    write(folder / "01-stone" / "01-old.md", "---\ntitle: Old\n\nText.\n")

    assert faults(folder) == ["01-stone/01-old.md:1: a lesson begins with front matter between two lines of three hyphens"]


def test_a_licence_is_a_name_of_the_list(folder):
    write(folder / "course.yaml", "title: Bridges\nlanguage: en\nlicence: free for all\n")

    assert faults(folder) == ["course.yaml:3: licence must be an SPDX name such as CC-BY-4.0"]


def test_numbers_and_keys_stand_once(folder):
    write(folder / "01-stone" / "001-again.md", "---\ntitle: Again\nkey: stone-old\n---\nText.\n")

    assert faults(folder) == [
        "01-stone/001-again.md:1: the number 001 is used twice in this folder",
        "01-stone/001-again.md:3: the key “stone-old” is used twice; give it one of its own",
        "01-stone/01-old.md:1: the key “stone-old” is used twice; give it one of its own",
        "01-stone/01-old.md:1: the number 01 is used twice in this folder",
    ]


def test_links_in_the_file_system_are_not_followed(folder, tmp_path):
    write(tmp_path / "secret.md", "---\ntitle: Secret\n---\nSecret.\n")
    (folder / "01-stone" / "02-secret.md").symlink_to(tmp_path / "secret.md")
    (folder / "02-outside").symlink_to(tmp_path, target_is_directory=True)

    assert faults(folder) == [
        "01-stone/02-secret.md:1: links in the file system are not followed",
        "02-outside:1: links in the file system are not followed",
    ]


def test_what_is_neither_file_nor_folder_is_a_fault(folder):
    os.mkfifo(folder / "01-stone" / "02-pipe.md")

    assert faults(folder) == ["01-stone/02-pipe.md:1: this is neither a file nor a folder"]


def test_large_files_and_many_files_are_refused(folder, monkeypatch):
    write(folder / "01-stone" / "02-large.md", b"x" * (files.LARGEST_TEXT + 1))
    monkeypatch.setattr(files, "MOST_FILES", 4)

    assert faults(folder) == [
        "01-stone/02-large.md:1: the file is larger than 1 MB",
        "course.yaml:1: the folder has more than 4 files",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"---\ntitle: Old\n---\nText \xff.\n", "4: this is not UTF-8"),
        (b"---\ntitle: Old\n---\nText \x00.\n", "4: here is a control character"),
        (b"---\ntitle: Old\x1b\n---\nText.\n", "2: here is a control character"),
        (b"---\ntitle: Old\n---\n \n", "4: the lesson has no text"),
    ],
)
def test_what_is_no_text_is_refused(folder, text, reason):
    write(folder / "01-stone" / "01-old.md", text)

    assert faults(folder) == [f"01-stone/01-old.md:{reason}"]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    assert faults(tmp_path / "nowhere") == ["nowhere:1: this is not a folder"]


def mapping(text):
    found = []
    return read_mapping(text, Place("x.yaml", found)), [f"{fault.line}: {fault.reason}" for fault in found]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: !!python/object/apply:os.system ['true']", "1: tags are not read"),
        ("a: !!str x", "1: tags are not read"),
        ("a: 1\nb: &x [1]", "2: anchors and aliases are not read"),
        ("a: *x", "1: anchors and aliases are not read"),
        ("a: &a [&b [x]]\nb: [*b, *b]", "1: anchors and aliases are not read"),
        ("a: 1\nb: 2\na: 3", "3: the key “a” stands twice"),
        ("? [a]\n: b", "1: a key must be a word"),
        ("a: " + "[" * 50, "1: this is nested too deeply"),
        ("- a\n- b", "1: here should be keys with values"),
        ("", "1: here should be keys with values"),
        ("a: 1\n--- \nb: 2", "2: this is not YAML: but found another document"),
        ("a: [1", "1: this is not YAML: expected ',' or ']', but got '<stream end>'"),
        ("a:\n\t- b", "2: this is not YAML: found character '\\t' that cannot start any token"),
        ("%TAG ! tag:x,2000:\n---\na: !b c", "3: tags are not read"),
    ],
)
def test_hostile_and_broken_yaml_is_refused(text, reason):
    assert mapping(text)[1] == [reason]


def test_texts_are_texts_and_yes_is_true():
    values, found = mapping("a: no\nb: 2024-01-01\nc: true\nd: 'true'\ne: 012\nf: null\n<<: x")

    assert (values.text("a", most=9), values.text("b", most=10)) == ("no", "2024-01-01")
    assert values.yes("c", default=False) is True
    assert values.yes("d", default=False) is False
    assert values.whole("e", least=0, most=99, default=0) == 12
    assert values.text("f", most=9, default="x") == "x"
    values.close()
    assert found == []
    assert [fault.reason for fault in values.place.faults] == ["d must be true or false", "unknown key “<<”"]


def test_prose_that_stands_together_is_one_block():
    blocks, found = body(
        "## One\n\nText **b** *i* `c<` &amp;\nmore  \nline\n\n- a\n- b\n  1. c\n\n```py\nx = 1\n```\n\nAfter.\n"
    )

    one = "<h2>One</h2><p>Text <b>b</b> <i>i</i> <code>c&lt;</code> &amp; more<br/>line</p>"
    assert found == []
    assert blocks == (
        ("text", one + "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
        ("code", {"language": "py", "code": "x = 1"}),
        ("text", "<p>After.</p>"),
    )


def test_tables_quotations_and_callouts_are_blocks():
    blocks, found = body(
        "| A | **B** |\n|---|---|\n| *x* | `y` |\n| z |\n\n> Said.\n>\n> — Ada\n\n"
        "> [!TIP]\n> Try.\n\n> **Note:** See.\n\n> Only.\n"
    )

    assert found == []
    assert blocks == (
        (
            "table",
            {
                "columns": [{"type": "text", "heading": "A"}, {"type": "text", "heading": "B"}],
                "rows": [{"values": ["<i>x</i>", "<code>y</code>"]}, {"values": ["z", ""]}],
                "caption": "",
            },
        ),
        ("quotation", {"text": "<p>Said.</p>", "source": "Ada"}),
        ("callout", {"kind": "tip", "text": "<p>Try.</p>"}),
        ("callout", {"kind": "note", "text": "<p>See.</p>"}),
        ("quotation", {"text": "<p>Only.</p>", "source": ""}),
    )


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("a\nb <i onclick=x>c", ["2: HTML is not read; write \\< for a sign that is to be seen"]),
        ("<script>\nalert(1)\n</script>", ["1: HTML is not read; use code for a tag that is to be seen"]),
        ("<!-- x -->", ["1: HTML is not read; use code for a tag that is to be seen"]),
        ("![a](x.svg)", ["1: this must lead into the course's folder “images”"]),
        ("a ![a](x.svg)", ["1: an image stands alone in its paragraph"]),
        (
            "[a](javascript:alert(1))",
            ["1: a link begins with https://, http:// or mailto:"],
        ),
        (
            "[a](data:text/html,x)",
            ["1: a link begins with https://, http:// or mailto:"],
        ),
        (
            "[a](//example.org)",
            ["1: a link begins with https://, http:// or mailto:"],
        ),
        ("[a](https:x)", ["1: a link begins with https://, http:// or mailto:"]),
        ("[a](../02-x/01-y.md#z)", ["1: a link leads to a whole lesson; leave out what begins with ? or #"]),
        ("#### a", ["1: headings go no deeper than ###"]),
        ("### a\n\n## b", ["1: the first heading must be ##"]),
        ("a\n\n---\n", ["3: horizontal rules are not read; use a heading"]),
        ("3. a", ["1: a numbered list begins with 1"]),
        ("- a\n\n  ```\n  b\n  ```", ["3: here may stand only paragraphs and lists"]),
        ("> - a", ["1: a quotation holds paragraphs only; a call-out begins with [!NOTE]"]),
        ("> [!NOTE]", ["1: this call-out is empty"]),
        (">", ["1: this quotation is empty"]),
        ("```\n```", ["1: this code is empty"]),
        ('```a"b\nx\n```', ["1: the language of code is at most 30 letters, digits, +, -, # or ."]),
        ("| a |\n|---|", ["1: this table has no rows"]),
        ("- a\n" + "".join("  " * n + "- a\n" for n in range(1, 7)), ["6: lists go no deeper than 5"]),
    ],
)
def test_what_the_format_does_not_have_is_told_with_its_line(text, reasons):
    assert body(text)[1] == reasons


MARKS = st.sampled_from(
    ["#", "##", "- ", "1. ", "> ", "|", "|-|-|", "```", "[a](", ")", "<b>", "![", "]", "*", "**", "`", "\\", "&amp;", "---"]
)
ODDITIES = st.sampled_from(
    ["[!NOTE]", "— ", "===", "<!--", "https://", "javascript:", "[x]: y", "&#0;", "\ud7ff", "**Note:**"]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\t", " ", "    "])
TEXTS = st.lists(MARKS | ODDITIES | BREAKS | st.text(max_size=8), max_size=40).map("".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("> " * 200 + "x")
@example("- " * 200 + "x")
@example("[" * 2000)
@example("*" * 2000 + "a")
@example("|" * 500 + "\n" + "|-" * 500)
def test_any_text_gives_blocks_or_faults(text):
    blocks, found = body(text)

    assert blocks or found
    assert all(fault.split(":")[0].isdigit() for fault in found)
    prose = "".join(value for kind, value in blocks if kind == "text")
    assert "<script" not in prose
    assert "<!--" not in prose


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_file_gives_a_lesson_or_faults(folder, raw):
    write(folder / "01-stone" / "01-old.md", b"---\ntitle: Old\n---\n" + raw)
    write(folder / "01-stone" / "module.yaml", raw)

    try:
        course = read_folder(folder, languages=LANGUAGES)
    except FolderRefused as refused:
        found = refused.faults
    else:
        found = []
        assert course.modules[0].units

    assert found == sorted(set(found))


@given(st.text())
def test_folding_never_fails_and_is_done_once(text):
    assert fold(fold(text)) == fold(text)


def test_a_module_with_a_fault_is_a_module_all_the_same(folder):
    (folder / "01-stone" / "module.yaml").unlink()

    assert faults(folder) == ["01-stone/module.yaml:1: the file is missing"]
