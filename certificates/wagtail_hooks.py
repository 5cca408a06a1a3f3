from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from certificates.models import Certificate, StoppedIssue
from certificates.viewsets import CertificateViewSet, StoppedViewSet, WaitingCertificates

# Who may correct a certificate may settle what was stopped.
register_permission_policy(StoppedIssue, ModelPermissionPolicy(Certificate))


@hooks.register("register_admin_viewset")
def certificates_viewset() -> CertificateViewSet:
    return CertificateViewSet("certificate", url_prefix="certificates")


@hooks.register("register_admin_viewset")
def stopped_viewset() -> StoppedViewSet:
    return StoppedViewSet("stopped_certificate", url_prefix="stopped-certificates")


@hooks.register("construct_homepage_summary_items")
def add_waiting_certificates(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(WaitingCertificates(request))


@hooks.register("register_log_actions")
def certificate_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("certificates.correct", _("Correct a certificate"), _("Name corrected"))
    actions.register_action("certificates.reissue", _("Reissue a certificate"), _("Reissued as of today"))
    actions.register_action("certificates.revoke", _("Revoke a certificate"), _("Revoked"))
    actions.register_action("certificates.issue_stopped", _("Issue a stopped certificate"), _("Issued with a name by staff"))
    actions.register_action("certificates.try_again", _("Try a stopped certificate again"), _("Tried again"))
