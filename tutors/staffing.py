"""Tutors appointed to cohorts by staff, relieved, replaced."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy

from core import instants
from tutors import appointing, queries
from tutors.appointing import Terms
from tutors.models import Appointment, Cohort, Tutor
from tutors.staff import ActView, Crumb, OneCohort, crumbs_of, signed_in
from tutors.staff_forms import MaybeReasonForm
from tutors.tutor_forms import AppointForm, HandOverForm

APPOINTMENTS = ModelPermissionPolicy(Appointment)
Role = Appointment.Role
# So many clashes are named where somebody is appointed; the cohort's page has all.
MOST_CLASHES = 3


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


urlpatterns = [
    path("<int:pk>/appoint/", AppointView.as_view(), name="appoint"),
    path("<int:pk>/hand-over/", HandOverView.as_view(), name="hand_over"),
    path("appointments/<int:pk>/end/", EndView.as_view(), name="end_appointment"),
]
