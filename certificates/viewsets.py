"""Certificates in the administration: finding, correcting, revoking. Nobody adds or deletes one there."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, ButtonsColumnMixin, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import BaseButton, Button, ButtonWithDropdown

from accounts.models import User
from certificates import actions
from certificates.exceptions import CertificateRevoked
from certificates.forms import CorrectForm, RevokeForm
from certificates.models import Certificate
from core.text import fold


class RecipientColumn(ButtonsColumnMixin, TitleColumn):
    """The name, with what may be done about this certificate."""

    cell_template_name = "wagtailadmin/tables/title_cell.html"

    def get_buttons(self, instance: Certificate, parent_context: Mapping[str, Any]) -> list[BaseButton]:
        user = parent_context["request"].user
        buttons = [
            Button(label, url=reverse(f"certificate:{name}", args=[instance.pk]), icon_name=icon)
            for name, label, icon in (("correct", _("Correct the name"), "edit"), ("revoke", _("Revoke"), "cross"))
            if instance.holds and user.has_perm(f"certificates.{name}_certificate")
        ]
        label = gettext("Actions for the certificate of %(name)s") % {"name": instance.facts.recipient_name}
        menu = ButtonWithDropdown(buttons=buttons, icon_name="dots-horizontal", attrs={"aria-label": label})
        return [menu] if buttons else []


class CertificateFilterSet(WagtailFilterSet):
    revoked = django_filters.BooleanFilter(
        field_name="revoked_at", lookup_expr="isnull", exclude=True, label=pgettext_lazy("certificates", "Revoked")
    )
    undrawn = django_filters.BooleanFilter(field_name="latest__pdf", lookup_expr="isnull", label=_("PDF missing"))
    issued_at = django_filters.DateFromToRangeFilter(label=_("Issued"), widget=DateRangePickerWidget)

    class Meta:
        model = Certificate
        fields = ["kind", "achievement", "revoked", "undrawn", "issued_at"]


class CertificateIndexView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = _("Certificates")

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.with_facts()

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        if not self.is_searching:
            return queryset
        query = self.search_query.strip()
        return queryset.filter(Q(latest__search_text__contains=fold(query)) | Q(uuid__icontains=query))


class ActView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """What staff do to one certificate, with a reason."""

    model = Certificate
    template_name = "certificates/admin/act.html"
    header_icon = "success"
    submit_button_label: Any = ""
    success_message: Any = ""

    def get_base_object_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.with_facts()

    def get_page_subtitle(self) -> str:
        return self.object.facts.recipient_name  # type: ignore[no-any-return]  # Wagtail carries no types

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("certificate:index"), "label": gettext("Certificates")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "submit_button_label": self.submit_button_label,
            "submit_button_active_label": self.submit_button_label,
            "certificate": self.object,
        }
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.act(form.cleaned_data)
        except CertificateRevoked:
            messages.error(self.request, gettext("This certificate was revoked; nothing was changed."))
        else:
            messages.success(self.request, self.success_message)
        return redirect("certificate:index")

    def act(self, given: Mapping[str, Any]) -> None:
        raise NotImplementedError


def staff(request: HttpRequest) -> User:
    """Behind the administration's door, there is one."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


class RevokeView(ActView):
    permission_required = "revoke"
    form_class = RevokeForm
    page_title = submit_button_label = _("Revoke the certificate")
    success_message = _("The certificate is revoked. Its page says so.")

    def act(self, given: Mapping[str, Any]) -> None:
        actions.revoke(certificate=self.object, by=staff(self.request), reason=given["reason"], now=timezone.now())


class CorrectView(ActView):
    permission_required = "correct"
    form_class = CorrectForm
    page_title = submit_button_label = _("Correct the name")
    success_message = _("The certificate bears the new name.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.facts.recipient_name}

    def act(self, given: Mapping[str, Any]) -> None:
        actions.correct(
            certificate=self.object,
            name=given["name"],
            reason=given["reason"],
            by=staff(self.request),
            now=timezone.now(),
        )


class CertificateViewSet(ModelViewSet):
    model = Certificate
    icon = "success"
    menu_order = 400
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    # Registers the permission to look at the listing, too.
    inspect_view_enabled = True
    index_view_class = CertificateIndexView
    filterset_class = CertificateFilterSet
    search_fields = ["latest__search_text"]
    ordering = "-issued_at"
    list_per_page = 30
    list_display = [
        RecipientColumn(
            "recipient_name",
            label=_("Name"),
            accessor="facts.recipient_name",
            sort_key="latest__search_text",
            get_url=Certificate.get_absolute_url,
        ),
        Column("title", label=_("Title"), accessor="facts.title"),
        DateColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
        BooleanColumn("holds", label=pgettext_lazy("a certificate", "Holds")),
        Column("revoked_reason", label=_("Reason for revoking")),
        BooleanColumn("has_pdf", label=_("PDF"), accessor=lambda certificate: certificate.facts.pdf_id is not None),
        Column("pdf_problem", label=_("Why no PDF"), accessor="facts.pdf_problem"),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ["history_url_name", "usage_url_name", "add_url_name", "edit_url_name", "delete_url_name", "inspect_url_name"]
        )
        return {**super().get_common_view_kwargs(**kwargs), **absent}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/correct/", self.construct_view(CorrectView), name="correct"),
            path("<int:pk>/revoke/", self.construct_view(RevokeView), name="revoke"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no page to edit a certificate, to which the finder would lead."""
