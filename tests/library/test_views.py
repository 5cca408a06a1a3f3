"""Files as browsers get them: nothing that runs, and films in pieces."""

import gzip

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from library.actions import store_document, store_image
from library.models import LibraryDocument
from tests.factories import make_user
from tests.library import samples

pytestmark = pytest.mark.django_db


def document(name="a.mp4", data=samples.FILM):
    return store_document(name=name, data=data, title="", by=None)


def body(response):
    return b"".join(response)


def test_a_drawing_opened_on_its_own_can_do_nothing(client):
    image = store_image(name="a.svg", data=samples.DRAWING, title="", by=None)

    response = client.get(image.file.url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response["Content-Security-Policy"] == ("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response) == samples.HARMLESS


def test_a_drawing_is_compressed_on_its_way_and_a_picture_is_not(client):
    drawing = store_image(
        name="a.svg", data=samples.DRAWING.replace(b"</svg>", b"<path/>" * 500 + b"</svg>"), title="", by=None
    )
    picture = store_image(name="a.png", data=samples.plain(), title="", by=None)

    first = client.get(drawing.file.url, headers={"Accept-Encoding": "gzip"})
    second = client.get(picture.file.url, headers={"Accept-Encoding": "gzip"})

    assert first["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(first)) == samples.content(drawing)
    assert (second.has_header("Content-Encoding"), body(second)) == (False, samples.plain())


def test_a_picture_known_already_is_not_sent_again(client):
    image = store_image(name="a.png", data=samples.plain(), title="", by=None)
    first = client.get(image.file.url)
    first.close()

    assert client.get(image.file.url, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "nothing.png",
        "documents/a.mp4",
        "x/../documents/a.mp4",
        "./documents/a.mp4",
        "Documents/a.mp4",
    ],
)
def test_media_shows_public_images_only(client, path):
    default_storage.delete("documents/a.mp4")
    default_storage.save("documents/a.mp4", ContentFile(samples.FILM))

    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize("path", ["../secret_key", "..%2Fsecret_key", "x/../../secret_key"])
def test_media_leads_nowhere_else(client, path):
    assert client.get(f"/media/{path}").status_code == 400


@pytest.mark.parametrize("address", ["/media/a.png", "/documents/1/a.mp4"])
def test_files_are_only_looked_at(client, address):
    assert client.post(address).status_code == 405


def test_a_film_is_sought_in(client):
    film = document()

    response = client.get(film.url, headers={"Range": "bytes=4-11", "Accept-Encoding": "gzip"})

    assert (response.status_code, body(response)) == (206, b"ftypisom")
    assert response["Content-Range"] == f"bytes 4-11/{len(samples.FILM)}"
    assert (response["Content-Type"], response.has_header("Content-Encoding")) == ("video/mp4", False)


def test_a_film_is_not_compressed_so_that_its_length_is_known(client):
    response = client.get(document().url, headers={"Accept-Encoding": "gzip"})

    assert (response["Content-Length"], response["Accept-Ranges"]) == (str(len(samples.FILM)), "bytes")
    assert (response.has_header("Content-Encoding"), body(response)) == (False, samples.FILM)


def test_subtitles_are_compressed_on_their_way(client):
    words = samples.SUBTITLES * 50

    response = client.get(document("a.vtt", words).url, headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(body(response)) == words


def test_a_film_known_already_is_not_sent_again(client):
    film = document()

    assert client.get(film.url, headers={"If-None-Match": f'"{film.file_hash}"'}).status_code == 304


@pytest.mark.parametrize(
    ("name", "data", "content_type", "way"),
    [
        ("a.mp4", samples.FILM, "video/mp4", "inline"),
        ("a.webm", samples.WEBM, "video/webm", "inline"),
        ("a.mp3", samples.SOUND, "audio/mpeg", "inline"),
        ("a.ogg", b"OggS", "audio/ogg", "inline"),
        ("a.m4a", samples.FILM, "audio/mp4", "inline"),
        ("a.pdf", samples.PDF, "application/pdf", "inline"),
        ("a.vtt", samples.SUBTITLES, "text/vtt", "attachment"),
        ("a.txt", b"<script>alert(1)</script>", "text/plain", "attachment"),
        ("a.zip", samples.packed(), "application/zip", "attachment"),
    ],
)
def test_only_media_and_pdfs_are_shown_in_the_browser(client, name, data, content_type, way):
    response = client.get(document(name, data).url)

    assert response["Content-Type"].split(";")[0] == content_type
    assert response["Content-Disposition"].split(";")[0] == way
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = "default-src 'none'; media-src 'self'" if content_type.startswith(("video", "audio")) else "default-src 'none'"
    assert response["Content-Security-Policy"] == policy
    assert body(response) == data


def test_a_collections_restriction_holds_for_pieces_too(client):
    collection = Collection.get_first_root_node().add_child(name="Members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    film = document()
    LibraryDocument.objects.filter(pk=film.pk).update(collection=collection)

    refused = client.get(film.url, headers={"Range": "bytes=0-9"})
    client.force_login(make_user())
    allowed = client.get(film.url, headers={"Range": "bytes=0-9"})

    assert (refused.status_code, refused.url.split("?")[0]) == (302, reverse("account_login"))
    assert (allowed.status_code, body(allowed)) == (206, samples.FILM[:10])


def test_another_name_or_number_finds_nothing(client):
    film = document()

    assert client.get(f"/documents/{film.pk}/other.mp4").status_code == 404
    assert client.get(f"/documents/{film.pk + 1}/{film.filename}").status_code == 404
