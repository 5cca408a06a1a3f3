import pytest
from django.db import IntegrityError, transaction

from certificates.models import Achievement, Certificate, CertificateVersion, StoppedIssue
from tests.certificates.factories import NOW, make_achievement, make_certificate, make_stopped, make_version
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def refused(constraint, act):
    """Whether the database refuses an act by this constraint."""
    with pytest.raises(IntegrityError) as problem, transaction.atomic():
        act()
    columns = {"certificate_once_per_source": "source", "achievement_once_per_source": "source"}
    return constraint in str(problem.value) or columns.get(constraint, "number") in str(problem.value)


def test_an_achievement_exists_once_per_source():
    first = make_achievement("course:a")
    Achievement.objects.create(kind="cohort", source="course:a", title="Another kind")

    assert refused(
        "achievement_once_per_source",
        lambda: Achievement.objects.create(kind=first.kind, source="course:a", title="Again"),
    )


def test_a_certificate_exists_once_per_kind_source_and_learner():
    first = make_certificate()
    same = {"achievement": first.achievement, "kind": first.kind, "source": first.source, "issued_at": NOW}
    Certificate.objects.create(**same, learner=make_user())

    assert refused("certificate_once_per_source", lambda: Certificate.objects.create(**same, learner=first.learner))


@pytest.mark.parametrize(
    ("fields", "is_accepted"),
    [
        ({"revoked_at": NOW, "revoked_reason": "A mistake"}, True),
        ({"revoked_at": NOW}, False),
        ({"revoked_reason": "A mistake"}, False),
    ],
)
def test_a_revoked_certificate_has_a_reason_and_no_other_has(fields, is_accepted):
    certificate = make_certificate()

    def act():
        Certificate.objects.filter(pk=certificate.pk).update(**fields)

    if is_accepted:
        act()
    else:
        assert refused("certificate_revoked_with_reason", act)


def test_a_certificate_has_each_version_once():
    certificate = make_certificate()
    make_version(certificate, number=2, reason="A typing mistake")

    assert refused("certificate_version_once", lambda: make_version(certificate, number=2, reason="Again"))


def test_a_correction_has_a_reason():
    certificate = make_certificate()

    assert refused("certificate_correction_has_reason", lambda: make_version(certificate, number=2))


def test_facts_are_those_of_the_latest_version():
    certificate = make_certificate(name="Ana")
    make_version(certificate, name="Anna", number=2, reason="A typing mistake")

    assert Certificate.objects.get(pk=certificate.pk).facts.recipient_name == "Anna"


def test_facts_without_a_version_are_an_error():
    certificate = Certificate(achievement=make_achievement(), learner=make_user(), issued_at=NOW)

    with pytest.raises(CertificateVersion.DoesNotExist):
        _ = certificate.facts


def test_holding_leaves_revoked_ones_out():
    certificate = make_certificate()
    make_certificate(revoked=True)

    assert list(Certificate.objects.holding()) == [certificate]


def test_a_version_can_be_found_whatever_case_and_accents():
    certificate = make_certificate(name="Łukasz ŻÓŁĆ", title="Réseaux")

    assert certificate.latest.search_text == "lukasz zolc reseaux"


def test_with_facts_costs_one_query(django_assert_num_queries):
    make_certificate()

    with django_assert_num_queries(1):
        certificate = Certificate.objects.with_facts().get()
        _ = (certificate.facts.title, certificate.achievement.title)


def test_words_for_rows():
    certificate = make_certificate()

    assert str(certificate) == str(certificate.uuid)
    assert str(certificate.latest) == f"{certificate.pk}/1"
    assert str(certificate.achievement) == "Bridges"


def test_a_certificate_waits_once_at_a_time():
    stopped = make_stopped()
    enrolment = stopped.learner.enrolments.get()
    with pytest.raises(IntegrityError, match=r"stopped_issue_open_once|source"), transaction.atomic():
        make_stopped(enrolment=enrolment)

    stopped.resolved_at = NOW
    stopped.save()
    make_stopped(enrolment=enrolment)
    make_stopped(enrolment=enrolment, resolved_at=NOW)

    assert StoppedIssue.objects.open().count() == 1


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"resolved_by": 1}, "stopped_issue_open_is_nobodys"),
        ({"retry_at": NOW}, "stopped_issue_retried_iff_failed"),
        ({"problem": "failure"}, "stopped_issue_retried_iff_failed"),
    ],
)
def test_a_stopped_certificate_says_no_nonsense(fields, constraint):
    stopped = make_stopped()
    given = {name: stopped.learner if name == "resolved_by" else value for name, value in fields.items()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StoppedIssue.objects.update(**given)


def test_a_stopped_certificate_may_be_settled_by_somebody_and_retried_after_a_failure():
    make_stopped(resolved_at=NOW, resolved_by=make_user())
    make_stopped(problem="failure", retry_at=NOW)

    assert StoppedIssue.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"detail": "𓀀☃"}, "The fonts of certificates lack U+13000 𓀀, U+2603 ☃"),
        ({"problem": "length", "detail": "100 % too long"}, "There is no room for “100 % too long”"),
        ({"problem": "drawing", "detail": "50 % of it"}, "50 % of it"),
        (
            {"problem": "failure", "detail": "KeyError", "retry_at": NOW},
            "It failed unexpectedly (KeyError) and is tried again by itself.",
        ),
    ],
)
def test_a_stopped_certificate_says_what_is_the_matter(fields, words):
    assert make_stopped(**fields).words == words


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("Amina 𓀀", {}, True),
        ("Amina", {}, False),
        # The drawing composes accents before it looks for a character.
        ("e\u0301", {"detail": "\u00e9"}, True),
        ("Amina  B", {"problem": "length", "detail": "Amina B"}, True),
        ("Amina", {"problem": "length", "detail": "Bridges"}, False),
        ("Amina", {"problem": "drawing", "detail": "Amina"}, False),
    ],
)
def test_another_name_helps_only_where_the_name_is_the_problem(name, fields, expected):
    assert make_stopped(name=name, **fields).is_about_the_name is expected


def test_a_stopped_certificate_names_nobody_in_the_log():
    stopped = make_stopped()

    assert str(stopped) == f"course: {stopped.source}"
