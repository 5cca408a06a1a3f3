"""What staff see of one certificate, or of one that was stopped, and what they do to it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates import actions, causes, pdf, queries, stopping
from certificates.exceptions import CertificateRevoked, Refused
from certificates.forms import CorrectForm, ReasonForm, RevokeForm
from certificates.models import Certificate, StoppedIssue

# What is done to a certificate: its address, its name, its icon, and the right that it needs.
ACTS = (
    ("correct", _("Correct the name"), "edit", "certificates.correct_certificate"),
    ("reissue", _("Reissue"), "rotate", "certificates.correct_certificate"),
    ("revoke", _("Revoke"), "cross", "certificates.revoke_certificate"),
)


def acts_on(certificate: Certificate, user: User) -> list[dict[str, Any]]:
    """These are the buttons for what somebody may do to a certificate."""
    return [
        {"label": label, "url": reverse(f"certificate:{name}", args=[certificate.pk]), "icon_name": icon}
        for name, label, icon, right in ACTS
        if certificate.holds and user.has_perm(right)
    ]


def signed_in(request: HttpRequest) -> User:
    """Behind the administration's door, there is one."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


class OneCertificate(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """This is what the views of one certificate share."""

    model = Certificate
    header_icon = "success"
    object: Certificate

    def get_base_object_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.with_facts()

    def get_page_subtitle(self) -> str:
        return self.object.facts.recipient_name or gettext("Name withdrawn")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("certificate:index"), "label": gettext("Certificates")}
        return [*self.breadcrumbs_items, index, *self.crumbs()]

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"certificate": self.object, "address": queries.address_of(self.object)}


class CertificateView(OneCertificate, TemplateView):
    any_permission_required = ["view", "correct", "revoke"]
    page_title = _("Certificate")
    template_name = "certificates/admin/certificate.html"

    def get_base_object_queryset(self) -> QuerySet[Certificate]:
        return super().get_base_object_queryset().select_related("learner", "revoked_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(priority=number, **act) for number, act in enumerate(acts_on(self.object, signed_in(self.request)))
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "versions": self.object.versions.select_related("created_by", "pdf").order_by("-number"),
            "events": ModelLogEntry.objects.for_instance(self.object).select_related("user"),
        }
        return super().get_context_data(**kwargs) | more


class ActView(OneCertificate, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """What staff do to one certificate, with a reason; ``act`` says what came of it, with the level of the message."""

    template_name = "certificates/admin/act.html"
    submit_button_label: Any = ""

    def crumbs(self) -> list[dict[str, Any]]:
        certificate = {"url": reverse("certificate:inspect", args=[self.object.pk]), "label": self.get_page_subtitle()}
        return [certificate, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = self.submit_button_label
        return super().get_context_data(**kwargs) | {"submit_button_label": label, "submit_button_active_label": label}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            level, said = self.act(form.cleaned_data)
        except CertificateRevoked:
            level, said = messages.ERROR, gettext("This certificate was revoked; nothing was changed.")
        messages.add_message(self.request, level, said)
        return redirect("certificate:inspect", self.object.pk)

    def act(self, given: Mapping[str, Any]) -> tuple[int, str]:
        raise NotImplementedError


class RevokeView(ActView):
    permission_required = "revoke"
    form_class = RevokeForm
    page_title = submit_button_label = _("Revoke the certificate")

    def act(self, given: Mapping[str, Any]) -> tuple[int, str]:
        actions.revoke(certificate=self.object, by=signed_in(self.request), reason=given["reason"], now=timezone.now())
        return messages.SUCCESS, gettext("The certificate is revoked. Its page says so.")


class CorrectView(ActView):
    permission_required = "correct"
    form_class = CorrectForm
    page_title = submit_button_label = _("Correct the name")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.facts.recipient_name}

    def act(self, given: Mapping[str, Any]) -> tuple[int, str]:
        actions.correct(
            certificate=self.object,
            name=given["name"],
            reason=given["reason"],
            by=signed_in(self.request),
            now=timezone.now(),
        )
        return messages.SUCCESS, gettext("The certificate bears the new name.")


class ReissueView(ActView):
    permission_required = "correct"
    form_class = ReasonForm
    template_name = "certificates/admin/reissue.html"
    page_title = submit_button_label = _("Reissue the certificate")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"award": causes.award_of_today(self.object)}

    def act(self, given: Mapping[str, Any]) -> tuple[int, str]:
        before = self.object.facts.number
        now = timezone.now()
        issued = actions.reissue(certificate=self.object, reason=given["reason"], by=signed_in(self.request), now=now)
        if issued.facts.number == before:
            return messages.INFO, gettext("Nothing that is printed on it has changed since, so it stays as it is.")
        return messages.SUCCESS, gettext("The certificate is reissued as it would be today, and its holder gets a mail.")


class OneStopped(PermissionCheckedMixin, BaseObjectMixin):
    """This is what the views of one stopped certificate share."""

    model = StoppedIssue
    permission_required = "correct"
    object: StoppedIssue

    def get_base_object_queryset(self) -> QuerySet[StoppedIssue]:
        return StoppedIssue.objects.select_related("learner", "resolved_by")

    def refuse(self) -> HttpResponse:
        """Their account is locked, or their name is gone."""
        messages.error(self.request, gettext("Nothing is issued to this person now: see their account."))
        return redirect("stopped_certificate:settle", self.object.pk)


class SettleView(OneStopped, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    form_class = CorrectForm
    page_title = _("Stopped certificate")
    header_icon = "warning"
    template_name = "certificates/admin/settle.html"

    def get_page_subtitle(self) -> str:
        return self.object.name

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("stopped_certificate:index"), "label": gettext("Stopped certificates")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title, "sublabel": self.object.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = gettext("Issue with this name")
        more = {
            "stopped": self.object,
            "certificate": queries.certificate_of_stopped(self.object),
            "submit_button_label": label,
            "submit_button_active_label": label,
        }
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: CorrectForm) -> HttpResponse:
        given = {"name": form.cleaned_data["name"], "reason": form.cleaned_data["reason"]}
        try:
            issued = actions.issue_stopped(stopped=self.object, **given, by=signed_in(self.request), now=timezone.now())
        except pdf.Undrawable as problem:
            what, detail = stopping.described(problem)
            form.add_error("name", StoppedIssue(problem=what, detail=detail).words)
            return self.form_invalid(form)
        except Refused:
            return self.refuse()
        messages.success(self.request, gettext("The certificate is issued, and the learner gets a mail."))
        return redirect("certificate:inspect", issued.pk)


class TryAgainView(OneStopped, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            issued = actions.try_again(stopped=self.object, by=signed_in(request), now=timezone.now())
        except Refused:
            return self.refuse()
        if issued is None:
            messages.warning(request, get_object_or_404(StoppedIssue, pk=pk).words)
            return redirect("stopped_certificate:settle", pk)
        messages.success(request, gettext("The certificate is issued, and the learner gets a mail."))
        return redirect("certificate:inspect", issued.pk)
