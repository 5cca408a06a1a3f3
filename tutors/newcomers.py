"""Letting many people into a cohort at once: the road of every list of people, within one cohort."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy

from enrolments import newcomers
from enrolments.forms import ListForm
from enrolments.models import Intake
from tutors.models import Cohort, Place
from tutors.staff import Crumb, crumbs_of


class OfCohort(newcomers.IntakeStep):
    """This keeps to the lists of one cohort, and to those who may enter people there."""

    permission_policy = ModelPermissionPolicy(Place)
    page_title = _("Let people in by a list")

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(Cohort.objects.select_related("course"), pk=self.kwargs["cohort"])

    def address(self, step: str, *args: int) -> str:
        return reverse(f"cohorts_admin:{step}", args=[self.cohort.pk, *args])

    def intakes(self) -> QuerySet[Intake]:
        return Intake.objects.filter(source=self.cohort.source)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *crumbs_of(self.cohort), here]


class UploadView(OfCohort, newcomers.UploadView):
    form_class: type[forms.Form] = ListForm

    def where(self) -> dict[str, Any]:
        return {"course": self.cohort.course, "language": self.cohort.language, "source": self.cohort.source}


class TemplateFileView(OfCohort, newcomers.TemplateFileView):
    pass


class IntakeView(OfCohort, newcomers.IntakeView):
    pass


class ReportView(OfCohort, newcomers.ReportView):
    pass


class EnrolView(OfCohort, newcomers.EnrolView):
    pass


urlpatterns = [
    path("<int:cohort>/list/", UploadView.as_view(), name="enrol_people"),
    path("<int:cohort>/list/template/", TemplateFileView.as_view(), name="intake_template"),
    path("<int:cohort>/list/<int:pk>/", IntakeView.as_view(), name="intake"),
    path("<int:cohort>/list/<int:pk>/report/", ReportView.as_view(), name="intake_report"),
    path("<int:cohort>/list/<int:pk>/enrol/", EnrolView.as_view(), name="enrol_intake"),
]
