"""Calendars of a person's sessions, at a secret address."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutors.models.cohorts import new_token


class CalendarFeed(models.Model):
    """
    This is the secret address at which one person's calendar reads their sessions.

    Whoever has the address reads it, without signing in; a new one ends the old one at once.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed", verbose_name=_("person")
    )
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField(_("made"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person_id)
