"""What staff see of one enrolment, and what they may grant to its learner."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from courses.models import Unit
from courses.queries import course_by_code
from enrolments import allowing
from enrolments.forms import AllowanceForm
from enrolments.models import Allowance, Enrolment, Reset
from enrolments.queries import Standing, standings

ALLOWANCES, ENROLMENTS = ModelPermissionPolicy(Allowance), ModelPermissionPolicy(Enrolment)

# A spreadsheet takes a cell that begins with one of these for a formula, and people choose their own names.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def signed_in(request: HttpRequest) -> User:
    """Behind the administration's door, there is one."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


class OneEnrolment(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """This is what the views of one enrolment share: its learner's standing, and the way up."""

    model = Enrolment
    header_icon = "tasks"
    object: Enrolment

    def get_base_object_queryset(self) -> QuerySet[Enrolment]:
        return Enrolment.objects.select_related("learner", "course")

    @cached_property
    def standing(self) -> Standing:
        """:raises Http404: if the course can be read in no language any more."""
        outline = course_by_code(self.object.course.code, self.object.language)
        if outline is None:
            raise Http404
        return standings([(outline, self.object)], person=self.object.learner, now=timezone.now())[0]

    def get_page_subtitle(self) -> str:
        return self.object.learner.full_name or self.object.learner.email

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("enrolments_admin:index"), "label": gettext("Enrolments")}
        last = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, index, last]


class EnrolmentView(OneEnrolment, TemplateView):
    any_permission_required = ["view"]
    page_title = _("Enrolment")
    template_name = "enrolments/admin/enrolment.html"

    @property
    def may_grant(self) -> bool:
        return bool(ALLOWANCES.user_has_permission(self.request.user, "add"))

    @property
    def may_change(self) -> bool:
        return bool(ENROLMENTS.user_has_permission(self.request.user, "change"))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Most wanted first; the second one is for who is under way."""
        offered = [("grant", gettext("Grant an allowance"), "plus")] if self.may_grant else []
        if self.may_change and not self.object.is_completed:
            offered.append(("reset", gettext("Let them begin again"), "rotate"))
        if self.may_change and self.object.status == Enrolment.Status.ACTIVE:
            offered.append(("withdraw", gettext("Withdraw"), "cross"))
        return [
            HeaderButton(label, url=reverse(f"enrolments_admin:{act}", args=[self.object.pk]), icon_name=icon)
            for act, label, icon in offered
        ]

    def resets(self) -> QuerySet[Reset]:
        return self.object.resets.select_related("unit", "reset_by").order_by("-pk")

    def history(self) -> list[tuple[ModelLogEntry, str]]:
        """This is what staff did, the latest first, each with the title of what it was about."""
        logged = ModelLogEntry.objects.for_instance(self.object).select_related("user").order_by("-timestamp", "-pk")
        units = self.standing.modules.by_key
        keys = ((entry, str(entry.data.get("unit", ""))) for entry in logged)
        return [(entry, units[key].title if key in units else key) for entry, key in keys]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done = list(self.object.unit_completions.all())
        completions = {each.unit_id: each for each in done if each.reset_id is None}
        attempts = self.object.quiz_attempts.select_related("unit").defer("asked", "answers").order_by("unit", "pk")
        more = {
            "enrolment": self.object,
            "outline": self.standing.outline,
            "progress": self.standing.progress,
            "requirements": self.standing.requirements,
            "units": [(line, completions.get(line.entry.id)) for part in self.standing.contents() for line in part.units],
            "attempts": attempts,
            "tried": {each.unit_id for each in attempts if not each.is_set_aside},
            "may_reset": self.may_change and not self.object.is_completed,
            "allowances": self.object.allowances.select_related("unit", "granted_by", "revoked_by").order_by("-pk"),
            # A reset has set something aside; where nothing is, there was none, and nobody asks.
            "resets": self.resets() if any(each.reset_id for each in (*done, *attempts)) else [],
            "history": self.history(),
            "may_look": self.request.user.has_perm("enrolments.view_quizattempt"),
            "may_grant": self.may_grant,
            "may_change": self.may_change,
        }
        return super().get_context_data(**kwargs) | more


class GrantView(OneEnrolment, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    permission_policy = ALLOWANCES
    permission_required = "add"
    page_title = _("Grant an allowance")
    template_name = "wagtailadmin/generic/form.html"
    form_class = AllowanceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"standing": self.standing, "now": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        more = {
            "submit_button_label": gettext("Grant it and write to the learner"),
            "submit_button_active_label": gettext("Granting…"),
            "media": context["form"].media,
        }
        return context | more

    def form_valid(self, form: AllowanceForm) -> HttpResponse:
        given = form.cleaned_data
        allowing.grant_allowance(
            enrolment=self.object,
            unit=Unit.objects.get(pk=given["unit"]),
            granted=given["granted"],
            due_at=given["due_at"],
            reason=given["reason"],
            by=signed_in(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, gettext("It is granted, and the learner gets a mail."))
        return redirect("enrolments_admin:inspect", self.object.pk)


class RevokeAllowanceView(PermissionCheckedMixin, View):
    permission_policy = ALLOWANCES
    permission_required = "add"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        allowance = get_object_or_404(Allowance, pk=pk)
        allowing.revoke_allowance(allowance=allowance, by=signed_in(request), now=timezone.now())
        messages.success(request, gettext("The allowance is taken back."))
        return redirect("enrolments_admin:inspect", allowance.enrolment_id)
