"""One person, as staff see them, and what may be done to their account: a page to confirm each act, then a POST."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import ModelLogEntry

from accounts import actions, queries, roles, rules
from accounts.exceptions import AccountClosed, AddressTaken, BeingErased, LastAdministrator, OutOfReach
from accounts.forms import ReasonForm, RoleForm
from accounts.models import User

# So many of the newest rows of a kind are on a person's page; a link leads to all.
NEWEST = 20
FAULTS = {
    LastAdministrator: _("This is the only administrator. Give somebody else the role first."),
    AccountClosed: _("This account is closed. Open it first."),
    BeingErased: _("This person has asked to be erased. Their account does not open again."),
    AddressTaken: _("Somebody else has confirmed this e-mail address."),
}


def signed_in(request: HttpRequest) -> User:
    """Behind the administration's door, there is one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class OnePerson(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """This is what the pages about one person share. Who has been erased has none."""

    model = User
    header_icon = "user"
    object: User

    def get_base_object_queryset(self) -> QuerySet[User]:
        return queries.people()

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def may_act(self) -> bool:
        return rules.may_act_on(signed_in(self.request), self.object)


class PersonView(OnePerson, TemplateView):
    """
    This shows one person. Rooms above fill the slot ``person.admin``, whose context has ``person``.

    A room adds a button by Wagtail's hook ``register_person_buttons``: a function of ``person`` and ``officer`` that answers
    a list of buttons.
    """

    any_permission_required: ClassVar = ["view", "change"]
    page_title = _("Person")
    template_name = "accounts/admin/person.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("wagtailusers_users:index"), "label": gettext("People")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("wagtailusers_users:edit", args=[self.object.pk])
        may_edit = self.may_act or self.object == self.request.user
        if may_edit and self.user_has_permission("change"):
            return [HeaderButton(gettext("Edit"), url=url, icon_name="edit")]
        return []

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        officer = signed_in(self.request)
        buttons = [
            Button(act.page_title, url=act.address(self.object), icon_name=act.header_icon, priority=number)
            for number, act in enumerate(ACTS)
            if self.may_act and act.is_allowed(officer) and act.makes_sense(self.object, self.facts)
        ]
        for hook in hooks.get_hooks("register_person_buttons"):
            buttons.extend(hook(person=self.object, officer=officer))
        return buttons

    @cached_property
    def facts(self) -> dict[str, Any]:
        person = self.object
        entries = ModelLogEntry.objects.for_instance(person).select_related("user")
        return {
            "roles": [group.name for group in person.groups.all()],
            "is_confirmed": EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists(),
            "factors": list(Authenticator.objects.filter(user=person).order_by("created_at", "pk")),
            "consents": person.consents.select_related("policy").order_by("-given_at", "-pk")[:NEWEST],
            "entries": list(entries.order_by("-timestamp", "-pk")[: NEWEST + 1]),
            "newest": NEWEST,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.facts | {"person": self.object}


class ActView(OnePerson, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """This confirms one act on a person's account, and does it when it is posted."""

    name: ClassVar[str]
    right: ClassVar[str]
    words: Any = ""
    done: Any = ""
    form_class: type[forms.Form] = ReasonForm
    template_name = "accounts/admin/act.html"
    http_method_names = ["get", "post"]

    @classmethod
    def address(cls, person: User) -> str:
        return reverse(f"wagtailusers_users:{cls.name}", args=[person.pk])

    @classmethod
    def is_allowed(cls, officer: User) -> bool:
        return officer.has_perm(f"accounts.{cls.right}")

    @classmethod
    def makes_sense(cls, person: User, facts: Mapping[str, Any]) -> bool:  # noqa: ARG003 -- what another act asks
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (self.is_allowed(signed_in(request)) and self.may_act):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_page_subtitle(self) -> str:
        """The heading is the act; whose account it is stands below."""
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("wagtailusers_users:index"), "label": gettext("People")}
        one = {"url": self.get_success_url(), "label": str(self.object)}
        return [*self.breadcrumbs_items, index, one, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_button_label": self.page_title, "submit_button_active_label": self.page_title}
        return super().get_context_data(**kwargs) | labels | {"person": self.object, "words": self.words}

    def get_success_url(self) -> str:
        return reverse("wagtailusers_users:inspect", args=[self.object.pk])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        given = {"user": self.object, "by": signed_in(self.request), "now": timezone.now()}
        try:
            self.act(**given, **form.cleaned_data)
        except tuple(FAULTS) as fault:
            messages.error(self.request, FAULTS[type(fault)])
        except OutOfReach as fault:
            raise PermissionDenied from fault
        else:
            messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    act: Callable[..., None]


class GiveRoleView(ActView):
    name, right = "give_role", "give_role"
    form_class = RoleForm
    header_icon = "plus"
    page_title = _("Give a role")
    words = _("They get a mail. Who holds a role must use a second factor, and is asked to set one up when they come.")
    done = _("The role is given.")
    act = staticmethod(roles.give_role)

    def get_form_kwargs(self) -> dict[str, Any]:
        held = {group.name for group in self.object.groups.all()}
        return super().get_form_kwargs() | {"roles": [name for name in queries.role_names() if name not in held]}


class TakeRoleView(ActView):
    name, right = "take_role", "give_role"
    form_class = RoleForm
    header_icon = "minus"
    page_title = _("Take a role")
    words = _("They get a mail. What the role allowed ends at once, wherever they are signed in.")
    done = _("The role is taken.")
    act = staticmethod(roles.take_role)

    @classmethod
    def makes_sense(cls, _person: User, facts: Mapping[str, Any]) -> bool:
        return bool(facts["roles"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"roles": sorted(group.name for group in self.object.groups.all())}


class ResetSecondFactorView(ActView):
    name = right = "reset_second_factor"
    header_icon = "mobile-alt"
    page_title = _("Take away the second factor")
    words = _(
        "For who has lost their phone or key. Be sure that it is they who ask: call them, or see them. Every second factor "
        "and the recovery codes go, they are signed out everywhere, and they get a mail. Staff must set up a new one at the "
        "next sign-in."
    )
    done = _("The second factor is taken away.")
    act = staticmethod(actions.reset_second_factor)

    @classmethod
    def makes_sense(cls, _person: User, facts: Mapping[str, Any]) -> bool:
        return bool(facts["factors"])


class SendPasswordLinkView(ActView):
    name = right = "send_password_link"
    form_class = forms.Form
    header_icon = "key"
    page_title = _("Send a link to set a password")
    words = _("They get a mail with a link that works once. Until they use it, everything stays as it is.")
    done = _("The link is on its way.")
    act = staticmethod(actions.send_password_link)

    @classmethod
    def makes_sense(cls, person: User, _facts: Mapping[str, Any]) -> bool:
        return person.is_active


class ConfirmEmailView(ActView):
    name = right = "confirm_email"
    header_icon = "check"
    page_title = _("Take the address for confirmed")
    words = _("Only if you know that this address is theirs: whoever reads its mail can set the account's password.")
    done = _("The address is confirmed.")
    act = staticmethod(actions.confirm_email)

    @classmethod
    def makes_sense(cls, _person: User, facts: Mapping[str, Any]) -> bool:
        return not facts["is_confirmed"]


class ResendConfirmationView(ActView):
    name, right = "resend_confirmation", "confirm_email"
    form_class = forms.Form
    header_icon = "mail"
    page_title = _("Send the confirmation again")
    words = _("They get a mail with a link that confirms their address.")
    done = _("The mail is on its way.")
    act = staticmethod(actions.resend_confirmation)

    @classmethod
    def makes_sense(cls, person: User, facts: Mapping[str, Any]) -> bool:
        return person.is_active and not facts["is_confirmed"]


class EndSessionsView(ActView):
    name = right = "end_sessions"
    header_icon = "logout"
    page_title = _("End all sessions")
    words = _("They are signed out on every device, and get a mail. What they have not sent yet may be lost.")
    done = _("All sessions are ended.")
    act = staticmethod(actions.end_sessions)


class CloseView(ActView):
    name, right = "close", "close_user"
    header_icon = "lock"
    page_title = _("Close the account")
    words = _(
        "They are signed out everywhere and cannot sign in any more, and they get a mail. Everything of theirs stays, and "
        "certificates can still be checked. You can open the account again at any time."
    )
    done = _("The account is closed.")
    act = staticmethod(actions.close_account)

    @classmethod
    def makes_sense(cls, person: User, _facts: Mapping[str, Any]) -> bool:
        return person.is_active


class ReopenView(ActView):
    name, right = "reopen", "close_user"
    header_icon = "lock-open"
    page_title = _("Open the account again")
    words = _("They can sign in again, with everything they had, and get a mail.")
    done = _("The account is open again.")
    act = staticmethod(actions.reopen_account)

    @classmethod
    def makes_sense(cls, person: User, _facts: Mapping[str, Any]) -> bool:
        return not person.is_active


ACTS: list[type[ActView]] = [
    GiveRoleView,
    TakeRoleView,
    SendPasswordLinkView,
    ResendConfirmationView,
    ConfirmEmailView,
    ResetSecondFactorView,
    EndSessionsView,
    CloseView,
    ReopenView,
]
