"""What enrolments adds to Wagtail's administration."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from enrolments.viewsets import EnrolmentViewSet


@hooks.register("register_admin_viewset")
def register_enrolments() -> EnrolmentViewSet:
    return EnrolmentViewSet()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """A role may be given the right to look; there is nothing else to give."""
    return Permission.objects.filter(content_type__app_label="enrolments", codename="view_enrolment")
