"""What listings in the administration are filtered by: people by who they are, and other rows by whose they are."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_countries import countries
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput, BooleanRadioSelect

from accounts.models import User, languages

SUPERUSER = "superuser"


class PersonField(django_filters.fields.ModelChoiceField):
    """A person by number, as a link names them, or by e-mail address, as somebody types it. No list of everybody."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> User | None:
        typed = str(value or "").strip().lower()
        if not typed:
            return None
        known: Any = {"pk": int(typed)} if typed.isdecimal() else {"email": typed}
        # Whoever nobody knows has no rows. A refused filter would show everybody's instead.
        return self.queryset.filter(**known).first() or User(pk=0, full_name=typed)

    def validate(self, value: User | None) -> None:
        """Anybody may be asked for."""


class PersonFilter(django_filters.ModelChoiceFilter):
    """
    This keeps the rows of one person, in the listing of any room.

    The field's default texts are right for a relation called learner; another one gives its own ``label``.
    """

    field_class = PersonField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {
            "queryset": User.objects.filter(erased_at__isnull=True),
            "label": gettext_lazy("Learner"),
            "help_text": gettext_lazy("Their e-mail address."),
        }
        super().__init__(*args, **given | kwargs)


def role_choices() -> list[tuple[str, str]]:
    groups = Group.objects.order_by("name").values_list("name", flat=True)
    return [(SUPERUSER, _("Superuser")), *((name, _(name)) for name in groups)]


class PersonFilters(WagtailFilterSet):
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=role_choices, method="with_role", widget=forms.RadioSelect
    )
    country = django_filters.ChoiceFilter(label=gettext_lazy("Country"), choices=lambda: list(countries))
    language = django_filters.ChoiceFilter(label=gettext_lazy("Language"), choices=languages, widget=forms.RadioSelect)
    is_active = django_filters.ChoiceFilter(
        label=pgettext_lazy("of an account", "Status"),
        choices=[("true", pgettext_lazy("an account", "open")), ("false", pgettext_lazy("an account", "closed"))],
        method="open_or_closed",
        widget=forms.RadioSelect,
    )
    has_second_factor = django_filters.BooleanFilter(label=gettext_lazy("Second factor"), widget=BooleanRadioSelect)
    joined_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Joined"), widget=DateRangePickerWidget)
    signed_in_since = django_filters.DateFilter(
        label=gettext_lazy("Signed in since"), field_name="last_login", lookup_expr="date__gte", widget=AdminDateInput
    )

    class Meta:
        model = User
        fields = ["role", "country", "language", "is_active", "has_second_factor", "joined_at", "signed_in_since"]

    def with_role(self, queryset: QuerySet[User], _name: str, role: str) -> QuerySet[User]:
        if role == SUPERUSER:
            return queryset.filter(is_superuser=True)
        # Whoever holds two roles is listed once.
        return queryset.filter(pk__in=User.groups.through.objects.filter(group__name=role).values("user_id"))

    def open_or_closed(self, queryset: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        return queryset.filter(is_active=value == "true")
