from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a certificate is for."""

    COURSE = "course", _("Course")
    COHORT = "cohort", _("Moderated cohort")
    FELLOWSHIP = "fellowship", _("Fellowship")
    SERVICE = "service", _("Service")
