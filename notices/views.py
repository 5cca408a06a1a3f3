from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.queries import person_of_uuid
from notices import actions, kinds, queries, tokens
from notices.forms import ChoicesForm
from notices.models import Choice


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    form = ChoicesForm(request.POST or None, user=cast("User", request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("notices:choices")
    return render(request, "notices/choices.html", {"form": form})


@never_cache
@csrf_exempt  # The token is the right to do this; a mail reader's one press brings nothing else (RFC 8058).
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    user, kind = subscription(token)
    if request.method == "POST":
        actions.choose(user=user, kind=kind, when=Choice.When.AT_ONCE if "undo" in request.POST else Choice.When.NEVER)
    context = {"kind": kind.label, "wants": queries.wants(user, kind)}
    return render(request, "notices/unsubscribe.html", context)


def subscription(token: str) -> tuple[User, kinds.Kind]:
    """:raises Http404: if the token is not ours, or what it names is no more."""
    try:
        named = tokens.read(token)
        kind = kinds.get(named.kind)
    except (BadSignature, KeyError):
        raise Http404 from None
    if not kind.may_unsubscribe:
        raise Http404
    user = person_of_uuid(named.user_uuid)
    if user is None:
        raise Http404
    return user, kind
