"""Tutors, for staff: made, changed, let go."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User
from tutors import appointing, profiles, queries, refusals
from tutors.models import Tutor
from tutors.staff import ActView, Crumb, OneTutor, signed_in
from tutors.staff_forms import ReasonForm
from tutors.tutor_forms import NewTutorForm, TutorForm


class NewTutorView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """Whoever is named in the address, as on a person's page, need not be typed."""

    model = Tutor
    permission_required = "add"
    page_title = _("Make somebody a tutor")
    header_icon = "plus"
    template_name = "tutors/admin/act.html"
    form_class = NewTutorForm
    http_method_names = ["get", "post"]

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("tutors_admin:index"), "label": gettext("Tutors")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        label = gettext("Make them a tutor")
        more = {
            "submit_button_label": label,
            "submit_button_active_label": label,
            "words": gettext("A tutor may be appointed to cohorts. Nothing of them is public before they agree to it."),
        }
        return context | more | {"media": context["form"].media}

    def form_valid(self, form: NewTutorForm) -> HttpResponse:
        try:
            tutor = make_tutor(form, by=signed_in(self.request))
        except refusals.REFUSED as refusal:  # closed a moment ago
            form.add_error("email", refusals.words(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("They are a tutor, and may be appointed."))
        return redirect("tutors_admin:inspect", tutor.pk)


@transaction.atomic
def make_tutor(form: NewTutorForm, *, by: User) -> Tutor:
    trained_since = form.cleaned_data["trained_since"]
    tutor = appointing.make_tutor(user=form.person, trained_since=trained_since)
    if trained_since and tutor.trained_since != trained_since:
        profiles.note_training(tutor=tutor, trained_since=trained_since)
    log(instance=tutor, action="tutors.make", user=by)
    return tutor


class TutorView(OneTutor, TemplateView):
    any_permission_required = ["view", "add", "change"]
    page_title = _("Tutor")
    template_name = "tutors/admin/tutor.html"
    http_method_names = ["get"]

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return [*self.breadcrumbs_items, *self.above()[:-1], {"url": "", "label": str(self.object)}]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("change"):
            return []
        return [HeaderButton(gettext("Edit"), url=reverse("tutors_admin:edit", args=[self.object.pk]), icon_name="edit")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if self.object.is_retired and self.user_has_permission("add"):
            url = f"{reverse('tutors_admin:add')}?{urlencode({'email': self.object.user.email})}"
            return [Button(gettext("Bring them back"), url=url, icon_name="rotate")]
        if not self.object.is_retired and self.user_has_permission("change"):
            url = reverse("tutors_admin:retire", args=[self.object.pk])
            return [Button(gettext("Let them go"), url=url, icon_name="cross")]
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        appointments = self.object.appointments.select_related("cohort__course", "ended_by")
        entries = ModelLogEntry.objects.for_instance(self.object).select_related("user")
        more = {
            "hours": queries.hours_of(queries.minutes_taught(self.object, timezone.now())),
            "appointments": appointments.order_by(F("ended_at").desc(nulls_first=True), "-cohort__starts_on", "pk"),
            "entries": entries.order_by("-timestamp", "-pk")[:20],
            "may_see_person": self.request.user.has_perm("accounts.view_user"),
        }
        return super().get_context_data(**kwargs) | more


class EditTutorView(OneTutor, ActView):
    page_title = _("Edit")
    header_icon = "edit"
    form_class = TutorForm  # type: ignore[assignment]  # a form of a model
    done = _("It is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": gettext("Save"), "submit_button_active_label": gettext("Saving…")}
        return super().get_context_data(**kwargs) | labels

    @transaction.atomic
    def act(self, given: Mapping[str, Any]) -> None:
        profile = profiles.Profile(
            about=given["about"],
            languages=tuple(given["languages"]),
            topics=tuple(given["topics"]),
            is_listed=given.get("is_listed", False),
        )
        tutor = profiles.change_profile(tutor=self.object, profile=profile)
        profiles.note_training(tutor=tutor, trained_since=given["trained_since"])
        log(instance=tutor, action="wagtail.edit", user=signed_in(self.request))


class RetireView(OneTutor, ActView):
    page_title = _("Let them go")
    header_icon = "cross"
    form_class = ReasonForm
    words = _("All their appointments end, and their public profile closes. What they taught stays known.")
    done = _("They are no tutor any more.")

    @transaction.atomic
    def act(self, given: Mapping[str, Any]) -> None:
        by = signed_in(self.request)
        appointing.retire(tutor=self.object, by=by, now=timezone.now(), reason=given["reason"])
        log(instance=self.object, action="tutors.retire", user=by, data={"reason": given["reason"]})


urlpatterns = [
    path("new/", NewTutorView.as_view(), name="add"),
    path("<int:pk>/", TutorView.as_view(), name="inspect"),
    path("<int:pk>/edit/", EditTutorView.as_view(), name="edit"),
    path("<int:pk>/retire/", RetireView.as_view(), name="retire"),
]
