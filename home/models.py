"""The home page and content pages."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from library.pages import StoryPage
from library.renditions import Picture, picture_of
from library.stories import StoryBlock


class HomePage(Page):
    """This is the front door in one language."""

    headline = models.CharField(_("headline"), max_length=150, blank=True)
    introduction = models.CharField(_("introduction"), max_length=400, blank=True)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown under the headline instead of the drawing of the bridge. Wide, and without words in it."),
    )
    body: Any = StreamField(StoryBlock(), verbose_name=_("story"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CataloguePage", "home.ContentPage"]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("introduction"), FieldPanel("picture")], heading=_("What is seen first")
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    @property
    def description(self) -> str:
        return str(self.search_description or self.introduction)

    @property
    def shown_picture(self) -> Picture | None:
        return picture_of(self.picture) if self.picture else None


class ContentPage(StoryPage):
    """This is a page of text: about us, help, accessibility."""

    summary_field = "introduction"

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
