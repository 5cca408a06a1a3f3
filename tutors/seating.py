"""One place in a cohort, for staff: how it came to be, and what may become of it; and letting somebody in by hand."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from tutors import exceptions, placing, queries, refusals
from tutors.models import Place
from tutors.models.places import CURRENT, QUEUED
from tutors.staff import Act, ActView, OneCohort, OnePlace, TableView, buttons_of, signed_in
from tutors.staff_forms import AdmitForm, MaybeReasonForm, MoveForm, ReasonForm

PLACES = ModelPermissionPolicy(Place)
Status = Place.Status

ACTS = (
    Act(
        "approve",
        _("Let them in"),
        "check",
        frozenset({Status.ASKED}),
        lambda place, **given: placing.approve(place=place, **given),
        _("They are let in."),
        _("They get a seat or, where none is free, a turn on the waiting list as of when they asked."),
    ),
    Act(
        "seat",
        _("Give them a seat now"),
        "plus",
        frozenset({Status.ASKED, Status.WAITING, Status.OFFERED}),
        lambda place, **given: placing.admit(cohort=place.cohort, learner=place.learner, **given),
        _("It is done, as far as there was a seat."),
        _("Past everybody who waits, if a seat is free; and nothing has to be accepted."),
        MaybeReasonForm,
    ),
    Act(
        "move",
        _("Move them to another cohort"),
        "arrow-right",
        frozenset(CURRENT),
        lambda place, **given: placing.move_place(place=place, **given),
        _("They have a place in the other cohort."),
        _("All their work is kept. The seat here goes to who waits longest."),
        MoveForm,
    ),
    Act(
        "defer",
        _("Put it off"),
        "history",
        frozenset(CURRENT),
        lambda place, **given: placing.defer(place=place, **given),
        _("The place is put off."),
        _("All their work is kept, the seat goes to who waits longest, and they are told of the next cohort."),
        MaybeReasonForm,
    ),
    Act(
        "refuse",
        _("Refuse it"),
        "cross",
        frozenset({Status.ASKED, Status.WAITING}),
        lambda place, **given: placing.refuse(place=place, **given),
        _("The place is refused."),
        _("They cannot ask again, unless they have an invitation."),
        MaybeReasonForm,
    ),
    Act(
        "remove",
        _("Take them out"),
        "bin",
        frozenset(CURRENT),
        lambda place, **given: placing.remove(place=place, **given),
        _("They are taken out."),
        _("What they learnt is kept. They cannot ask again, unless they have an invitation."),
        ReasonForm,
    ),
)


class PlaceActView(OnePlace, TableView):
    permission_policy = PLACES

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        return given | {"cohorts": queries.cohorts_to_move_to(self.object)} if self.chosen.form is MoveForm else given


class PlaceView(OnePlace, TemplateView):
    permission_policy = PLACES
    any_permission_required = ["view", "add", "change"]
    page_title = _("Place")
    template_name = "tutors/admin/place.html"
    http_method_names = ["get"]

    def get_page_subtitle(self) -> str:
        return str(self.object.learner)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above()[:-1], {"url": "", "label": str(self.object.learner)}]

    def acts[Kind: Button](self, kind: type[Kind]) -> list[Kind]:
        may_change = self.user_has_permission("change")
        return buttons_of(ACTS, self.object, "cohorts_admin:place_", kind) if may_change else []

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Whoever waits, waits for the first of them."""
        return self.acts(HeaderButton)[: self.wanted]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return self.acts(Button)[self.wanted :]

    @property
    def wanted(self) -> int:
        return int(self.object.status in QUEUED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, user = self.object.learner, self.request.user
        more = {
            "turn": queries.turn_of(self.object),
            "moves": self.object.moves.select_related("moved_by").order_by("-moved_at", "-pk"),
            "others": others_of(self.object),
            "person_url": may(user, "accounts.view_user") and reverse("wagtailusers_users:inspect", args=[person.pk]),
            "mails_url": may(user, "notices.view_mail") and f"{reverse('outbox:index')}?recipient={person.pk}",
            "may_see_enrolment": may(user, "enrolments.view_enrolment"),
        }
        return super().get_context_data(**kwargs) | more


def may(person: Any, right: str) -> bool:
    return bool(person.has_perm(right))


def others_of(place: Place) -> QuerySet[Place]:
    """These are the same learner's other places, the latest first."""
    others = Place.objects.filter(learner=place.learner_id).exclude(pk=place.pk)
    return others.select_related("cohort").order_by("-asked_at", "-pk")[:20]


class AdmitView(OneCohort, ActView):
    permission_policy = PLACES
    permission_required = "add"
    page_title = _("Admit somebody")
    header_icon = "plus"
    form_class = AdmitForm
    words = _(
        "They get a seat past the waiting list or, where none is free, a turn at its end; and a mail. For somebody without "
        "an account, upload a list: it invites them."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.user_has_permission("add") and not self.object.is_current:
            messages.warning(request, str(refusals.WORDS[exceptions.SignUpClosed]))
            return redirect(self.home())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AdmitForm) -> HttpResponse:  # type: ignore[override]  # its own form
        by, reason = signed_in(self.request), form.cleaned_data["reason"]
        try:
            place = placing.admit(cohort=self.object, learner=form.person, by=by, now=timezone.now(), reason=reason)
        except refusals.REFUSED as refusal:
            form.add_error("email", refusals.words(refusal))
            return self.form_invalid(form)
        told = gettext("They have a place.") if place.is_held else gettext("No seat is free: they are on the waiting list.")
        messages.success(self.request, told)
        return redirect("cohorts_admin:place", place.pk)


urlpatterns = [
    path("<int:pk>/admit/", AdmitView.as_view(), name="admit"),
    path("places/<int:pk>/", PlaceView.as_view(), name="place"),
    *(path(f"places/<int:pk>/{act.name}/", PlaceActView.as_view(chosen=act), name=f"place_{act.name}") for act in ACTS),
]
