"""Exporting a course: what is written reads back as it was, or nothing is written and the reason is told."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction

from courses.folder.gathering import numbers
from courses.folder.importing import import_path
from courses.models import CoursePage, LessonPage
from library.actions import store_image
from library.models import LibraryImage
from tests.courses.factories import make_catalogue, make_course, make_lesson, make_locale, make_module
from tests.courses.test_outlines import NOW

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "courses" / "how-the-internet-works"
EVERYTHING = ROOT / "tests" / "courses" / "folders" / "everything"
# Of these, numbers and names in the folder are not those that an export gives.
RENAMED = {"02-wood": "02-timber", "01-beam.md": "01-the-beam.md", "99-quiz.yaml": "02-last-quiz.yaml"}


def files_of(folder):
    """A folder's content by its names."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def renamed(files):
    """Files under the names that an export gives them, in their texts as well."""
    for old, new in RENAMED.items():
        files = {
            name.replace(old, new): data.replace(old.encode(), new.encode()) if name.endswith(".md") else data
            for name, data in files.items()
        }
    return files


def imported(folder, **options):
    return import_path(folder, now=NOW, **options).counts()


def exported(name, folder, *options):
    call_command("export_course", name, str(folder), *options, verbosity=0)
    return files_of(folder)


def test_a_folder_that_uses_everything_is_written_as_it_was(tmp_path):
    make_catalogue()
    make_course(slug="before")
    imported(EVERYTHING)

    files = exported("all-there-is", tmp_path / "out", "--draft")

    assert files == renamed(files_of(EVERYTHING))


def again(name, folder, tmp_path):
    """The folder imported, exported, imported once more and exported once more; all in one."""
    make_catalogue()
    created = imported(folder)
    first = exported(name, tmp_path / "first", "--draft")
    unchanged = imported(tmp_path / "first")
    second = exported(name, tmp_path / "second", "--draft")
    return created, unchanged, first == second


def nothing_changed(counts):
    return {name: count for name, count in counts.items() if count and name != "unchanged"} == {}


def test_an_export_of_the_demo_imports_as_no_change_and_exports_the_same(tmp_path):
    created, unchanged, is_same = again("how-the-internet-works", DEMO, tmp_path)

    assert nothing_changed(unchanged)
    assert unchanged["unchanged"] == created["created"]
    assert is_same


@pytest.mark.real_courses
def test_an_export_of_a_real_course_imports_as_no_change_and_exports_the_same(real_courses, tmp_path):
    created, unchanged, is_same = again("net-intro", real_courses / "net-intro", tmp_path)

    assert nothing_changed(unchanged)
    assert unchanged["unchanged"] == created["created"] == 1 + 10 + 77 + 9
    assert is_same


def refusal(capsys, *args):
    """What the command says when it refuses."""
    with pytest.raises(SystemExit) as refused:
        call_command("export_course", *map(str, args))
    assert refused.value.code == 1
    return capsys.readouterr().err.splitlines()


def with_body(page, *blocks):
    """The first lesson of a course says this now, as a draft."""
    lesson = LessonPage.objects.descendant_of(page).first()
    lesson.body = lesson.body.stream_block.to_python([{"type": kind, "value": value} for kind, value in blocks])
    lesson.save_revision()
    return lesson


def drawing(side):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" />'.encode()


def test_what_is_published_is_exported(tmp_path):
    page = make_course(lessons=2, slug="bridges")
    first, second = LessonPage.objects.descendant_of(page).order_by("path")
    first.get_latest_revision() or first.save_revision().publish()
    first.title = "Tomorrow's"
    first.save_revision()
    second.unpublish()

    live, draft = exported("bridges", tmp_path / "live"), exported("bridges", tmp_path / "draft", "--draft")

    [lesson] = [name for name in live if name.endswith(".md")]
    assert b"Tomorrow's" not in live[lesson]
    assert b"Tomorrow's" in draft[lesson]
    assert len(draft) == len(live) + 1


def test_a_draft_is_exported_when_it_is_asked_for(tmp_path, capsys):
    make_course(lessons=1, slug="bridges", title="Bridges", publish=False)

    said = refusal(capsys, "bridges", tmp_path / "out")

    assert said == ["course.yaml:1: “Bridges” is not published; only its draft can be exported"]
    assert list(tmp_path.iterdir()) == []
    assert len(exported("bridges", tmp_path / "out", "--draft")) == 3


