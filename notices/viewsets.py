from typing import Any

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.filters import PersonFilter
from core.exports import TableExportMixin
from core.tables import TitleColumn
from notices import kinds
from notices.models import Mail


class ReadOnly(ModelPermissionPolicy):
    """Nobody adds, changes or deletes by hand, administrators included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, str(kind.label)) for kind in kinds.registered()]


def kind_of(mail: Mail) -> str:
    """A kind that no room registers any more has its key only."""
    return dict(kind_choices()).get(mail.kind, mail.kind)


class MailFilters(WagtailFilterSet):
    status = django_filters.ChoiceFilter(choices=Mail.Status.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_choices)
    recipient = PersonFilter(label=_("recipient"))

    class Meta:
        model = Mail
        fields = ["status", "kind", "recipient"]


class OutboxIndexView(TableExportMixin, generic.IndexView):
    """A listing with files."""


class OutboxViewSet(ModelViewSet):
    """The mails that were sent or wait, without what they say: it is between the site and the person."""

    model = Mail
    name = "outbox"
    url_prefix = "outbox"
    icon = "mail"
    menu_label = _("Outbox")
    menu_order = 800
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        *("subject", "to_address", "kind", "language", "status", "error", "tries", "hand_overs"),
        *("created_at", "due_at", "sent_at", "message_id"),
    ]
    form_fields = ["subject"]
    list_display = [
        TitleColumn(
            "subject", label=_("Subject"), sort_key="subject", get_url=lambda mail: reverse("outbox:inspect", args=[mail.pk])
        ),
        "to_address",
        Column("get_status_display", label=_("Status"), sort_key="status"),
        Column("kind", label=_("Kind"), accessor=kind_of, sort_key="kind"),
        DateColumn("created_at", label=_("Written"), sort_key="created_at"),
    ]
    list_per_page = 30
    ordering = "-created_at"
    search_fields = ["to_address"]
    search_backend_name = None
    filterset_class = MailFilters
    index_view_class = OutboxIndexView
    export_filename = "outbox"
