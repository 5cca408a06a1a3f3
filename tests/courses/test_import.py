"""Importing a course folder: what becomes of pages, and what a second import leaves alone."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page, Revision

from courses.folder import writer
from courses.folder.reader import read_folder
from courses.folder.writer import import_folder
from courses.models import Course, CoursePage, ImportedPage, LessonPage, ModulePage, Outline, Unit, UnitText
from courses.outline import Modules, parse_facts
from tests.courses.factories import course_of, make_catalogue, make_course, make_lesson
from tests.courses.test_outlines import NOW, entries, outline, retired, titles

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "courses" / "how-the-internet-works"


@pytest.fixture
def folder(tmp_path):
    """A folder of two modules with two lessons each."""
    make_catalogue()
    root = tmp_path / "bridges"
    write(root / "course.yaml", "title: Bridges\nlanguage: en\nhours: 1.5\ntopics: [stone, Wood]\noutcomes: [Cross one.]\n")
    for module in ("01-stone", "02-wood"):
        write(root / module / "module.yaml", f"title: {module[3:].title()}\n")
        for lesson in ("01-old", "02-new"):
            write(
                root / module / f"{lesson}.md", f"---\ntitle: {lesson[3:].title()} {module[3:]}\n---\n\nOf {module[3:]}.\n"
            )
    return root


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def change(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def imported(folder, **options):
    return import_folder(course=read_folder(folder, languages=["en", "fr"]), now=NOW, **options)


def the_course():
    return CoursePage.objects.get(key="bridges")


def counts(summary):
    return {name: count for name, count in summary.counts().items() if count}


def test_a_new_course_is_a_draft_with_all_in_it_ready(folder):
    summary = imported(folder)

    assert counts(summary) == {"created": 7}
    assert the_course().live is False
    assert Course.objects.count() == 0

    the_course().get_latest_revision().publish()

    assert titles(the_course()) == ["Old stone", "New stone", "Old wood", "New wood"]


def test_publishing_takes_it_live_at_once(folder):
    imported(folder, publish=True)

    page = the_course()
    facts = parse_facts(outline(page).facts)
    assert (facts.hours, facts.topics, facts.outcomes) == ("1.5", ("Wood", "stone"), ("Cross one.",))
    assert [entry.key for entry in entries(page)] == ["stone-old", "stone-new", "wood-old", "wood-new"]
    assert [text.html for text in UnitText.objects.order_by("unit_id")] == ["<p>Of stone.</p>"] * 2 + ["<p>Of wood.</p>"] * 2
    assert course_of(page).code == "bridges"


def test_importing_again_changes_nothing(folder):
    imported(folder, publish=True)
    before = list(Revision.objects.values_list("pk")), list(Outline.objects.values())

    summary = imported(folder, publish=True)

    assert counts(summary) == {"unchanged": 7}
    assert (list(Revision.objects.values_list("pk")), list(Outline.objects.values())) == before


def test_publishing_later_takes_all_live(folder):
    imported(folder)

    imported(folder, publish=True)

    assert len(titles(the_course())) == 4


def test_a_changed_lesson_alone_gets_a_revision(folder):
    imported(folder, publish=True)
    before = Revision.objects.count()
    change(folder / "01-stone" / "01-old.md", "Of stone.", "Of *old* stone.")

    summary = imported(folder)

    assert summary.changed == ["01-stone/01-old.md"]
    assert Revision.objects.count() == before + 1
    assert UnitText.objects.get(unit__key="stone-old").html == "<p>Of <i>old</i> stone.</p>"


def test_a_changed_course_keeps_its_state(folder):
    imported(folder, publish=True)
    the_course().unpublish()
    LessonPage.objects.get(key="wood-new").unpublish()
    change(folder / "course.yaml", "Bridges", "All bridges")
    change(folder / "02-wood" / "02-new.md", "Of wood", "Of new wood")

    imported(folder)

    page = the_course()
    assert (page.live, page.draft_title) == (False, "All bridges")
    assert LessonPage.objects.get(key="wood-new").live is False


def test_a_page_edited_in_the_admin_is_kept_and_listed(folder):
    imported(folder, publish=True)
    lesson = LessonPage.objects.get(key="stone-old")
    lesson.title = "Mine"
    lesson.save_revision()
    change(folder / "01-stone" / "01-old.md", "Of stone", "Of old stone")

    summary = imported(folder, publish=True)

    assert counts(summary) == {"unchanged": 6, "kept": 1}
    assert summary.kept == ["01-stone/01-old.md"]
    assert LessonPage.objects.get(pk=lesson.pk).draft_title == "Mine"
    assert LessonPage.objects.get(pk=lesson.pk).title == "Old stone"


def test_force_overwrites_what_was_edited(folder):
    imported(folder, publish=True)
    lesson = LessonPage.objects.get(key="stone-old")
    lesson.body = [("text", "<p>Mine.</p>")]
    lesson.save_revision().publish()

    summary = imported(folder, force=True)

    assert summary.changed == ["01-stone/01-old.md"]
    assert UnitText.objects.get(unit__key="stone-old").html == "<p>Of stone.</p>"
    assert counts(imported(folder)) == {"unchanged": 7}


def test_what_left_the_folder_is_retired(folder):
    imported(folder, publish=True)
    (folder / "01-stone" / "01-old.md").unlink()
    for path in (folder / "02-wood").iterdir():
        path.unlink()
    (folder / "02-wood").rmdir()

    summary = imported(folder)

    assert sorted(summary.retired) == ["New wood", "Old stone", "Old wood", "Wood"]
    assert titles(the_course()) == ["New stone"]
    assert retired(the_course()) == ["New wood", "Old stone", "Old wood"]


def test_what_comes_back_is_the_unit_it_was(folder):
    imported(folder, publish=True)
    path = folder / "01-stone" / "01-old.md"
    unit, text = Unit.objects.get(key="stone-old"), path.read_text()
    path.unlink()
    imported(folder)

    write(path, text)
    imported(folder)

    assert entries(the_course())[0].id == unit.pk
    assert retired(the_course()) == []


def test_a_course_that_was_deleted_comes_back_with_its_units(folder):
    imported(folder, publish=True)
    course, units = Course.objects.get(), list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    the_course().delete()

    imported(folder, publish=True)

    assert Course.objects.get() == course
    assert [entry.id for entry in entries(the_course())] == units
    assert outline(the_course()).is_open is True


def test_what_left_the_folder_is_kept_if_it_was_edited(folder):
    imported(folder, publish=True)
    lesson = LessonPage.objects.get(key="stone-old")
    lesson.title = "Mine"
    lesson.save_revision()
    (folder / "01-stone" / "01-old.md").unlink()

    summary = imported(folder)

    assert (summary.kept, summary.retired) == (["Old stone"], [])
    assert len(titles(the_course())) == 4


def test_a_page_made_in_the_admin_is_never_retired(folder):
    imported(folder, publish=True)
    make_lesson(ModulePage.objects.get(key="wood"), title="Mine")

    summary = imported(folder, force=True)

    assert (summary.kept, summary.retired) == (["Mine"], [])
    assert titles(the_course())[-1] == "Mine"


def test_a_module_that_left_stays_while_somebodys_page_is_in_it(folder):
    imported(folder, publish=True)
    make_lesson(ModulePage.objects.get(key="wood"), title="Mine")
    for path in (folder / "02-wood").iterdir():
        path.unlink()
    (folder / "02-wood").rmdir()

    summary = imported(folder)

    assert sorted(summary.kept) == ["Mine", "Wood"]
    assert titles(the_course()) == ["Old stone", "New stone", "Mine"]


def test_new_numbers_change_the_order_and_nothing_else(folder):
    imported(folder, publish=True)
    units = {entry.key: entry.id for entry in entries(the_course())}
    (folder / "01-stone" / "01-old.md").rename(folder / "01-stone" / "03-old.md")
    (folder / "01-stone").rename(folder / "05-stone")

    summary = imported(folder)

    assert counts(summary) == {"unchanged": 7}
    assert [entry.key for entry in entries(the_course())] == ["wood-old", "wood-new", "stone-new", "stone-old"]
    assert {entry.key: entry.id for entry in entries(the_course())} == units


def test_a_lesson_with_a_key_may_move_to_another_module(folder):
    change(folder / "01-stone" / "01-old.md", "title:", "key: first\ntitle:")
    imported(folder, publish=True)
    unit = Unit.objects.get(key="first")
    (folder / "01-stone" / "01-old.md").rename(folder / "02-wood" / "03-last.md")

    summary = imported(folder)

    assert counts(summary) == {"unchanged": 7}
    assert [(entry.key, entry.id) for entry in entries(the_course())][-1] == ("first", unit.pk)


def test_a_new_lesson_in_the_middle_stands_there(folder):
    imported(folder, publish=True)
    (folder / "01-stone" / "02-new.md").rename(folder / "01-stone" / "03-new.md")
    write(folder / "01-stone" / "02-between.md", "---\ntitle: Between\n---\nText.\n")

    imported(folder)

    assert titles(the_course())[:3] == ["Old stone", "Between", "New stone"]
    assert outline(the_course()).version == 2


def test_structure_comes_from_the_folder(folder):
    change(folder / "01-stone" / "01-old.md", "title:", "minutes: 7\nrequired: false\ndone_by: mark\nsample: true\ntitle:")
    change(folder / "02-wood" / "module.yaml", "title:", "locked: true\nsummary: Of trees.\ntitle:")

    imported(folder, publish=True)

    entry = entries(the_course())[0]
    assert (entry.minutes, entry.is_required, entry.done_by, entry.is_sample) == (7, False, "mark", True)
    module = list(Modules.parse(outline(the_course()).modules))[1]
    assert (module.is_locked, module.summary) == (True, "Of trees.")


def test_an_import_broken_off_shows_nothing_and_goes_on_when_run_again(folder, monkeypatch):
    imported(folder, publish=True)
    change(folder / "01-stone" / "01-old.md", "Of stone", "Of old stone")
    write(folder / "01-stone" / "03-more.md", "---\ntitle: More\n---\nText.\n")
    with monkeypatch.context() as patch:
        patch.setattr(writer._Import, "retire", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            imported(folder)
    assert UnitText.objects.get(unit__key="stone-old").html == "<p>Of stone.</p>"
    assert len(titles(the_course())) == 4
    assert ImportedPage.objects.filter(is_pending=True).count() == 2

    summary = imported(folder)

    assert counts(summary) == {"unchanged": 8}
    assert UnitText.objects.get(unit__key="stone-old").html == "<p>Of old stone.</p>"
    assert titles(the_course())[2] == "More"


def test_names_of_others_are_refused(folder):
    make_course(slug="bridges", key="other", code="crossings")
    change(folder / "course.yaml", "title:", "code: crossings\ntitle:")

    with pytest.raises(writer.FolderRefused) as refused:
        imported(folder)

    assert [fault.reason for fault in refused.value.faults] == [
        "the code “crossings” is another course's",
        "the slug “bridges” is another course's",
    ]
    assert CoursePage.objects.count() == 1


def test_a_language_without_a_catalogue_is_refused(folder):
    change(folder / "course.yaml", "language: en", "language: fr")

    with pytest.raises(writer.FolderRefused) as refused:
        imported(folder)

    assert [str(fault) for fault in refused.value.faults] == [
        "course.yaml:2: the site has no catalogue in the language “fr”"
    ]


def test_the_command_tells_what_it_did(folder, capsys):
    call_command("import_course", str(folder), "--publish")
    lesson = LessonPage.objects.get(key="stone-old")
    lesson.title = "Mine"
    lesson.save_revision()
    (folder / "02-wood" / "02-new.md").unlink()
    capsys.readouterr()

    call_command("import_course", str(folder))

    assert capsys.readouterr().out.splitlines() == [
        "Bridges: 0 created, 0 changed, 5 unchanged, 1 kept, 1 retired.",
        "kept, since it was edited or made in the admin: 01-stone/01-old.md",
        "retired, since it left the folder: New wood",
    ]


def test_the_command_tells_every_fault_and_imports_nothing(folder, capsys):
    change(folder / "course.yaml", "language: en", "language: xx\nlevel: high")
    change(folder / "01-stone" / "01-old.md", "Of stone.", "Of <b>stone</b>.")
    (folder / "02-wood" / "module.yaml").unlink()

    with pytest.raises(SystemExit) as exit_:
        call_command("import_course", str(folder))

    assert exit_.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "01-stone/01-old.md:5: HTML is not read; write \\< for a sign that is to be seen",
        "02-wood/module.yaml:1: the file is missing",
        "course.yaml:2: language must be one of ar, en, es, fr; it is “xx”",
        "course.yaml:3: level must be one of advanced, beginner, intermediate; it is “high”",
    ]
    assert Page.objects.type(CoursePage).count() == 0


def test_the_demo_course_is_imported_whole():
    make_catalogue()

    imported(DEMO, publish=True)

    page = CoursePage.objects.get(key="how-the-internet-works")
    assert len(titles(page)) == 9
    assert [entry.done_by for entry in entries(page)] == ["continue"] * 8 + ["mark"]
    html = UnitText.objects.get(unit__key="finding-a-machine-addresses").html
    assert re.findall(r"<h2>([^<]+)</h2>", html)[0] == "What an address looks like"
    assert "<script" not in html
    assert counts(imported(DEMO)) == {"unchanged": 13}
