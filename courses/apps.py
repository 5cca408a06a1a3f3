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
        from core.slots import fill  # noqa: PLC0415 -- app ready
        from courses import receivers, slots  # noqa: F401, PLC0415 -- app ready
        from courses.folder import uploads  # noqa: PLC0415 -- app ready
        from jobs import registry  # noqa: PLC0415 -- app ready

        for model in MODELS:
            register(
                Entry(model=f"courses.{model}", reason=_("Says what can be learnt, and whose work it is, for all to read."))
            )
        register(
            Entry(model="courses.CourseUpload", personal=("file",), export=uploads.uploads_of, erase=uploads.discard_of)
        )
        registry.register(uploads.KIND, uploads.run_import, is_atomic=False)
        fill("job.after", "courses/slots/job_after.html", slots.job_after)
