"""
What becomes of a person's certificates when two of their accounts are merged.

Each one goes on holding, at its address, as it was printed: whoever scans an old print learns that it is genuine. Of two for
the same achievement, lists show the earlier one.
"""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import moving
from accounts.models import User
from accounts.moving import Merge, Rule
from certificates.enums import Kind
from certificates.models import Certificate, CertificateQuerySet, StoppedIssue
from certificates.queries import APPOINTMENT, PLACE, source_of
from enrolments import merging
from enrolments.merging import Pair
from tutors.models import Appointment, Place


def certificates_of(people: Iterable[User]) -> CertificateQuerySet:
    return Certificate.objects.filter(learner__in=list(people))


def follow_enrolment(pair: Pair) -> None:
    """
    This names on the certificate that counts the enrolment that remains, so that it is found, and not issued again.

    That is one that holds, and of two the earlier. The other one is then named after the enrolment that goes.
    """
    sources = [source_of(pair.kept.pk), source_of(pair.gone.pk)]
    found = certificates_of(pair.merge.people).filter(kind=Kind.COURSE, source__in=sources)
    for certificate, source in zip(sorted(found, key=_best_first), sources, strict=False):
        certificate.source = source
        certificate.save(update_fields=["source"])

    StoppedIssue.objects.filter(source=sources[1], learner__in=pair.merge.people).delete()


def drop_stopped(merge: Merge) -> None:
    """What is still due is tried again, under the name of the account that stays; who settled others' stays known."""
    StoppedIssue.objects.filter(learner=merge.source).delete()
    merge.move(StoppedIssue.objects.all(), "resolved_by")


def _best_first(certificate: Certificate) -> tuple[bool, float, int]:
    return not certificate.holds, certificate.issued_at.timestamp(), certificate.pk


def move_certificates(merge: Merge) -> None:
    own = _by_what_for(_current(merge.target))
    for what_for, theirs in _by_what_for(_current(merge.source)).items():
        rival = own.get(what_for)
        if rival is None:
            _say(merge, _("The certificate for “%(title)s” of %(date)s moves."), theirs)
        else:
            first, second = sorted([rival, theirs], key=_best_first)
            second.replaced_by = first
            second.save(update_fields=["replaced_by"])
            _say(
                merge,
                _("There are two certificates for “%(title)s”. Both go on holding; lists show the one of %(date)s."),
                first,
            )
    merge.move(Certificate.objects.all(), "learner", "revoked_by")


def _by_what_for(certificates: Iterable[Certificate]) -> dict[tuple[str, int], Certificate]:
    """
    These are certificates by what nobody needs to be told twice: the achievement or, of cohorts, the cohort itself.

    Who took part in two cohorts of a course, or taught two, has a certificate of each.
    """
    found = list(certificates)
    cohorts = _cohorts(found, Kind.COHORT, PLACE, Place) | _cohorts(found, Kind.SERVICE, APPOINTMENT, Appointment)
    return {(each.kind, cohorts.get(each.pk, each.achievement_id)): each for each in found}


def _cohorts(
    certificates: Iterable[Certificate], kind: Kind, prefix: str, rows: type[Place | Appointment]
) -> dict[int, int]:
    """These cohorts the certificates of a kind are about, by their keys."""
    named = [each for each in certificates if each.kind == kind and each.source.startswith(prefix)]
    keys = {each.pk: int(each.source.removeprefix(prefix)) for each in named}
    known = dict(rows.objects.filter(pk__in=keys.values()).values_list("pk", "cohort"))
    return {certificate: known[key] for certificate, key in keys.items() if key in known}


def _current(learner: User) -> CertificateQuerySet:
    return Certificate.objects.current().with_facts().filter(learner=learner).order_by("-issued_at", "-pk")


def _say(merge: Merge, words: str, certificate: Certificate) -> None:
    merge.say(words % {"title": certificate.facts.title, "date": date_format(certificate.issued_at, "DATE_FORMAT")})


def register_all() -> None:
    """This declares every model of the room; called in ``AppConfig.ready()``."""
    moving.lock_first(certificates_of)
    moving.register(Rule("certificates.Certificate", ("learner", "revoked_by"), act=move_certificates, is_shown=True))
    moving.register(Rule("certificates.CertificateVersion", ("created_by",)))
    moving.register(Rule("certificates.StoppedIssue", ("learner", "resolved_by"), act=drop_stopped))
    merging.register_join(Certificate._meta.label, follow_enrolment)
