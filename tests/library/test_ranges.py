"""A file in pieces, as players and broken downloads ask for it."""

import io

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from library.ranges import BLOCK, in_pieces

DATA = bytes(range(100))


def ask(data=DATA, method="get", content_type="video/mp4", status=200, **headers):
    """What comes back for a file of these bytes, with a length and an ETag as Wagtail's view sends them."""
    request = getattr(RequestFactory(), method)("/documents/1/a.mp4", headers=headers)
    response = FileResponse(io.BytesIO(data), content_type=content_type, status=status)
    response["Content-Length"] = str(len(data))
    response["ETag"] = '"abc"'
    response["Last-Modified"] = "Sun, 22 Nov 2026 10:00:00 GMT"
    return in_pieces(request, response)


def body(response):
    return b"".join(response)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=10-10", 10, 10),
        ("bytes=90-", 90, 99),
        ("bytes=0-", 0, 99),
        ("bytes=50-5000", 50, 99),
        ("bytes=-10", 90, 99),
        ("bytes=-5000", 0, 99),
        (" bytes=1-2 ", 1, 2),
    ],
)
def test_a_piece_is_sent(asked, first, last):
    response = ask(Range=asked)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/100"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == DATA[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=5000-6000", "bytes=-0"])
def test_a_piece_beyond_the_end_is_refused_with_the_files_length(asked):
    response = ask(Range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100")
    assert body(response) == b""


@pytest.mark.parametrize(
    "asked",
    ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "lines=0-9", "bytes=a-b", "bytes=0x1-2", f"bytes={'9' * 20}-"],
)
def test_what_makes_no_sense_gets_the_whole_file(asked):
    response = ask(Range=asked)

    assert (response.status_code, response["Accept-Ranges"], body(response)) == (200, "bytes", DATA)


@pytest.mark.parametrize("known", ['"abc"', "Sun, 22 Nov 2026 10:00:00 GMT"])
def test_a_download_goes_on_if_the_file_is_the_same(known):
    assert ask(Range="bytes=50-", **{"If-Range": known}).status_code == 206


@pytest.mark.parametrize("known", ['"another"', 'W/"abc"', "Sun, 22 Nov 2026 11:00:00 GMT"])
def test_a_download_begins_again_if_the_file_is_another(known):
    response = ask(Range="bytes=50-", **{"If-Range": known})

    assert (response.status_code, body(response)) == (200, DATA)


def test_long_pieces_are_sent_block_by_block():
    data = bytes(3 * BLOCK)

    blocks = list(ask(data, Range=f"bytes=10-{2 * BLOCK + 19}"))

    assert [len(block) for block in blocks] == [BLOCK, BLOCK, 10]


def test_an_empty_file_has_no_pieces():
    assert ask(b"", Range="bytes=0-").status_code == 416
    assert ask(b"").status_code == 200


def test_a_head_is_asked_for_the_whole():
    response = ask(method="head", Range="bytes=0-9")

    assert (response.status_code, response["Content-Length"]) == (200, "100")


@pytest.mark.parametrize("content_type", ["text/vtt", "text/plain", "image/svg+xml"])
def test_texts_go_whole(content_type):
    response = ask(content_type=content_type, Range="bytes=0-9")

    assert (response.status_code, response.has_header("Accept-Ranges"), body(response)) == (200, False, DATA)


def test_what_is_no_file_is_left_alone():
    request = RequestFactory().get("/", headers={"Range": "bytes=0-1"})
    answer = HttpResponse("Not found", status=404)

    assert in_pieces(request, answer) is answer
    assert "Accept-Ranges" not in answer
    streamed = FileResponse(iter([DATA]))
    assert in_pieces(request, streamed) is streamed
    endless = FileResponse(io.BytesIO(DATA), content_type="video/mp4")
    del endless["Content-Length"]
    assert in_pieces(request, endless).status_code == 200
    assert ask(status=404, Range="bytes=0-9").status_code == 404
