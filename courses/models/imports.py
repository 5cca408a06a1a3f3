"""What an import remembers of the pages it wrote."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from jobs.models import Job
from library.models import PrivateFile


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


class CourseUpload(models.Model):
    """
    This is the file of a course folder that somebody uploaded, for as long as a job needs it.

    Row and file go when the job has ended; those of a job that broke down stay for a while, so that it can be started again.
    """

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="+")
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("uploaded course")
        verbose_name_plural = _("uploaded courses")

    def __str__(self) -> str:
        return f"{self.job_id}"
