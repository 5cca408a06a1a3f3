"""Enrolments in Wagtail's administration: to look at, search and export. They are changed by actions only."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.listing import ListingViewSetMixin

from core.exports import TableExportMixin
from core.tables import TitleColumn
from core.text import fold
from enrolments import newcomers, staff, steering
from enrolments.filters import EnrolmentFilters
from enrolments.models import Enrolment


class EnrolmentIndexView(newcomers.Entrance, TableExportMixin, generic.IndexView):
    model = Enrolment
    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        return Enrolment.objects.select_related("learner", "course")

    def search_queryset(self, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        if not self.is_searching:
            return queryset
        name = Q(learner__search_name__contains=fold(self.search_query))
        return queryset.filter(name | Q(learner__email__contains=self.search_query.strip().lower()))


class EnrolmentMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("enrolments.view_enrolment")


class EnrolmentViewSet(ListingViewSetMixin, ViewSet):
    """This has a listing and a page for each enrolment, where allowances are granted; nothing else is changed here."""

    name = "enrolments_admin"
    url_prefix = "enrolments"
    icon = "tasks"
    menu_label = _("Enrolments")
    menu_order = 310
    menu_item_class = EnrolmentMenuItem
    add_to_admin_menu = True

    list_per_page = 50
    filterset_class = EnrolmentFilters
    list_display = [
        TitleColumn(
            "learner",
            label=_("Learner"),
            sort_key="learner__search_name",
            get_url=lambda enrolment: reverse("enrolments_admin:inspect", args=[enrolment.pk]),
        ),
        Column("email", label=_("E-mail address"), accessor="learner.email"),
        Column("course", label=_("Course"), sort_key="course__code"),
        Column("language", label=_("Language"), sort_key="language"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        DateColumn("enrolled_at", label=_("Enrolled"), sort_key="enrolled_at"),
        DateColumn("completed_at", label=_("Completed"), sort_key="completed_at"),
        DateColumn("withdrawn_at", label=_("Withdrawn"), sort_key="withdrawn_at"),
    ]
    export_filename = "enrolments"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_common_view_kwargs(**kwargs),
            **self.get_index_view_kwargs(),
            "header_icon": self.icon,
            "page_title": self.menu_label,
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            # Searched by the view itself, through the folded names.
            "is_searchable": True,
            "search_backend_name": None,
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(EnrolmentIndexView), name="index"),
            path("results/", self.construct_view(EnrolmentIndexView, results_only=True), name="index_results"),
            *newcomers.urlpatterns,
            *steering.urlpatterns,
            path("<int:pk>/", staff.EnrolmentView.as_view(), name="inspect"),
            path("<int:pk>/allow/", staff.GrantView.as_view(), name="grant"),
            path("allowances/<int:pk>/revoke/", staff.RevokeAllowanceView.as_view(), name="revoke"),
        ]
