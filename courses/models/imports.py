"""What an import remembers of the pages it wrote."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ImportedPage(models.Model):
    """
    This says what the latest import of a course folder wrote to a page.

    A page whose content has another digest was edited since and is not overwritten. ``is_pending`` marks a draft that
    waits for the import's last step, in which all go live together; a second run takes up what the first left.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    is_pending = models.BooleanField(default=True)
    imported_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")

    def __str__(self) -> str:
        return f"{self.page_id}"
