"""What every page of a cohort begins with, for learners and visitors."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

import courses.rules
from accounts.models import User
from courses.models import Outline
from courses.outline import ModuleEntry, Modules
from courses.queries import course_by_code
from tutors import queries, rules
from tutors.models import Appointment, Cohort, Place, Session
from tutors.models.places import MEMBERS, PlaceStatus
from tutors.remaining import Remaining, what_is_left

type Person = User | AnonymousUser


class Door(Enum):
    """This is what a person finds at a cohort's door: what they can do about a place, or why they can do nothing."""

    MEMBER = "member"
    OFFER = "offer"
    OFFER_OVER = "offer_over"
    WAITING = "waiting"
    ASKED = "asked"
    JOIN = "join"
    ASK = "ask"
    QUEUE = "queue"
    EARLY = "early"
    CLOSED = "closed"
    INVITED_ONLY = "invited_only"
    TURNED_AWAY = "turned_away"
    FINISHED = "finished"
    CANCELLED = "cancelled"


OPEN_DOORS = frozenset({Door.JOIN, Door.ASK, Door.QUEUE})
ENDS = {Cohort.Status.CANCELLED: Door.CANCELLED, Cohort.Status.FINISHED: Door.FINISHED}
OF_PLACES = {
    **dict.fromkeys(MEMBERS, Door.MEMBER),
    PlaceStatus.WAITING: Door.WAITING,
    PlaceStatus.ASKED: Door.ASKED,
}


@dataclass(frozen=True)
class Visit:
    """This is one person's look at a cohort, by its plain address or by an invitation's."""

    person: Person
    cohort: Cohort
    now: dt.datetime
    token: str = ""

    @cached_property
    def place(self) -> Place | None:
        return None if isinstance(self.person, AnonymousUser) else queries.place_of(self.person, self.cohort)

    @cached_property
    def outline(self) -> Outline | None:
        return course_by_code(self.cohort.course.code, get_language())

    @cached_property
    def appointments(self) -> list[Appointment]:
        return queries.tutors_of(self.cohort, self.now)

    @cached_property
    def is_inside(self) -> bool:
        """This says whether they take part: as members, or as who may run it."""
        return self.is_member or rules.can_teach(self.person, self.cohort, now=self.now)

    @property
    def is_member(self) -> bool:
        return self.place is not None and self.place.is_held

    @cached_property
    def remaining(self) -> Remaining | None:
        """This is what a member still needs; None for others, and for who has a place in a cohort that was cancelled."""
        place = self.place
        if place is None or not place.is_held or self.cohort.status == Cohort.Status.CANCELLED:
            return None
        place.cohort = self.cohort
        return what_is_left(place)

    @property
    def is_invited(self) -> bool:
        return rules.is_invited(self.cohort, self.token)

    @property
    def is_visible(self) -> bool:
        """This says whether they may know of the cohort, and of its course."""
        if self.cohort.status != Cohort.Status.DRAFT and self.place is not None:
            return True
        if rules.is_public(self.cohort, token=self.token):
            return self._knows_course or self.is_inside
        return rules.can_teach(self.person, self.cohort, now=self.now)

    @property
    def tutors(self) -> list[Appointment]:
        """These are the tutors of today whom this person may know by name."""
        return [each for each in self.appointments if rules.may_see_name(each.tutor, is_inside=self.is_inside)]

    @cached_property
    def sessions(self) -> list[Session]:
        return list(self.cohort.sessions.order_by("starts_at", "pk"))

    @property
    def sessions_ahead(self) -> list[Session]:
        return [session for session in self.sessions if not session.is_over(self.now)]

    @property
    def sessions_over(self) -> list[Session]:
        return [session for session in self.sessions if session.is_over(self.now)]

    @cached_property
    def module_dates(self) -> list[tuple[ModuleEntry, dt.datetime]]:
        """These are modules that open on a date, in the order of the dates."""
        modules = {module.key: module for module in Modules.parse(self.outline.modules)} if self.outline else {}
        dates = self.cohort.module_dates.all()
        return [(modules[each.module_key], each.opens_at) for each in dates if each.module_key in modules]

    @cached_property
    def turn(self) -> int:
        return queries.turn_of(self.place) if self.place else 0

    @property
    def door(self) -> Door:
        if self.place is not None and self.place.is_current and self.cohort.status not in ENDS:
            return OF_PLACES.get(PlaceStatus(self.place.status)) or self._offer
        if self.cohort.status in ENDS:
            return ENDS[Cohort.Status(self.cohort.status)]
        return self._way_in

    @property
    def address(self) -> str:
        """This is where they look from: what is sent from there is sent with the invitation, if there is one."""
        if self.is_invited:
            return reverse("tutors:invitation", args=[self.cohort.code, self.token])
        return reverse("tutors:cohort", args=[self.cohort.code])

    @property
    def landing(self) -> str:
        """This is a learner's first page."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    @property
    def may_join(self) -> bool:
        return self.door in OPEN_DOORS

    @property
    def has_session_pages(self) -> bool:
        """This says whether sessions' pages are open to them: an invitation opens those once it is taken."""
        return rules.is_public(self.cohort) or self.place is not None or self.is_inside

    @property
    def _knows_course(self) -> bool:
        return self.outline is not None and courses.rules.may_see(self.person, self.outline)

    @property
    def _offer(self) -> Door:
        return Door.OFFER_OVER if self.place and self.place.is_overdue(self.now) else Door.OFFER

    @property
    def _way_in(self) -> Door:
        cohort = self.cohort
        if not rules.may_ask(cohort, token=self.token):
            return Door.INVITED_ONLY
        if self.place and self.place.status in {PlaceStatus.REFUSED, PlaceStatus.REMOVED} and not self.is_invited:
            return Door.TURNED_AWAY
        if not cohort.takes_sign_up(self.now):
            is_early = cohort.sign_up_opens_at is not None and self.now < cohort.sign_up_opens_at
            return Door.EARLY if is_early else Door.CLOSED
        if cohort.joining == Cohort.Joining.APPROVAL and not self.is_invited:
            return Door.ASK
        return Door.JOIN if cohort.has_free_seat else Door.QUEUE


type View = Callable[..., HttpResponse]


def of_cohort(view: View) -> View:
    """
    Open a cohort's page to who may see it.

    To others there is none; a visitor is sent to sign in first, whether there is such a cohort or not.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, code: str, *args: Any, token: str = "", **kwargs: Any) -> HttpResponse:
        visit = visit_of(request.user, code, token=token)
        if visit is not None and visit.is_visible:
            response = view(request, visit, *args, **kwargs)
            patch_cache_control(response, private=True)
            return response
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else cohort_address(code, token))
        raise Http404

    return wrapper


def signed_in(view: View) -> View:
    """Send visitors to sign in, and then back to the cohort: what they sent cannot be sent again for them."""

    @wraps(view)
    def wrapper(request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(visit.address)
        return view(request, visit, *args, **kwargs)

    return of_cohort(wrapper)


def visit_of(person: Person, code: str, *, token: str = "") -> Visit | None:
    """This is a person's look at a cohort, by its code; None where there is no such cohort. One query."""
    cohort = Cohort.objects.select_related("course").filter(code=code).first()
    return Visit(person, cohort, timezone.now(), token) if cohort else None


def cohort_address(code: str, token: str = "") -> str:
    return reverse("tutors:invitation", args=[code, token]) if token else reverse("tutors:cohort", args=[code])
