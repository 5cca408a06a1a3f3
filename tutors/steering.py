"""One cohort, for staff: how it stands, its moves from draft to its end, and another run of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from courses.queries import course_by_code
from notices import kinds
from tutors import copying, queries, running
from tutors.models import Appointment, Cohort, Place, Session
from tutors.staff import Act, ActView, OneCohort, TableView, buttons_of, entrances, signed_in
from tutors.staff_forms import CopyForm, MaybeReasonForm, ReasonForm

Status = Cohort.Status
# So many are named.
MOST_CLASHES = 20
Row = dict[str, Any]

STEPS = (
    Act(
        "open",
        _("Open it"),
        "view",
        frozenset({Status.DRAFT}),
        lambda cohort, **given: running.open_cohort(cohort=cohort, **given),
        _("The cohort is open."),
        _("From now on people see it, and may ask for places in the way that you chose."),
    ),
    Act(
        "start",
        _("Start it now"),
        "success",
        frozenset({Status.OPEN}),
        lambda cohort, **given: running.start_cohort(cohort=cohort, **given),
        _("The cohort runs."),
        _("It starts by itself on its first day. Start it by hand if it begins earlier."),
    ),
    Act(
        "finish",
        _("Finish it"),
        "check",
        frozenset({Status.RUNNING}),
        lambda cohort, **given: running.finish_cohort(cohort=cohort, **given),
        _("The cohort has finished."),
        _("Members stay what they are. Who still waits for a seat is told that nothing comes of it."),
    ),
    Act(
        "resume",
        _("Let it run on"),
        "rotate",
        frozenset({Status.FINISHED}),
        lambda cohort, **given: running.resume_cohort(cohort=cohort, **given),
        _("The cohort runs again."),
        _("For a cohort that was finished by mistake. Who had waited asks again."),
        MaybeReasonForm,
    ),
    Act(
        "redraft",
        _("Make it a draft again"),
        "edit",
        frozenset({Status.OPEN}),
        lambda cohort, **given: running.redraft_cohort(cohort=cohort, **given),
        _("The cohort is a draft."),
        _("Only while nobody has asked for a place."),
        MaybeReasonForm,
    ),
    Act(
        "cancel",
        _("Cancel it"),
        "cross",
        frozenset({Status.DRAFT, Status.OPEN, Status.RUNNING}),
        lambda cohort, **given: running.cancel_cohort(cohort=cohort, **given),
        _("The cohort is cancelled."),
        _("All places end, all sessions to come are cancelled, and everybody is told. It cannot be undone."),
        ReasonForm,
    ),
)


class StepView(OneCohort, TableView):
    pass


class CohortView(OneCohort, TemplateView):
    any_permission_required = ["view", "add", "change"]
    page_title = _("Cohort")
    template_name = "tutors/admin/cohort.html"
    http_method_names = ["get"]

    def get_base_object_queryset(self) -> QuerySet[Cohort]:
        return super().get_base_object_queryset().select_related("created_by", "copied_from")

    def get_page_subtitle(self) -> str:
        return self.object.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above()[:-1], {"url": "", "label": self.object.name}]

    @cached_property
    def may_change(self) -> bool:
        return bool(self.user_has_permission("change"))

    def steps[Kind: Button](self, kind: type[Kind]) -> list[Kind]:
        return buttons_of(STEPS, self.object, "cohorts_admin:", kind)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """A draft is to be opened next, and a cohort that takes people, to be filled."""
        ways = entrances(self.object, self.request.user)
        if not self.may_change:
            return ways
        url = reverse("cohorts_admin:edit", args=[self.object.pk])
        edit = HeaderButton(gettext("Edit"), url=url, icon_name="edit", priority=0)
        return [edit, *ways, *([] if self.object.is_current else self.steps(HeaderButton)[:1])]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = self.steps(Button)[0 if self.object.is_current else 1 :] if self.may_change else []
        if self.user_has_permission("add"):
            url = reverse("cohorts_admin:copy", args=[self.object.pk])
            buttons.append(Button(gettext("Copy it with other dates"), url=url, icon_name="copy", priority=20))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.object
        appointments, sessions = list(appointments_of(cohort)), list(sessions_of(cohort))
        clashes = queries.clashes_of(appointments, sessions, timezone.now())
        more = {
            "course": course_by_code(cohort.course.code, cohort.language),
            "appointments": appointments,
            "clashes": clashes[:MOST_CLASHES],
            "more_clashes": max(0, len(clashes) - MOST_CLASHES),
            "places": places_by_status(cohort),
            "sessions": sessions,
            "module_dates": cohort.module_dates.all(),
            "moves": cohort.moves.select_related("moved_by").order_by("-moved_at", "-pk"),
            "edits": ModelLogEntry.objects.for_instance(cohort).select_related("user").order_by("-timestamp", "-pk")[:20],
            "mails": mails_for(self.request.user),
            "may_change": self.may_change,
            "may_appoint": self.request.user.has_perm("tutors.add_appointment"),
            "may_see_places": self.request.user.has_perm("tutors.view_place"),
            "has_lead": any(each.is_open and each.role == Appointment.Role.LEAD for each in appointments),
        }
        return super().get_context_data(**kwargs) | more


def appointments_of(cohort: Cohort) -> QuerySet[Appointment]:
    """These are all appointments to a cohort, open ones first."""
    found = cohort.appointments.select_related("tutor__user", "appointed_by", "ended_by")
    return found.order_by(F("ended_at").desc(nulls_first=True), "appointed_at", "pk")


def sessions_of(cohort: Cohort) -> QuerySet[Session]:
    return cohort.sessions.select_related("held_by__user").order_by("starts_at", "pk")


def places_by_status(cohort: Cohort) -> list[Row]:
    """These are the states in which places of a cohort are, in their order, each with how many."""
    counts = dict(cohort.places.order_by().values_list("status").annotate(count=Count("pk")))
    return [{"status": status, "count": counts[status]} for status in Place.Status if status in counts]


def mails_for(person: Any) -> list[kinds.Kind]:
    """These kinds of mails cohorts send, for who may look into the outbox."""
    mine = [kind for kind in kinds.registered() if kind.key.startswith("tutors.")]
    return mine if person.has_perm("notices.view_mail") else []


class CopyView(OneCohort, ActView):
    permission_required = "add"
    page_title = _("Copy it with other dates")
    header_icon = "copy"
    form_class = CopyForm
    words = _(
        "The copy is a draft with the same sessions and dates of modules. Tutors and learners are not taken along, nor what "
        "was cancelled."
    )

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        given = form.cleaned_data
        days = (given["starts_on"] - self.object.starts_on).days
        by, now = signed_in(self.request), timezone.now()
        copy = copying.copy_cohort(cohort=self.object, code=given["code"], name=given["name"], days=days, by=by, now=now)
        log(instance=copy, action="wagtail.create", user=by)
        messages.success(self.request, gettext("This is the copy. Appoint its tutors, and open it."))
        return redirect("cohorts_admin:inspect", copy.pk)


urlpatterns = [
    path("<int:pk>/", CohortView.as_view(), name="inspect"),
    path("<int:pk>/copy/", CopyView.as_view(), name="copy"),
    *(path(f"<int:pk>/{step.name}/", StepView.as_view(chosen=step), name=step.name) for step in STEPS),
]
