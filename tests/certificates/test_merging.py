"""Certificates of one person's two accounts: each holds at its address, and lists show each award once."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import merging
from certificates import actions, queries, tasks
from certificates.models import Certificate
from enrolments.models import Enrolment
from tests.certificates.factories import NOW, make_achievement, make_certificate, make_course, make_enrolment
from tests.enrolments.factories import make_outline
from tests.factories import make_user
from tests.tutors.factories import make_appointment, make_cohort, make_place, make_session, make_tutor

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def goes(db):
    return make_user(full_name="A. Okafor")


@pytest.fixture
def stays(db):
    return make_user(full_name="Ada Okafor")


def merge(goes, stays):
    return merging.merge(source=goes, target=stays, by=None, reason="One person", now=NOW + 9 * DAY)


def awarded(learner, course, *, days=0):
    enrolment = make_enrolment(learner=learner, course=course, completed_at=NOW + days * DAY)
    return actions.award_course(enrolment=enrolment, now=NOW + days * DAY)


def test_a_certificate_moves_with_its_address_and_all_that_is_printed(goes, stays):
    certificate = make_certificate(learner=goes)
    file = actions.store_pdf(certificate=certificate)
    printed = Certificate.objects.with_facts().get().facts
    before = (certificate.uuid, printed.recipient_name, printed.wording, file.sha256)

    merge(goes, stays)

    after = Certificate.objects.with_facts().get()
    facts = after.facts
    assert after.learner == stays
    assert (after.uuid, facts.recipient_name, facts.wording, facts.pdf.sha256) == before
    assert (facts.recipient_name, queries.certificates_of(stays)) == ("A. Okafor", [after])


@pytest.mark.parametrize(("theirs", "own"), [(0, 2), (2, 0)])
def test_two_for_one_course_both_hold_and_the_earlier_is_listed(goes, stays, client, theirs, own):
    course = make_course()
    both = awarded(goes, course, days=theirs), awarded(stays, course, days=own)
    first, second = sorted(both, key=lambda each: each.issued_at)

    merge(goes, stays)

    enrolment = Enrolment.objects.get()
    second.refresh_from_db()
    assert (second.replaced_by, second.holds) == (first, True)
    assert queries.certificates_of(stays) == [first]
    assert queries.certificate_for_enrolment(stays, enrolment.pk) == first
    for each in both:
        page = client.get(each.get_absolute_url())
        assert "This certificate holds." in page.text
        file = client.get(reverse("certificates:pdf", args=[each.uuid]))
        assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_only_the_holder_reads_of_the_other_one(goes, stays, client):
    course = make_course()
    first, second = awarded(goes, course), awarded(stays, course, days=1)
    merge(goes, stays)

    assert str(first.uuid) not in client.get(second.get_absolute_url()).text
    client.force_login(stays)
    assert first.get_absolute_url() in client.get(second.get_absolute_url()).text
    assert "another certificate" not in client.get(first.get_absolute_url()).text


def test_where_the_earlier_is_revoked_the_other_is_listed_again(goes, stays):
    course = make_course()
    first, second = awarded(goes, course), awarded(stays, course, days=1)
    merge(goes, stays)

    actions.revoke(certificate=first, by=None, reason="A mistake", now=NOW)

    assert queries.certificates_of(stays) == [second]


def test_one_that_was_revoked_does_not_hide_one_that_holds(goes, stays):
    course = make_course()
    revoked, holding = awarded(goes, course), awarded(stays, course, days=1)
    actions.revoke(certificate=revoked, by=None, reason="A mistake", now=NOW)

    merge(goes, stays)

    revoked.refresh_from_db()
    assert queries.certificates_of(stays) == [holding]
    assert queries.certificate_for_enrolment(stays, Enrolment.objects.get().pk) == holding
    assert (revoked.learner, revoked.revoked_reason, revoked.replaced_by) == (stays, "A mistake", None)


def test_an_earlier_completion_without_a_certificate_takes_over_the_later_ones(goes, stays):
    course = make_course()
    make_enrolment(learner=goes, course=course, completed_at=NOW)
    certificate = awarded(stays, course, days=1)

    merge(goes, stays)
    tasks.sweep()

    enrolment = Enrolment.objects.get()
    assert (enrolment.completed_at, enrolment.settled_at) == (NOW, NOW + DAY)
    assert [*Certificate.objects.all()] == [certificate]
    assert queries.certificate_for_enrolment(stays, enrolment.pk) == certificate


def test_a_completed_course_without_a_certificate_gets_one_for_the_account_that_stays(goes, stays):
    make_enrolment(learner=goes)

    merge(goes, stays)
    tasks.sweep()

    [certificate] = Certificate.objects.with_facts()
    assert (certificate.learner, certificate.facts.recipient_name) == (stays, "Ada Okafor")


def test_a_message_that_was_under_way_issues_nothing_twice(goes, stays):
    course = make_course()
    first = awarded(goes, course)
    late = make_enrolment(learner=stays, course=course, completed_at=NOW + DAY)
    merge(goes, stays)

    assert actions.award_course(enrolment=late, now=NOW + 9 * DAY) == first
    assert Certificate.objects.count() == 1


def test_who_revoked_one_with_the_account_that_goes_is_still_named(goes, stays):
    certificate = make_certificate()
    actions.revoke(certificate=certificate, by=goes, reason="A mistake", now=NOW)

    merge(goes, stays)

    certificate.refresh_from_db()
    assert certificate.revoked_by == stays


def test_a_trial_says_which_certificates_there_will_be(goes, stays):
    course = make_course(titles={"en": "Bridges"})
    awarded(goes, course)
    awarded(stays, course, days=1)
    make_certificate(learner=goes, achievement=make_achievement("course:tunnels", "Tunnels"))

    lines = merging.trial(source=goes, target=stays, by=None, now=NOW).lines

    assert [line for line in lines if "certificate" in line] == [
        "The certificate for “Tunnels” of 3 March 2026 moves.",
        "There are two certificates for “Bridges”. Both go on holding; lists show the one of 3 March 2026.",
    ]


def test_a_certificate_is_not_replaced_by_itself(goes):
    certificate = make_certificate(learner=goes)
    certificate.replaced_by = certificate

    with pytest.raises(IntegrityError, match="certificate_replaced_by_another"), transaction.atomic():
        certificate.save()
    with pytest.raises(ValidationError):
        certificate.validate_constraints()


class AnyAwards(TestCase):
    """Whatever two accounts have earned, the one that stays has earned it all, and shows each award once."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        theirs=st.dictionaries(st.integers(0, 2), st.tuples(st.integers(0, 5), st.booleans())),
        own=st.dictionaries(st.integers(0, 2), st.tuples(st.integers(0, 5), st.booleans())),
    )
    def test_nothing_that_was_earned_is_taken_away(self, theirs, own):
        courses = [make_course() for _ in range(3)]
        learners = make_user(), make_user()
        for learner, awards in zip(learners, (theirs, own), strict=True):
            for number, (days, is_revoked) in awards.items():
                certificate = awarded(learner, courses[number], days=days)
                if is_revoked:
                    actions.revoke(certificate=certificate, by=None, reason="A mistake", now=NOW)
        holding = set(Certificate.objects.holding().filter(learner__in=learners))
        earned = {certificate.achievement_id for certificate in holding}

        merge(*learners)

        listed = queries.certificates_of(learners[1])
        assert sorted(certificate.achievement_id for certificate in listed) == sorted(earned)
        assert set(Certificate.objects.holding().filter(learner=learners[1])) == holding
        assert not Certificate.objects.filter(learner=learners[0]).exists()
        for enrolment in Enrolment.objects.filter(learner=learners[1]):
            found = queries.certificate_for_enrolment(learners[1], enrolment.pk)
            assert found in listed or found.achievement_id not in earned


