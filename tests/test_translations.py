"""Every text of ours stands in every catalogue, complete."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The catalogues as `make messages` would leave them, made in a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources")
    for name in [*settings.ROOMS, "templates", "locale"]:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    shutil.copy(ROOT / "manage.py", copy)
    command = [sys.executable, "manage.py", "makemessages", "--no-location", "--no-wrap", "--verbosity", "0"]
    subprocess.run([*command, *(f"--locale={code}" for code in LANGUAGES)], cwd=copy, check=True, timeout=180)
    return copy / "locale"


def catalogue(folder, language):
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def texts(message):
    given = message.string
    return list(given) if isinstance(given, tuple | list) else [given]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(fresh, language):
    missing = [message.id for message in catalogue(fresh, language) if message.fuzzy or not all(texts(message))]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_nothing_that_no_page_says(fresh, language):
    said = {str(message.id) for message in catalogue(fresh, language)}
    kept = {str(message.id) for message in catalogue(ROOT / "locale", language)}

    assert kept - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language):
    """A plural form may leave its number out ("one lesson"); any other text has exactly the source's placeholders."""
    wrong = []
    for message in catalogue(ROOT / "locale", language):
        source = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        wanted = set(PLACEHOLDER.findall(source))
        for text in texts(message):
            found = set(PLACEHOLDER.findall(text))
            if found - wanted or (wanted - found and not isinstance(message.id, tuple | list)):
                wrong.append((source, text))

    assert wrong == []
