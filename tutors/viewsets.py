"""Cohorts and tutors in Wagtail's administration."""

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log

from core.listings import ABSENT, Listing
from tutors import exceptions, newcomers, people, planning, refusals, seating, staffing, steering
from tutors.filters import CohortFilters, TutorFilters
from tutors.listings import (
    COHORT_COLUMNS,
    TUTOR_COLUMNS,
    CohortIndexView,
    PlaceIndexView,
    TutorIndexView,
    WaitingIndexView,
)
from tutors.models import Cohort, Tutor
from tutors.staff import crumbs_of, signed_in
from tutors.staff_forms import CohortForm, NewCohortForm


class NewCohortView(generic.CreateView):
    page_title = _("Plan a cohort")
    success_message = _("“%(object)s” is a draft. Appoint its tutors, and open it.")

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Wagtail would call this place "New:"."""
        *above, _here = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.get_page_title()}]

    def save_instance(self) -> Cohort:
        by = signed_in(self.request)
        cohort = planning.make_cohort(cohort=self.form.save(commit=False), by=by, now=timezone.now())
        log(instance=cohort, action="wagtail.create", user=by)
        return cohort

    def get_success_url(self) -> str:
        return reverse("cohorts_admin:inspect", args=[self.object.pk])


class EditCohortView(generic.EditView):
    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *crumbs_of(self.object), {"url": "", "label": self.get_page_title()}]

    def form_valid(self, form: forms.Form) -> Any:
        try:
            return super().form_valid(form)
        except exceptions.CapacityTooSmall:  # Somebody has taken a seat meanwhile.
            form.add_error("capacity", str(refusals.WORDS[exceptions.CapacityTooSmall]))
            self.is_valid(form)
            return self.form_invalid(form)

    def save_instance(self) -> Cohort:
        """Only what was changed is written: somebody else may have changed the rest."""
        facts = {name: self.form.cleaned_data[name] for name in self.form.changed_data}
        cohort = planning.change_cohort(cohort=self.object, facts=facts, now=timezone.now())
        log(instance=cohort, action="wagtail.edit", user=signed_in(self.request))
        return cohort

    def get_success_url(self) -> str:
        return reverse("cohorts_admin:inspect", args=[self.object.pk])


class CohortViewSet(ModelViewSet):
    """Cohorts are planned and changed here; what is done with them has pages of its own. None is deleted."""

    model = Cohort
    name = "cohorts_admin"
    url_prefix = "cohorts"
    icon = "date"
    menu_label = _("Cohorts")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    search_backend_name = None
    search_fields = ["name", "code"]
    list_per_page = 50
    ordering = "-starts_on"
    list_display = COHORT_COLUMNS
    export_filename = "cohorts"
    filterset_class = CohortFilters
    index_view_class = CohortIndexView
    add_view_class = NewCohortView
    edit_view_class = EditCohortView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        kept = {name: None for name in ABSENT if name not in {"add_url_name", "edit_url_name"}}
        return {**super().get_common_view_kwargs(**kwargs), **kept}

    def get_form_class(self, for_update: bool = False) -> type[CohortForm]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        return CohortForm if for_update else NewCohortForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("<int:pk>/edit/", self.edit_view, name="edit"),
            path("<int:cohort>/places/", PlaceIndexView.as_view(), name="places"),
            path("<int:cohort>/places/results/", PlaceIndexView.as_view(results_only=True), name="places_results"),
            path("<int:cohort>/waiting/", WaitingIndexView.as_view(), name="waiting"),
            path("<int:cohort>/waiting/results/", WaitingIndexView.as_view(results_only=True), name="waiting_results"),
            *steering.urlpatterns,
            *seating.urlpatterns,
            *staffing.urlpatterns,
            *newcomers.urlpatterns,
        ]

    def register_admin_url_finder(self) -> None:
        """Its page is not the form to edit it, to which the finder would lead."""


class TutorViewSet(Listing):
    model = Tutor
    name = "tutors_admin"
    url_prefix = "tutors"
    icon = "user"
    menu_label = _("Tutors")
    # It is in the group's.
    add_to_admin_menu = False
    rights = ("view", "add", "change")
    search_fields = ["user__search_name"]
    ordering = "user__search_name"
    list_display = TUTOR_COLUMNS
    export_filename = "tutors"
    filterset_class = TutorFilters
    index_view_class = TutorIndexView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "add_url_name": self.get_url_name("add")}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *people.urlpatterns]


class CohortGroup(ModelViewSetGroup):
    items = (CohortViewSet, TutorViewSet)
    menu_icon = "date"
    menu_label = _("Cohorts")
    menu_name = "cohorts"
    menu_order = 305