# Cohorts and service


def completed_in(cohort, learner, *, days=0):
    """Their place was completed, and its certificate issued."""
    place = make_place(cohort, learner, status="completed")
    certificate = actions.award_place(place=place, now=NOW + days * DAY)
    place.refresh_from_db()
    return place, certificate


def test_of_two_for_one_cohort_the_earlier_is_listed_and_no_third_is_issued(goes, stays):
    cohort = make_cohort(status="finished")
    _theirs, first = completed_in(cohort, goes)
    _own, second = completed_in(cohort, stays, days=2)

    merge(goes, stays)
    with time_machine.travel(NOW + 10 * DAY, tick=False):
        tasks.sweep()

    second.refresh_from_db()
    assert (second.replaced_by, second.holds, Certificate.objects.count()) == (first, True, 2)
    assert queries.certificates_of(stays) == [first]
    assert queries.certificate_for_enrolment(stays, Enrolment.objects.get().pk) == first
    assert cohort.places.held().get().settled_at is not None


def test_two_cohorts_of_a_course_are_both_listed(goes, stays):
    outline = make_outline()
    _theirs, first = completed_in(make_cohort(outline, status="finished"), goes)
    _own, second = completed_in(make_cohort(outline, status="finished"), stays, days=2)

    merge(goes, stays)

    assert queries.certificates_of(stays) == [second, first]


def test_a_place_that_was_completed_by_one_account_has_no_second_certificate(goes, stays):
    cohort = make_cohort(status="running", needs_word=True)
    _theirs, certificate = completed_in(cohort, goes)
    make_place(cohort, stays)

    merge(goes, stays)
    with time_machine.travel(NOW + 10 * DAY, tick=False):
        tasks.sweep()

    assert [*Certificate.objects.all()] == [certificate]
    assert cohort.places.held().get().learner == stays


def test_service_in_two_cohorts_of_a_course_is_both_listed(goes, stays):
    outline = make_outline()
    issued = []
    for person in (goes, stays):
        cohort = make_cohort(outline, status="finished")
        appointment = make_appointment(cohort, make_tutor(user=person))
        make_session(cohort, held_by=appointment.tutor)
        issued.append(actions.award_service(appointment=appointment, now=NOW))

    merge(goes, stays)

    assert {each.pk for each in queries.certificates_of(stays)} == {each.pk for each in issued}


def test_service_in_one_cohort_under_two_accounts_is_not_issued_again(goes, stays):
    cohort = make_cohort(status="finished")
    theirs = make_appointment(cohort, make_tutor(user=goes))
    own = make_appointment(cohort, make_tutor(user=stays), role="assistant")
    make_session(cohort, held_by=theirs.tutor)
    certificate = actions.award_service(appointment=theirs, now=NOW)

    merge(goes, stays)

    own.refresh_from_db()
    assert actions.award_service(appointment=own, now=NOW) == certificate
    assert Certificate.objects.count() == 1
