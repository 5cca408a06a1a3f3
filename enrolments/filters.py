"""What the listing of enrolments is narrowed by."""

import datetime as dt
from decimal import Decimal

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.filters import PersonFilter
from courses.models import Course, CoursePage, Outline
from enrolments.models import Enrolment
from enrolments.models.learning import EnrolmentQuerySet

MOST_DAYS = 3650


class EnrolmentFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(queryset=Course.objects.order_by("code"), label=_("Course"))
    pace = django_filters.ChoiceFilter(
        choices=CoursePage.Pace, method="at_pace", label=_("Pace"), widget=forms.RadioSelect, empty_label=_("All")
    )
    language = django_filters.ChoiceFilter(
        choices=settings.LANGUAGES, label=_("Language"), widget=forms.RadioSelect, empty_label=_("All")
    )
    country = django_filters.ChoiceFilter(choices=countries, field_name="learner__country", label=_("Country"))
    completed_at = django_filters.DateFromToRangeFilter(widget=DateRangePickerWidget, label=_("Completed"))
    inactive = django_filters.NumberFilter(
        method="inactive_for", min_value=1, max_value=MOST_DAYS, label=_("Nothing done for so many days")
    )
    learner = PersonFilter()

    class Meta:
        model = Enrolment
        fields = ["course", "status", "pace", "language", "country", "completed_at", "inactive", "learner"]

    def at_pace(self, queryset: EnrolmentQuerySet, _name: str, pace: str) -> EnrolmentQuerySet:
        outlines = Outline.objects.filter(locale=F("course__source_locale"), facts__pace=pace)
        return queryset.filter(course__in=outlines.values("course"))

    def inactive_for(self, queryset: EnrolmentQuerySet, _name: str, days: Decimal) -> EnrolmentQuerySet:
        """Of those under way: who has completed a course, or left it, has nothing to do there."""
        since = timezone.now() - dt.timedelta(days=int(days))
        return queryset.active().alias(seen_at=Coalesce("latest_at", "enrolled_at")).filter(seen_at__lt=since)
