"""Make the languages, first pages, roles and policies of a site; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from home import actions


class Command(BaseCommand):
    help = "Make the languages, first pages, roles and policies of the site. What stands already stays as it is."

    def handle(self, *_args: Any, **options: Any) -> None:
        site = actions.ensure_site(now=timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"The site stands at {site.root_url}.")
