"""What the pages of words have in common: a story in blocks, its text folded, to be found by, and its versions."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from core.text import fold
from library.models import LibraryImage
from library.renditions import Picture, picture_of
from library.stories import StoryBlock

# What is shown where somebody shares a page; every service reads JPEG.
SHARED = "fill-1200x630|format-jpeg|jpegquality-75"


class StoryPage(Page):
    """
    This is a page of words.

    ``search_text`` is written whenever the page is saved; on both database engines it finds words without regard to case and
    accents, and parts of words.
    """

    # The field that says in one or two sentences what the page is about.
    summary_field: ClassVar[str] = "summary"

    body: Any = StreamField(StoryBlock(), verbose_name=_("text"), blank=True)
    search_text = models.TextField(editable=False, default="")

    class Meta:
        abstract = True

    @property
    def abstract(self) -> str:
        """This is what a list, a feed and a search engine show of the page."""
        return str(getattr(self, self.summary_field))

    @property
    def description(self) -> str:
        return str(self.search_description or self.abstract)

    @property
    def words(self) -> str:
        """This is everything that the page says, as plain text."""
        said = self.body.stream_block.get_searchable_content(self.body)
        return " ".join(" ".join([self.abstract, *map(str, said)]).split())

    def save(self, *args: Any, **kwargs: Any) -> Any:
        # Keeping a draft saves a few fields of a page that holds the draft's words; those are found once they are public.
        if kwargs.get("update_fields") is None:
            self.search_text = fold(f"{self.title} {self.words}")
        return super().save(*args, **kwargs)


class Pictured(models.Model):
    """This is a page that may have a picture."""

    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Wide, and without words in it. It decorates; say nothing that only the picture says."),
    )

    class Meta:
        abstract = True

    @cached_property
    def shown_picture(self) -> Picture | None:
        return picture_of(self.picture) if self.picture else None


def shared_picture(page: Page) -> str:
    """This is the address of the picture that is shown with a page elsewhere; empty where it has none that would do."""
    image = getattr(page, "picture", None)
    if not isinstance(image, LibraryImage) or image.is_svg():
        return ""
    return str(image.get_rendition(SHARED).url)


def versions(page: Page, request: HttpRequest | None = None) -> dict[str, str]:
    """These are the addresses of a page's live versions, itself included, by language; one query, once for each page."""
    kept: dict[str, str] | None = getattr(page, "_versions", None)
    if kept is None:
        pages = page.get_translations(inclusive=True).live().select_related("locale").order_by("locale_id")
        kept = {each.locale.language_code: each.get_full_url(request) for each in pages}
        page._versions = kept  # noqa: SLF001 -- kept with the page that was asked about
    return kept
