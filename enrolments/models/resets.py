"""What staff let somebody begin again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Unit
from enrolments.models.learning import Enrolment


class Reset(models.Model):
    """
    This lets one learner begin a unit again or, without a ``unit``, all of a course.

    What they had done by then is set aside: completions and attempts that point here are kept and do not count.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="resets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    reason = models.CharField(_("reason"), max_length=500)
    reset_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("reset by")
    )
    reset_at = models.DateTimeField(_("reset"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reset")
        verbose_name_plural = _("resets")

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.unit_id or '*'}"
