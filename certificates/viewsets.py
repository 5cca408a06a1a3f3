"""Certificates, and those that were stopped, in the administration. Nobody adds or deletes one there."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import BooleanColumn, ButtonsColumnMixin, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import BaseButton, Button, ButtonWithDropdown

from accounts.filters import PersonFilter
from certificates import staff
from certificates.models import Certificate, StoppedIssue
from core.exports import TableExportMixin
from core.listings import Listing
from core.tables import TitleColumn
from core.text import fold


class RecipientColumn(ButtonsColumnMixin, TitleColumn):
    """The name, with what may be done about this certificate."""

    cell_template_name = "wagtailadmin/tables/title_cell.html"

    def get_buttons(self, instance: Certificate, parent_context: Mapping[str, Any]) -> list[BaseButton]:
        acts = staff.acts_on(instance, parent_context["request"].user)
        buttons = [Button(priority=number, **act) for number, act in enumerate(acts)]
        label = gettext("Actions for the certificate of %(name)s") % {"name": instance.facts.recipient_name}
        menu = ButtonWithDropdown(buttons=buttons, icon_name="dots-horizontal", attrs={"aria-label": label})
        return [menu] if buttons else []


class CertificateFilterSet(WagtailFilterSet):
    learner = PersonFilter()
    revoked = django_filters.BooleanFilter(
        field_name="revoked_at", lookup_expr="isnull", exclude=True, label=pgettext_lazy("certificates", "Revoked")
    )
    undrawn = django_filters.BooleanFilter(field_name="latest__pdf", lookup_expr="isnull", label=_("PDF missing"))
    issued_at = django_filters.DateFromToRangeFilter(label=_("Issued"), widget=DateRangePickerWidget)

    class Meta:
        model = Certificate
        fields = ["learner", "kind", "achievement", "revoked", "undrawn", "issued_at"]


class CertificateIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["view"]
    page_title = _("Certificates")

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.with_facts()

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        if not self.is_searching:
            return queryset
        query = self.search_query.strip()
        return queryset.filter(Q(latest__search_text__contains=fold(query)) | Q(uuid__icontains=query))


class CertificateViewSet(Listing):
    model = Certificate
    icon = "success"
    menu_order = 400
    list_per_page = 30
    rights = ("view", "correct", "revoke")
    search_fields = ["search_text"]
    index_view_class = CertificateIndexView
    filterset_class = CertificateFilterSet
    ordering = "-issued_at"
    export_filename = "certificates"
    list_display = [
        RecipientColumn(
            "recipient_name",
            label=_("Name"),
            accessor="facts.recipient_name",
            sort_key="latest__search_text",
            get_url=lambda certificate: reverse("certificate:inspect", args=[certificate.pk]),
        ),
        Column("title", label=_("Title"), accessor="facts.title"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        DateColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
        BooleanColumn("holds", label=pgettext_lazy("a certificate", "Holds")),
        Column("revoked_reason", label=_("Reason for revoking")),
        BooleanColumn("has_pdf", label=_("PDF"), accessor=lambda certificate: certificate.facts.pdf_id is not None),
        Column("pdf_problem", label=_("Why no PDF"), accessor="facts.pdf_problem"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", staff.CertificateView.as_view(), name="inspect"),
            path("<int:pk>/correct/", staff.CorrectView.as_view(), name="correct"),
            path("<int:pk>/reissue/", staff.ReissueView.as_view(), name="reissue"),
            path("<int:pk>/revoke/", staff.RevokeView.as_view(), name="revoke"),
        ]


class StoppedFilterSet(WagtailFilterSet):
    learner = PersonFilter()
    open = django_filters.BooleanFilter(
        field_name="resolved_at", lookup_expr="isnull", label=pgettext_lazy("a certificate", "Waits")
    )
    first_met_at = django_filters.DateFromToRangeFilter(label=_("Waits since"), widget=DateRangePickerWidget)

    class Meta:
        model = StoppedIssue
        fields = ["learner", "open", "kind", "problem", "first_met_at"]


class StoppedIndexView(TableExportMixin, generic.IndexView):
    any_permission_required = ["correct"]
    page_title = _("Stopped certificates")

    def get_base_queryset(self) -> QuerySet[StoppedIssue]:
        return StoppedIssue.objects.select_related("learner", "resolved_by")

    def search_queryset(self, queryset: QuerySet[StoppedIssue]) -> QuerySet[StoppedIssue]:
        if not self.is_searching:
            return queryset
        query = self.search_query.strip()
        return queryset.filter(Q(search_text__contains=fold(query)) | Q(learner__email__contains=query.lower()))


class StoppedViewSet(Listing):
    model = StoppedIssue
    icon = "warning"
    menu_label = _("Stopped certificates")
    menu_order = 401
    list_per_page = 30
    # Who may correct certificates may settle these.
    rights = ()
    search_fields = ["search_text"]
    index_view_class = StoppedIndexView
    filterset_class = StoppedFilterSet
    ordering = "-first_met_at"
    export_filename = "stopped-certificates"
    list_display = [
        TitleColumn(
            "name",
            label=_("Name"),
            sort_key="search_text",
            get_url=lambda stopped: reverse("stopped_certificate:settle", args=[stopped.pk]),
        ),
        Column("email", label=_("E-mail address"), accessor="learner.email"),
        Column("title", label=_("Title"), sort_key="title"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("words", label=_("Problem")),
        DateColumn("first_met_at", label=_("Waits since"), sort_key="first_met_at"),
        DateColumn("last_met_at", label=_("Last tried"), sort_key="last_met_at"),
        DateColumn("resolved_at", label=_("Settled"), sort_key="resolved_at"),
        Column("resolved_by", label=_("Settled by"), accessor=lambda stopped: str(stopped.resolved_by or "")),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", staff.SettleView.as_view(), name="settle"),
            path("<int:pk>/try-again/", staff.TryAgainView.as_view(), name="try_again"),
        ]


class WaitingCertificates(SummaryItem):
    """This says on the administration's home page how many certificates wait, to those who may settle that."""

    order = 410
    template_name = "certificates/admin/waiting.html"

    def is_shown(self) -> bool:
        return bool(self.request.user.has_perm("certificates.correct_certificate"))

    def get_context_data(self, _parent_context: object) -> dict[str, Any]:
        url = f"{reverse('stopped_certificate:index')}?open=true"
        return {"count": StoppedIssue.objects.open().count(), "url": url}
