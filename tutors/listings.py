"""Cohorts, tutors and places as tables in Wagtail's administration."""

from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from core.exports import TableExportMixin
from core.tables import DayColumn, TitleColumn
from core.text import fold
from tutors.filters import PlaceFilters
from tutors.models import Appointment, Cohort, Place, Session, Tutor
from tutors.queries import hours_of
from tutors.staff import crumbs_of, entrances

Status = Place.Status


def of_person(words: str, *, at: str) -> Q:
    """This finds people by their name, whatever case and accents, or by their address."""
    name = Q(**{f"{at}__search_name__contains": fold(words)})
    return name | Q(**{f"{at}__email__contains": words.strip().lower()})


# Cohorts


def listed_cohorts() -> QuerySet[Cohort]:
    """These are all cohorts, each with how many wait and who leads it. One query."""
    places = Place.objects.filter(cohort=OuterRef("pk"), status=Status.WAITING).order_by().values("cohort")
    leads = Appointment.objects.open().leads().filter(cohort=OuterRef("pk")).values("tutor__user__full_name")
    waiting = places.annotate(count=Count("pk")).values("count")
    counted = Coalesce(Subquery(waiting), 0, output_field=IntegerField())
    return Cohort.objects.select_related("course").annotate(waiting=counted, lead=Subquery(leads[:1]))


class CohortIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view", "add", "change"]
    page_title = _("Cohorts")
    add_item_label = _("Plan a cohort")

    def get_base_queryset(self) -> QuerySet[Cohort]:
        return listed_cohorts()

    def search_queryset(self, queryset: QuerySet[Cohort]) -> QuerySet[Cohort]:
        words = self.search_query.strip()
        return queryset.filter(Q(name__icontains=words) | Q(code__icontains=words)) if self.is_searching else queryset


COHORT_COLUMNS = [
    TitleColumn(
        "name", label=_("Name"), sort_key="name", get_url=lambda each: reverse("cohorts_admin:inspect", args=[each.pk])
    ),
    Column("course", label=_("Course"), accessor="course.code", sort_key="course__code"),
    Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
    Column("language", label=_("Language"), accessor="get_language_display", sort_key="language"),
    DayColumn("starts_on", label=_("Starts on"), sort_key="starts_on"),
    DayColumn("ends_on", label=_("Ends on"), sort_key="ends_on"),
    Column("lead", label=_("Lead tutor"), classname="w-whitespace-nowrap"),
    Column("seats_taken", label=_("Seats taken"), sort_key="seats_taken"),
    Column("capacity", label=_("Seats"), sort_key="capacity"),
    Column("waiting", label=_("Waiting"), sort_key="waiting"),
    Column("code", label=_("Code"), sort_key="code"),
]


# Tutors


def listed_tutors() -> QuerySet[Tutor]:
    """These are all tutors, each with how much they teach and taught, and which courses. Two queries."""
    open_ones = Appointment.objects.open().filter(tutor=OuterRef("pk"), cohort__status__in=[*CURRENT_COHORTS])
    cohorts = open_ones.order_by().values("tutor").annotate(count=Count("pk")).values("count")
    held = Session.objects.over(timezone.now()).filter(held_by=OuterRef("pk")).order_by().values("held_by")
    minutes = held.annotate(sum=Sum("minutes")).values("sum")
    return (
        Tutor.objects.select_related("user")
        .prefetch_related("appointments__cohort__course")
        .annotate(
            cohorts=Coalesce(Subquery(cohorts), 0, output_field=IntegerField()),
            minutes=Coalesce(Subquery(minutes), 0, output_field=IntegerField()),
        )
    )


CURRENT_COHORTS = (Cohort.Status.DRAFT, Cohort.Status.OPEN, Cohort.Status.RUNNING)


class TutorIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view", "add", "change"]
    page_title = _("Tutors")
    add_item_label = _("Make somebody a tutor")

    def get_base_queryset(self) -> QuerySet[Tutor]:
        return listed_tutors()

    def search_queryset(self, queryset: QuerySet[Tutor]) -> QuerySet[Tutor]:
        return queryset.filter(of_person(self.search_query, at="user")) if self.is_searching else queryset


def courses_of(tutor: Tutor) -> str:
    return ", ".join(sorted({each.cohort.course.code for each in tutor.appointments.all()}))


