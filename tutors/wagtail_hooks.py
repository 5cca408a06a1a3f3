"""What cohorts add to Wagtail's administration."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter

from accounts.models import User
from tutors.viewsets import CohortGroup

# These rights a role may be given besides those on cohorts and tutors themselves.
RIGHTS = [f"{may}_{model}" for model in ("appointment", "place", "session", "interest") for may in ("view", "add", "change")]


@hooks.register("register_admin_viewset")
def register_cohorts() -> CohortGroup:
    return CohortGroup()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="tutors", codename__in=RIGHTS)


@hooks.register("register_person_buttons")
def tutor_button(person: User, officer: User) -> list[Button]:
    if not officer.has_perm("tutors.add_tutor") or not person.is_active:
        return []
    tutor = getattr(person, "tutor", None)
    if tutor is not None and not tutor.is_retired:
        return []
    url = f"{reverse('tutors_admin:add')}?{urlencode({'email': person.email})}"
    return [Button(_("Make them a tutor"), url=url, icon_name="user", priority=20)]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("tutors.make", gettext_lazy("Make a tutor"), gettext_lazy("Made a tutor"))

    @actions.register_action("tutors.retire")
    class Retire(LogFormatter):
        label = gettext_lazy("Let a tutor go")

        def format_message(self, log_entry: Any) -> str:
            return _("Let go. Reason: %(reason)s") % {"reason": log_entry.data.get("reason", "–")}
