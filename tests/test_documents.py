"""What the documents say of files is true: links lead somewhere, pictures are there and small, records have one form."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCREENSHOTS = ROOT / "docs" / "screenshots"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADINGS = ["## Context", "## Decision", "## Consequences", "## Alternatives"]
MOST_WORDS = 400
MOST_BYTES = 2_500_000
FENCED = re.compile(r"^```.*?^```|^ {4}\S.*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
# Where somebody's own folders are: what stands there stands on one machine only.
MACHINES = re.compile(r"/(?:home|Users|root|work|mnt|private)/\w|\b[A-Z]:\\|\bfile://\w")
# Commands that are told, with paths inside the house.
ROOMS = re.compile(r"`((?:[a-z_]+/)+[\w.]*)`")


def named(path):
    return str(path.relative_to(ROOT))


def links(document):
    found = LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8")))
    return [link or source for link, source in found]


def is_elsewhere(link):
    return link.startswith(("http://", "https://", "mailto:"))


def anchors(document):
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def wrong_links(document):
    wrong = []
    for link in filter(lambda link: not is_elsewhere(link), links(document)):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        inside = target.is_relative_to(ROOT) and target.exists()
        if not inside or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document):
    assert wrong_links(document) == []


def test_a_link_into_nothing_is_found(tmp_path):
    document = tmp_path / "x.md"
    document.write_text('[a](nowhere.md) [b](https://example.org) `[c](code.md)` <img src="gone.webp">')

    assert wrong_links(document) == ["nowhere.md", "gone.webp"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_no_document_names_a_machine_s_path(document):
    lines = document.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if MACHINES.search(line)] == []


@pytest.mark.parametrize("line", ["see /home/ada/x", "in /work/main", r"C:\Users", "file://x/y"])
def test_a_machine_s_path_is_found(line):
    assert MACHINES.search(line)


@pytest.mark.parametrize("record", RECORDS, ids=named)
def test_a_decision_has_four_parts_and_is_short(record):
    text = record.read_text(encoding="utf-8")

    assert re.findall(r"^## .*$", text, re.MULTILINE) == HEADINGS
    assert len(text.split()) < MOST_WORDS


def test_decisions_are_numbered_without_gaps():
    numbers = [int(record.name[:4]) for record in RECORDS]
    titles = [int(re.match(r"# (\d+)", record.read_text(encoding="utf-8"))[1]) for record in RECORDS]

    assert numbers == list(range(1, len(RECORDS) + 1))
    assert titles == numbers


def test_every_picture_is_shown_with_words():
    shown = (SCREENSHOTS / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', shown)

    assert sorted(name for name, _words in pictures) == sorted(path.name for path in SCREENSHOTS.glob("*.webp"))
    assert len({words for _name, words in pictures}) == len(pictures)


def test_pictures_are_small_together():
    sizes = [path.stat().st_size for path in SCREENSHOTS.iterdir() if path.suffix in {".webp", ".png", ".jpg"}]

    assert len(sizes) > 0
    assert sum(sizes) <= MOST_BYTES


def test_architecture_names_places_that_exist():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = set(ROOMS.findall(text))

    assert [place for place in sorted(places) if not (ROOT / place).exists()] == []


def test_commands_of_make_that_documents_name_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {name for each in DOCUMENTS for name in re.findall(r"(?:^    |`)make ([a-z]+)\b", each.read_text(), re.MULTILINE)}

    assert sorted(told - targets) == []
