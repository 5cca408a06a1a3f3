"""The home page, pages of text, news, and whose site it is."""

from typing import Any, Self

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from library.pages import Pictured, StoryPage
from library.stories import StoryBlock

PER_PAGE = 10


class HomePage(Pictured, Page):
    """This is the front door in one language."""

    headline = models.CharField(_("headline"), max_length=150, blank=True)
    introduction = models.CharField(_("introduction"), max_length=400, blank=True)
    body: Any = StreamField(StoryBlock(), verbose_name=_("story"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CataloguePage", "home.ContentPage", "home.NewsIndexPage", "fellowships.ProgrammesPage"]
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


class NewsIndexPage(Page):
    """This lists the news in one language, the newest first."""

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    @property
    def description(self) -> str:
        return str(self.search_description or self.introduction)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        news = NewsPage.objects.child_of(self).newest_first()
        leaf = Paginator(news, PER_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "leaf": leaf}


class NewsPageQuerySet(PageQuerySet):
    def newest_first(self) -> Self:
        """These are for everybody, without their text, each with its picture. One query besides, for what is private."""
        public = self.live().public().defer("body", "search_text").select_related("picture", "locale")
        newest: Self = public.order_by("-published_on", "-pk")
        return newest


class NewsPage(Pictured, StoryPage):
    """This is a piece of news."""

    published_on = models.DateField(_("date"), default=timezone.localdate)
    summary = models.CharField(_("summary"), max_length=300)
    author_name = models.CharField(_("author"), max_length=150, blank=True)

    objects = PageManager.from_queryset(NewsPageQuerySet)()

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("published_on"),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("author_name"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        indexes = [
            # The list, the feed and the home page show the newest.
            models.Index(fields=["-published_on", "-page_ptr"], name="news_newest"),
        ]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        return {**super().get_context(request, *args, **kwargs), "index": self.get_parent()}


def languages() -> list[tuple[str, Any]]:
    """These are the languages of the site, asked for when a form is made."""
    return list(settings.LANGUAGES)


class TaglineBlock(blocks.StructBlock):
    """What the organisation says of itself in a line, in one language."""

    language = blocks.ChoiceBlock(choices=languages, label=_("language"))
    text = blocks.CharBlock(max_length=150, label=_("text"))

    class Meta:
        icon = "globe"
        label = _("Tagline")


class AccountBlock(blocks.StructBlock):
    """Where else the organisation is to be found."""

    name = blocks.CharBlock(max_length=50, label=_("name"), help_text=_("Such as “Mastodon” or “LinkedIn”."))
    address = blocks.URLBlock(max_length=500, label=_("address"))

    class Meta:
        icon = "link"
        label = _("Account")


@register_setting(icon="site", order=10)
class Organisation(BaseSiteSetting):
    """
    This says whose site it is, for the foot of every page.

    Pages read it from what `home.frame` keeps, not from here.
    """

    name = models.CharField(
        _("name"),
        max_length=150,
        blank=True,
        help_text=_("Of the organisation. Without one, the site's own name stands there."),
    )
    taglines: Any = StreamField(
        [("tagline", TaglineBlock())], blank=True, verbose_name=_("tagline"), help_text=_("One for each language.")
    )
    contact_email = models.EmailField(
        _("e-mail address for questions"), blank=True, help_text=_("Shown to everybody; pages lead to it as “#contact”.")
    )
    postal_address = models.CharField(_("postal address"), max_length=250, blank=True, help_text=_("In one line."))
    accounts: Any = StreamField([("account", AccountBlock())], blank=True, verbose_name=_("accounts elsewhere"))

    panels = [
        FieldPanel("name"),
        FieldPanel("taglines"),
        FieldPanel("contact_email"),
        FieldPanel("postal_address"),
        FieldPanel("accounts"),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name or settings.WAGTAIL_SITE_NAME
