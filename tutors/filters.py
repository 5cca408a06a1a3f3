"""What the listings of cohorts, tutors and places are narrowed by. People are typed, never chosen from a list of all."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.filters import PersonFilter
from accounts.models import User, languages
from courses.models import Course
from tutors.models import Appointment, Cohort, Place, Tutor

Status = Place.Status


class CohortFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(queryset=Course.objects.order_by("code"), label=_("Course"))
    status = django_filters.MultipleChoiceFilter(
        choices=Cohort.Status, label=_("Status"), widget=forms.CheckboxSelectMultiple
    )
    language = django_filters.ChoiceFilter(
        choices=languages, label=_("Language"), widget=forms.RadioSelect, empty_label=_("All")
    )
    tutor = PersonFilter(label=_("Tutor"), method="of_tutor")
    starts_on = django_filters.DateFromToRangeFilter(label=_("Starts"), widget=DateRangePickerWidget)
    ends_on = django_filters.DateFromToRangeFilter(label=_("Ends"), widget=DateRangePickerWidget)

    class Meta:
        model = Cohort
        fields = ["course", "status", "language", "tutor", "starts_on", "ends_on"]

    def of_tutor(self, queryset: QuerySet[Cohort], _name: str, person: User) -> QuerySet[Cohort]:
        """These have them as a tutor now, or had."""
        return queryset.filter(pk__in=Appointment.objects.filter(tutor__user=person.pk).values("cohort"))


class TutorFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(
        queryset=Course.objects.order_by("code"), label=_("Course"), method="of_course"
    )
    state = django_filters.ChoiceFilter(
        choices=[("active", pgettext_lazy("tutors", "active")), ("retired", pgettext_lazy("tutors", "retired"))],
        method="in_state",
        label=_("Status"),
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    language = django_filters.ChoiceFilter(
        choices=languages, method="in_language", label=_("Language"), widget=forms.RadioSelect, empty_label=_("All")
    )
    country = django_filters.ChoiceFilter(choices=lambda: list(countries), field_name="user__country", label=_("Country"))
    is_listed = django_filters.BooleanFilter(label=_("Public profile"))
    tutor = PersonFilter(field_name="user", label=_("Tutor"))
    trained_since = django_filters.DateFromToRangeFilter(label=_("Trained since"), widget=DateRangePickerWidget)

    class Meta:
        model = Tutor
        fields = ["course", "state", "language", "country", "is_listed", "tutor", "trained_since"]

    def of_course(self, queryset: QuerySet[Tutor], _name: str, course: Course) -> QuerySet[Tutor]:
        """These moderate a cohort of the course, or have done so."""
        return queryset.filter(pk__in=Appointment.objects.filter(cohort__course=course).values("tutor"))

    def in_state(self, queryset: QuerySet[Tutor], _name: str, state: str) -> QuerySet[Tutor]:
        return queryset.filter(retired_at__isnull=state == "active")

    def in_language(self, queryset: QuerySet[Tutor], _name: str, language: str) -> QuerySet[Tutor]:
        """One of the two databases does not look into lists, and both know texts."""
        return queryset.alias(said=Cast("languages", TextField())).filter(said__contains=f'"{language}"')


class PlaceFilters(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status, label=_("Status"), widget=forms.CheckboxSelectMultiple)
    way = django_filters.ChoiceFilter(choices=Place.Way, label=_("Way"), widget=forms.RadioSelect, empty_label=_("All"))
    country = django_filters.ChoiceFilter(choices=lambda: list(countries), field_name="learner__country", label=_("Country"))
    joined_at = django_filters.DateFromToRangeFilter(label=_("Joined"), widget=DateRangePickerWidget)
    learner = PersonFilter()

    class Meta:
        model = Place
        fields: list[Any] = ["status", "way", "country", "joined_at", "learner"]
