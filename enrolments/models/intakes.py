"""Lists of people that staff enrol together."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Course
from enrolments.models.learning import Enrolment
from jobs.models import Job
from library.models import PrivateFile

# Why nothing happens for a line; each says it with a detail, where there is one.
FAULTS: dict[str, str | Promise] = {
    "no_email": _("The e-mail address is missing."),
    "bad_email": _("“%(detail)s” is no e-mail address."),
    "double": _("The same address stands in line %(detail)s."),
    "no_name": _("The name is missing; a new account needs one."),
    "odd_name": _("“%(detail)s” is no name."),
    "long_name": _("The name is longer than 150 characters."),
    "unknown_language": _("“%(detail)s” is none of the site's languages."),
    "unknown_country": _("“%(detail)s” is no country. Its name or two letters are understood."),
    "closed_account": _("This account is closed."),
    "withdrawn": _("This person has withdrawn from the course. Bring them back on the page of their enrolment."),
    "prerequisites": _("This person has not completed the courses that come before this one."),
    "not_admitted": _("The course is not open to this person."),
}


class Intake(models.Model):
    """
    This is a list of people that somebody of the staff uploaded to enrol them in a course, or in something made of it.

    The file goes as soon as it is read; the lines say what would happen, and then what did, and go after some days. Without
    a ``language`` each person gets the course in their own. ``source`` names what an upper room lets them into, as
    "cohort:12"; without one, it is the course itself (``enrolments.intake.destinations``).
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"))
    language = models.CharField(_("language of the lessons"), max_length=10, blank=True)
    source = models.CharField(max_length=60, blank=True, default="", editable=False)
    name = models.CharField(_("name"), max_length=200)
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    reading = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    enrolling = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("list of people to enrol")
        verbose_name_plural = _("lists of people to enrol")

    def __str__(self) -> str:
        return self.name


class IntakeLineQuerySet(models.QuerySet["IntakeLine"]):
    def waiting(self) -> Self:
        """For these something is still to be done."""
        nothing = [IntakeLine.Outcome.NOTHING, IntakeLine.Outcome.FAULT]
        return self.filter(done_at__isnull=True).exclude(outcome__in=nothing)


class IntakeLine(models.Model):
    """
    This is one person of a list: what would happen and, once ``done_at`` is set, what happened.

    ``faults`` are pairs of a name in ``FAULTS`` and a detail.
    """

    class Outcome(models.TextChoices):
        INVITE = "invite", _("new account, invited and enrolled")
        ENROL = "enrol", pgettext_lazy("a person of a list", "enrolled")
        INVITE_QUEUE = "invite_queue", _("new account, invited; on the waiting list")
        QUEUE = "queue", _("on the waiting list")
        NOTHING = "nothing", _("nothing to do, enrolled already")
        FAULT = "fault", _("left out")

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    email = models.CharField(_("e-mail address"), max_length=320)
    full_name = models.CharField(_("full name"), max_length=320, blank=True)
    language = models.CharField(_("language"), max_length=320, blank=True)
    country = models.CharField(_("country"), max_length=320, blank=True)
    outcome = models.CharField(_("what happens"), max_length=15, choices=Outcome)
    faults = models.JSONField(_("faults"), default=list)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    objects = IntakeLineQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of lists")
        constraints = [
            models.UniqueConstraint(fields=["intake", "number"], name="intake_line_once"),
            models.CheckConstraint(condition=Q(outcome="fault") | Q(faults=[]), name="intake_line_with_faults_is_left_out"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True)
                | Q(outcome__in=["fault", "queue", "invite_queue"])
                | Q(enrolment__isnull=False),
                name="intake_line_done_has_enrolment",
            ),
        ]
        indexes = [
            # Whose erasure takes them out of lists.
            models.Index(fields=["email"], name="intake_line_email"),
        ]

    def __str__(self) -> str:
        return f"{self.intake_id}: {self.number}"

    @property
    def problems(self) -> list[str]:
        """These are the faults in words."""
        return [str(FAULTS[name]) % {"detail": detail} for name, detail in self.faults]
