"""What can be refused in this room."""

from django.utils.translation import gettext as _


class AliasRefused(Exception):
    """This page may not be an alias: what is learnt in a course must have one place."""

    def __init__(self) -> None:
        super().__init__(_("A page of a course cannot be an alias. Make a copy instead, or move the page."))
