import datetime as dt

import pytest

from accounts.models import Consent, Policy
from alumni import actions, queries
from alumni.choices import Audiences
from alumni.enums import Audience
from alumni.exceptions import MayNotJoin, PolicyOutdated, WiderThanName
from alumni.models import Alumnus
from tests.alumni.factories import NOW, make_alumnus, make_policy
from tests.certificates.factories import make_certificate
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)
SHOWN = Audiences(name=Audience.EVERYONE, country=Audience.ALUMNI)


def join(user, *, audiences=SHOWN, policy=None, now=NOW):
    return actions.join(user=user, audiences=audiences, policy=policy or make_policy(), now=now)


def audiences_of(alumnus):
    return Alumnus.objects.get(pk=alumnus.pk).audiences


def test_join_records_consent_and_audiences():
    user = make_certificate().learner

    alumnus = join(user)

    consent = Consent.objects.get(user=user)
    assert (consent.policy.kind, consent.given_at, consent.withdrawn_at) == (Policy.Kind.DIRECTORY, NOW, None)
    assert (alumnus.consent, alumnus.joined_at, alumnus.left_at) == (consent, NOW, None)
    assert audiences_of(alumnus) == SHOWN


def test_join_again_changes_nothing():
    user = make_certificate().learner
    first = join(user)
    second = join(user, audiences=Audiences(), now=LATER)

    assert (second, second.joined_at, audiences_of(first)) == (first, NOW, SHOWN)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("make", [make_user, lambda: make_certificate(revoked=True).learner])
def test_join_takes_a_certificate_that_holds(make):
    with pytest.raises(MayNotJoin):
        join(make())

    assert (Alumnus.objects.count(), Consent.objects.count()) == (0, 0)


def test_join_takes_the_latest_rules():
    old = make_policy(1)
    make_policy(2)

    with pytest.raises(PolicyOutdated):
        join(make_certificate().learner, policy=old)


def test_leave_hides_everything_and_ends_the_consent():
    alumnus = join(make_certificate().learner)

    actions.leave(alumnus=alumnus, now=LATER)

    alumnus.refresh_from_db()
    assert (alumnus.left_at, alumnus.is_member, alumnus.audiences) == (LATER, False, Audiences())
    assert Consent.objects.get().withdrawn_at == LATER
    assert list(Alumnus.objects.visible_to(alumnus.user)) == []


def test_leave_twice_changes_nothing():
    alumnus = join(make_certificate().learner)
    actions.leave(alumnus=alumnus, now=NOW)
    actions.leave(alumnus=alumnus, now=LATER)

    alumnus.refresh_from_db()
    assert (alumnus.left_at, Consent.objects.get().withdrawn_at) == (NOW, NOW)


def test_join_after_leaving_is_the_same_row_with_a_new_consent():
    user = make_certificate().learner
    first = join(user)
    actions.leave(alumnus=first, now=LATER)
    again = join(user, audiences=Audiences(name=Audience.ALUMNI), now=LATER)

    assert (again.pk, again.joined_at, again.left_at) == (first.pk, LATER, None)
    assert audiences_of(again) == Audiences(name=Audience.ALUMNI)
    assert list(Consent.objects.order_by("pk").values_list("withdrawn_at", flat=True)) == [LATER, None]


def test_join_after_withdrawing_consent_elsewhere_gives_it_anew():
    user = make_certificate().learner
    alumnus = join(user)
    Consent.objects.update(withdrawn_at=LATER)

    again = join(user, now=LATER)

    assert (again.pk, again.consent.withdrawn_at) == (alumnus.pk, None)


def test_change_audiences_changes_only_these():
    alumnus = make_alumnus()

    actions.change_audiences(alumnus=alumnus, audiences=SHOWN)

    assert audiences_of(alumnus) == SHOWN
    assert Alumnus.objects.get().joined_at == NOW


@pytest.mark.parametrize("field", ["country", "certificates"])
def test_nothing_is_shown_wider_than_the_name(field):
    with pytest.raises(WiderThanName):
        Audiences(name=Audience.ALUMNI, **{field: Audience.EVERYONE})


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (make_user, False),
        (lambda: make_certificate().learner, True),
        (lambda: make_certificate(revoked=True).learner, False),
        (lambda: make_alumnus(user=make_certificate().learner).user, False),
        (lambda: make_alumnus(user=make_certificate().learner, left=True).user, True),
    ],
)
def test_may_join_who_holds_a_certificate_and_is_no_member(make, expected, django_assert_num_queries):
    user = make()

    with django_assert_num_queries(1):
        assert queries.may_join(user) is expected
