"""Who has which role, in Wagtail's reports."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import BooleanRadioSelect

from accounts import queries
from accounts.filters import SUPERUSER
from accounts.models import User
from core.exports import TableExportMixin
from core.tables import TitleColumn


def role_choices() -> list[tuple[str, str]]:
    return [(SUPERUSER, _("Superuser")), *((name, _(name)) for name in queries.role_names())]


class RoleFilters(WagtailFilterSet):
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=role_choices, method="with_role", widget=forms.RadioSelect
    )
    has_second_factor = django_filters.BooleanFilter(label=gettext_lazy("Second factor"), widget=BooleanRadioSelect)

    class Meta:
        model = User
        fields = ["role", "has_second_factor"]

    def with_role(self, queryset: QuerySet[Any], _name: str, role: str) -> QuerySet[Any]:
        return queryset.filter(is_superuser=True) if role == SUPERUSER else queryset.filter(role=role)


class RolesView(TableExportMixin, ReportView):
    """One row for each role of each person, with who gave it, when and why, where the log knows."""

    model = User
    any_permission_required = ["view", "change"]
    page_title = gettext_lazy("Who has which role")
    header_icon = "group"
    index_url_name = "accounts_roles"
    index_results_url_name = "accounts_roles_results"
    filterset_class = RoleFilters
    is_searchable = True
    paginate_by = 30
    default_ordering = "search_name"
    export_filename = "roles"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "full_name",
                label=_("Name"),
                accessor=str,
                sort_key="search_name",
                get_url=lambda person: reverse("wagtailusers_users:inspect", args=[person.pk]),
            ),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("role", label=_("Role"), accessor=role_of, sort_key="role"),
            BooleanColumn("has_second_factor", label=_("Second factor"), sort_key="has_second_factor"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
            DateColumn("given_at", label=_("Given"), sort_key="given_at"),
            Column("given_by", label=_("Given by")),
            Column("given_reason", label=_("Reason")),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return queries.roles_held()

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        return queries.found(queryset, self.search_query) if self.is_searching else queryset


def role_of(person: Any) -> str:
    names = [_("Superuser")] if person.is_superuser else []
    return ", ".join([*names, _(person.role)] if person.role else names)


class RolesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.view_user") or request.user.has_perm("accounts.change_user")
