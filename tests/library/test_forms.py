"""Every way in which staff give files to the library leads past the same checks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import UploadedFile

from library.models import LibraryDocument, LibraryImage
from tests.factories import make_staff
from tests.library import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_staff(is_superuser=True))
    return client


def drawing(name="drawing.svg", content=samples.DRAWING):
    return SimpleUploadedFile(name, content, content_type="image/svg+xml")


def add(admin, upload):
    return admin.post(reverse("wagtailimages:add"), {"title": "A drawing", "file": upload})


def test_an_uploaded_drawing_is_cleaned(admin):
    add(admin, drawing())

    image = LibraryImage.objects.get()
    assert samples.content(image) == samples.HARMLESS
    assert image.file_size == len(samples.HARMLESS)


def test_a_large_upload_that_lies_on_the_disk_is_cleaned_as_well(admin, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    add(admin, drawing())

    assert samples.content(LibraryImage.objects.get()) == samples.HARMLESS


def test_a_drawing_is_cleaned_when_many_are_uploaded(admin):
    response = admin.post(reverse("wagtailimages:add_multiple"), {"files[]": drawing(), "title": "A drawing"})

    assert response.json()["success"]
    assert samples.content(LibraryImage.objects.get()) == samples.HARMLESS


def test_a_drawing_that_waits_for_its_title_waits_cleaned(admin):
    response = admin.post(reverse("wagtailimages:add_multiple"), {"files[]": drawing(), "title": "x" * 300})

    waiting = UploadedFile.objects.get()
    assert samples.content(waiting) == samples.HARMLESS
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    admin.post(address, {f"uploaded-image-{waiting.pk}-title": "A drawing"})
    assert response.json()["uploaded_file_id"] == waiting.pk
    assert samples.content(LibraryImage.objects.get()) == samples.HARMLESS


def test_a_drawing_that_takes_the_place_of_a_picture_is_cleaned(admin):
    add(admin, SimpleUploadedFile("a.png", samples.plain(), content_type="image/png"))
    image = LibraryImage.objects.get()

    admin.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "A drawing", "file": drawing()})

    image.refresh_from_db()
    assert (image.title, samples.content(image)) == ("A drawing", samples.HARMLESS)


def test_a_drawing_chosen_in_the_editor_is_cleaned(admin):
    address = reverse("wagtailimages_chooser:create")

    admin.post(address, {"image-chooser-upload-title": "A drawing", "image-chooser-upload-file": drawing()})

    assert samples.content(LibraryImage.objects.get()) == samples.HARMLESS


def test_a_title_is_changed_without_a_new_file(admin):
    add(admin, drawing())
    image = LibraryImage.objects.get()

    admin.post(reverse("wagtailimages:edit", args=[image.pk]), {"title": "A better title"})

    image.refresh_from_db()
    assert (image.title, samples.content(image)) == ("A better title", samples.HARMLESS)


def test_an_image_needs_a_file(admin):
    response = admin.post(reverse("wagtailimages:add"), {"title": "Nothing"})

    assert "This field is required." in response.text


def test_a_refused_image_is_not_stored_and_the_form_says_why(admin):
    response = add(admin, drawing(content=b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'))

    assert "This drawing has no size" in response.text
    assert LibraryImage.objects.count() == 0


def test_a_refused_image_among_many_is_said_with_its_reason(admin):
    upload = SimpleUploadedFile("a.png", samples.plain()[:-40], content_type="image/png")

    response = admin.post(reverse("wagtailimages:add_multiple"), {"files[]": upload})

    assert response.json()["error_message"].startswith("The name says PNG")


def test_a_film_is_stored_if_it_is_one(admin):
    upload = SimpleUploadedFile("a.mp4", samples.FILM, content_type="video/mp4")

    admin.post(reverse("wagtaildocs:add"), {"title": "A film", "file": upload})

    document = LibraryDocument.objects.get()
    assert (samples.content(document), document.file_size) == (samples.FILM, len(samples.FILM))
    admin.post(reverse("wagtaildocs:edit", args=[document.pk]), {"title": "A better title"})
    document.refresh_from_db()
    assert document.title == "A better title"


@pytest.mark.parametrize("name", ["wagtaildocs:add", "wagtaildocs:add_multiple"])
def test_a_document_that_is_something_else_is_refused(admin, name):
    upload = SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>", content_type="application/pdf")
    field = "files[]" if name.endswith("multiple") else "file"

    response = admin.post(reverse(name), {"title": "A paper", field: upload})

    assert "The name says PDF" in response.text
    assert LibraryDocument.objects.count() == 0
