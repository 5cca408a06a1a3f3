"""The public page of a certificate and its file."""

import uuid as uuids
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.text import slugify
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from accounts.models import User
from certificates import actions, queries
from certificates.models import Certificate
from library.models import PrivateFile


@require_safe
def detail(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.with_facts().select_related("replaced_by"), uuid=uuid)
    facts = certificate.facts
    context = {
        "certificate": certificate,
        "facts": facts,
        "language": get_language_info(facts.language),
        "address": queries.address_of(certificate),
        "is_holder": request.user.pk == certificate.learner_id,
    }
    return unlisted(render(request, "certificates/detail.html", context))


@require_safe
def pdf(request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
    certificate = get_object_or_404(Certificate.objects.select_related("latest__pdf"), uuid=uuid)
    if not certificate.holds:
        return unlisted(render(request, "certificates/revoked.html", {"certificate": certificate}, status=410))
    file = actions.store_pdf(certificate=certificate)
    if file is None:
        return unlisted(render(request, "certificates/undrawn.html", {"certificate": certificate}, status=404))
    etag = quote_etag(file.sha256)
    response = get_conditional_response(request, etag=etag) or served(file)
    response["ETag"] = etag
    return unlisted(response)


@require_safe
@login_required
def of_enrolment(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """From the course to the certificate that it earned, so that a course's page need not look for it."""
    learner = request.user if isinstance(request.user, User) else None
    certificate = learner and queries.certificate_for_enrolment(learner, enrolment_id)
    if not certificate:
        raise Http404
    return redirect(certificate)


def served(file: PrivateFile) -> FileResponse:
    """This sends a private file under its own name, with a plain one for clients that read no other."""
    response = FileResponse(file.file.open("rb"), content_type=file.content_type)
    plain = slugify(file.name.removesuffix(".pdf")) or "certificate"
    response["Content-Disposition"] = f"attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(file.name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def unlisted[R: HttpResponseBase](response: R) -> R:
    """Who has the address may look; search engines and shared caches may not keep it."""
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, no_cache=True)
    return response
