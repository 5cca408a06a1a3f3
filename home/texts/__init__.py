"""The words of the pages that a new site begins with, by language; editors change them in the pages."""

import json
import uuid
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent

type PageTexts = dict[str, dict[str, Any]]


@cache
def of(language: str) -> PageTexts | None:
    """These are the texts in one language, by page; None where nobody has written them."""
    path = FOLDER / f"{language}.yaml"
    texts: PageTexts | None = read(path) if path.exists() else None
    return texts


def read(path: Path) -> Any:
    """This reads a file of texts; the body of a page is a list of blocks, each named by its kind."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def fields(words: Mapping[str, Any]) -> dict[str, Any]:
    """These are the words of one page as its fields take them."""
    given = dict(words)
    if "body" in given:
        given["body"] = story(given["body"])
    return given


def story(blocks: Iterable[Mapping[str, Any]]) -> str:
    """This is a list of blocks as a page stores them."""
    pairs = (pair for block in blocks for pair in block.items())
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in pairs])
