"""The alumni network: who joined, and what they show to whom."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Consent, User
from alumni.choices import Audiences
from alumni.enums import Audience
from certificates.models import Certificate, CertificateQuerySet
from core.text import fold


def of_user(user: User | AnonymousUser) -> Q:
    """This is nobody's row for who is not signed in."""
    return Q(user_id=user.pk) if user.pk is not None else Q(pk__in=[])


class AlumnusQuerySet(models.QuerySet["Alumnus"]):
    def members(self) -> Self:
        """These have joined, not left, and stand by their consent."""
        return self.filter(
            left_at__isnull=True, consent__withdrawn_at__isnull=True, user__is_active=True, user__erased_at__isnull=True
        )

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """
        These show themselves to this viewer, each with what they show: ``shown_name``, ``shown_country``,
        ``shown_certificates``.

        This alone decides what page, search, filters and exports may know: search and filter by what is shown, never by the
        person's own row. Alumni see what is for alumni, everyone else what is for everyone, staff included; each
        sees all of themselves. Three queries, whatever the number.
        """
        is_member = Exists(Alumnus.objects.members().filter(of_user(viewer)))
        return self.shown_to(
            Case(
                When(of_user(viewer), then=Audience.ONLY_ME),
                When(is_member, then=Audience.ALUMNI),
                default=Audience.EVERYONE,
            )
        )

    def shown_to(self, least: Case | Value) -> Self:
        """These are shown to an audience; `visible_to` says to which audience a viewer belongs."""
        shown = self.members().annotate(least=Cast(least, models.PositiveSmallIntegerField()))
        return (
            shown.filter(name_audience__gte=F("least"))
            .annotate(
                shown_name=F("user__full_name"),
                shown_sort=F("user__search_name"),
                shown_country=_if_shown("country_audience", F("user__country")),
                shows_certificates=Q(certificates_audience__gte=F("least")),
            )
            .prefetch_related(
                Prefetch("user", User.objects.only("pk")),
                Prefetch(
                    "user__certificates",
                    shown.earned().with_facts().order_by("-issued_at", "-pk"),
                    to_attr="shown_certificates",
                ),
            )
            .order_by("shown_sort", "pk")
        )

    def named(self, words: str) -> Self:
        """These have all the words in their shown name, whatever case and accents."""
        return self.filter(*(Q(shown_sort__contains=word) for word in fold(words).split()))

    def from_country(self, code: str) -> Self:
        return self.filter(shown_country=code)

    def country_codes(self) -> list[str]:
        """These are the countries that somebody shows. One query."""
        shown = self.filter(country_audience__gte=F("least")).exclude(user__country="")
        return list(shown.prefetch_related(None).order_by().values_list("user__country", flat=True).distinct())

    def earned(self) -> CertificateQuerySet:
        """These are the certificates that they show; hidden ones are not even read."""
        learners = self.prefetch_related(None).order_by().filter(certificates_audience__gte=F("least")).values("user")
        return Certificate.objects.current().filter(learner__in=learners)

    def who_earned(self, achievement_id: int | None, year: int | None) -> Self:
        """These show a certificate of this achievement, of this year, or of both at once."""
        earned = Certificate.objects.holding().filter(learner=OuterRef("user"))
        if achievement_id is not None:
            earned = earned.filter(achievement_id=achievement_id)
        if year is not None:
            earned = earned.filter(latest__completed_on__year=year)
        return self.filter(Exists(earned), shows_certificates=True)


def _if_shown(audience: str, value: F) -> Case:
    return Case(When(Q(**{f"{audience}__gte": F("least")}), then=value), default=Value(""), output_field=models.CharField())


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

    objects = AlumnusQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    # What `visible_to` gives.
    shown_name: str
    shown_country: str
    shows_certificates: bool

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

    @property
    def is_member(self) -> bool:
        return self.left_at is None

    @property
    def shown_certificates(self) -> list[Certificate]:
        """These are shown to the viewer for whom `visible_to` was asked."""
        return self.user.shown_certificates  # type: ignore[attr-defined, no-any-return]  # put there by `visible_to`

    @property
    def shown_country_name(self) -> str:
        return str(countries.name(self.shown_country))

    @property
    def audiences(self) -> Audiences:
        return Audiences(
            name=Audience(self.name_audience),
            country=Audience(self.country_audience),
            certificates=Audience(self.certificates_audience),
        )
