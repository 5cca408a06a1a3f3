"""Exporting a course: what is written reads back as it was, or nothing is written and the reason is told."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.folder.importing import import_path
from tests.courses.factories import make_catalogue, make_course
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
