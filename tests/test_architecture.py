"""The rules of the house that no linter knows: imports point down, and so do names in strings and templates."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
# A room may name those of a higher level number, which stand below it.
LEVEL = {name.strip(" ()"): level for level, layer in enumerate(CONTRACT["layers"]) for name in layer.split("|")}
ROOMS = settings.ROOMS
# These names are Django's own settings and point at a room by design.
SWAPPABLE = {"accounts.User", "library.LibraryImage", "library.LibraryDocument"}


def python_files(room):
    return [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def templates(room):
    return [*(ROOT / "templates" / room).rglob("*.*"), *(ROOT / room / "templates").rglob("*.*")]


def test_every_room_has_a_place_in_the_contract():
    assert set(ROOMS) <= set(LEVEL)


def test_the_rooms_of_the_settings_stand_in_the_order_of_the_contract():
    assert sorted(ROOMS, key=LEVEL.__getitem__) == ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_url_names_point_down(room):
    names = re.compile(r"""(?:\burl |reverse(?:_lazy)?\(|redirect\()\s*["'](\w+):""")
    upwards = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [*python_files(room), *templates(room)]
        for name in names.findall(path.read_text())
        if LEVEL.get(name, 99) < LEVEL[room]
    ]

    assert upwards == []


@pytest.mark.parametrize("room", ROOMS)
def test_model_names_in_strings_point_down(room):
    names = re.compile(rf"""["']((?:{"|".join(ROOMS)})\.[A-Z]\w+)["']""")
    # A page says by name under which page types it may stand, upper rooms included (DESIGN: page types as strings).
    upwards = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files(room)
        for line in path.read_text().splitlines()
        for name in names.findall(line)
        if "page_types" not in line and name not in SWAPPABLE and LEVEL[name.split(".")[0]] < LEVEL[room]
    ]

    assert upwards == []


@pytest.mark.parametrize("room", ROOMS)
def test_template_tags_point_down(room):
    libraries = {
        path.stem: other
        for other in ROOMS
        for path in (ROOT / other / "templatetags").glob("*.py")
        if path.stem != "__init__"
    }
    loads = re.compile(r"{% load (\w+) %}")
    upwards = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in templates(room)
        for name in loads.findall(path.read_text())
        if LEVEL.get(libraries.get(name, "core"), 99) < LEVEL[room]
    ]

    assert upwards == []


@pytest.mark.parametrize("room", ROOMS)
def test_included_templates_point_down(room):
    names = re.compile(r"""{% (?:include|extends) ["'](\w+)/""")
    upwards = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in templates(room)
        for name in names.findall(path.read_text())
        if LEVEL.get(name, 99) < LEVEL[room]
    ]

    assert upwards == []


def test_no_file_collects_leftovers():
    names = {"utils", "helpers", "services", "managers", "misc", "common"}

    assert [path.name for room in ROOMS for path in python_files(room) if path.stem in names] == []


def test_no_file_is_longer_than_500_lines():
    long = [
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in python_files(room)
        if len(path.read_text().splitlines()) > 500
    ]

    assert long == []


def test_tracking_rows_stay_out_of_wagtails_reference_index():
    tracking = ["enrolments", "tutors", "certificates", "alumni", "notices", "jobs"]
    indexed = [
        model._meta.label
        for room in tracking
        for model in apps.get_app_config(room).get_models()
        if not getattr(model, "wagtail_reference_index_ignore", False)
    ]

    assert indexed == []


def test_no_lock_and_no_text_names_a_registry():
    hosts = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian")
    texts = [*ROOT.glob("*.txt"), *ROOT.glob("*.md"), *ROOT.glob("*.toml"), *(ROOT / "docs").rglob("*.md")]

    assert [path.name for path in texts if hosts.search(path.read_text())] == []
