"""Serving the library's files so that none of them can do anything but be looked at."""

import mimetypes
import posixpath

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import serve, was_modified_since
from wagtail.documents.views.serve import serve as serve_document

from library.ranges import in_pieces

# Python 3.12 does not know it by itself.
mimetypes.add_type("image/webp", ".webp")
# A drawing that is opened on its own is a page; this one runs nothing and loads nothing.
STILL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# A film that is opened on its own is a page too, made by the browser, and loads itself.
PLAYED = "default-src 'none'; media-src 'self'"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Documents have an address of their own, with their collection's restrictions; here they are not."""
    if posixpath.normpath(path).lstrip("/").casefold().startswith("documents/"):
        raise Http404
    response = stored(request, path) if settings.FILES_URL else serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = STILL
    response["X-Content-Type-Options"] = "nosniff"
    return in_pieces(request, response)


def stored(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public file out of a bucket, as Django's own view sends one out of a folder."""
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, SuspiciousOperation):
        raise Http404 from None
    changed_at = default_storage.get_modified_time(path)
    if not was_modified_since(request.headers.get("If-Modified-Since"), changed_at.timestamp()):
        return HttpResponseNotModified()
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response["Content-Length"] = file.size
    response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


@require_safe
def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    response = serve_document(request, document_id, filename)
    # Wagtail 8.0 writes the word None where a file is not encoded, which no browser knows how to undo.
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    if response.get("Content-Type", "").startswith(("video/", "audio/")):
        response["Content-Security-Policy"] = PLAYED
    return in_pieces(request, response)
