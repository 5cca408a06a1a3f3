"""Reading images, files, links and the blocks that Markdown has no sign for."""

import os

import pytest
from django.conf import settings
from PIL import Image

from courses.folder import files
from tests.courses.folders import faults, lesson, make_folder, read, write
from tests.library.samples import DRAWING, FILM, PDF, SOUND, SUBTITLES, plain, saved

LESSON = "01-stone/01-old.md"
VIDEO = "```{video}\ntitle: A walk\nfile: ../files/a.mp4\ncaptions: ../files/a.vtt\ntranscript: Two walk.\n```\n"
CHECK = "```{check}\ntype: true_false\ntext: Is it?\nanswer: true\nfeedback: It is.\n```\n"


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / "bridges")


def give(folder, **contents):
    """Files with their contents: ``give(folder, images_a_svg=…)`` stands for ``images/a.svg``."""
    for name, data in contents.items():
        place, stem, kind = name.split("_")
        write(folder / place / f"{stem}.{kind}", data)


def body(folder, text):
    write(folder / LESSON, lesson(text))
    return read(folder).modules[0].units[0].body


def reasons(folder, text):
    write(folder / LESSON, lesson(text))
    return [fault.removeprefix(f"{LESSON}:") for fault in faults(folder)]


def test_an_image_with_a_caption_is_a_block(folder):
    give(folder, images_a_svg=DRAWING, images_b_png=plain())

    blocks = body(
        folder,
        "Before.\n\n![A *bridge*\nof stone](../images/a.svg 'kept by nobody')\n\n*Seen `here`.*\n\n"
        "![B](../images/b.png)\n\n*No* caption.\n",
    )

    assert blocks == (
        ("text", "<p>Before.</p>"),
        ("image", {"image": "images/a.svg", "alt": "A bridge of stone", "caption": "<p>Seen <code>here</code>.</p>"}),
        ("image", {"image": "images/b.png", "alt": "B", "caption": ""}),
        ("text", "<p><i>No</i> caption.</p>"),
    )


