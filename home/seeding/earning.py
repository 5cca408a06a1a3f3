"""What learners earned: certificates, and the way into the alumni."""

import datetime as dt
import random
import uuid

from accounts.models import Consent, Policy
from alumni.enums import Audience
from alumni.models import Alumnus
from certificates import queries as certified
from certificates.actions import achievement
from certificates.award import Award
from certificates.enums import Kind
from certificates.models import Achievement, Certificate, CertificateVersion
from certificates.wording import wording
from core.text import fold
from enrolments.models import Enrolment
from home.seeding.learning import Taught

BATCH = 2000


def certify(enrolments: list[tuple[Enrolment, Taught]], *, chance: random.Random) -> None:
    """This awards a certificate for each completed enrolment, as `certificates.actions.award_course` would, in bulk."""
    awards = [(enrolment, award_of(enrolment, course)) for enrolment, course in enrolments if enrolment.completed_at]
    achievements = {award.achievement: achievement(kind=Kind.COURSE, award=award) for _, award in awards}
    certificates = Certificate.objects.bulk_create(
        (certificate_of(enrolment, achievements[award.achievement], chance) for enrolment, award in awards), batch_size=BATCH
    )
    versions = CertificateVersion.objects.bulk_create(
        (version_of(certificate, *each) for certificate, each in zip(certificates, awards, strict=True)), batch_size=BATCH
    )
    for certificate, version in zip(certificates, versions, strict=True):
        certificate.latest = version
    Certificate.objects.bulk_update(certificates, ["latest"], batch_size=BATCH)


def award_of(enrolment: Enrolment, course: Taught) -> Award:
    return Award(
        achievement=f"course:{course.course.key}",
        achievement_title=course.outline.title,
        title=course.outline.title,
        hours=None,
        completed_on=completed_at(enrolment).date(),
        language=enrolment.language,
    )


def completed_at(enrolment: Enrolment) -> dt.datetime:
    if enrolment.completed_at is None:
        raise ValueError(enrolment)
    return enrolment.completed_at


def certificate_of(enrolment: Enrolment, earned: Achievement, chance: random.Random) -> Certificate:
    return Certificate(
        uuid=uuid.UUID(int=chance.getrandbits(128), version=4),
        achievement=earned,
        kind=Kind.COURSE,
        source=certified.source_of(enrolment.pk),
        learner_id=enrolment.learner_id,
        issued_at=completed_at(enrolment),
    )


def version_of(certificate: Certificate, enrolment: Enrolment, award: Award) -> CertificateVersion:
    return CertificateVersion(
        certificate=certificate,
        recipient_name=enrolment.learner.full_name,
        title=award.title,
        completed_on=award.completed_on,
        language=award.language,
        wording=wording(Kind.COURSE, award),
        created_at=completed_at(enrolment),
        search_text=fold(f"{enrolment.learner.full_name} {award.title}"),
    )


def join(number: int, *, until: dt.datetime) -> None:
    """This lets those who earned the first certificates join the alumni, and show name and country to everyone."""
    policy = Policy.objects.filter(kind=Policy.Kind.DIRECTORY).latest("version")
    earned = Certificate.objects.order_by("issued_at", "pk").values_list("learner", flat=True)
    members = list(dict.fromkeys(earned.iterator()))[:number]
    consents = Consent.objects.bulk_create(
        (Consent(user_id=member, policy=policy, given_at=until) for member in members), batch_size=BATCH
    )
    alumni = (
        Alumnus(
            user_id=consent.user_id,
            consent=consent,
            joined_at=until,
            name_audience=Audience.EVERYONE,
            country_audience=Audience.EVERYONE,
            certificates_audience=Audience.ALUMNI,
        )
        for consent in consents
    )
    Alumnus.objects.bulk_create(alumni, batch_size=BATCH)
