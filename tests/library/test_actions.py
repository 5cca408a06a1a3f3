"""Files taken into the library, once each."""

import hashlib
import io

import pytest

from library.actions import store_document, store_image
from library.exceptions import FileRefused
from library.models import LibraryDocument, LibraryImage
from tests.factories import make_user
from tests.library import samples

pytestmark = pytest.mark.django_db


def test_an_image_is_stored_with_what_is_known_of_it():
    author = make_user()

    image = store_image(name="images/bridge.png", data=samples.plain(64, 48), title="A bridge", by=author)

    stored = LibraryImage.objects.get()
    assert stored == image
    assert (stored.title, stored.uploaded_by_user, stored.width, stored.height) == ("A bridge", author, 64, 48)
    assert stored.file.name.startswith("original_images/bridge")
    assert stored.file_size == len(samples.plain(64, 48))
    assert samples.content(stored) == samples.plain(64, 48)


def test_a_drawing_is_stored_clean_and_known_by_what_is_stored():
    image = store_image(name="a.svg", data=samples.DRAWING, title="A drawing", by=None)

    content = samples.content(image)
    assert b"script" not in content
    assert image.file_hash == hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert (image.width, image.height, image.uploaded_by_user) == (200, 100, None)
    assert store_image(name="b.svg", data=content, title="What an export wrote", by=None) == image


def test_the_same_image_is_stored_once():
    first = store_image(name="a.svg", data=samples.DRAWING, title="First", by=None)
    again = store_image(name="z.SVG", data=samples.DRAWING, title="Again", by=make_user())
    other = store_image(name="a.png", data=samples.plain(), title="Other", by=None)

    assert again == first
    assert other != first
    assert [image.title for image in LibraryImage.objects.order_by("pk")] == ["First", "Other"]


@pytest.mark.parametrize("store", [store_image, store_document])
def test_what_is_refused_leaves_nothing_behind(store):
    with pytest.raises(FileRefused):
        store(name="a.png", data=b"no picture", title="Wrong", by=None)

    assert (LibraryImage.objects.count(), LibraryDocument.objects.count()) == (0, 0)


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO])
def test_a_document_is_stored_once_from_bytes_or_from_a_file(wrap):
    author = make_user()

    first = store_document(name="files/exchange.mp4", data=wrap(samples.FILM), title="", by=author)
    again = store_document(name="other.mp4", data=wrap(samples.FILM), title="Again", by=None)

    assert again == first
    assert (first.title, first.uploaded_by_user, first.file_size) == ("exchange", author, len(samples.FILM))
    assert (first.content_type, samples.content(first)) == ("video/mp4", samples.FILM)
    assert first.file_hash == hashlib.sha1(samples.FILM, usedforsecurity=False).hexdigest()


def test_the_same_bytes_under_another_kind_of_name_are_another_document():
    words = store_document(name="a.txt", data=samples.SUBTITLES, title="", by=None)
    subtitles = store_document(name="a.vtt", data=samples.SUBTITLES, title="", by=None)

    assert words != subtitles
    assert (words.content_type, subtitles.content_type) == ("text/plain", "text/vtt")


def test_a_long_title_is_cut():
    assert len(store_document(name="a.txt", data=b"words", title="x" * 300, by=None).title) == 255
