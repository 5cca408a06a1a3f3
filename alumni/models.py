"""The alumni network: who joined, and what they show to whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent


class Audience(models.IntegerChoices):
    """Who may see a field; a wider audience is a larger number."""

    ONLY_ME = 0, _("Only me")
    ALUMNI = 1, _("Alumni")
    EVERYONE = 2, _("Everyone")


class Alumnus(models.Model):
    """
    This is a person who has joined the alumni network.

    A certificate gives the right to join; the row is the joining. Each field by itself has its audience; the name's is the
    widest that any may have, since nothing can be shown of somebody without a name.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alumnus")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(null=True)
    name_audience = models.PositiveSmallIntegerField(_("name"), choices=Audience, default=Audience.ONLY_ME)
    country_audience = models.PositiveSmallIntegerField(_("country"), choices=Audience, default=Audience.ONLY_ME)
    certificates_audience = models.PositiveSmallIntegerField(_("certificates"), choices=Audience, default=Audience.ONLY_ME)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("alumnus")
        verbose_name_plural = _("alumni")
        constraints = [
            models.CheckConstraint(
                condition=Q(country_audience__lte=models.F("name_audience"))
                & Q(certificates_audience__lte=models.F("name_audience")),
                name="alumnus_nothing_wider_than_the_name",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False) | Q(consent__isnull=False), name="alumnus_member_has_consented"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