TUTOR_COLUMNS = [
    TitleColumn(
        "name",
        label=_("Name"),
        accessor="user",
        sort_key="user__search_name",
        get_url=lambda each: reverse("tutors_admin:inspect", args=[each.pk]),
    ),
    Column("email", label=_("E-mail address"), accessor="user.email", sort_key="user__email"),
    Column("country", label=_("Country"), accessor=lambda each: each.user.country.name, sort_key="user__country"),
    Column("languages", label=_("Languages"), accessor=lambda each: ", ".join(each.languages)),
    Column("courses", label=_("Courses"), accessor=courses_of),
    Column("cohorts", label=_("Cohorts now"), sort_key="cohorts"),
    Column("hours", label=_("Hours taught"), accessor=lambda each: hours_of(each.minutes), sort_key="minutes"),
    DayColumn("trained_since", label=_("Trained since"), sort_key="trained_since"),
    BooleanColumn("is_listed", label=_("Public profile"), sort_key="is_listed"),
    DateColumn("retired_at", label=_("Retired"), sort_key="retired_at"),
]


# The places of one cohort


class PlaceIndexView(TableExportMixin, generic.IndexView):
    """The people of one cohort, in whatever state their places are; ``cohort`` in the address says of which."""

    model = Place
    any_permission_required = ["view", "add", "change"]
    page_title = _("Places")
    header_icon = "group"
    filterset_class: type[PlaceFilters] | None = PlaceFilters
    paginate_by = 50
    default_ordering: Any = "-asked_at"
    is_searchable = True
    export_filename = "places"
    step = "places"

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(Cohort, pk=self.kwargs["cohort"])

    def get_index_url(self) -> str:
        return reverse(f"cohorts_admin:{self.step}", args=[self.cohort.pk])

    def get_index_results_url(self) -> str:
        return reverse(f"cohorts_admin:{self.step}_results", args=[self.cohort.pk])

    def get_page_subtitle(self) -> str:
        return self.cohort.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *crumbs_of(self.cohort), here]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return entrances(self.cohort, self.request.user)

    def get_base_queryset(self) -> QuerySet[Place]:
        return Place.objects.filter(cohort=self.cohort).select_related("learner")

    def search_queryset(self, queryset: QuerySet[Place]) -> QuerySet[Place]:
        return queryset.filter(of_person(self.search_query, at="learner")) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *person_columns(),
            Column("country", label=_("Country"), accessor=lambda place: place.learner.country.name),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
            Column("way", label=_("Way"), accessor="get_way_display", sort_key="way"),
            DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
            DateColumn("joined_at", label=_("Joined"), sort_key="joined_at"),
            DateColumn("ended_at", label=_("Ended"), sort_key="ended_at"),
        ]


class WaitingIndexView(PlaceIndexView):
    """Who waits for a seat, in the order in which seats will be offered; who is offered one stands before them."""

    page_title = _("Waiting list")
    header_icon = "history"
    default_ordering = ["waiting_since", "pk"]
    filterset_class = None
    export_filename = "waiting-list"
    step = "waiting"

    def get_base_queryset(self) -> QuerySet[Place]:
        return with_turns(super().get_base_queryset().filter(status__in=[Status.WAITING, Status.OFFERED]))

    def order_queryset(self, queryset: QuerySet[Place]) -> QuerySet[Place]:
        return queryset.order_by("waiting_since", "pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("turn", label=_("Turn"), accessor=lambda place: place.turn or "–"),
            *person_columns(),
            Column("status", label=_("Status"), accessor="get_status_display"),
            Column("way", label=_("Way"), accessor="get_way_display"),
            DateColumn("waiting_since", label=_("Waiting since")),
            DateColumn("offered_until", label=_("Offered until")),
        ]


def with_turns(places: QuerySet[Place]) -> QuerySet[Place]:
    """Each of these has its ``turn`` in the queue of its cohort, 1 for the next, None where a seat is offered."""
    earlier = Q(waiting_since__lt=OuterRef("waiting_since")) | Q(
        waiting_since=OuterRef("waiting_since"), pk__lte=OuterRef("pk")
    )
    queue = Place.objects.filter(earlier, cohort=OuterRef("cohort"), status=Status.WAITING).order_by().values("cohort")
    turn = Subquery(queue.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return places.annotate(turn=Case(When(status=Status.WAITING, then=turn)))


def person_columns() -> list[Column]:
    return [
        TitleColumn(
            "learner",
            label=_("Learner"),
            sort_key="learner__search_name",
            get_url=lambda place: reverse("cohorts_admin:place", args=[place.pk]),
        ),
        Column("email", label=_("E-mail address"), accessor="learner.email", sort_key="learner__email"),
    ]
