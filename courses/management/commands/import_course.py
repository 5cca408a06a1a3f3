from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.folder.faults import FolderRefused
from courses.folder.importing import import_path
from courses.folder.writer import Summary


class Command(BaseCommand):
    help = "Create or update a course from a course folder (docs/reference/course-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--publish", action="store_true", help="take the course and all that is in it live")
        parser.add_argument("--force", action="store_true", help="overwrite pages that were edited in the admin since")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            summary = import_path(options["folder"], now=timezone.now(), publish=options["publish"], force=options["force"])
        except FolderRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise SystemExit(1) from None
        self.tell(summary)

    def tell(self, summary: Summary) -> None:
        numbers = ", ".join(f"{count} {what}" for what, count in summary.counts().items())
        self.stdout.write(f"{summary.title}: {numbers}.")
        for name in summary.kept:
            self.stdout.write(f"kept, since it was edited or made in the admin: {name}")
        for name in summary.retired:
            self.stdout.write(f"retired, since it left the folder: {name}")
