"""The pages of a course that are on the site already."""

from dataclasses import dataclass, field
from typing import Self

from courses.folder.contents import CourseFolder, ModuleFolder, Part
from courses.models import CoursePage, KeptPage, ModulePage, UnitPage, unit_page_models


@dataclass(frozen=True)
class Existing:
    """These are a course's pages in one language, by their keys; those of a course that is to come are none."""

    course: CoursePage | None = None
    modules: dict[str, ModulePage] = field(default_factory=dict)
    units: dict[str, UnitPage] = field(default_factory=dict)

    @classmethod
    def below(cls, course: CoursePage | None) -> Self:
        if course is None:
            return cls()
        units = (unit for model in unit_page_models() for unit in model.objects.descendant_of(course))
        return cls(
            course,
            {module.key: module for module in ModulePage.objects.child_of(course)},
            {unit.key: unit for unit in units},
        )

    def pages(self) -> list[KeptPage]:
        return [*([self.course] if self.course else []), *self.modules.values(), *self.units.values()]

    def find(self, part: Part) -> KeptPage | None:
        """This is the page of a part of a folder, None where there is none."""
        if isinstance(part, CourseFolder):
            return self.course
        pages = self.modules if isinstance(part, ModuleFolder) else self.units
        return pages.get(part.key)
