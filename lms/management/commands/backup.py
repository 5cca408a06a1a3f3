"""Write the whole site into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms import backup


class Command(BaseCommand):
    help = "Write the whole site (database and files) into one archive. The site may go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a file that is not there yet, or a folder for one named by the hour")

    def handle(self, *_args: Any, target: Path, **_options: Any) -> None:
        now = timezone.now()
        if target.is_dir():
            target /= f"footbridge-{now:%Y-%m-%dT%H%M%SZ}.tar"
        try:
            number = backup.write(target, now=now)
        except (backup.NoBackup, OSError) as error:
            raise CommandError(f"No backup: {error}") from error
        self.stdout.write(f"{target}: the database and {number} files, {target.stat().st_size / 1e6:.1f} MB")
