"""A file is what its bytes are, whatever its name says."""

import io

import pytest
from django.conf import settings
from PIL import Image, ImageFile

from library import files
from library.exceptions import FileRefused
from library.files import check_document, check_image
from tests.library import samples


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", samples.plain()),
        ("a.PNG", samples.plain()),
        ("a.jpg", samples.plain(kind="JPEG")),
        ("a.jpeg", samples.plain(kind="JPEG")),
        ("folder/a.webp", samples.plain(kind="WEBP")),
        ("a.gif", samples.moving()),
    ],
)
def test_a_picture_is_stored_as_it_is(name, data):
    assert check_image(name, data) == data


def test_a_drawing_is_stored_clean():
    found = check_image("a.svg", samples.DRAWING)

    assert found == samples.HARMLESS


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.bmp", samples.plain(kind="BMP"), "Images are GIF, JPG, PNG, SVG, WEBP."),
        ("png", samples.plain(), "Images are"),
        ("a.png", b"", "The name says PNG"),
        ("a.png", samples.plain(kind="JPEG"), "The name says PNG"),
        ("a.jpg", samples.plain(), "The name says JPG"),
        ("a.gif", b"GIF89a", "The name says GIF"),
        ("a.png", samples.plain()[:-40], "The name says PNG"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP", "The name says WEBP"),
        ("a.png", samples.DRAWING, "The name says PNG"),
        ("a.svg", samples.plain(), "not an SVG drawing"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="10"/>', "has no size"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="0.2" height="10"/>', "A side of an image"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="1e300" height="10"/>', "A side of an image"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="wide" height="10"/>', "has no size"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ten 10"/>', "has no size"),
        ("a.png", b"\x89PNG" + b"0" * 10 * 1024 * 1024, "at most 10 MB"),
    ],
)
def test_an_image_that_is_something_else_is_refused(name, data, reason):
    with pytest.raises(FileRefused, match=reason):
        check_image(name, data)


@pytest.mark.parametrize(("side", "frames"), [(8_000, 1), (12_000, 1), (4_000, 4)])
def test_an_image_that_would_fill_the_memory_is_refused_before_it_is_decoded(side, frames, monkeypatch):
    images = [Image.new("1", (side, side), number % 2) for number in range(frames)]
    bomb = samples.saved(images[0], "GIF", save_all=True, append_images=images[1:])
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("decoded"))

    with pytest.raises(FileRefused, match="at most 50 million pixels"):
        check_image("bomb.gif", bomb)


def test_pillows_own_limit_is_a_refusal_too(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)

    with pytest.raises(FileRefused, match="million pixels"):
        check_image("a.png", samples.plain(100, 100))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.mp4", samples.FILM),
        ("a.m4a", samples.FILM),
        ("a.webm", samples.WEBM),
        ("a.mp3", samples.SOUND),
        ("a.mp3", b"\xff\xfb\x90\x00" * 100),
        ("a.MP3", b"\xff\xf3\x90\x00" * 100),
        ("a.ogg", b"OggS\x00\x02"),
        ("a.vtt", samples.SUBTITLES),
        ("a.vtt", b"\xef\xbb\xbfWEBVTT"),
        ("a.vtt", b"WEBVTT - who speaks\n"),
        ("a.pdf", samples.PDF),
        ("a.zip", samples.packed()),
        ("a.docx", samples.packed()),
        ("a.csv", "name;town\nZoë;Zürich\n".encode()),
        ("a.txt", "Zoë\n".encode("latin-1")),
    ],
)
def test_a_document_may_be_what_it_says(name, data):
    check_document(name, data)
    opened = io.BytesIO(data)
    opened.seek(3)
    check_document(name, opened)

    assert opened.tell() == 0


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.exe", b"MZ", "Files are CSV, DOCX, M4A"),
        ("mp4", samples.FILM, "Files are"),
        ("a.html", b"<p>", "Files are"),
        ("a.svg", samples.DRAWING, "Files are"),
        ("a.mp4", b"", "This file is empty"),
        ("a.mp4", samples.WEBM, "The name says MP4"),
        ("a.webm", b"\x1a\x45\xdf\xa3\x42\x82\x88matroska", "The name says WEBM"),
        ("a.webm", samples.FILM, "The name says WEBM"),
        ("a.mp3", b"\xff", "The name says MP3"),
        ("a.mp3", b"\xff\xf1\x50\x80", "The name says MP3"),
        ("a.mp3", samples.plain(kind="JPEG"), "The name says MP3"),
        ("a.ogg", samples.SOUND, "The name says OGG"),
        ("a.vtt", b"1\n00:00:00,000 --> 00:00:02,000\n", "The name says VTT"),
        ("a.vtt", b"WEBVTTX", "The name says VTT"),
        ("a.pdf", b"<script>", "The name says PDF"),
        ("a.docx", samples.PDF, "The name says DOCX"),
        ("a.zip", b"PK", "The name says ZIP"),
        ("a.txt", b"\x7fELF\x00", "The name says TXT"),
    ],
)
def test_a_document_that_is_something_else_is_refused(name, data, reason):
    with pytest.raises(FileRefused, match=reason):
        check_document(name, data)


def test_a_document_beyond_its_limit_is_refused_without_being_read(tmp_path):
    path = tmp_path / "long.mp4"
    with path.open("wb") as file:
        file.write(samples.FILM)
        file.truncate(files.LARGEST_DOCUMENT + 1)

    with path.open("rb") as file, pytest.raises(FileRefused, match="at most 100 MB"):
        check_document("long.mp4", file)


def test_the_settings_name_the_kinds_that_can_be_checked():
    assert set(settings.WAGTAILIMAGES_EXTENSIONS) == files.IMAGES
    assert set(settings.WAGTAILDOCS_EXTENSIONS) == files.DOCUMENTS
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == files.LARGEST_IMAGE
    assert settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == files.LARGEST_DOCUMENT
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == files.MOST_PIXELS
