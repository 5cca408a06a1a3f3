"""What the pages of staff about one cohort, one place or one tutor share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.generic import FormView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.models import User
from tutors import exceptions, refusals, rules
from tutors.models import Cohort, Place, Tutor

type Words = str | Promise
type Crumb = dict[str, Any]


def signed_in(request: HttpRequest) -> User:
    """Behind the administration's door, there is one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def crumbs_of(cohort: Cohort) -> list[Crumb]:
    """This is the way down to a cohort's page."""
    return [
        {"url": reverse("cohorts_admin:index"), "label": gettext("Cohorts")},
        {"url": reverse("cohorts_admin:inspect", args=[cohort.pk]), "label": cohort.name},
    ]


def entrances(cohort: Cohort, person: Any) -> list[HeaderButton]:
    """These are the ways by which staff let people into a cohort, for those who may, while it takes them."""
    if not cohort.is_current or not rules.may_enter_people(person):
        return []
    ways = (("admit", gettext("Admit somebody"), "plus"), ("enrol_people", gettext("Upload a list"), "upload"))
    return [
        HeaderButton(label, url=reverse(f"cohorts_admin:{way}", args=[cohort.pk]), icon_name=icon, priority=number)
        for number, (way, label, icon) in enumerate(ways, start=10)
    ]


class One(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """This is a page about one thing; ``above`` leads down to it, ``home`` is its own page."""

    header_icon = "group"
    object: Any

    def above(self) -> list[Crumb]:
        raise NotImplementedError

    def home(self) -> str:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_title()}]


class OneCohort(One):
    model = Cohort
    header_icon = "date"
    object: Cohort

    def get_base_object_queryset(self) -> QuerySet[Cohort]:
        return Cohort.objects.select_related("course")

    def above(self) -> list[Crumb]:
        return crumbs_of(self.object)

    def home(self) -> str:
        return reverse("cohorts_admin:inspect", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"cohort": self.object}


class OnePlace(One):
    model = Place
    object: Place

    def get_base_object_queryset(self) -> QuerySet[Place]:
        return Place.objects.select_related("cohort__course", "learner", "enrolment", "moved_to__cohort")

    def above(self) -> list[Crumb]:
        places = {"url": reverse("cohorts_admin:places", args=[self.object.cohort_id]), "label": gettext("Places")}
        return [*crumbs_of(self.object.cohort), places, {"url": self.home(), "label": str(self.object.learner)}]

    def home(self) -> str:
        return reverse("cohorts_admin:place", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"place": self.object, "cohort": self.object.cohort}


class OneTutor(One):
    model = Tutor
    header_icon = "user"
    object: Tutor

    def get_base_object_queryset(self) -> QuerySet[Tutor]:
        return Tutor.objects.select_related("user")

    def above(self) -> list[Crumb]:
        index = {"url": reverse("tutors_admin:index"), "label": gettext("Tutors")}
        return [index, {"url": self.home(), "label": str(self.object)}]

    def home(self) -> str:
        return reverse("tutors_admin:inspect", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"tutor": self.object}


class ActView(One, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """This asks before an act, and does it when it is posted; a refusal is said in words, and changes nothing."""

    permission_required: ClassVar = "change"
    http_method_names = ["get", "post"]
    form_class: type[forms.Form] = forms.Form
    template_name = "tutors/admin/act.html"
    words: Words = ""
    done: Words = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        label = self.get_page_title()
        labels = {"submit_button_label": label, "submit_button_active_label": label, "words": self.get_words()}
        return context | labels | {"media": context["form"].media}

    def get_words(self) -> Words:
        return self.words

    def get_done(self) -> Words:
        return self.done

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.act(form.cleaned_data)
        except refusals.REFUSED as refusal:
            messages.error(self.request, refusals.words(refusal))
        else:
            messages.success(self.request, str(self.get_done()))
        return redirect(self.home())

    def act(self, given: Mapping[str, Any]) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class Act:
    """
    This is what staff do with a thing in some of its states, with a page that asks first.

    ``do`` takes the thing, who does it and when, and what the form has.
    """

    name: str
    label: Words
    icon: str
    states: frozenset[str]
    do: Callable[..., object]
    done: Words
    words: Words = ""
    form: type[forms.Form] = forms.Form


class TableView(ActView):
    """This is the page of one act of a table; where the state of a thing has no such act any more, it says so."""

    chosen: Act = NotImplemented

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.user_has_permission("change") and self.object.status not in self.chosen.states:
            messages.warning(request, str(refusals.WORDS[exceptions.MoveRefused]))
            return redirect(self.home())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_title(self) -> Words:
        return self.chosen.label

    def get_header_icon(self) -> str:
        return self.chosen.icon

    def get_words(self) -> Words:
        return self.chosen.words

    def get_done(self) -> Words:
        return self.chosen.done

    def get_form_class(self) -> type[forms.Form]:
        return self.chosen.form

    def act(self, given: Mapping[str, Any]) -> None:
        self.chosen.do(self.object, by=signed_in(self.request), now=timezone.now(), **given)


def buttons_of[Kind: Button](acts: Iterable[Act], thing: Any, where: str, kind: type[Kind]) -> list[Kind]:
    """These are what staff may do with a thing as it stands; with ``where`` the names of its addresses begin."""
    return [
        kind(act.label, url=reverse(f"{where}{act.name}", args=[thing.pk]), icon_name=act.icon, priority=number)
        for number, act in enumerate(acts)
        if thing.status in act.states
    ]
