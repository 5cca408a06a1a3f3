"""Values of blocks in, HTML out; and what an author is told who chose something wrong."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import override
from wagtail.blocks import StructBlockValidationError

from courses.blocks import LessonBlock
from courses.models import LessonPage, UnitText
from courses.rendering import render
from library.actions import store_document, store_image
from library.models import Rendition
from tests.courses.factories import course_of, make_course, make_lesson, publish_page
from tests.factories import make_staff
from tests.library import samples

pytestmark = pytest.mark.django_db
BLOCKS = LessonBlock().child_blocks


def document(name="walk.mp4", data=samples.FILM):
    return store_document(name=name, data=data, title="", by=None)


def image(name="bridge.png", data=None):
    return store_image(name=name, data=data or samples.plain(900, 300), title="", by=None)


def value(name, **fields):
    """A block's value from plain fields, as StreamField makes it."""
    block = BLOCKS[name]
    raw = {key: getattr(field, "pk", field) for key, field in fields.items()}
    return block.to_python(raw)


def html(name, **fields):
    return BLOCKS[name].render(value(name, **fields)).strip()


def film(**fields):
    subtitles = document("walk.vtt", samples.SUBTITLES)
    given = {"title": "A walk", "file": document(), "captions": subtitles, "transcript": "<p>We open a door.</p>"}
    return {**given, **fields}


def test_a_lesson_has_these_blocks_with_these_fields():
    fields = {name: list(getattr(block, "child_blocks", [])) for name, block in BLOCKS.items()}

    assert fields["image"] == ["image", "alt", "caption"]
    assert fields["video"] == ["title", "file", "captions", "transcript"]
    assert fields["audio"] == ["title", "file", "transcript"]
    assert fields["download"] == ["title", "file"]
    assert fields["embed"] == ["title", "url"]
    assert fields["glossary"] == ["terms"]
    assert list(BLOCKS["glossary"].child_blocks["terms"].child_block.child_blocks) == ["term", "definition"]


def test_a_picture_is_shown_in_the_width_that_the_screen_needs():
    found = html("image", image=image(), alt='A "bridge" <of> stone', caption="<p>In <b>Mostar</b></p>")

    specs = {rendition.width: rendition.url for rendition in Rendition.objects.all()}
    assert sorted(specs) == [320, 480, 640, 900]
    assert f'src="{specs[320]}"' in found
    assert 'srcset="' + ", ".join(f"{specs[width]} {width}w" for width in sorted(specs)) + '"' in found
    assert 'sizes="(min-width: 44rem) 41rem, 100vw" width="900" height="300"' in found
    assert 'alt="A &quot;bridge&quot; &lt;of&gt; stone" loading="lazy" decoding="async">' in found
    assert "<figcaption><p data-block-key" not in found
    assert "<b>Mostar</b>" in found


def test_the_size_of_a_picture_is_a_number_in_every_language():
    with override("fr"):
        assert 'width="1280" height="640"' in html("image", image=image(data=samples.plain(2000, 1000)), alt="Un pont")


def test_a_drawing_is_shown_as_it_is_without_a_caption():
    drawing = image("drawing.svg", samples.DRAWING)

    assert html("image", image=drawing, alt="A bridge") == (
        f'<figure><img src="{drawing.file.url}" width="200" height="100" alt="A bridge" '
        'loading="lazy" decoding="async"></figure>'
    )


def test_an_image_that_is_gone_is_said_in_words():
    lost = image()
    default_storage.delete(lost.file.name)

    assert html("image", image=lost, alt="A <bridge>") == "<p>A &lt;bridge&gt;</p>"
    assert html("image", image=None, alt="A bridge") == "<p>A bridge</p>"


def test_a_film_loads_nothing_before_it_is_asked_for_and_says_its_size():
    fields = film(file=document(data=samples.FILM + bytes(3_000_000)))

    with override("ar"):
        found = html("video", **fields)

    address, subtitles = fields["file"].url, fields["captions"].url
    assert f'<video controls preload="none" aria-label="A walk"><source src="{address}" type="video/mp4">' in found
    assert f'<track kind="captions" default srclang="ar" label="العربيّة" src="{subtitles}"></video>' in found
    assert "autoplay" not in found
    with override("en"):
        assert f'<a href="{address}" download>Download (MP4, 2.9\xa0MB)</a>' in html("video", **fields)