def test_the_command_says_what_it_did(tmp_path, capsys):
    make_course(lessons=1, slug="bridges", title="Bridges")

    call_command("export_course", "bridges", str(tmp_path / "out"))

    assert capsys.readouterr().out == f"Bridges: 3 files written to {tmp_path / 'out'}.\n"


def test_a_course_is_found_by_its_key_as_well(tmp_path):
    page = make_course(lessons=1, slug="bridges")
    page.slug = "all-bridges"
    page.save_revision().publish()

    assert exported("bridges", tmp_path / "key") == exported("all-bridges", tmp_path / "slug")


@pytest.mark.parametrize(("options", "message"), [([], "“tunnels”"), (["--language", "fr"], "in the language fr")])
def test_a_course_that_is_not_there_is_an_error(tmp_path, options, message):
    with pytest.raises(CommandError, match=message):
        call_command("export_course", "tunnels", str(tmp_path / "out"), *options)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: (path.mkdir(), (path / "x").write_text("x")), "out:1: the folder is not empty"),
        (lambda path: path.write_text("x"), "out:1: this is not a folder"),
        (lambda path: path.symlink_to(path.parent), "out:1: this is not a folder"),
    ],
)
def test_nothing_is_written_over(tmp_path, capsys, make, reason):
    make_course(lessons=1, slug="bridges")
    make(tmp_path / "out")

    assert refusal(capsys, "bridges", tmp_path / "out") == [reason]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_without_a_place_is_refused(tmp_path, capsys):
    make_course(lessons=1, slug="bridges")

    said = refusal(capsys, "bridges", tmp_path / "nowhere" / "out")

    assert said == ["out:1: the folder above it is not there"]


def test_an_empty_folder_is_filled(tmp_path):
    make_course(lessons=1, slug="bridges")
    (tmp_path / "out").mkdir()

    assert len(exported("bridges", tmp_path / "out")) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_files_are_numbered_and_named_after_their_keys(tmp_path):
    page = make_course(lessons=0, modules=0, slug="bridges")
    module = make_module(page, lessons=0, title="Stone")
    for name in ("Stone old", "New", "Stone"):
        make_lesson(module, title=name)

    files = exported("bridges", tmp_path / "out")

    assert sorted(files) == [
        "01-stone/01-old.md",
        "01-stone/02-new.md",
        "01-stone/03-stone.md",
        "01-stone/module.yaml",
        "course.yaml",
    ]


def test_three_digits_stand_where_two_are_too_few():
    assert numbers(0) == []
    assert numbers(99)[0::98] == ["01", "99"]
    assert numbers(100)[0::99] == ["001", "100"]


def test_images_of_one_name_get_names_of_their_own(tmp_path):
    page = make_course(lessons=1, slug="bridges")
    images = [
        store_image(name=f"{name}.svg", data=drawing(side), title=title, by=None).pk
        for side, (name, title) in enumerate([("a", "A Pier.svg"), ("b", "a pier"), ("c", "جسر"), ("d", "x_y.v2")], start=1)
    ]
    with_body(page, *(("image", {"image": pk, "alt": "A pier", "caption": ""}) for pk in [*images, images[0]]))

    files = exported("bridges", tmp_path / "out", "--draft")

    assert {name: data for name, data in files.items() if name.startswith("images/")} == {
        "images/a-pier.svg": drawing(1),
        "images/a-pier-2.svg": drawing(2),
        "images/image.svg": drawing(3),
        "images/x-y.v2.svg": drawing(4),
    }


def test_a_picture_that_the_library_has_twice_is_one(tmp_path):
    page = make_course(lessons=1, slug="bridges")
    first = store_image(name="pier.svg", data=drawing(5), title="Pier", by=None)
    twin = LibraryImage.objects.get(pk=first.pk)
    twin.pk, twin.title = None, "The same pier"
    twin.save()
    with_body(page, *(("image", {"image": pk, "alt": "A pier", "caption": ""}) for pk in (twin.pk, first.pk)))

    files = exported("bridges", tmp_path / "out", "--draft")

    assert [name for name in files if name.startswith("images/")] == ["images/pier.svg"]
    assert nothing_changed(imported(tmp_path / "out"))


