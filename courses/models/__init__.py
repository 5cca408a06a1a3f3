"""What an author writes: pages for content, rows for identity, outlines for reading."""

from courses.models.identity import Course, Unit
from courses.models.outlines import Outline, UnitText
from courses.models.pages import CataloguePage, CoursePage, LessonPage, ModulePage

__all__ = [
    "CataloguePage",
    "Course",
    "CoursePage",
    "LessonPage",
    "ModulePage",
    "Outline",
    "Unit",
    "UnitText",
]
