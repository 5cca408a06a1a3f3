"""An outline's content, put together from a course's trees; no queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from core.text import fold
from courses.models import CoursePage, LessonPage, ModulePage, Unit, UnitPage
from courses.outline import CourseFacts, ModuleEntry, Modules, UnitEntry
from courses.tree import Restrictions, Tree, narrow


@dataclass(frozen=True)
class Assembly:
    """
    This is what outlines of one course are made from.

    Order, and all that a learner has to do, are the original's in every language; a translation gives texts where it is
    published, and the original's stand in for the rest.
    """

    source: Tree
    translations: Mapping[int, Tree]
    languages: Mapping[int, str]
    units: Mapping[UUID, Unit]
    topics: Mapping[int, Sequence[str]]
    restrictions: Restrictions
    prerequisites: tuple[int, ...] = ()

    def outline(self, locale: Locale) -> dict[str, Any]:
        """These are the fields of the outline in one language of the site."""
        texts = self.translations.get(locale.pk, self.source)
        course = texts.course if texts.course.live else self.source.course
        facts = self._facts(course)
        modules = Modules(tuple(self._module(module, texts) for module in self.source.modules if module.live))
        return {
            "is_open": True,
            "slug": course.slug,
            "title": course.title,
            "language": self.languages[course.locale_id],
            "facts": facts.dump(),
            "modules": modules.dump(),
            "search_text": search_text(course.title, facts, modules),
        }

    def _facts(self, texts: CoursePage) -> CourseFacts:
        source = self.source.course
        published = [source, *(tree.course for tree in self.translations.values() if tree.course.live)]
        return CourseFacts(
            summary=texts.summary or source.summary,
            level=source.level,
            pace=source.pace,
            hours=f"{source.hours.normalize():f}",
            licence=source.licence,
            attribution=source.attribution,
            outcomes=texts.outcome_lines or source.outcome_lines,
            topics=tuple(self.topics.get(texts.pk, ()) or self.topics.get(source.pk, ())),
            languages=tuple(dict.fromkeys(self.languages[page.locale_id] for page in published)),
            groups=self._groups(source, texts),
            prerequisites=self.prerequisites,
        )

    def _module(self, module: ModulePage, texts: Tree) -> ModuleEntry:
        words = texts.live.get(module.translation_key, module)
        return ModuleEntry(
            key=module.key,
            title=words.title,
            language=self.languages[words.locale_id],
            summary=getattr(words, "summary", ""),
            is_locked=module.is_locked,
            units=tuple(self._unit(unit, texts) for unit in self.source.units_of(module) if unit.live),
        )

    def _unit(self, page: UnitPage, texts: Tree) -> UnitEntry:
        words = texts.live.get(page.translation_key, page)
        unit = self.units[page.translation_key]
        return UnitEntry(
            id=unit.pk,
            key=unit.key,
            kind=unit.kind,
            title=words.title,
            text_language=self.languages[words.locale_id],
            minutes=page.minutes,
            is_required=page.is_required,
            done_by=getattr(page, "done_by", LessonPage.DoneBy.CONTINUE),
            is_sample=getattr(page, "is_sample", False),
            groups=self._groups(page, words),
        )

    def _groups(self, source: CoursePage | UnitPage, words: Any) -> tuple[int, ...] | None:
        # A restricted translation is restricted where it is shown, as its author would expect.
        return narrow(self.restrictions.groups(source.path), self.restrictions.groups(words.path))


def search_text(title: str, facts: CourseFacts, modules: Modules) -> str:
    """This is what a search for the course looks through."""
    names = (name for module in modules for name in (module.title, *(unit.title for unit in module.units)))
    return fold(" ".join((title, facts.summary, *facts.topics, *facts.outcomes, *names)))
