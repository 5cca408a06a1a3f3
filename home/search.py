"""
The search over the site, in one language: courses, programmes, news and pages of text.

Words are folded as the stored texts are, so case and accents do not matter, and a part of a word finds the whole, on both
database engines alike. Every word must be there; where a title has them all, it comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.text import fold, without_controls
from courses import queries as courses
from courses.queries import PublicCourse
from courses.rules import Person
from fellowships.models import ProgrammePage
from home.models import ContentPage, NewsPage
from library.pages import StoryPage

LONGEST = 100
EXCERPT = 30


class Kind(TextChoices):
    COURSES = "courses", _("Courses")
    PROGRAMMES = "programmes", _("Programmes")
    NEWS = "news", _("News")
    PAGES = "pages", _("Pages")


PAGES: dict[Kind, type[StoryPage]] = {
    Kind.PROGRAMMES: ProgrammePage,
    Kind.NEWS: NewsPage,
    Kind.PAGES: ContentPage,
}


@dataclass(frozen=True)
class Question:
    """This is what somebody looks for: words, and among which kind of pages, if not among all."""

    q: str = ""
    kind: str = ""

    @classmethod
    def read(cls, given: dict[str, str]) -> Self:
        """This reads an address's query, whatever it holds."""
        q = without_controls(given.get("q", "")[:LONGEST]).strip()
        kind = given.get("kind", "")
        return cls(q, kind if kind in Kind.values else "")

    @cached_property
    def words(self) -> list[str]:
        return fold(self.q).split()


@dataclass(frozen=True)
class Hit:
    """This is something that has all the words; a course is there whole, of a page only its title."""

    kind: Kind
    pk: int
    title: str
    course: PublicCourse | None = None

    def is_named(self, words: Iterable[str]) -> bool:
        title = fold(self.title)
        return all(word in title for word in words)


@dataclass(frozen=True)
class Found:
    """This is a hit as it is shown."""

    kind: Kind
    title: str
    what: PublicCourse | StoryPage
    excerpt: SafeString


@dataclass(frozen=True)
class Count:
    kind: str
    label: object
    number: int
    is_chosen: bool


class Results:
    """
    These are the hits for a question, the best first, and how many of each kind there are.

    Five queries find them (six where a course is kept for groups), and one for each kind of page on the leaf reads what is
    shown, whatever is found and however long the list.
    """

    def __init__(self, question: Question, *, language: str, person: Person) -> None:
        self.question = question
        self.hits = sorted(find(question.words, language, person), key=self.order) if question.words else []

    def order(self, hit: Hit) -> tuple[object, ...]:
        return (not hit.is_named(self.question.words), list(Kind).index(hit.kind))

    @property
    def chosen(self) -> list[Hit]:
        return [hit for hit in self.hits if self.question.kind in ("", hit.kind)]

    @property
    def counts(self) -> list[Count]:
        """These are the kinds that something was found of, all of them together first."""
        kinds = [(kind.value, kind.label, sum(hit.kind == kind for hit in self.hits)) for kind in Kind]
        whole = ("", _("Everything"), len(self.hits))
        return [
            Count(kind, label, number, kind == self.question.kind)
            for kind, label, number in (whole, *kinds)
            if number or kind == self.question.kind
        ]

    def shown(self, hits: Sequence[Hit]) -> list[Found]:
        """This reads what a leaf of the list shows; what was deleted a moment ago is left out."""
        wanted = {kind: [hit.pk for hit in hits if hit.kind == kind] for kind in PAGES}
        pages = {
            (kind, pk): page for kind, pks in wanted.items() if pks for pk, page in PAGES[kind].objects.in_bulk(pks).items()
        }
        made = ((hit, hit.course or pages.get((hit.kind, hit.pk))) for hit in hits)
        return [
            Found(hit.kind, hit.title, found, excerpt(text_of(found), self.question.words)) for hit, found in made if found
        ]


def find(words: Sequence[str], language: str, person: Person) -> list[Hit]:
    hits = [
        Hit(Kind.COURSES, course.outline.pk, course.outline.title, course)
        for course in courses.visible_courses(language=language, person=person, words=words)
        if getattr(course.outline, "holds_words", False)
    ]
    private = Page.objects.all().private_q()
    for kind, model in PAGES.items():
        pages = model.objects.live().filter(locale__language_code=language).exclude(private)
        for word in words:
            pages = pages.filter(search_text__contains=word)
        hits += [Hit(kind, *each) for each in pages.order_by("-first_published_at", "pk").values_list("pk", "title")]
    return hits


def text_of(found: PublicCourse | StoryPage) -> str:
    return found.facts.summary if isinstance(found, PublicCourse) else found.words


def excerpt(text: str, words: Sequence[str]) -> SafeString:
    """These are some words of a text around the first one that was looked for, with all of those marked."""
    parts = text.split()
    is_sought = [any(word in fold(part) for word in words) for part in parts]
    first = is_sought.index(True) if True in is_sought else 0
    start = max(0, min(first - EXCERPT // 3, len(parts) - EXCERPT))
    around = list(zip(parts, is_sought, strict=True))[start : start + EXCERPT]
    shown = format_html_join(
        " ", "{}", ((format_html("<mark>{}</mark>", part) if sought else part,) for part, sought in around)
    )
    before, after = "… " if start else "", " …" if start + EXCERPT < len(parts) else ""
    return format_html("{}{}{}", before, shown, after)
