from wagtail import hooks
from wagtail.permissions import register_permission_policy

from notices.models import Mail
from notices.viewsets import OutboxViewSet, ReadOnly

register_permission_policy(Mail, ReadOnly(Mail))


@hooks.register("register_admin_viewset")
def outbox() -> OutboxViewSet:
    return OutboxViewSet()
