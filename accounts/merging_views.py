"""Merging two accounts in Wagtail's administration: find the other one, look at what will happen, do it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts import doubles, merging, moving
from accounts.exceptions import MergeRefused, PreviewOutdated
from accounts.forms import DoubleSearchForm, MergeForm
from accounts.merging import Outcome
from accounts.models import MergedAccount, User
from accounts.queries import confirmed_addresses
from core.text import fold

MAY_MERGE = "accounts.merge_accounts"
FOUND = 20
PER_PAGE = 25


class MergingMixin(WagtailAdminTemplateMixin):
    """What these views share: who may open them, and the way up."""

    header_icon = "group"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_MERGE):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def by(self) -> User:
        """Behind the administration's door, there is one."""
        if not isinstance(self.request.user, User):
            raise TypeError
        return self.request.user

    def person(self, name: str) -> User:
        """:raises Http404: if there is none, or nobody any more."""
        return get_object_or_404(User, pk=self.kwargs[name], erased_at=None)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("wagtailusers_users:index"), "label": gettext("People")}
        last = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, index, last]


class BeginView(MergingMixin, TemplateView):
    page_title = _("Merge with another account")
    template_name = "accounts/admin/merge_begin.html"

    @cached_property
    def one(self) -> User:
        return self.person("pk")

    def get_page_subtitle(self) -> str:
        return str(self.one)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DoubleSearchForm(self.request.GET or None)
        query = form.cleaned_data["q"].strip() if form.is_valid() else ""
        found = list(self.found(query)[: FOUND + 1]) if query else []
        more = {"person": self.one, "form": form, "query": query, "found": found[:FOUND], "is_more": len(found) > FOUND}
        return super().get_context_data(**kwargs) | more

    def found(self, query: str) -> QuerySet[User]:
        """An address that somebody signs in with comes first; a part of a name or address will do."""
        alike = Q(email__contains=query.lower()) | Q(emailaddress__email__iexact=query)
        if fold(query):
            alike |= Q(search_name__contains=fold(query))
        others = User.objects.filter(alike, erased_at__isnull=True).exclude(pk=self.one.pk).distinct()
        return others.order_by("search_name", "pk")


class MergeView(MergingMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    page_title = _("Merge two accounts")
    template_name = "accounts/admin/merge.html"
    form_class = MergeForm

    @cached_property
    def stays(self) -> User:
        return self.person("stays")

    @cached_property
    def goes(self) -> User:
        return self.person("goes")

    @cached_property
    def outcome(self) -> Outcome | None:
        """This is what would happen; None if it may not."""
        try:
            return merging.trial(source=self.goes, target=self.stays, by=self.by, now=timezone.now())
        except MergeRefused:
            return None

    def get_page_subtitle(self) -> str:
        return str(self.stays)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.outcome.digest if self.outcome else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        label = gettext("Merge the accounts")
        more = {
            "stays": self.stays,
            "goes": self.goes,
            "outcome": self.outcome,
            "refusal": merging.refusal(source=self.goes, target=self.stays, by=self.by),
            "names_differ": self.stays.search_name != self.goes.search_name,
            "facts": side_by_side(self.stays, self.goes),
            "submit_button_label": label,
            "submit_button_active_label": label,
            "media": context["form"].media,
        }
        return context | more

    def form_valid(self, form: MergeForm) -> HttpResponse:
        given = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["seen"]}
        try:
            merged = merging.merge(source=self.goes, target=self.stays, by=self.by, now=timezone.now(), **given)
        except PreviewOutdated:
            messages.warning(self.request, gettext("Something has changed in one of the accounts. Please look once more."))
        except MergeRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            return redirect("accounts_merge:done", merged.pk)
        return redirect("accounts_merge:merge", self.stays.pk, self.goes.pk)


class DoneView(MergingMixin, TemplateView):
    page_title = _("The accounts are one")
    template_name = "accounts/admin/merged.html"
    header_icon = "success"

    @cached_property
    def merged(self) -> MergedAccount:
        return get_object_or_404(MergedAccount.objects.select_related("target", "by"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.merged.target)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"merged": self.merged, "counts": counts_in_words(self.merged.counts)}
        return super().get_context_data(**kwargs) | more


class DoublesView(MergingMixin, TemplateView):
    page_title = _("Accounts that may be one person's")
    template_name = "accounts/admin/doubles.html"
    header_icon = "group"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(doubles.likely_doubles(), PER_PAGE).get_page(self.request.GET.get("p"))
        more = {"page_obj": page, "doubles": doubles.with_people(list(page)), "index_url": self.request.path}
        return super().get_context_data(**kwargs) | more


def side_by_side(stays: User, goes: User) -> list[tuple[str, Any, Any]]:
    """These are the facts of two people: what it is, of the one that stays, of the one that goes."""
    facts: list[tuple[str, Any, Any]] = [
        (gettext("E-mail address"), addresses_of(stays), addresses_of(goes)),
        (gettext("Country"), stays.country.name, goes.country.name),
        (gettext("Language"), stays.get_language_display(), goes.get_language_display()),
        (gettext("Joined"), stays.joined_at, goes.joined_at),
        (gettext("Last sign-in"), stays.last_login, goes.last_login),
    ]
    shown = [rule for rule in moving.rules() if rule.is_shown]
    return [*facts, *((rule.name, rule.owned(stays).count(), rule.owned(goes).count()) for rule in shown)]


def addresses_of(person: User) -> str:
    confirmed = confirmed_addresses(person)
    unconfirmed = {person.email} - confirmed
    told = [*sorted(confirmed), *(gettext("%(address)s (not confirmed)") % {"address": each} for each in unconfirmed)]
    return ", ".join(told)


def counts_in_words(counts: dict[str, int]) -> list[tuple[str, int]]:
    shown = {rule.model: rule.name for rule in moving.rules() if rule.is_shown}
    return [(shown[model], count) for model, count in counts.items() if model in shown]


urlpatterns = [
    path("doubles/", DoublesView.as_view(), name="doubles"),
    path("<int:pk>/", BeginView.as_view(), name="begin"),
    path("<int:stays>/with/<int:goes>/", MergeView.as_view(), name="merge"),
    path("done/<int:pk>/", DoneView.as_view(), name="done"),
]
