from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.folder.faults import FolderRefused
from courses.folder.reader import read_folder
from courses.folder.writer import Summary, import_folder


class Command(BaseCommand):
    help = "Create or update a course from a course folder (docs/reference/course-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--publish", action="store_true", help="take the course and all that is in it live")
        parser.add_argument("--force", action="store_true", help="overwrite pages that were edited in the admin since")

    def handle(self, *_args: Any, **options: Any) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        try:
            course = read_folder(options["folder"], languages=languages)
            summary = import_folder(course=course, now=timezone.now(), publish=options["publish"], force=options["force"])
        except FolderRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise SystemExit(1) from None
        self.tell(course.title, summary)

    def tell(self, title: str, summary: Summary) -> None:
        numbers = ", ".join(f"{len(files)} {what}" for what, files in vars(summary).items())
        self.stdout.write(f"{title}: {numbers}.")
        for name in summary.kept:
            self.stdout.write(f"kept, since it was edited or made in the admin: {name}")
        for name in summary.retired:
            self.stdout.write(f"retired, since it left the folder: {name}")
