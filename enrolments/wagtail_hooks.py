"""What enrolments adds to Wagtail's administration."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.log_actions import LogActionRegistry

from enrolments import beforehand
from enrolments.attempt_listing import AttemptViewSet
from enrolments.listings import OpenReports, RatingViewSet, ReportViewSet
from enrolments.viewsets import EnrolmentViewSet

RIGHTS = ["view_enrolment", "add_enrolment", "change_enrolment", "add_allowance"]


@hooks.register("register_admin_viewset")
def register_enrolments() -> EnrolmentViewSet:
    return EnrolmentViewSet()


@hooks.register("register_admin_viewset")
def register_attempts() -> AttemptViewSet:
    return AttemptViewSet("enrolments_attempts", url_prefix="attempts")


@hooks.register("register_admin_viewset")
def register_ratings() -> RatingViewSet:
    return RatingViewSet("enrolments_ratings", url_prefix="ratings")


@hooks.register("register_admin_viewset")
def register_reports() -> ReportViewSet:
    return ReportViewSet("enrolments_reports", url_prefix="page-reports")


@hooks.register("construct_homepage_summary_items")
def add_open_reports(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(OpenReports(request))


hooks.register("before_publish_page", beforehand.publishing)
hooks.register("before_unpublish_page", beforehand.unpublishing)
hooks.register("before_delete_page", beforehand.deleting)
hooks.register("before_move_page", beforehand.moving)
hooks.register("before_bulk_action", beforehand.acting_on_many)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """These rights a role may be given: to look, to enrol people, to reset and withdraw, and to grant an allowance."""
    return Permission.objects.filter(content_type__app_label="enrolments", codename__in=RIGHTS)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("enrolments.enrol", _("Enrol somebody"), _("Enrolled by staff"))
    actions.register_action("enrolments.withdraw", _("Withdraw somebody"), _("Withdrawn by staff"))
    actions.register_action("enrolments.reset", _("Let somebody begin again"), _("Reset"))
    actions.register_action("enrolments.allow", _("Grant an allowance"), _("Allowance granted"))
    actions.register_action("enrolments.disallow", _("Take an allowance back"), _("Allowance taken back"))
