"""Give a role to somebody who has signed up: how a new site gets its first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.roles import ROLES, give_role


class Command(BaseCommand):
    help = "Give a role to somebody who has signed up. They set up a second factor at their next visit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(ROLES))

    def handle(self, *_args: Any, email: str, role: str, **_options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody has signed up as {email}.")
        give_role(user=user, role=role, by=None)
        self.stdout.write(f"{user.full_name or user.email}: {role}")
