from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a certificate is for."""

    COURSE = "course", _("Course")
    COHORT = "cohort", _("Moderated cohort")
    FELLOWSHIP = "fellowship", _("Fellowship")
    SERVICE = "service", _("Service")


class Problem(models.TextChoices):
    """Why a certificate was not issued."""

    CHARACTERS = "characters", _("Characters that cannot be printed")
    LENGTH = "length", _("A text without room")
    DRAWING = "drawing", _("Another problem of the drawing")
    FAILURE = "failure", _("An unexpected failure")
