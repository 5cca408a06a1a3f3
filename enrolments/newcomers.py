"""Enrolling many people at once, for staff: a list comes in, is tried out, and is done with one button."""

import csv
import io
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from core.exports import plain_cell
from enrolments.forms import IntakeForm
from enrolments.intake import uploads
from enrolments.intake.destinations import destination_of
from enrolments.models import Intake, IntakeLine
from enrolments.staff import ENROLMENTS, signed_in

Outcome = IntakeLine.Outcome
PER_PAGE = 100
# A mark by which spreadsheets know the encoding.
BOM = "\ufeff"
EXAMPLE = [
    ["email", "name", "language", "country"],
    ["ada@example.org", "Ada Okafor", "en", "NG"],
    ["luis@example.org", "Luis Silva", "Español", "Perú"],
]


class Entrance:
    """This leads from the listing of enrolments to enrolling many people at once, for those who may."""

    request: HttpRequest

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not ENROLMENTS.user_has_permission(self.request.user, "add"):
            return []
        return [HeaderButton(gettext("Enrol people"), url=reverse("enrolments_admin:enrol_people"), icon_name="plus")]


@method_decorator(never_cache, name="dispatch")
class IntakeStep(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """This is what the pages of an intake share."""

    permission_policy = ENROLMENTS
    permission_required = "add"
    header_icon = "group"
    page_title = _("Enrol people")

    def address(self, step: str, *args: int) -> str:
        """This is where a step of this road is."""
        return reverse(f"enrolments_admin:{step}", args=args)

    def intakes(self) -> QuerySet[Intake]:
        """These are the lists of this road."""
        return Intake.objects.filter(source="")

    def found(self, pk: int) -> Intake:
        return get_object_or_404(self.intakes().select_related("course", "reading", "enrolling", "uploaded_by"), pk=pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("enrolments_admin:index"), "label": gettext("Enrolments")}
        last = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, index, last]


class UploadView(IntakeStep, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    form_class: type[forms.Form] = IntakeForm
    template_name = "enrolments/admin/enrol_people.html"
    http_method_names = ["get", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": gettext("Try it out"), "submit_button_active_label": gettext("Uploading")}
        more = {"example": EXAMPLE, "template_url": self.address("intake_template")}
        return super().get_context_data(**kwargs) | labels | more

    def form_valid(self, form: forms.Form) -> HttpResponse:
        given = form.cleaned_data | self.where()
        intake = uploads.start_reading(**given, by=signed_in(self.request), now=timezone.now())
        return redirect("jobs:detail", intake.reading_id)

    def where(self) -> dict[str, Any]:
        """This is what the form does not ask: the people of its list go into the course that it names."""
        return {}


class TemplateFileView(IntakeStep, View):
    http_method_names = ["get"]

    def get(self, _request: HttpRequest, **_kwargs: int) -> HttpResponse:
        return table("people.csv", EXAMPLE)


class IntakeView(IntakeStep, TemplateView):
    """This shows what would become of each line, and once it was done what did."""

    template_name = "enrolments/admin/intake.html"
    http_method_names = ["get"]

    @cached_property
    def intake(self) -> Intake:
        return self.found(self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.intake.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # What is to be mended stands first.
        lines = self.intake.lines.order_by(Case(When(outcome=Outcome.FAULT, then=0), default=1), "number")
        shown = self.request.GET.get("outcome", "")
        counts = dict(lines.order_by().values_list("outcome").annotate(count=Count("pk")))
        labels = destination_of(self.intake).labels
        chosen = lines.filter(outcome=shown) if shown in counts else lines
        leaf = Paginator(chosen, PER_PAGE).get_page(self.request.GET.get("p"))
        more = {
            "intake": self.intake,
            "counts": [(choice.value, labels[choice], counts[choice]) for choice in Outcome if choice in counts],
            "shown": shown,
            "waiting": lines.waiting().count(),
            "leaf": leaf,
            "lines": [(line, labels[line.outcome]) for line in leaf],
            "enrol_url": self.address("enrol_intake", self.intake.pk),
            "report_url": self.address("intake_report", self.intake.pk),
            "upload_url": self.address("enrol_people"),
        }
        return super().get_context_data(**kwargs) | more


class ReportView(IntakeStep, View):
    http_method_names = ["get"]

    def get(self, _request: HttpRequest, pk: int, **_kwargs: int) -> HttpResponse:
        intake = self.found(pk)
        return table(f"{slugify(intake.name)}-report.csv", rows_of(intake))


class EnrolView(IntakeStep, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **_kwargs: int) -> HttpResponse:
        job = uploads.start_enrolling(intake=self.found(pk), by=signed_in(request))
        if job is None:
            messages.info(request, gettext("Nobody in this list waits to be enrolled."))
            return redirect(self.address("intake", pk))
        return redirect("jobs:detail", job.pk)


def rows_of(intake: Intake) -> list[list[str]]:
    labels = destination_of(intake).labels
    heads = [_("line"), _("e-mail address"), _("full name"), _("language"), _("country"), _("what happens"), _("faults")]
    return [[str(head) for head in heads], *(_row_of(each, labels) for each in intake.lines.order_by("number"))]


def _row_of(line: IntakeLine, labels: Mapping[str, object]) -> list[str]:
    said = [str(labels[line.outcome]), " ".join(line.problems)]
    return [str(line.number), line.email, line.full_name, line.language, line.country, *said]


def table(name: str, rows: list[list[str]]) -> HttpResponse:
    """This is a table for any spreadsheet, none of whose cells is a formula."""
    text = io.StringIO(BOM)
    text.seek(0, io.SEEK_END)
    csv.writer(text).writerows([plain_cell(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


urlpatterns = [
    path("people/", UploadView.as_view(), name="enrol_people"),
    path("people/template/", TemplateFileView.as_view(), name="intake_template"),
    path("people/<int:pk>/", IntakeView.as_view(), name="intake"),
    path("people/<int:pk>/report/", ReportView.as_view(), name="intake_report"),
    path("people/<int:pk>/enrol/", EnrolView.as_view(), name="enrol_intake"),
]