def test_a_films_words_can_be_read():
    found = html("video", **film(transcript="<ol><li>We open a <b>door</b>.</li></ol>"))

    assert "<summary>Transcript</summary>" in found
    assert "<li>We open a <b>door</b>.</li>" in found


def test_a_recording_is_shown_likewise():
    sound = document("talk.mp3", samples.SOUND)

    found = html("audio", title="A <talk>", file=sound, transcript="<p>Hello.</p>")

    assert (
        f'<audio controls preload="none" aria-label="A &lt;talk&gt;"><source src="{sound.url}" type="audio/mpeg"></audio>'
        in found
    )
    assert "<strong>A &lt;talk&gt;</strong>" in found
    assert "Download (MP3, 410\xa0bytes)" in found
    assert "<p>Hello.</p>" in found


def test_a_download_says_what_it_is_and_how_large():
    paper = document("plan.pdf", samples.PDF)

    found = html("download", title="The <plan>", file=paper)

    assert f'<a href="{paper.url}" download>The &lt;plan&gt;</a> <span class="quiet">PDF, 35\xa0bytes</span>' in found


@pytest.mark.parametrize("name", ["video", "audio", "download"])
def test_a_file_that_is_gone_leaves_nothing_behind(name):
    assert html(name, title="A walk", file=None, captions=None, transcript="<p>Words.</p>") == ""


def test_a_film_without_its_subtitles_is_still_shown():
    found = html("video", **film(captions=None))

    assert "<video" in found
    assert "<track" not in found


def test_an_embed_is_a_link_that_names_its_site():
    found = html("embed", title="A <film>", url="https://www.youtube.com/watch?v=a&t=1")

    assert (
        '<a href="https://www.youtube.com/watch?v=a&amp;t=1" rel="noopener noreferrer">A &lt;film&gt;'
        '<span class="quiet"> on www.youtube.com</span></a>'
    ) in found
    assert "iframe" not in found
    assert "target" not in found


def test_an_embed_whose_site_is_not_allowed_any_more_is_not_shown(settings):
    settings.EMBED_HOSTS = frozenset(["archive.org"])

    assert html("embed", title="A film", url="https://www.youtube.com/watch?v=a") == ""
    assert html("embed", title="A film", url=None) == ""


def test_a_glossary_is_a_list_of_words_with_what_they_mean():
    terms = [{"term": "Packet <1>", "definition": "<p>A <i>piece</i>.</p>"}, {"term": "Router", "definition": "<p>R.</p>"}]

    found = html("glossary", terms=terms)

    assert found.startswith('<dl class="glossary">')
    assert found.count("<dt>") == found.count("<dd>") == 2
    assert "<dt>Packet &lt;1&gt;</dt><dd><p>A <i>piece</i>.</p></dd>" in found


@pytest.mark.parametrize(
    ("name", "field", "file", "kinds"),
    [
        ("video", "file", ("a.mp3", samples.SOUND), "MP4, WEBM"),
        ("video", "captions", ("a.txt", b"words"), "VTT"),
        ("audio", "file", ("a.mp4", samples.FILM), "M4A, MP3, OGG"),
    ],
)
def test_a_file_of_another_kind_is_refused(name, field, file, kinds):
    with pytest.raises(ValidationError, match=f"cannot be used here. Choose a file of these kinds: {kinds}"):
        BLOCKS[name].child_blocks[field].clean(document(*file))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("image", {"image": None, "alt": "A bridge"}),
        ("image", {"image": image, "alt": " "}),
        ("image", {"image": image, "alt": "x" * 501}),
        ("video", {**dict.fromkeys(["file", "captions"]), "title": "A", "transcript": "<p>B</p>"}),
        ("video", {"transcript": ""}),
        ("audio", {"title": "A", "file": None, "transcript": "<p>B</p>"}),
        ("download", {"title": "", "file": document}),
        ("embed", {"title": "A", "url": "no address"}),
        ("embed", {"title": "A", "url": "http://www.youtube.com/"}),
        ("embed", {"title": "A", "url": "https://evil.example/"}),
        ("glossary", {"terms": []}),
        ("glossary", {"terms": [{"term": "x" * 101, "definition": "<p>B</p>"}]}),
        ("glossary", {"terms": [{"term": "A", "definition": "<p>" + "x" * 1001 + "</p>"}]}),
        ("glossary", {"terms": [{"term": "A", "definition": ""}]}),
    ],
)
def test_what_is_left_out_or_wrong_is_refused(name, fields):
    given = {key: field() if callable(field) else field for key, field in fields.items()}
    given = film(**given) if name == "video" else given

    with pytest.raises(StructBlockValidationError):
        BLOCKS[name].clean(value(name, **given))


