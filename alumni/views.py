"""The directory, and each member's own page."""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from alumni import actions, queries
from alumni.enums import Audience
from alumni.exceptions import PolicyOutdated
from alumni.forms import AudiencesForm, DirectoryForm, JoinForm, initial_audiences
from alumni.models import Alumnus, AlumnusQuerySet

PER_PAGE = 24

type View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Search engines and shared caches may not keep these pages."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return wrapped


@require_safe
@unlisted
def directory(request: HttpRequest) -> HttpResponse:
    visible = Alumnus.objects.visible_to(request.user)
    form = DirectoryForm(request.GET, facets=queries.facets(visible))
    form.is_valid()
    leaf = Paginator(narrowed(visible, form), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "leaf": leaf, "is_narrowed": any(form.cleaned_data.values()), "viewer": request.user}
    return render(request, "alumni/directory.html", context)


def narrowed(visible: AlumnusQuerySet, form: DirectoryForm) -> AlumnusQuerySet:
    given = form.cleaned_data
    if words := given.get("q"):
        visible = visible.named(words)
    if code := given.get("country"):
        visible = visible.from_country(code)
    if given.get("course") is not None or given.get("year") is not None:
        visible = visible.who_earned(given.get("course"), given.get("year"))
    return visible


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@unlisted
def join(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if Alumnus.objects.members().filter(user=user).exists():
        return redirect("alumni:profile")
    policy = queries.latest_policy()
    if policy is None or not queries.may_join(user):
        return render(request, "alumni/not_yet.html", {"is_open": policy is not None}, status=403)
    form = JoinForm(request.POST or None, policy=policy)
    if form.is_valid():
        try:
            actions.join(user=user, audiences=form.audiences, policy=policy, now=timezone.now())
        except PolicyOutdated:
            return redirect("alumni:join")
        messages.success(request, _("Welcome to the alumni network."))
        return redirect("alumni:profile")
    return render(request, "alumni/join.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@unlisted
def profile(request: HttpRequest) -> HttpResponse:
    alumnus = membership(request)
    if alumnus is None:
        return redirect("alumni:join")
    form = AudiencesForm(request.POST or None, initial=initial_audiences(alumnus))
    if form.is_valid():
        actions.change_audiences(alumnus=alumnus, audiences=form.audiences)
        messages.success(request, _("Saved. Below is what others see of you now."))
        return redirect("alumni:profile")
    previews = [(audience, queries.preview(alumnus, audience)) for audience in (Audience.ALUMNI, Audience.EVERYONE)]
    return render(request, "alumni/profile.html", {"form": form, "previews": previews, "alumnus": alumnus})


@require_POST
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    if alumnus := membership(request):
        actions.leave(alumnus=alumnus, now=timezone.now())
        messages.success(request, _("You have left the alumni network. Nothing of you is shown there any more."))
    return redirect("alumni:directory")


def person(request: HttpRequest) -> User:
    """Behind `login_required`, there is one."""
    if not isinstance(request.user, User):
        raise TypeError
    return request.user


def membership(request: HttpRequest) -> Alumnus | None:
    return Alumnus.objects.members().filter(user=person(request)).first()
