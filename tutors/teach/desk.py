"""Whose desk it is: who runs a cohort comes to its pages, who leads it to some more, and everybody else is sent away."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from tutors import rules
from tutors.models import Cohort

type DeskView = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Desk:
    """This is a cohort before somebody who may run it now; who leads it may do more."""

    cohort: Cohort
    person: User
    now: dt.datetime
    may_lead: bool

    @property
    def is_coordinator(self) -> bool:
        return rules.is_coordinator(self.person)

    @property
    def has_other_clock(self) -> bool:
        """This says whether the cohort's clock is another one than the reader's."""
        return self.person.time_zone != self.cohort.time_zone

    @property
    def is_over(self) -> bool:
        return self.cohort.status in {Cohort.Status.FINISHED, Cohort.Status.CANCELLED}


def at_desk(view: DeskView) -> DeskView:
    """Give a view the desk of the cohort that the address names."""

    @wraps(view)
    def wrapper(request: HttpRequest, code: str, **keys: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, desk_of(cast("AuthenticatedRequest", request), code), **keys)

    return wrapper


def for_leads(view: DeskView) -> DeskView:
    """Give it to who leads the cohort only."""

    @wraps(view)
    def wrapper(request: HttpRequest, desk: Desk, **keys: object) -> HttpResponseBase:
        if not desk.may_lead:
            raise PermissionDenied
        return view(request, desk, **keys)

    return at_desk(wrapper)


def desk_of(request: AuthenticatedRequest, code: str) -> Desk:
    """
    This is the desk of a cohort, for who may run it now.

    :raises PermissionDenied: for who knows the cohort from within: its learners, those who were or will be its tutors.
    :raises Http404: for everybody else; nobody learns from an address what cohorts there are.
    """
    now, person = timezone.now(), request.user
    cohort = Cohort.objects.select_related("course__source_locale").filter(code=code).first()
    if cohort is None:
        raise Http404
    if rules.can_teach(person, cohort, now=now):
        return Desk(cohort, person, now, may_lead=rules.can_lead(person, cohort, now=now))
    if rules.has_dealings(person, cohort):
        raise PermissionDenied
    raise Http404