def test_what_is_right_is_taken():
    assert BLOCKS["video"].clean(value("video", **film()))["title"] == "A walk"
    sound = document("talk.ogg", b"OggS")
    assert BLOCKS["audio"].clean(value("audio", title="A", file=sound, transcript="<p>B</p>"))["file"] == sound
    assert BLOCKS["download"].clean(value("download", title="A", file=document()))["file"] == document()
    assert BLOCKS["embed"].clean(value("embed", title="A", url="https://archive.org/a"))["url"] == "https://archive.org/a"
    assert BLOCKS["image"].clean(value("image", image=image(), alt="A"))["caption"].source == ""


def test_a_wrong_embed_names_the_sites_that_are_allowed(settings):
    settings.EMBED_HOSTS = frozenset(["vimeo.com", "archive.org"])

    with pytest.raises(StructBlockValidationError) as refused:
        BLOCKS["embed"].clean(value("embed", title="A", url="https://evil.example/"))

    (message,) = refused.value.block_errors["url"].messages
    assert message == "An embed leads by https to one of these sites: archive.org, vimeo.com."


def body():
    """A lesson's text with one block of each kind."""
    return [
        ("image", value("image", image=image(), alt="A bridge", caption="<p>In Mostar</p>")),
        ("image", value("image", image=image("drawing.svg", samples.DRAWING), alt="A plan")),
        ("video", value("video", **film())),
        ("audio", value("audio", title="A talk", file=document("talk.ogg", b"OggS"), transcript="<p>Hello.</p>")),
        ("download", value("download", title="The plan", file=document("plan.pdf", samples.PDF))),
        ("embed", value("embed", title="A film", url="https://vimeo.com/1")),
        ("glossary", value("glossary", terms=[{"term": "Packet", "definition": "<p>A piece.</p>"}])),
    ]


def test_pictures_are_made_when_the_page_is_published_and_used_again_afterwards():
    course = make_course(lessons=0)
    lesson = make_lesson(course.get_children().get().specific, body=body(), title="Media")
    made = set(Rendition.objects.values_list("pk", "file"))

    publish_page(LessonPage.objects.get(pk=lesson.pk))

    text = UnitText.objects.get(unit__course=course_of(course), unit__title="Media")
    assert len(made) == 4
    assert set(Rendition.objects.values_list("pk", "file")) == made
    assert text.html.count("<img") == 2
    assert "<script" not in text.html
    assert "style=" not in text.html


def test_a_lesson_is_rendered_for_a_handful_of_queries_whatever_its_pictures(django_assert_num_queries):
    course = make_course(lessons=0)
    pictures = [("image", value("image", image=image(), alt="A bridge"))] * 3
    lesson = make_lesson(course.get_children().get().specific, body=pictures)
    page = LessonPage.objects.get(pk=lesson.pk)

    # The images of the text, and the renditions of each.
    with django_assert_num_queries(4):
        render(page, "en")


def test_the_preview_in_the_editor_shows_every_block(client):
    client.force_login(make_staff(is_superuser=True))
    course = make_course(lessons=0)
    lesson = make_lesson(course.get_children().get().specific, publish=False, body=body())
    lesson.save_revision()

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))

    for sign in ("<img", "<video", "<audio", "The plan", "on vimeo.com", "<dl"):
        assert sign in response.text
    assert "components/lesson.css" in response.text


def test_the_editor_offers_every_block(client):
    client.force_login(make_staff(is_superuser=True))
    lesson = make_lesson(make_course(lessons=0).get_children().get().specific, body=body())

    response = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))

    assert response.status_code == 200
    for label in ("Image", "Film", "Recording", "Download", "Embed", "Glossary"):
        assert f"&quot;label&quot;: &quot;{label}&quot;" in response.text
