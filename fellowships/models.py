"""The pages on which programmes are described. Their calls and applications come to this room later."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from library.pages import Pictured, StoryPage
from library.stories import ADDRESS


class ProgrammesPage(Page):
    """This lists the programmes in one language."""

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["fellowships.ProgrammePage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of programmes")
        verbose_name_plural = _("lists of programmes")

    @property
    def description(self) -> str:
        return str(self.search_description or self.introduction)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        return {**super().get_context(request, *args, **kwargs), "programmes": programmes_below(self)}


class ProgrammePage(Pictured, StoryPage):
    """This describes one programme: what it is, for whom, and how its next call stands, in words."""

    class Kind(models.TextChoices):
        LEADERSHIP = "leadership", _("Leadership")
        POLICY = "policy", _("Policy")
        TECHNICAL = "technical", _("Technology")
        GRANT = "grant", _("Grants")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    summary = models.CharField(_("summary"), max_length=300)
    audience = models.TextField(_("who it is for"), max_length=1000, blank=True)
    state = models.CharField(
        _("how it stands"), max_length=150, blank=True, help_text=_("Such as “The next call opens in spring.”")
    )
    link = models.CharField(
        _("link"), max_length=2000, blank=True, validators=[ADDRESS], help_text=_("Where people apply or read more.")
    )
    link_text = models.CharField(_("words of the link"), max_length=60, blank=True)

    parent_page_types = ["fellowships.ProgrammesPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("audience"),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("link"), FieldPanel("link_text")], heading=_("The next call")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @property
    def words(self) -> str:
        return f"{super().words} {self.audience} {self.state}"

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        index = self.get_parent()
        others = [each for each in programmes_below(index) if each.pk != self.pk]
        return {**super().get_context(request, *args, **kwargs), "index": index, "others": others}


def programmes_below(index: Page) -> list[ProgrammePage]:
    """These are the live programmes of a list, in the order that editors gave them; two queries."""
    return list(ProgrammePage.objects.child_of(index).live().public().defer("body", "search_text").order_by("path"))
