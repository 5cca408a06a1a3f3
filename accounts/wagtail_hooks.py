"""What accounts adds to Wagtail's administration."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from accounts.viewsets import RefusedBulkDelete

# Comes after Wagtail's own action of the same name and takes its place.
hooks.register("register_bulk_action", RefusedBulkDelete, order=1000)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action("accounts.give_role")
    class GiveRole(LogFormatter):
        label = gettext_lazy("Give a role")

        def format_message(self, log_entry: Any) -> str:
            return _("Given the role %(role)s.") % {"role": _(log_entry.data["role"])}

    @actions.register_action("accounts.take_role")
    class TakeRole(LogFormatter):
        label = gettext_lazy("Take a role")

        def format_message(self, log_entry: Any) -> str:
            return _("The role %(role)s was taken.") % {"role": _(log_entry.data["role"])}

    @actions.register_action("accounts.merge")
    class Merge(LogFormatter):
        label = gettext_lazy("Merge two accounts")

        def format_message(self, log_entry: Any) -> str:
            if str(log_entry.data["source"]) == log_entry.object_id:
                return _("Became part of account %(number)s.") % {"number": log_entry.data["target"]}
            return _("Account %(number)s became part of this one.") % {"number": log_entry.data["source"]}
