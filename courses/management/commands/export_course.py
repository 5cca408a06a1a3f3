from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from courses.folder.export import export_course
from courses.folder.faults import FolderRefused
from courses.models import CoursePage


class Command(BaseCommand):
    help = "Write a course to a course folder (docs/reference/course-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("course", help="its slug, or its key")
        parser.add_argument("folder", type=Path, help="a folder that is empty, or not there yet")
        parser.add_argument("--language", help="which translation; without it, the original among those of this name")
        parser.add_argument("--draft", action="store_true", help="the latest version of each page, published or not")

    def handle(self, *_args: Any, **options: Any) -> None:
        page = self.course(options["course"], options["language"])
        try:
            count = export_course(page=page, folder=options["folder"], with_drafts=options["draft"])
        except FolderRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise SystemExit(1) from None
        self.stdout.write(f"{page.title}: {count} files written to {options['folder']}.")

    @staticmethod
    def course(name: str, language: str | None) -> CoursePage:
        pages = CoursePage.objects.filter(Q(slug=name) | Q(key=name)).order_by("pk")
        if language:
            pages = pages.filter(locale__language_code=language)
        page: CoursePage | None = pages.filter(slug=name).first() or pages.first()
        if page is None:
            raise CommandError(f"There is no course “{name}”{f' in the language {language}' if language else ''}.")
        return page
