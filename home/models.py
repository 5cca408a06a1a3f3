"""The home page and content pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """This is the front door in one language."""

    headline = models.CharField(_("headline"), max_length=150, blank=True)
    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CataloguePage", "home.ContentPage"]
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class ContentPage(Page):
    """This is a page of text: about us, help, accessibility."""

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "link", "document-link", "ol", "ul"])

    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
