"""People in Wagtail's administration."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import account
from wagtail.users.views import users
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from accounts import actions, inviting, queries, rules, zones
from accounts.exceptions import AddressTaken
from accounts.filters import PersonFilters
from accounts.models import User
from accounts.staff import ACTS, PersonView, signed_in
from core.exports import TableExportMixin
from core.tables import TitleColumn


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes no parameter
    """A person as staff see them. No password: they set their own by "Forgot your password?"."""

    class Meta:
        model = User
        fields = ["email", "full_name", "country", "time_zone", "language", "groups"]
        labels = {"groups": gettext_lazy("Groups")}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A role is given for a reason, on a page of its own. Other groups only say who sees a page.
        self.roles = list(queries.acting_groups().values_list("name", flat=True))
        groups = Group.objects.exclude(name__in=self.roles).order_by("name")
        self.fields["groups"].queryset = groups  # type: ignore[attr-defined]  # a field of models
        self.fields["groups"].help_text = _("They open pages that only a group may see. Roles are given elsewhere.")
        self.fields["full_name"].help_text = _("As they write it themselves. It is printed on their certificates.")
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label, choices=zones.choices(self.instance.time_zone)
        )
        if editing_self or not groups.exists():
            del self.fields["groups"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_groups(self) -> list[Group]:
        """Leave the roles as they are, which this field does not show."""
        roles = self.instance.groups.filter(name__in=self.roles) if self.instance.pk else []
        return [*self.cleaned_data["groups"], *roles]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # Django's own hook, which its types leave out
        actions.set_email(user=self.instance, verified=False)


class NewPersonForm(PersonForm):
    """Somebody who is invited: with a role, where the officer may give one."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason for the role"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For the record; only staff see it."),
    )

    def __init__(self, *args: Any, may_give_roles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("groups", None)
        roles = [("", _("none: a learner")), *((name, _(name)) for name in queries.role_names())]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a field of choices
        if not may_give_roles:
            del self.fields["role"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("role") and not cleaned.get("reason"):
            self.add_error("reason", forms.ValidationError(_("Say why they get this role."), code="required"))
        return cleaned


class InviteView(users.CreateView):
    page_title = gettext_lazy("Invite a person")
    submit_button_label = gettext_lazy("Invite")
    submit_button_active_label = gettext_lazy("Inviting …")
    success_message = gettext_lazy("The account of %(object)s is made, and the invitation is on its way.")

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Wagtail would call this place "New:"."""
        *above, _here = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        given: dict[str, Any] = super().get_form_kwargs()
        return given | {"may_give_roles": self.request.user.has_perm("accounts.give_role")}

    def form_valid(self, form: NewPersonForm) -> HttpResponseBase:
        try:
            answer: HttpResponseBase = super().form_valid(form)
        except AddressTaken:
            # A double click: the first one made the account.
            form.add_error("email", _("There is an account with this address."))
            self.is_valid(form)
            answer = self.form_invalid(form)
        return answer

    def save_instance(self) -> User:
        return inviting.invite(**self.form.cleaned_data, by=signed_in(self.request), now=timezone.now())

    def get_success_url(self) -> str:
        return reverse("wagtailusers_users:inspect", args=[self.object.pk])


class IndexView(TableExportMixin, users.IndexView):
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    default_ordering = "search_name"
    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Invite a person")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "full_name",
                label=_("Name"),
                accessor=str,
                sort_key="search_name",
                get_url=self.get_inspect_url,
            ),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("country", label=_("Country"), accessor=lambda person: person.country.name, sort_key="country"),
            Column("roles", label=_("Roles"), accessor=role_names),
            Column("language", label=_("Language"), accessor="get_language_display", sort_key="language"),
            BooleanColumn("has_second_factor", label=_("Second factor"), sort_key="has_second_factor"),
            Column("is_active", label=pgettext("of an account", "Status"), accessor=state_of, sort_key="is_active"),
            DateColumn("joined_at", label=_("Joined"), sort_key="joined_at"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return queries.people()

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Leave out what only Wagtail's own filters of people ask for."""
        return {"data": self.request.GET, "request": self.request}

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        return queries.found(queryset, self.search_query) if self.is_searching else queryset

    def get_delete_url(self, _instance: User) -> None:
        return None


def state_of(person: User) -> str:
    return pgettext("an account", "open") if person.is_active else pgettext("an account", "closed")


def role_names(person: User) -> str:
    names = sorted(str(_(group.name)) for group in person.groups.all())
    return ", ".join([str(_("Superuser")), *names] if person.is_superuser else names)


class EditView(users.EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse what would make somebody more than they are: whoever sets a superuser's address becomes them."""
        person: User = self.object
        if not (self.editing_self or rules.may_act_on(signed_in(request), person)):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_delete_url(self) -> None:
        return None


class DeleteView(users.DeleteView):
    """A person's row is emptied by erasure and never deleted: certificates and figures count on it."""

    def dispatch(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        raise PermissionDenied


class RefusedBulkDelete(DeleteBulkAction):
    """As the view above, for many at once."""

    def check_perm(self, _person: User) -> bool:
        return False


class RefusedBulkRole(AssignRoleBulkAction):
    """A role is given to one person at a time, for a reason."""

    def check_perm(self, _person: User) -> bool:
        return False


class RefusedBulkState(SetActiveStateBulkAction):
    """So is an account closed."""

    def check_perm(self, _person: User) -> bool:
        return False


REFUSED_BULK_ACTIONS = [RefusedBulkDelete, RefusedBulkRole, RefusedBulkState]


class PersonViewSet(users.UserViewSet):
    index_view_class = IndexView
    add_view_class = InviteView
    edit_view_class = EditView
    delete_view_class = DeleteView
    template_prefix = ""
    ordering = "search_name"
    list_per_page = 30
    filterset_class = PersonFilters
    export_filename = "people"
    inspect_view_enabled = True
    menu_label = gettext_lazy("People")

    @property
    def inspect_view(self) -> Callable[..., HttpResponseBase]:
        view: Callable[..., HttpResponseBase] = self.construct_view(PersonView)
        return view

    def get_urlpatterns(self) -> list[URLPattern]:
        acts = [path(f"<int:pk>/{act.name.replace('_', '-')}/", act.as_view(), name=act.name) for act in ACTS]
        return [*super().get_urlpatterns(), *acts]

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        return PersonForm if for_update else NewPersonForm


class AccountView(account.AccountView):
    """Preferences in the administration. Name, address and password are changed in the person's own profile."""

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, account.NameEmailSettingsPanel)]
