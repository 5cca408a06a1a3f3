"""What learners say of a course at its end."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrolments.models.learning import Enrolment


class RatingQuerySet(models.QuerySet["Rating"]):
    def given(self) -> Self:
        """These say something; the others say that somebody was asked and would rather not."""
        return self.filter(score__isnull=False)


class Rating(models.Model):
    """
    This is a learner's answer to the one question at the end of a course: a score and words, or "not now".

    A row without a score keeps a "not now", so that nobody is asked twice.
    """

    class Score(models.IntegerChoices):
        VERY_GOOD = 5, _("Very good")
        GOOD = 4, _("Good")
        FAIR = 3, _("Fair")
        POOR = 2, _("Poor")
        VERY_POOR = 1, _("Very poor")

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField(_("rating"), choices=Score, null=True)
    words = models.TextField(_("words"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    rated_at = models.DateTimeField(_("answered"))

    objects = RatingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="rating_from_1_to_5"),
            models.CheckConstraint(condition=Q(score__isnull=False) | Q(words=""), name="rating_words_only_with_score"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.score or '–'}"

    @property
    def is_given(self) -> bool:
        return self.score is not None
