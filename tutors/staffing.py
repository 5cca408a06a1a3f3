"""Tutors, for staff: made, changed, let go; appointed to cohorts, relieved, replaced."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
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
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from core import instants
from tutors import appointing, profiles, queries, refusals
from tutors.appointing import Terms
from tutors.models import Appointment, Cohort, Tutor
from tutors.staff import ActView, Crumb, OneCohort, OneTutor, crumbs_of, signed_in
from tutors.staff_forms import AppointForm, HandOverForm, MaybeReasonForm, NewTutorForm, ReasonForm, TutorForm

APPOINTMENTS = ModelPermissionPolicy(Appointment)
Role = Appointment.Role
# So many clashes are named where somebody is appointed; the cohort's page has all.
MOST_CLASHES = 3


# Tutors


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


# Appointments


def free_tutors(cohort: Cohort) -> QuerySet[Tutor]:
    """These may be appointed, and are not."""
    inside = cohort.appointments.open().values("tutor")
    return Tutor.objects.active().exclude(pk__in=inside).select_related("user").order_by("user__search_name", "pk")


class AppointView(OneCohort, ActView):
    permission_policy = APPOINTMENTS
    permission_required = "add"
    page_title = _("Appoint a tutor")
    header_icon = "plus"
    form_class = AppointForm
    words = _("They get a mail, and see the cohort among theirs.")
    done = _("The tutor is appointed.")

    @cached_property
    def roles(self) -> list[str]:
        has_lead = self.object.appointments.open().leads().exists()
        return [role for role in Role if not (role == Role.LEAD and has_lead)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"tutors": free_tutors(self.object), "roles": self.roles}

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.roles[0]}

    def act(self, given: Mapping[str, Any]) -> None:
        now = timezone.now()
        terms = Terms(Role(given["role"]), given["from_on"], given["until_on"])
        by, tutor = signed_in(self.request), given["tutor"]
        appointing.appoint(cohort=self.object, tutor=tutor, terms=terms, by=by, now=now)
        warn(self.request, queries.double_bookings(tutor, self.object, now))


def warn(request: HttpRequest, clashes: Iterable[queries.Clash]) -> None:
    """This names the first sessions that overlap: a warning, and no more."""
    for clash in list(clashes)[:MOST_CLASHES]:
        told = {
            "session": clash.session.title,
            "when": instants.words(clash.session.starts_at, timezone.get_current_timezone()),
            "other": clash.other.title,
            "cohort": clash.other.cohort.name,
        }
        messages.warning(
            request, gettext("Booked twice: “%(session)s”, %(when)s, overlaps with “%(other)s” of “%(cohort)s”.") % told
        )


class HandOverView(OneCohort, ActView):
    permission_policy = APPOINTMENTS
    page_title = _("Hand the cohort over")
    header_icon = "arrow-right"
    form_class = HandOverForm
    words = _("The lead tutor's appointment ends, another one's begins, and the sessions to come go along. Both get a mail.")
    done = _("The cohort is handed over.")

    def get_form_kwargs(self) -> dict[str, Any]:
        leads = self.object.appointments.open().leads().values("tutor")
        tutors = Tutor.objects.active().exclude(pk__in=leads).select_related("user").order_by("user__search_name", "pk")
        return super().get_form_kwargs() | {"tutors": tutors}

    def act(self, given: Mapping[str, Any]) -> None:
        now, to = timezone.now(), given["tutor"]
        by = signed_in(self.request)
        appointing.hand_over(cohort=self.object, to=to, by=by, now=now, reason=given["reason"])
        warn(self.request, queries.double_bookings(to, self.object, now))


class EndView(ActView):
    model = Appointment
    permission_policy = APPOINTMENTS
    page_title = _("End the appointment")
    header_icon = "cross"
    form_class = MaybeReasonForm
    words = _("They get a mail. Sessions to come that they were to hold are the lead tutor's.")
    done = _("The appointment is ended.")
    object: Appointment

    def get_base_object_queryset(self) -> QuerySet[Appointment]:
        return Appointment.objects.select_related("cohort", "tutor__user")

    def get_page_subtitle(self) -> str:
        return str(self.object.tutor)

    def above(self) -> list[Crumb]:
        return crumbs_of(self.object.cohort)

    def home(self) -> str:
        return reverse("cohorts_admin:inspect", args=[self.object.cohort_id])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.user_has_permission("change") and not self.object.is_open:
            messages.info(request, gettext("This appointment has ended."))
            return redirect(self.home())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cohort": self.object.cohort, "tutor": self.object.tutor}

    def act(self, given: Mapping[str, Any]) -> None:
        by = signed_in(self.request)
        appointing.end_appointment(appointment=self.object, by=by, now=timezone.now(), reason=given["reason"])


tutor_urlpatterns = [
    path("new/", NewTutorView.as_view(), name="add"),
    path("<int:pk>/", TutorView.as_view(), name="inspect"),
    path("<int:pk>/edit/", EditTutorView.as_view(), name="edit"),
    path("<int:pk>/retire/", RetireView.as_view(), name="retire"),
]
urlpatterns = [
    path("<int:pk>/appoint/", AppointView.as_view(), name="appoint"),
    path("<int:pk>/hand-over/", HandOverView.as_view(), name="hand_over"),
    path("appointments/<int:pk>/end/", EndView.as_view(), name="end_appointment"),
]
