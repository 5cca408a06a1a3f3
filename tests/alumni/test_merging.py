"""The membership of one person's two accounts."""

import pytest

from accounts import merging
from accounts.models import Consent
from alumni import actions, queries
from alumni.enums import Audience
from alumni.models import Alumnus
from tests.alumni.factories import NOW, make_alumnus
from tests.certificates.factories import make_certificate
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ONLY_ME, ALUMNI, EVERYONE = Audience


@pytest.fixture
def goes(db):
    return make_user(full_name="A. Okafor")


@pytest.fixture
def stays(db):
    return make_user(full_name="Ada Okafor")


def merge(goes, stays):
    return merging.merge(source=goes, target=stays, by=None, reason="One person", now=NOW)


def shown(alumnus):
    return alumnus.name_audience, alumnus.country_audience, alumnus.certificates_audience


def test_a_membership_moves_with_its_consent_and_audiences(goes, stays):
    theirs = make_alumnus(user=goes, name=EVERYONE, country=ALUMNI)

    merge(goes, stays)

    theirs.refresh_from_db()
    assert (theirs.user, theirs.consent.user, shown(theirs)) == (stays, stays, (EVERYONE, ALUMNI, ONLY_ME))
    assert [*Alumnus.objects.members()] == [theirs]


def test_of_two_memberships_one_stays_and_shows_no_more_than_either_did(goes, stays):
    make_alumnus(user=goes, name=EVERYONE, country=ALUMNI, certificates=EVERYONE)
    own = make_alumnus(user=stays, name=ALUMNI, country=ALUMNI, certificates=ONLY_ME)

    merge(goes, stays)

    own.refresh_from_db()
    assert shown(own) == (ALUMNI, ALUMNI, ONLY_ME)
    assert [*Alumnus.objects.members()] == [own]
    assert Consent.objects.standing().count() == 1


def test_who_had_left_with_one_account_shows_nothing_by_the_merge(goes, stays):
    theirs = make_alumnus(user=goes, name=EVERYONE)
    actions.leave(alumnus=theirs, now=NOW)
    own = make_alumnus(user=stays, name=EVERYONE, certificates=EVERYONE)

    merge(goes, stays)

    own.refresh_from_db()
    assert (own.is_member, shown(own)) == (True, (ONLY_ME, ONLY_ME, ONLY_ME))


def test_who_had_left_with_the_account_that_stays_has_left(goes, stays):
    make_alumnus(user=goes, name=EVERYONE)
    own = make_alumnus(user=stays, left=True, name=ONLY_ME)

    merge(goes, stays)

    own.refresh_from_db()
    assert (own.left_at, shown(own), Alumnus.objects.count()) == (NOW, (ONLY_ME, ONLY_ME, ONLY_ME), 1)
    assert not Consent.objects.standing().exists()


def test_whoever_is_in_neither_stays_outside(goes, stays):
    merged = merge(goes, stays)

    assert not Alumnus.objects.exists()
    assert "alumni.Alumnus" not in merged.counts


def test_the_directory_shows_an_award_once(goes, stays):
    first, _second = make_certificate(learner=goes), make_certificate(learner=stays)
    own = make_alumnus(user=stays, name=EVERYONE, certificates=EVERYONE)

    merge(goes, stays)

    seen = queries.preview(own, EVERYONE)
    assert seen.shown_certificates == [first]


def test_a_certificate_of_the_account_that_went_lets_one_join(goes, stays):
    make_certificate(learner=goes)

    merge(goes, stays)

    assert queries.may_join(stays) is True
