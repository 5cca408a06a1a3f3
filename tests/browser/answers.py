"""What is right in the quizzes of a course folder, as a person reads it."""

import html
import re

import yaml
from markdown_it import MarkdownIt

TAGS = re.compile(r"<[^>]+>")


def plain(markdown):
    """A text of a folder without its signs, as it stands on a page."""
    return " ".join(html.unescape(TAGS.sub("", MarkdownIt("commonmark").renderInline(str(markdown)))).split())


def quizzes_of(folder):
    """The questions of each quiz by their ids, by the quiz's title."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*/*.yaml"))]
    return {
        file["title"]: {question["id"]: question for question in file["questions"]} for file in files if "questions" in file
    }


def right_choices(question):
    return [plain(choice["text"]) for choice in question["choices"] if choice.get("correct")]


def right_places(question):
    """The place of each item."""
    return {plain(item): str(place) for place, item in enumerate(question["items"], start=1)}


def right_matches(question):
    """What goes with each left."""
    return {plain(pair["left"]): plain(pair["right"]) for pair in question["pairs"]}
