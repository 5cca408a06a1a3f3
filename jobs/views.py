import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs import actions
from jobs.models import Job


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    template = "jobs/job.html#progress" if "HX-Request" in request.headers else "jobs/job.html"
    return render(request, template, {"job": seen_job(request, pk)})


@login_required
@require_POST
def start_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if not actions.start_again(job=seen_job(request, pk), now=timezone.now()):
        messages.info(request, _("This has not failed, so there is nothing to start again."))
    return redirect("jobs:detail", pk=pk)


def seen_job(request: HttpRequest, pk: uuid.UUID) -> Job:
    """:raises Http404: if there is none that this person may see."""
    job = get_object_or_404(Job, pk=pk)
    if not job.may_be_seen_by(request.user):
        raise Http404
    return job
