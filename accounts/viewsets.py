"""People in Wagtail's administration."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import account
from wagtail.users.views import users
from wagtail.users.views.bulk_actions import DeleteBulkAction

from accounts import actions
from accounts.models import User
from core.text import fold


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own takes no parameter
    """A person as staff see them. No password: they set their own by "Forgot your password?"."""

    class Meta:
        model = User
        fields = ["email", "full_name", "country", "language", "is_active", "groups"]
        labels = {"groups": gettext_lazy("Roles")}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].help_text = _("Who holds a role is staff and must use a second factor.")
        if editing_self:
            # Nobody locks themselves out; another administrator does that.
            del self.fields["is_active"]
            del self.fields["groups"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # Django's own hook, which its types leave out
        actions.set_email(user=self.instance, verified=False)


class NewPersonForm(PersonForm):
    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 -- Django's signature
        self.instance.set_unusable_password()
        person: User = super().save(commit)
        return person


class IndexView(users.IndexView):
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    default_ordering = "search_name"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "full_name",
                label=_("Name"),
                accessor=str,
                sort_key="search_name",
                get_url=self.get_edit_url,
            ),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("country", label=_("Country"), accessor=lambda person: person.country.name),
            Column("roles", label=_("Roles"), accessor=role_names),
            DateColumn("joined_at", label=_("Joined"), sort_key="joined_at"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return User.objects.filter(erased_at__isnull=True).prefetch_related("groups")

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        if not self.is_searching:
            return queryset
        name = Q(search_name__contains=fold(self.search_query))
        return queryset.filter(name | Q(email__contains=self.search_query.strip().lower()))

    def get_delete_url(self, _instance: User) -> None:
        return None


def role_names(person: User) -> str:
    names = sorted(str(_(group.name)) for group in person.groups.all())
    return ", ".join([str(_("Superuser")), *names] if person.is_superuser else names)


class EditView(users.EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse what would make somebody more than they are: whoever sets a superuser's address becomes them."""
        person: User = self.object
        if person.erased_at or (person.is_superuser and not request.user.is_superuser):
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


class PersonViewSet(users.UserViewSet):
    index_view_class = IndexView
    edit_view_class = EditView
    delete_view_class = DeleteView
    template_prefix = ""
    ordering = "search_name"
    list_export: list[str] = []
    menu_label = gettext_lazy("People")

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:  # noqa: FBT001, FBT002 -- Wagtail's signature
        return PersonForm if for_update else NewPersonForm


class AccountView(account.AccountView):
    """Preferences in the administration. Name, address and password are changed in the person's own profile."""

    def get_panels(self) -> list[account.BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if not isinstance(panel, account.NameEmailSettingsPanel)]
