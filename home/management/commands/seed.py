"""Fill an empty site with invented learners, for benchmarks."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from home.seeding import Wanted, seed


class Command(BaseCommand):
    help = "Fill an empty site with invented learners and what they did; the same numbers give the same site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, default=15_332)
        parser.add_argument("--courses", type=int, default=18)
        parser.add_argument("--enrolments", type=int, help="without it, 30,000 for 15,332 learners")
        parser.add_argument("--alumni", type=int, help="without it, 325 for 15,332 learners")
        parser.add_argument("--tutors", type=int, help="without it, 147 for 15,332 learners")
        parser.add_argument("--sessions", type=int, help="without it, 1,112 for 15,332 learners; six make a cohort")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented people have no place on a real site.")
        if User.objects.filter(email__startswith="learner-").exists():
            raise CommandError("This site has been seeded; name another DATA_DIR or database.")
        began = time.monotonic()
        wanted = Wanted(
            **{name: options[name] for name in ("learners", "courses", "enrolments", "alumni", "tutors", "sessions")}
        )
        numbers = ", ".join(f"{number:,} {what}" for what, number in seed(wanted).items())
        self.stdout.write(f"{numbers}, in {time.monotonic() - began:.0f} seconds")
