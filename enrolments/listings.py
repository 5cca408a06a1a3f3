"""What learners say, in Wagtail's administration."""

from typing import Any

import django_filters
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import Avg, Count, QuerySet
from django.urls import URLPattern, path
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from courses.models import Course
from enrolments.models import Rating

# What a viewset's pages would lead to and does not exist.
ABSENT = ["history_url_name", "usage_url_name", "add_url_name", "edit_url_name", "delete_url_name", "inspect_url_name"]


class Listing(ModelViewSet):
    """This is a listing and nothing else: nobody adds, edits or deletes here."""

    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    # Registers the permission to look at the listing.
    inspect_view_enabled = True
    search_backend_name = None
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), **dict.fromkeys(ABSENT)}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """A role may be given the right to look; there is nothing else to give."""
        registered: QuerySet[Permission] = super().get_permissions_to_register()
        return registered.filter(codename=get_permission_codename("view", self.model._meta))

    def register_admin_url_finder(self) -> None:
        """There is no page to edit a row, to which the finder would lead."""


class RatingFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(
        field_name="enrolment__course", queryset=Course.objects.order_by("code"), label=_("Course")
    )

    class Meta:
        model = Rating
        fields = ["course", "score"]


class RatingIndexView(generic.IndexView):
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