def test_what_markdown_has_no_sign_for_is_a_block(folder):
    give(folder, files_a_mp4=FILM, files_a_vtt=SUBTITLES, files_b_mp3=SOUND, files_c_pdf=PDF)

    blocks = body(
        folder,
        f"{VIDEO}\n```{{audio}}\ntitle: Steps\nfile: ../files/b.mp3\ntranscript: |\n  - Tap\n```\n\n"
        "```{download}\ntitle: Plan\nfile: ../files/c.pdf\n```\n\n"
        "```{embed}\ntitle: Talk\nurl: https://www.youtube.com/watch?v=x\n```\n\n"
        f"```{{glossary}}\nArch: What *bears*.\nPier: What stands.\n```\n\n{CHECK}",
    )

    assert blocks == (
        ("video", {"title": "A walk", "file": "files/a.mp4", "captions": "files/a.vtt", "transcript": "<p>Two walk.</p>"}),
        ("audio", {"title": "Steps", "file": "files/b.mp3", "transcript": "<ul><li>Tap</li></ul>"}),
        ("download", {"title": "Plan", "file": "files/c.pdf"}),
        ("embed", {"title": "Talk", "url": "https://www.youtube.com/watch?v=x"}),
        (
            "glossary",
            {
                "terms": [
                    {"term": "Arch", "definition": "<p>What <i>bears</i>.</p>"},
                    {"term": "Pier", "definition": "<p>What stands.</p>"},
                ]
            },
        ),
        (
            "check",
            [{"type": "true_false", "value": {"text": "<p>Is it?</p>", "answer": "true", "feedback": "<p>It is.</p>"}}],
        ),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("![](../images/a.svg)", "4: an image needs a description in its square brackets"),
        (f"![{'x' * 501}](../images/a.svg)", "4: the description has 501 characters; at most 500 are allowed"),
        ("![a](../images/a.svg) b", "4: an image stands alone in its paragraph"),
        ("![a](../images/b.svg)", "4: there is no “images/b.svg”"),
        ("![a](../../bridges/images/a.svg)", "4: this must lead into the course's folder “images”"),
        ("![a](../../../../etc/passwd)", "4: this must lead into the course's folder “images”"),
        ("![a](/images/a.svg)", "4: this must lead into the course's folder “images”"),
        ("![a](https://example.org/a.svg)", "4: this must lead into the course's folder “images”"),
        ("![a](../course.yaml)", "4: this must lead into the course's folder “images”"),
        ("![a](..\\images\\a.svg)", "4: this must lead into the course's folder “images”"),
        ("![a](data:image/svg+xml,x)", "4: this must lead into the course's folder “images”"),
        (
            "```{film}\na: b\n```",
            "4: there is no block “{film}”; there are {video}, {audio}, {download}, {embed}, {glossary}, {check}",
        ),
        ("```{glossary}\n- a\n```", "5: here should be keys with values"),
        ("```{glossary}\na:\n```", "5: a is empty"),
        (f"```{{glossary}}\n{'x' * 101}: b\n```", "5: a word of a glossary has 1 to 100 characters"),
        (f"```{{glossary}}\na: {'x' * 1001}\n```", "5: a has 1001 characters; at most 1000 are allowed"),
        (
            "```{glossary}\n" + "".join(f"w{number}: x\n" for number in range(101)) + "```",
            "5: a glossary has 1 to 100 words; this one has 101",
        ),
        ("```{glossary}\na: '[x](javascript:y)'\n```", "5: a link begins with https://, http:// or mailto:"),
        ("```{audio}\ntitle: a\ntranscript: b\n```", "5: file is missing"),
        ("```{embed}\ntitle: a\nurl: http://www.youtube.com/x\n```", "6"),
        ("```{embed}\ntitle: a\nurl: https://example.org/x\n```", "6"),
        ("```{embed}\ntitle: a\nurl: javascript:alert(1)\n```", "6"),
        ("```{download}\ntitle: a\nfile: ../images/a.svg\n```", "6: this must lead into the course's folder “files”"),
        ("```{download}\nfile: ../files/c.pdf\n```", "5: title is missing"),
        ("```{download}\ntitle: a\n```", "5: file is missing"),
        ("```{audio}\ntitle: a\nfile: ../files/c.pdf\ntranscript: b\n```", "6: here may stand only M4A, MP3, OGG"),
        ("```{check}\ntype: true_false\ntext: a\nanswer: true\npoints: 2\n```", "8: unknown key “points”"),
        (
            "```{check}\ntype: guess\n```",
            "5: type must be one of matching, multiple, number, ordering, short_text, single, true_false; it is “guess”",
        ),
        ("[a](http://[zz:z]/)", "4: this is no web address"),
        ("[a](02-none.md)", "4: this link leads to “01-stone/02-none.md”, which is no lesson or quiz of the course"),
        ("[a](module.yaml)", "4: this link leads to “01-stone/module.yaml”, which is no lesson or quiz of the course"),
        ("[a](../../02-x/01-y.md)", "4: this link leads out of the course"),
        ("[a](/01-stone/01-old.md)", "4: this link leads out of the course"),
        ("[a](01-old.md#part)", "4: a link leads to a whole lesson; leave out what begins with ? or #"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(folder, text, reason):
    give(folder, images_a_svg=DRAWING, files_c_pdf=PDF)
    hosts = f"url must be an https address at one of {', '.join(sorted(settings.EMBED_HOSTS))}"

    found = reasons(folder, f"{text}\n")

    unused = [f"{name}:1: nothing in the course names this file" for name in ("files/c.pdf", "images/a.svg")]
    assert [fault for fault in found if fault not in unused] == [reason if ":" in reason else f"{reason}: {hosts}"]


def test_a_link_names_the_file_of_its_page(folder):
    write(folder / "02-wood" / "module.yaml", "title: Wood\n")
    write(folder / "02-wood" / "01-new.md", lesson("Text.\n"))

    blocks = body(folder, "[new](../02-wood/01-new.md) and [itself](./01-old.md) and [in](../01-stone/01-old.md)\n")

    assert blocks[0][1].count('linktype="page"') == 3
    assert '<a linktype="page" id="02-wood/01-new.md">new</a>' in blocks[0][1]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("images/a.png", PDF, "The name says PNG, but the file is something else or damaged."),
        ("images/a.svg", b"<html><script>alert(1)</script></html>", "This is not an SVG drawing."),
        ("images/a.pdf", PDF, "Images are GIF, JPG, PNG, SVG, WEBP."),
        ("files/a.pdf", b"<html>", "The name says PDF, but the file is something else or damaged."),
        ("files/a.exe", b"MZ", "Files are CSV, DOCX, M4A, MP3, MP4, ODT, OGG, PDF, PPTX, TXT, VTT, WEBM, XLSX, ZIP."),
        ("files/a.pdf", b"", "This file is empty."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(folder, name, data, reason):
    write(folder / name, data)

    assert f"{name}:1: {reason}" in faults(folder)


def test_a_huge_image_is_refused_before_it_is_drawn(folder):
    data = saved(Image.new("1", (8_000, 8_000)), "PNG")
    give(folder, images_a_png=data)

    assert reasons(folder, "![a](../images/a.png)\n") == ["images/a.png:1: An image has at most 50 million pixels."]


def test_an_image_of_many_bytes_is_refused(folder):
    give(folder, images_a_png=b"x" * (10 * 1024 * 1024 + 5))

    assert reasons(folder, "![a](../images/a.png)\n") == ["images/a.png:1: An image has at most 10 MB."]


def test_a_file_that_nothing_names_is_a_fault(folder):
    give(folder, images_a_svg=DRAWING, files_c_pdf=PDF)

    assert faults(folder) == [
        "files/c.pdf:1: nothing in the course names this file",
        "images/a.svg:1: nothing in the course names this file",
    ]


def test_where_a_lesson_cannot_be_read_nobody_says_what_it_names(folder):
    give(folder, images_a_svg=DRAWING)
    write(folder / LESSON, "![a](../images/a.svg)\n")

    assert faults(folder) == [f"{LESSON}:1: a lesson begins with front matter between two lines of three hyphens"]


@pytest.mark.parametrize("place", ["images", "files", "images/a.svg"])
def test_links_in_the_file_system_are_not_followed(folder, tmp_path, place):
    write(tmp_path / "secret" / "a.svg", DRAWING)
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).symlink_to(tmp_path / "secret" / ("a.svg" if "." in place else ""))

    assert f"{place}:1: links in the file system are not followed" in faults(folder)


def test_a_name_that_would_break_a_line_is_written_out(folder):
    write(folder / "evil\nname\x1b.md", "x")
    write(folder / os.fsdecode(b"half\xff.pdf"), "x")

    assert faults(folder) == [
        "half\\udcff.pdf:1: this is no part of a course folder",
    ]


def test_what_cannot_be_read_is_told(folder, monkeypatch):
    give(folder, images_a_svg=DRAWING)
    monkeypatch.setattr(files.os, "O_NOFOLLOW", os.O_DIRECTORY)

    assert [fault.split(": ")[1] for fault in faults(folder)] == ["this file cannot be read"] * 4


def test_a_folder_that_is_gone_meanwhile_is_told(folder):
    found = []

    assert list(files.Files(folder, found).entries(folder / "02-wood")) == []
    assert [str(fault) for fault in found] == ["02-wood:1: this folder cannot be read"]


def test_many_files_stop_the_reading_of_images(folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 4)
    give(folder, images_a_svg=DRAWING, images_b_svg=DRAWING)

    assert faults(folder) == ["course.yaml:1: the folder has more than 4 files"]