def test_what_the_editor_wrote_imports_as_no_change(tmp_path):
    page = make_course(lessons=2, slug="bridges")
    other = make_course(lessons=1, slug="tunnels", title="Tunnels")
    first, second = LessonPage.objects.descendant_of(page).order_by("path")
    with_body(
        page,
        ("text", '<p data-block-key="a1">One <b>bold </b>word </p><p data-block-key="a2"></p>'),
        ("text", f'<p data-block-key="b1"><a id="{second.pk}" linktype="page">next</a></p>'),
        ("text", f'<p data-block-key="b2"><a id="{other.pk}" linktype="page">another course</a></p>'),
        ("text", "<p></p>"),
        ("code", {"language": "", "code": "a\r\nb\r\n"}),
        ("quotation", {"text": '<p data-block-key="c1">So\u00a0!</p>', "source": "A  book"}),
    )

    files = exported("bridges", tmp_path / "out", "--draft")
    counts = imported(tmp_path / "out")

    text = files[next(name for name in sorted(files) if name.endswith(".md"))].decode()
    assert "One **bold** word\n\n[next](02-" in text
    assert "[another course](http://localhost/en/courses/tunnels/)" in text
    assert nothing_changed(counts)
    assert exported("bridges", tmp_path / "again", "--draft") == files
    assert first.pk != second.pk


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([("text", "<h3>Deep</h3>")], "the first heading must be ##"),
        ([], "the lesson has no text"),
        ([("text", '<p><a href="tel:+123">call</a></p>')], "a link begins with https://, http:// or mailto:"),
        ([("text", '<p><a linktype="page" id="999999">gone</a></p>')], "a link to a page that is not there any more"),
        ([("text", "<p><u>under</u></p>")], "holds what the format cannot: <u> in a text"),
        ([("text", "<h2>two<br/>lines</h2>")], "a line break in a heading, a table or an answer"),
        ([("quotation", {"text": "<p><b>Note:</b> so</p>", "source": ""})], "write body, number 1 (quotation)"),
        (
            [("image", {"image": 999999, "alt": "x", "caption": ""})],
            "holds what the format cannot: an image that is not there any more",
        ),
        (
            [
                (
                    "table",
                    {
                        "columns": [{"type": "text", "heading": "a"}],
                        "rows": [{"values": ["<p>b</p><p>c</p>"]}],
                        "caption": "",
                    },
                )
            ],
            "more than one paragraph where the format has one line",
        ),
        (
            [("table", {"columns": [{"type": "text", "heading": "a"}], "rows": [{"values": ["b"]}], "caption": "c"})],
            "a caption of a table",
        ),
        (
            [
                (
                    "glossary",
                    {"terms": [{"term": "pier", "definition": "<p>a</p>"}, {"term": "pier", "definition": "<p>b</p>"}]},
                )
            ],
            "a word that stands twice in one glossary",
        ),
    ],
)
def test_what_the_format_cannot_hold_is_told_and_nothing_is_written(tmp_path, capsys, blocks, reason):
    page = make_course(lessons=1, slug="bridges")
    with_body(page, *blocks)

    said = refusal(capsys, "bridges", tmp_path / "out", "--draft")

    assert len(said) == 1
    assert said[0].split("/")[1].startswith("01-")
    assert reason in said[0]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_gone_from_the_library_is_told(tmp_path, capsys):
    page = make_course(lessons=1, slug="bridges")
    image = store_image(name="pier.svg", data=drawing(7), title="Pier", by=None)
    with_body(page, ("image", {"image": image.pk, "alt": "A pier", "caption": ""}))
    image.file.storage.delete(image.file.name)

    said = refusal(capsys, "bridges", tmp_path / "out", "--draft")

    assert said == [f"images/pier.svg:1: the file “{image.file.name}” is gone from the library"]


def test_a_slug_that_the_format_does_not_know_is_told(tmp_path, capsys):
    make_course(lessons=1, slug="Old_Bridges")

    said = refusal(capsys, "Old_Bridges", tmp_path / "out")

    assert said == ["course.yaml:3: slug must be made of small Latin letters, digits and hyphens: “Old_Bridges”"]


def test_a_translation_is_written_by_its_texts(tmp_path):
    make_catalogue("fr")
    make_catalogue()
    make_course(slug="before")
    imported(EVERYTHING)
    page = CoursePage.objects.get(key="everything")
    CopyPageForTranslationAction(page=page, locale=make_locale("fr"), include_subtree=True).execute()
    french = CoursePage.objects.get(key="everything", locale__language_code="fr")

    files = exported("everything", tmp_path / "out", "--language", "fr", "--draft")
    counts = imported(tmp_path / "out")
    again = exported("everything", tmp_path / "again", "--language", "fr", "--draft")

    course = files["course.yaml"].decode()
    assert "translation_of: everything\n" in course
    assert "language: fr\n" in course
    assert "level:" not in course
    assert f"slug: {french.slug}\n" in course
    assert b"minutes" not in files["01-stone/01-words.md"]
    assert nothing_changed(counts)
    assert again == files
