"""What enrolments adds to Wagtail's administration."""

from collections.abc import Iterator

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User
from courses.models import CoursePage, ModulePage, Unit, UnitPage
from courses.rules import may_preview
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


@hooks.register("register_page_listing_more_buttons")
def preview_from_listing(page: Page, user: User, *_args: object, **_kwargs: object) -> Iterator[Button]:
    if issubclass(page.specific_class, CoursePage) and may_preview(user, page):
        yield _preview_button(page, reverse("preview:course", args=[_code(page)]))


@hooks.register("register_page_header_buttons")
def preview_from_page(page: Page, user: User, *_args: object, **_kwargs: object) -> Iterator[Button]:
    """A course, and each page of it, can be seen as learners will see it; a module begins where the course does."""
    if not issubclass(page.specific_class, CoursePage | ModulePage | UnitPage) or not may_preview(user, page):
        return
    found = CoursePage.objects.ancestor_of(page, inclusive=True).select_related("locale").first()
    if found is not None and may_preview(user, found):
        steps = [_key(page)] if issubclass(page.specific_class, UnitPage) else []
        yield _preview_button(found, reverse(f"preview:{'unit' if steps else 'course'}", args=[_code(found), *steps]))


def _key(page: Page) -> str:
    """This is the key by which learners find the page; until there is one, its own."""
    units = Unit.objects.current().filter(translation_key=page.translation_key)
    return units.values_list("key", flat=True).first() or str(page.specific.key)


def _code(page: Page) -> str:
    return f"{page.pk}-{page.locale.language_code}"


def _preview_button(page: Page, url: str) -> Button:
    label = gettext("See “%(title)s” as a learner") % {"title": page.get_admin_display_title()}
    return Button(_("See it as a learner"), url, icon_name="view", priority=15, attrs={"aria-label": label})


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
