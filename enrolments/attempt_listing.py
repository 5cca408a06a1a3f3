"""Attempts at quizzes, for staff: who tried what with which result, and one of them as it was asked and answered."""

from fractions import Fraction
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from core.exports import TableExportMixin
from core.listings import Listing
from core.tables import TitleColumn
from core.text import fold
from courses.models import Course, Unit
from courses.wording import Outcome
from enrolments.models import QuizAttempt

ATTEMPTS = ModelPermissionPolicy(QuizAttempt)
State = QuizAttempt.State


class AttemptFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(
        field_name="enrolment__course", queryset=Course.objects.order_by("code"), label=_("Course")
    )
    unit = django_filters.ModelChoiceFilter(
        queryset=Unit.objects.filter(kind=Unit.Kind.QUIZ).select_related("course").order_by("course__code", "title"),
        label=_("Quiz"),
    )
    state = django_filters.ChoiceFilter(choices=State, method="in_state", label=_("Status"))
    is_passed = django_filters.BooleanFilter(label=_("Passed"))
    started_at = django_filters.DateFromToRangeFilter(widget=DateRangePickerWidget, label=_("Begun"))
    enrolment = django_filters.NumberFilter(label=_("Enrolment"), method="of_enrolment")

    class Meta:
        model = QuizAttempt
        fields = ["course", "unit", "state", "is_passed", "started_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].field.label_from_instance = lambda unit: f"{unit.course.code}: {unit.title}"

    def in_state(self, queryset: Any, _name: str, state: str) -> Any:
        return queryset.in_state(State(state))

    def of_enrolment(self, queryset: Any, _name: str, enrolment: Any) -> Any:
        return queryset.filter(enrolment=int(enrolment))


class AttemptIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view"]
    page_title = _("Attempts at quizzes")

    def get_base_queryset(self) -> QuerySet[QuizAttempt]:
        return QuizAttempt.objects.select_related("enrolment__learner", "enrolment__course", "unit").defer(
            "asked", "answers"
        )

    def search_queryset(self, queryset: QuerySet[QuizAttempt]) -> QuerySet[QuizAttempt]:
        if not self.is_searching:
            return queryset
        name = Q(enrolment__learner__search_name__contains=fold(self.search_query))
        return queryset.filter(name | Q(enrolment__learner__email__contains=self.search_query.strip().lower()))


class AttemptView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    model = QuizAttempt
    permission_policy = ATTEMPTS
    any_permission_required = ["view"]
    page_title = _("Attempt at a quiz")
    header_icon = "help"
    template_name = "enrolments/admin/attempt.html"
    http_method_names = ["get"]
    object: QuizAttempt

    def get_base_object_queryset(self) -> QuerySet[QuizAttempt]:
        return QuizAttempt.objects.select_related("enrolment__learner", "enrolment__course", "unit", "reset__reset_by")

    def get_page_subtitle(self) -> str:
        return f"{self.object.enrolment.learner} · {self.object.unit.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("enrolments_attempts:index"), "label": gettext("Attempts at quizzes")}
        last = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, index, last]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcomes = [Outcome(each.number, each.question, each.answer, is_revealed=True) for each in self.object.form]
        more = {
            "attempt": self.object,
            "outcomes": [(each, points(each.share * each.question.points)) for each in outcomes],
            "may_open_enrolment": self.request.user.has_perm("enrolments.view_enrolment"),
        }
        return super().get_context_data(**kwargs) | more


def points(earned: Fraction) -> str:
    """This is a number of points as people read it, rounded down to hundredths."""
    return number_format(f"{int(earned * 100) / 100:g}")


class AttemptViewSet(Listing):
    model = QuizAttempt
    icon = "help"
    menu_label = _("Quiz attempts")
    menu_order = 312
    index_view_class = AttemptIndexView
    filterset_class = AttemptFilters
    ordering = "-started_at"
    list_display = [
        TitleColumn(
            "learner",
            label=_("Learner"),
            accessor="enrolment.learner",
            sort_key="enrolment__learner__search_name",
            get_url=lambda attempt: reverse("enrolments_attempts:attempt", args=[attempt.pk]),
        ),
        Column("email", label=_("E-mail address"), accessor="enrolment.learner.email"),
        Column("course", label=_("Course"), accessor="enrolment.course", sort_key="enrolment__course__code"),
        Column("quiz", label=_("Quiz"), accessor="unit.title", sort_key="unit__title"),
        Column("number", label=_("Attempt"), sort_key="number"),
        Column("state", label=_("Status"), accessor="state.label"),
        DateColumn("started_at", label=_("Begun"), sort_key="started_at"),
        DateColumn("submitted_at", label=_("Ended"), sort_key="submitted_at"),
        Column("percent", label=_("Percent"), sort_key="percent"),
        BooleanColumn("is_passed", label=_("Passed"), sort_key="is_passed"),
    ]
    export_headings = {
        "enrolment.learner.full_name": _("Learner"),
        "enrolment.learner.email": _("E-mail address"),
        "enrolment.course.code": _("Course"),
        "unit.title": _("Quiz"),
        "number": _("Attempt"),
        "state.label": _("Status"),
        "started_at": _("Begun"),
        "submitted_at": _("Ended"),
        "percent": _("Percent"),
        "is_passed": _("Passed"),
    }
    export_filename = "attempts"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Searched by the view itself, through the folded names.
        return {**super().get_common_view_kwargs(**kwargs), "is_searchable": True}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", AttemptView.as_view(), name="attempt")]
