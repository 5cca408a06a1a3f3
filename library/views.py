"""Serving the library's files so that none of them can do anything but be looked at."""

import mimetypes
import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve
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
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = STILL
    response["X-Content-Type-Options"] = "nosniff"
    return in_pieces(request, response)


@require_safe
def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    response = serve_document(request, document_id, filename)
    # Wagtail 8.0 writes the word None where a file is not encoded, which no browser knows how to undo.
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    if response.get("Content-Type", "").startswith(("video/", "audio/")):
        response["Content-Security-Policy"] = PLAYED
    return in_pieces(request, response)
