"""The same act twice at the same moment, on real connections."""

from functools import partial

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates import actions, tasks
from certificates.enums import Kind
from certificates.models import Achievement, Certificate, CertificateVersion, StoppedIssue
from enrolments.models import Enrolment
from library.models import PrivateFile
from notices.models import Mail
from tests.at_once import at_once
from tests.certificates.factories import NOW, UNPRINTABLE, make_award, make_certificate, make_enrolment, make_stopped
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WORKERS = 4


def by_all(act):
    """What each worker got from the same act, told its number."""
    return at_once(*(partial(act, number) for number in range(WORKERS)))


def test_workers_that_issue_at_once_issue_one():
    learner = make_user()
    award = make_award()

    issued = by_all(
        lambda _: actions.issue(kind=Kind.COURSE, source="enrolment:1", learner=learner, award=award, now=NOW).pk
    )

    assert set(issued) == {Certificate.objects.get().pk}
    assert CertificateVersion.objects.count() == 1
    assert Mail.objects.filter(kind="certificates.issued").count() == 1


def test_workers_that_settle_the_same_enrolment_issue_one():
    enrolment = make_enrolment()

    by_all(lambda _: actions.award_course(enrolment=enrolment, now=NOW))

    enrolment.refresh_from_db()
    assert (Certificate.objects.count(), enrolment.settled_at) == (1, NOW)


def test_first_awards_at_once_make_one_achievement():
    learners = [make_user() for _ in range(WORKERS)]
    award = make_award()

    by_all(
        lambda number: actions.issue(
            kind=Kind.COURSE, source=f"enrolment:{number}", learner=learners[number], award=award, now=NOW
        )
    )

    assert (Achievement.objects.count(), Certificate.objects.count()) == (1, WORKERS)


def test_workers_that_draw_at_once_keep_one_file():
    certificate = make_certificate()

    drawn = by_all(lambda _: actions.store_pdf(certificate=Certificate.objects.with_facts().get(pk=certificate.pk)).pk)

    file = PrivateFile.objects.get()
    folder, _, name = file.file.name.rpartition("/")
    assert set(drawn) == {file.pk}
    assert name in file.file.storage.listdir(folder)[1]


def test_corrections_at_once_are_versions_one_after_another():
    certificate = make_certificate(name="Amnia")
    staff = make_user()

    by_all(
        lambda number: actions.correct(
            certificate=certificate, name=f"Amina {number}", reason="A typing mistake", by=staff, now=NOW
        )
    )

    numbers = list(certificate.versions.order_by("number").values_list("number", flat=True))
    certificate.refresh_from_db()
    assert numbers == [1, 2, 3, 4, 5]
    assert certificate.facts.number == 5


def test_revoking_at_once_keeps_one_reason():
    certificate = make_certificate()

    revoked = by_all(
        lambda number: actions.revoke(certificate=certificate, by=None, reason=f"Reason {number}", now=NOW).revoked_reason
    )

    certificate.refresh_from_db()
    assert set(revoked) == {certificate.revoked_reason}


def test_workers_that_stop_at_once_write_one_row_and_one_mail():
    make_user(is_staff=True, is_superuser=True)
    enrolment = make_enrolment(learner=make_user(full_name=UNPRINTABLE))

    stopped = by_all(lambda _: actions.award_course(enrolment=enrolment, now=NOW))

    assert (stopped, StoppedIssue.objects.count(), Certificate.objects.count()) == ([None] * WORKERS, 1, 0)
    assert Mail.objects.filter(kind="certificates.stopped").count() == 1


def test_staff_who_settle_at_once_issue_one_and_log_it_once():
    stopped = make_stopped()
    staff = [make_user(is_staff=True) for _ in range(WORKERS)]

    issued = by_all(
        lambda number: (
            actions.issue_stopped(
                stopped=stopped, name=f"Amina {number}", reason="As in her passport", by=staff[number], now=NOW
            ).pk
        )
    )

    facts = CertificateVersion.objects.get()
    stopped.refresh_from_db()
    assert set(issued) == {Certificate.objects.get().pk}
    assert (stopped.resolved_by, ModelLogEntry.objects.get().user) == (facts.created_by, facts.created_by)
    assert Mail.objects.filter(kind="certificates.issued").count() == 1


def test_a_name_that_changes_while_a_sweep_goes_by_leaves_nothing_that_waits_for_nobody():
    """Whichever comes first: what is issued does not wait, and what waits is not issued."""
    enrolments = [make_enrolment(learner=make_user(full_name=UNPRINTABLE)) for _ in range(5)]

    def rename():
        for enrolment in enrolments:
            User.objects.filter(pk=enrolment.learner_id).update(full_name="Amina")
            actions.award_course(enrolment=enrolment, now=NOW)

    at_once(rename, tasks.sweep, tasks.sweep)

    assert Certificate.objects.count() == len(enrolments)
    assert (StoppedIssue.objects.open().count(), Enrolment.objects.unsettled().count()) == (0, 0)


def test_reissuing_at_once_adds_one_version(settings):
    certificate = actions.award_course(enrolment=make_enrolment(), now=NOW)
    settings.WAGTAIL_SITE_NAME = "New Footbridge"
    staff = make_user()

    numbers = by_all(
        lambda _: actions.reissue(certificate=certificate, reason="Another issuer", by=staff, now=NOW).facts.number
    )

    assert (numbers, certificate.versions.count()) == ([2] * WORKERS, 2)
    assert Mail.objects.filter(kind="certificates.issued").count() == 2
