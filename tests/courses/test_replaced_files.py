"""A lesson shows what stands in the library now, also where a file was put in another one's place."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.models import UnitText
from library import actions as library
from tests.courses.factories import make_course, make_lesson
from tests.factories import make_staff
from tests.library import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def replace(client, django_capture_on_commit_callbacks):
    """Puts a file in another one's place, as staff do."""

    def replace_(kind, stored, file):
        client.force_login(make_staff(is_superuser=True))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse(f"{kind}:edit", args=[stored.pk]), {"title": "Another", "file": file})

    return replace_


def lesson_with(*block):
    module = make_course(lessons=0).get_children().get().specific
    return make_lesson(module, body=[block])


def text_of(lesson):
    return UnitText.objects.get(unit__translation_key=lesson.translation_key).html


def test_a_picture_in_another_ones_place_is_shown_in_lessons(replace):
    image = library.store_image(name="old.png", data=samples.plain(), title="Old", by=None)
    lesson = lesson_with("image", {"image": image, "alt": "A bridge", "caption": ""})
    untouched = lesson_with("text", "<p>Of stone.</p>")
    other = UnitText.objects.get(unit__translation_key=untouched.translation_key).rendered_at
    before = text_of(lesson)

    replace("wagtailimages", image, SimpleUploadedFile("new.svg", samples.DRAWING, content_type="image/svg+xml"))

    assert re.findall(r'src="[^"]*/(\w+)[^"/]*"', before) == ["old"]
    assert re.findall(r'src="[^"]*/(\w+)[^"/]*"', text_of(lesson)) == ["new"]
    assert UnitText.objects.get(unit__translation_key=untouched.translation_key).rendered_at == other


def test_a_file_in_another_ones_place_is_offered_in_lessons(replace):
    file = library.store_document(name="old.txt", data=b"Of stone.\n", title="Old", by=None)
    lesson = lesson_with("download", {"title": "Notes", "file": file})
    before = text_of(lesson)

    replace("wagtaildocs", file, SimpleUploadedFile("new.txt", b"Of wood.\n", content_type="text/plain"))

    assert ("old.txt" in before, "new.txt" in before) == (True, False)
    assert ("old.txt" in text_of(lesson), "new.txt" in text_of(lesson)) == (False, True)
