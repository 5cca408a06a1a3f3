"""Policies in Wagtail's administration: their versions, and publishing the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts import actions, queries
from accounts.exceptions import TooEarly, VersionTaken
from accounts.forms import PolicyForm
from accounts.models import Policy, languages
from accounts.prose import html_of
from accounts.staff import signed_in
from core.exports import TableExportMixin
from core.tables import TitleColumn

ABSENT = ["history_url_name", "usage_url_name", "add_url_name", "edit_url_name", "delete_url_name", "inspect_url_name"]


class PolicyFilters(WagtailFilterSet):
    class Meta:
        model = Policy
        fields = ["kind"]


class PolicyIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view", "add"]
    page_title = _("Policies")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "kind",
                label=gettext("Text"),
                accessor="get_kind_display",
                sort_key="kind",
                get_url=lambda policy: reverse("accounts:policy_version", args=[policy.kind, policy.version]),
            ),
            Column("version", label=gettext("Version"), sort_key="version"),
            DateColumn("published_at", label=gettext("Holds from"), sort_key="published_at"),
            Column("state", label=gettext("Status"), accessor=self.state_of),
            Column("languages", label=gettext("Languages"), accessor=languages_of),
            Column("agreed", label=gettext("People who agreed"), sort_key="agreed"),
        ]

    def get_base_queryset(self) -> QuerySet[Policy]:
        return queries.versions()

    @cached_property
    def latest(self) -> dict[str, Policy]:
        return queries.latest_policies(timezone.now())

    def state_of(self, policy: Policy) -> str:
        holds = self.latest.get(policy.kind)
        if holds is None or policy.version > holds.version:
            return pgettext("a version", "to come")
        return pgettext("a version", "holds") if policy.pk == holds.pk else pgettext("a version", "past")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("add"):
            return []
        label = gettext("New version: %(policy)s")
        return [
            HeaderButton(label % {"policy": name}, url=reverse("policies:publish", args=[kind]), icon_name="plus")
            for kind, name in Policy.Kind.choices
        ]


def languages_of(policy: Policy) -> str:
    return ", ".join(sorted(text.get_language_display() for text in policy.texts.all()))


class PublishView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """This asks for the texts, shows them as people will read them, and publishes when that is confirmed."""

    model = Policy
    permission_required = "add"
    form_class = PolicyForm
    template_name = "accounts/admin/publish.html"
    header_icon = "doc-full"
    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["kind"] not in Policy.Kind.values:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def kind(self) -> Policy.Kind:
        return Policy.Kind(self.kwargs["kind"])

    def get_page_title(self) -> str:
        return gettext("New version: %(policy)s") % {"policy": self.kind.label}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("policies:index"), "label": gettext("Policies")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_initial(self) -> dict[str, Any]:
        known = queries.latest_texts(self.kind)
        titles = {f"title_{code}": title for code, (title, _body) in known.items()}
        return {**titles, **{f"body_{code}": body for code, (_title, body) in known.items()}, "version": self.number}

    @cached_property
    def number(self) -> int:
        return queries.next_version(self.kind)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"now": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = gettext("Go on to the preview")
        asks = self.kind in queries.REQUIRED_POLICIES
        more = {"submit_button_label": label, "submit_button_active_label": label, "asks": asks, "number": self.number}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: PolicyForm) -> HttpResponse:
        if "change" in self.request.POST:
            return self.form_invalid(form)
        if "publish" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, **self.preview(form)))
        try:
            actions.publish_policy(
                kind=self.kind,
                texts=form.texts(),
                now=timezone.now(),
                holds_from=form.cleaned_data["holds_from"],
                version=form.cleaned_data["version"],
                by=signed_in(self.request),
            )
        except VersionTaken:
            form.add_error(None, gettext("Somebody has published this version in the meantime. Compare it with yours."))
        except TooEarly:
            form.add_error("holds_from", gettext("The version before this one holds from later. Choose a later moment."))
        else:
            messages.success(self.request, gettext("The version is published."))
            return redirect("policies:index")
        return self.form_invalid(form)

    def preview(self, form: PolicyForm) -> dict[str, Any]:
        names = dict(languages())
        texts = [(code, names[code], title, html_of(body)) for code, (title, body) in form.texts().items()]
        holds = queries.versions().holding(timezone.now()).filter(kind=self.kind).order_by("version").last()
        missing = [name for code, name in names.items() if code not in form.texts()]
        return {"preview": texts, "holds": holds, "missing": missing, "holds_from": form.cleaned_data["holds_from"]}


class PolicyViewSet(ModelViewSet):
    """The versions of what people agree to. They are published, never edited or deleted."""

    model = Policy
    icon = "doc-full"
    menu_label = _("Policies")
    menu_order = 610
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    # Registers the permission to look at the listing.
    inspect_view_enabled = True
    search_backend_name = None
    index_view_class = PolicyIndexView
    filterset_class = PolicyFilters
    ordering = "-published_at"
    list_per_page = 30
    export_filename = "policies"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), **dict.fromkeys(ABSENT)}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<slug:kind>/new/", PublishView.as_view(), name="publish"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        registered: QuerySet[Permission] = super().get_permissions_to_register()
        return registered.filter(codename__in=["view_policy", "add_policy"])

    def register_admin_url_finder(self) -> None:
        """There is no page to edit a version, to which the finder would lead."""
