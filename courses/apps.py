from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Who wrote a page, and when, stands in Wagtail's own rows.
MODELS = [
    "CataloguePage",
    "Course",
    "CoursePage",
    "CourseTopic",
    "ImportedPage",
    "LessonPage",
    "ModulePage",
    "Outline",
    "QuizPage",
    "Unit",
    "UnitText",
]


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from accounts.privacy import Entry, register  # noqa: PLC0415 -- app ready
        from courses import receivers  # noqa: F401, PLC0415 -- app ready

        for model in MODELS:
            register(
                Entry(model=f"courses.{model}", reason=_("Says what can be learnt, and whose work it is, for all to read."))
            )
