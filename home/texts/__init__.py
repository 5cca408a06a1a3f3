"""The words of the pages that a new site begins with, by language; editors change them in the pages."""

from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent

type PageTexts = dict[str, dict[str, str]]


@cache
def of(language: str) -> PageTexts | None:
    """These are the texts in one language, by page; None where nobody has written them."""
    path = FOLDER / f"{language}.yaml"
    texts: PageTexts | None = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    return texts
