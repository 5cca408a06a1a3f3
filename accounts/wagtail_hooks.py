"""What accounts adds to Wagtail's administration."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter

from accounts import merging_views
from accounts.listings import RolesItem, RolesView
from accounts.merging_views import MAY_MERGE
from accounts.models import User
from accounts.publishing import PolicyViewSet
from accounts.viewsets import REFUSED_BULK_ACTIONS

# They come after Wagtail's own actions of the same names and take their places.
for refused in REFUSED_BULK_ACTIONS:
    hooks.register("register_bulk_action", refused, order=1000)

# What the log calls an act, and what it says of one.
ACTS: dict[str, tuple[Promise, Promise]] = {
    "invite": (gettext_lazy("Invite a person"), gettext_lazy("The account was made, and an invitation sent.")),
    "publish_policy": (gettext_lazy("Publish a policy"), gettext_lazy("Published.")),
    "give_role": (gettext_lazy("Give a role"), gettext_lazy("Given the role %(role)s.")),
    "take_role": (gettext_lazy("Take a role"), gettext_lazy("The role %(role)s was taken.")),
    "reset_second_factor": (
        gettext_lazy("Take away the second factor"),
        gettext_lazy("The second factor was taken away, and all sessions ended."),
    ),
    "send_password_link": (
        gettext_lazy("Send a link to set a password"),
        gettext_lazy("A link to set a password was sent."),
    ),
    "confirm_email": (
        gettext_lazy("Take the address for confirmed"),
        gettext_lazy("The e-mail address was taken for confirmed."),
    ),
    "resend_confirmation": (
        gettext_lazy("Send the confirmation again"),
        gettext_lazy("The mail to confirm the address was sent again."),
    ),
    "end_sessions": (gettext_lazy("End all sessions"), gettext_lazy("All sessions were ended.")),
    "close_account": (gettext_lazy("Close the account"), gettext_lazy("The account was closed.")),
    "reopen_account": (gettext_lazy("Open the account again"), gettext_lazy("The account was opened again.")),
}


class ActFormatter(LogFormatter):
    """This says what was done to a person's account, and why."""

    def __init__(self, label: Promise, message: Promise) -> None:
        self.label, self.message = label, message

    def format_message(self, log_entry: Any) -> str:
        told = str(self.message) % {"role": _(log_entry.data.get("role", "–"))}
        reason = log_entry.data.get("reason")
        return _("%(told)s Reason: %(reason)s") % {"told": told, "reason": reason} if reason else told


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("reports/roles/", RolesView.as_view(), name="accounts_roles"),
        path("reports/roles/results/", RolesView.as_view(results_only=True), name="accounts_roles_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_roles_report() -> RolesItem:
    return RolesItem(RolesView.page_title, reverse("accounts_roles"), name="roles", icon_name="group", order=1200)


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


@hooks.register("register_person_buttons")
def merge_button(person: User, officer: User) -> list[Button]:
    if not officer.has_perm(MAY_MERGE):
        return []
    url = reverse("accounts_merge:begin", args=[person.pk])
    return [Button(_("Merge with another account"), url=url, icon_name="group", priority=30)]


@hooks.register("register_permissions")
def merging_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="accounts", codename="merge_accounts")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTS.items():
        actions.register_action(f"accounts.{name}")(lambda texts=(label, message): ActFormatter(*texts))

    @actions.register_action("accounts.merge")
    class Merge(LogFormatter):
        label = gettext_lazy("Merge two accounts")

        def format_message(self, log_entry: Any) -> str:
            if str(log_entry.data["source"]) == log_entry.object_id:
                return _("Became part of account %(number)s.") % {"number": log_entry.data["target"]}
            return _("Account %(number)s became part of this one.") % {"number": log_entry.data["source"]}


@hooks.register("register_admin_viewset")
def register_policies() -> PolicyViewSet:
    return PolicyViewSet("policies", url_prefix="policies")


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """These rights a role may be given besides Wagtail's own ones on people."""
    names = [name for name, _label in User._meta.permissions]
    return Permission.objects.filter(content_type__app_label="accounts", codename__in=names)
