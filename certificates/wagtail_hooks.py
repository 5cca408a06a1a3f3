from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from certificates.viewsets import CertificateViewSet


@hooks.register("register_admin_viewset")
def certificates_viewset() -> CertificateViewSet:
    return CertificateViewSet("certificate", url_prefix="certificates")


@hooks.register("register_log_actions")
def certificate_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("certificates.correct", _("Correct a certificate"), _("Name corrected"))
    actions.register_action("certificates.revoke", _("Revoke a certificate"), _("Revoked"))
