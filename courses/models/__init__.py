"""What an author writes: pages for content, rows for identity, outlines for reading."""

from courses.models.identity import Course, Unit
from courses.models.imports import CourseUpload, ImportedPage
from courses.models.learning import KeptPage
from courses.models.outlines import Outline, UnitText
from courses.models.pages import CataloguePage, CoursePage, LessonPage, ModulePage, QuizPage, UnitPage, unit_page_models

__all__ = [
    "CataloguePage",
    "Course",
    "CoursePage",
    "CourseUpload",
    "ImportedPage",
    "KeptPage",
    "LessonPage",
    "ModulePage",
    "Outline",
    "QuizPage",
    "Unit",
    "UnitPage",
    "UnitText",
    "unit_page_models",
]
