"""Sending a file in pieces, so that a film can be sought in and a broken download can go on (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
BLOCK = 64 * 1024


def in_pieces(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """
    This sends the piece of a file that was asked for, or all of it with the word that pieces may be asked for.

    Texts and drawings go whole: they are small, and are compressed on their way. Who asks for several pieces at once gets
    the whole file, as the standard allows.
    """
    if not isinstance(response, FileResponse) or response.status_code != HttpResponse.status_code or _is_text(response):
        return response
    file = response.file_to_stream
    if file is None or not response.has_header("Content-Length"):
        return response
    response["Accept-Ranges"] = "bytes"
    size = int(response["Content-Length"])
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not asked or not _is_same(request, response):
        return response
    piece = _piece(asked[1], asked[2], size)
    if piece is None:
        return response
    if not piece:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _cut(response, file, piece, size)


def _is_text(response: FileResponse) -> bool:
    return response["Content-Type"].startswith(("text/", "image/svg"))


def _is_same(request: HttpRequest, response: FileResponse) -> bool:
    """This says whether the file is still the one of which the reader has a part already."""
    known = request.headers.get("If-Range")
    return known is None or known in {response.get("ETag"), response.get("Last-Modified")}


def _piece(first: str, last: str, size: int) -> range | None:
    """This is where the piece lies: nowhere if it is beyond the end, None if the words make no sense."""
    if not first:
        return range(max(size - int(last), 0), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _cut(response: FileResponse, file: IO[bytes], piece: range, size: int) -> FileResponse:
    file.seek(piece.start)
    response.streaming_content = _blocks(file, len(piece))
    response.status_code = 206
    response["Content-Length"] = str(len(piece))
    response["Content-Range"] = f"bytes {piece.start}-{piece.stop - 1}/{size}"
    return response


def _blocks(file: IO[bytes], left: int) -> Iterator[bytes]:
    while left and (block := file.read(min(BLOCK, left))):
        left -= len(block)
        yield block
