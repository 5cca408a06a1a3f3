from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.IntegerChoices):
    """Who may see a field; a wider audience is a larger number."""

    ONLY_ME = 0, _("Only me")
    ALUMNI = 1, _("Alumni")
    EVERYONE = 2, _("Everyone")
