"""What accounts adds to Wagtail's administration."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter

from accounts import merging_views
from accounts.merging_views import MAY_MERGE
from accounts.models import User
from accounts.viewsets import RefusedBulkDelete

# Comes after Wagtail's own action of the same name and takes its place.
hooks.register("register_bulk_action", RefusedBulkDelete, order=1000)


class DoublesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_MERGE)


@hooks.register("register_admin_urls")
def merging_urls() -> list[URLResolver]:
    return [path("people/merge/", include((merging_views.urlpatterns, "accounts_merge")))]


@hooks.register("register_reports_menu_item")
def doubles_in_menu() -> MenuItem:
    url = reverse("accounts_merge:doubles")
    return DoublesItem(gettext_lazy("Likely doubles"), url, name="doubles", icon_name="group", order=900)


@hooks.register("register_user_listing_buttons")
def merge_button(user: User, request_user: User) -> Iterator[Button]:
    if request_user.has_perm(MAY_MERGE):
        url = reverse("accounts_merge:begin", args=[user.pk])
        yield Button(_("Merge with another account"), url=url, icon_name="group", priority=30)


@hooks.register("register_permissions")
def merging_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="accounts", codename="merge_accounts")


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
