"""What enrolments adds to Wagtail's administration."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from enrolments.viewsets import EnrolmentViewSet

RIGHTS = ["view_enrolment", "add_allowance"]


@hooks.register("register_admin_viewset")
def register_enrolments() -> EnrolmentViewSet:
    return EnrolmentViewSet()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """These rights a role may be given: to look, and to grant an allowance."""
    return Permission.objects.filter(content_type__app_label="enrolments", codename__in=RIGHTS)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("enrolments.allow", _("Grant an allowance"), _("Allowance granted"))
    actions.register_action("enrolments.disallow", _("Take an allowance back"), _("Allowance taken back"))
