"""Make the demo site; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home import demo


class Command(BaseCommand):
    help = "Make the demo site: its course, its people and how far they have come. What people did since is kept."

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is a real site: its people must not share a printed password.")
        demo.load(now=timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(demo.sign_ins())
