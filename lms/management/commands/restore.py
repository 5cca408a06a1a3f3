"""Bring a backup back to an empty place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms import backup


class Command(BaseCommand):
    help = "Bring a backup back to an empty database and an empty folder for files, and bring it up to this code."
    # There is no database yet that could be asked for its migrations.
    requires_migrations_checks = False
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)

    def handle(self, *_args: Any, source: Path, **_options: Any) -> None:
        try:
            number = backup.restore(source)
        except (backup.NoBackup, OSError) as error:
            raise CommandError(f"Nothing restored: {error}") from error
        self.stdout.write(f"The database and {number} files are back. Start the site.")
