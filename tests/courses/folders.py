"""Course folders as tests write them: small, and right unless a test says otherwise."""

import pytest

from courses.folder.faults import FolderRefused
from courses.folder.reader import read_folder

LANGUAGES = ["en", "fr"]
SINGLE = "type: single, text: Which, choices: [{text: This, correct: true}, {text: That}]"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def change(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def make_folder(root, *, course="", body="Text.\n"):
    """A course of one module with one lesson."""
    write(root / "course.yaml", f"title: Bridges\nlanguage: en\n{course}")
    write(root / "01-stone" / "module.yaml", "title: Stone\n")
    write(root / "01-stone" / "01-old.md", lesson(body))
    return root


def lesson(body, title="Old"):
    return f"---\ntitle: {title}\n---\n{body}"


def quiz(*questions, rules=""):
    """A quiz's file; questions are mappings without their braces, and each has its number as its id."""
    listed = "".join(f"- {{id: q{number}, {question}}}\n" for number, question in enumerate(questions, start=1))
    return f"title: Quiz\n{rules}questions:\n{listed}"


def faults(folder):
    with pytest.raises(FolderRefused) as refused:
        read_folder(folder, languages=LANGUAGES)
    return [str(fault) for fault in refused.value.faults]


def read(folder):
    return read_folder(folder, languages=LANGUAGES)
