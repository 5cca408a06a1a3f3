"""Blocks that are looked at, listened to, taken along or followed; none of them loads anything before it is asked for."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.text import WORDS
from courses.embeds import embed_host
from library.files import DOCUMENTS, FILMS, SOUNDS, SUBTITLES, kind_of
from library.models import LibraryDocument
from library.renditions import picture_of

TRANSCRIPT = [*WORDS, "ol", "ul"]


class FileBlock(DocumentChooserBlock):
    """A file of the library."""

    kinds: ClassVar[Collection[str]] = DOCUMENTS

    def clean(self, value: LibraryDocument | None) -> LibraryDocument | None:
        file: LibraryDocument | None = super().clean(value)
        if file and kind_of(file.filename) not in self.kinds:
            kinds = ", ".join(sorted(self.kinds)).upper()
            raise ValidationError(
                _("“%(name)s” cannot be used here. Choose a file of these kinds: %(kinds)s."),
                params={"name": file.filename, "kinds": kinds},
            )
        return file


class FilmBlock(FileBlock):
    kinds = FILMS


class SoundBlock(FileBlock):
    kinds = SOUNDS


class SubtitlesBlock(FileBlock):
    kinds = SUBTITLES


class ImageBlock(blocks.StructBlock):
    """A picture or a drawing, said in words for those who do not see it."""

    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(
        max_length=500,
        label=_("description"),
        help_text=_("What the image says, for people who do not see it and where it is not loaded."),
    )
    caption = blocks.RichTextBlock(features=WORDS, required=False, label=_("caption"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        picture = picture_of(value["image"]) if value["image"] else None
        return {**super().get_context(value, parent_context=parent_context), "picture": picture}

    class Meta:
        icon = "image"
        label = _("Image")
        template = "courses/blocks/image.html"


class VideoBlock(blocks.StructBlock):
    """A film with subtitles, and with its words to be read where a film is too heavy."""

    title = blocks.CharBlock(max_length=250, label=_("title"))
    file = FilmBlock(label=_("film"), help_text=_("MP4 or WebM, at most 100 MB."))
    captions = SubtitlesBlock(label=_("subtitles"), help_text=_("A WebVTT file in the language of the lesson."))
    transcript = blocks.RichTextBlock(
        features=TRANSCRIPT, label=_("transcript"), help_text=_("What is said and shown, to be read.")
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "courses/blocks/video.html"


class AudioBlock(blocks.StructBlock):
    """A recording, and its words to be read."""

    title = blocks.CharBlock(max_length=250, label=_("title"))
    file = SoundBlock(label=_("recording"), help_text=_("MP3, OGG or M4A, at most 100 MB."))
    transcript = blocks.RichTextBlock(features=TRANSCRIPT, label=_("transcript"), help_text=_("What is heard, to be read."))

    class Meta:
        icon = "openquote"
        label = _("Recording")
        template = "courses/blocks/audio.html"


class DownloadBlock(blocks.StructBlock):
    """A file to take along."""

    title = blocks.CharBlock(max_length=250, label=_("title"))
    file = FileBlock(label=_("file"))

    class Meta:
        icon = "download"
        label = _("Download")
        template = "courses/blocks/download.html"


class EmbedBlock(blocks.StructBlock):
    """A way to something on another site. It is a link: that site learns nothing of who only reads the lesson."""

    title = blocks.CharBlock(max_length=250, label=_("title"))
    url = blocks.URLBlock(max_length=2000, label=_("address"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if _host(cleaned["url"]) is None:
            hosts = ", ".join(sorted(settings.EMBED_HOSTS))
            reason = ValidationError(_("An embed leads by https to one of these sites: %(hosts)s."), params={"hosts": hosts})
            raise blocks.StructBlockValidationError(block_errors={"url": reason})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "host": _host(value["url"])}

    class Meta:
        icon = "link-external"
        label = _("Embed")
        template = "courses/blocks/embed.html"


class TermBlock(blocks.StructBlock):
    """A word and what it means."""

    term = blocks.CharBlock(max_length=100, label=_("term"))
    definition = blocks.RichTextBlock(features=WORDS, max_length=1000, label=_("definition"))

    class Meta:
        icon = "pilcrow"
        label = _("Term")


class GlossaryBlock(blocks.StructBlock):
    """Words of a lesson and what they mean."""

    terms = blocks.ListBlock(TermBlock(), min_num=1, max_num=100, label=_("terms"))

    class Meta:
        icon = "list-ul"
        label = _("Glossary")
        template = "courses/blocks/glossary.html"


def _host(url: str | None) -> str | None:
    return embed_host(url or "", hosts=settings.EMBED_HOSTS)
