"""What learners say, in Wagtail's administration."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Avg, Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.filters import PersonFilter
from core.exports import TableExportMixin
from core.listings import Listing
from core.tables import TitleColumn
from courses.models import Course
from enrolments import reporting
from enrolments.forms import AnswerForm
from enrolments.models import PageReport, Rating
from enrolments.staff import signed_in


class RatingFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(
        field_name="enrolment__course", queryset=Course.objects.order_by("code"), label=_("Course")
    )

    class Meta:
        model = Rating
        fields = ["course", "score"]


class RatingIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view"]
    page_title = _("Ratings")

    def get_base_queryset(self) -> QuerySet[Rating]:
        return Rating.objects.given().select_related("enrolment__course")

    def get_page_subtitle(self) -> str:
        """This is the average of what is listed."""
        found = self.get_queryset().order_by().aggregate(average=Avg("score"), count=Count("pk"))
        if not found["count"]:
            return ""
        given = {"average": number_format(found["average"], decimal_pos=1), "count": found["count"]}
        return (
            ngettext("%(average)s of 5, by %(count)s person", "%(average)s of 5, by %(count)s people", found["count"])
            % given
        )


class RatingViewSet(Listing):
    """The learners' names stay out: people say what they think when nobody looks at them."""

    model = Rating
    icon = "pick"
    menu_label = _("Ratings")
    export_filename = "ratings"
    menu_order = 320
    index_view_class = RatingIndexView
    filterset_class = RatingFilters
    ordering = "-rated_at"
    list_display = [
        Column("course", label=_("Course"), accessor="enrolment.course", sort_key="enrolment__course__code"),
        Column("score", label=_("Rating"), accessor="get_score_display", sort_key="score"),
        Column("words", label=_("Words")),
        Column("language", label=_("Language")),
        DateColumn("rated_at", label=_("Answered"), sort_key="rated_at"),
    ]


class ReportFilters(WagtailFilterSet):
    open = django_filters.BooleanFilter(field_name="handled_at", lookup_expr="isnull", label=_("Waits for an answer"))
    course = django_filters.ModelChoiceFilter(queryset=Course.objects.order_by("code"), label=_("Course"))
    learner = PersonFilter()

    class Meta:
        model = PageReport
        fields = ["open", "kind", "course", "learner"]


class ReportIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view"]
    page_title = _("Reports from pages")

    def get_base_queryset(self) -> QuerySet[PageReport]:
        return PageReport.objects.select_related("course", "unit", "learner")


class AnswerView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    model = PageReport
    any_permission_required = ["change"]
    form_class = AnswerForm
    page_title = _("Answer")
    header_icon = "comment"
    template_name = "enrolments/admin/answer.html"

    def get_base_object_queryset(self) -> QuerySet[PageReport]:
        return PageReport.objects.select_related("course", "unit", "learner", "handled_by")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("enrolments_reports:index"), "label": gettext("Reports from pages")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title, "sublabel": self.object.unit.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = gettext("Answer and close")
        more = {"report": self.object, "submit_button_label": label, "submit_button_active_label": label}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        given = {"words": form.cleaned_data["words"], "by": signed_in(self.request), "now": timezone.now()}
        reporting.answer(report=self.object, **given)
        messages.success(self.request, gettext("The report is closed."))
        return redirect("enrolments_reports:index")


class ReportViewSet(Listing):
    model = PageReport
    icon = "comment"
    menu_label = _("Reports from pages")
    export_filename = "page-reports"
    # The label would begin like that of the menu "Reports", and both would look chosen.
    menu_name = "page-reports"
    menu_order = 315
    index_view_class = ReportIndexView
    filterset_class = ReportFilters
    ordering = "-created_at"
    rights = ("view", "change")
    list_display = [
        TitleColumn(
            "words",
            label=_("Words"),
            accessor=lambda report: Truncator(report.words).chars(80) or "–",
            get_url=lambda report: reverse("enrolments_reports:answer", args=[report.pk]),
        ),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("unit", label=_("Lesson or quiz"), accessor="unit.title"),
        Column("course", label=_("Course"), sort_key="course__code"),
        Column("learner", label=_("Learner")),
        DateColumn("created_at", label=_("Written"), sort_key="created_at"),
        DateColumn("handled_at", label=_("Answered"), sort_key="handled_at"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", AnswerView.as_view(), name="answer")]


class OpenReports(SummaryItem):
    """This says on the administration's home page how many reports wait, to those who may answer."""

    order = 400
    template_name = "enrolments/admin/open_reports.html"

    def is_shown(self) -> bool:
        return bool(self.request.user.has_perm("enrolments.change_pagereport"))

    def get_context_data(self, _parent_context: object) -> dict[str, Any]:
        url = f"{reverse('enrolments_reports:index')}?open=true"
        return {"count": PageReport.objects.open().count(), "url": url}
