"""Profile, language, policies, privacy."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import actions, erasure, privacy, queries
from accounts.exceptions import LastAdministrator
from accounts.forms import AgreementForm, ErasureForm, ProfileForm
from accounts.models import User
from accounts.prose import html_of
from accounts.requests import AuthenticatedRequest


def safe_next(request: HttpRequest, default: str) -> str:
    """This is the address of ours to which a form wants to go back."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else default


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Your profile is saved."))
        response: HttpResponse = redirect("accounts:profile")
        remember_language(response, user.language)
        return response
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    target = safe_next(request, "/")
    if language not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(target)
    if request.user.is_authenticated:
        actions.set_language(user=request.user, language=language)
    # An address is understood in its own language only.
    with override(get_language_from_path(urlsplit(target).path) or language):
        response = HttpResponseRedirect(translate_url(target, language))
    remember_language(response, language)
    return response


@require_safe
def policy(request: HttpRequest, kind: str, version: int | None = None) -> HttpResponse:
    found = queries.latest_policies().get(kind) if version is None else queries.policy_version(kind, version)
    text = queries.text_of(found, get_language() or settings.LANGUAGE_CODE) if found else None
    if found is None or text is None:
        raise Http404
    return render(request, "accounts/policy.html", {"policy": found, "text": text, "html": html_of(text.body)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: AuthenticatedRequest) -> HttpResponse:
    target = safe_next(request, "/")
    outstanding = queries.outstanding_policies(request.user)
    if not outstanding:
        return redirect(target)
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.record(request.user)
        messages.success(request, _("Thank you. Your agreement is recorded."))
        return redirect(target)
    return render(request, "accounts/agree.html", {"form": form, "outstanding": outstanding, "next": target})


@login_required
@require_safe
def privacy_page(request: AuthenticatedRequest) -> HttpResponse:
    consents = request.user.consents.select_related("policy").order_by("-given_at", "-pk")
    return render(request, "accounts/privacy.html", {"consents": consents, "entries": privacy.exported()})


@login_required
@require_GET
@never_cache
def download(request: AuthenticatedRequest) -> JsonResponse:
    data = privacy.export_person(request.user)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"{urlsplit(settings.BASE_URL).hostname}-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@never_cache
def erase(request: AuthenticatedRequest) -> HttpResponseBase:
    form = ErasureForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            erasure.request_erasure(user=request.user, choices={"certificates": form.cleaned_data["certificates"]})
        except LastAdministrator:
            form.add_error(None, _("You are the only administrator. Give somebody else the role first."))
        else:
            return leave(request)
    return render(request, "accounts/erase.html", erase_context(request.user, form))


def erase_context(user: User, form: ErasureForm) -> dict[str, Any]:
    return {"form": form, "kept": privacy.kept(), "is_last_administrator": queries.is_last_administrator(user)}


def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:erased")


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/erased.html")
