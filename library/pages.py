"""What the pages of words have in common: a story in blocks, and its text folded, to be found by."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from core.text import fold
from library.stories import StoryBlock


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
        return self.search_description or self.abstract

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
