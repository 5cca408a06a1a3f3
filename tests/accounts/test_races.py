"""Two officers at the same moment, on real connections."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import ModelLogEntry

from accounts import actions, erasure, inviting, queries, roles
from accounts.exceptions import AddressTaken, LastAdministrator, OutOfReach, VersionTaken
from accounts.models import Policy, User
from notices.models import Mail
from tests.at_once import at_once
from tests.factories import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.ACCOUNT_ADAPTER = "notices.adapter.AccountAdapter"


@pytest.fixture
def officers():
    """Two administrators by role, and nobody else."""
    # By hand: tests with transactions of their own leave no collection in which a role may do something.
    Group.objects.create(name="Editor")
    administrators = Group.objects.create(name="Administrator")
    administrators.permissions.set(Permission.objects.filter(codename="give_role"))
    pair = [make_user(full_name=name) for name in ("Mira", "Noor")]
    for person in pair:
        roles.give_role(user=person, role="Administrator", by=None)
    return [User.objects.get(pk=person.pk) for person in pair]


def refused(act, *faults):
    """The act, which answers the fault that it raised."""

    def tried():
        try:
            act()
        except faults as fault:
            return type(fault)
        return None

    return tried


def test_two_officers_who_give_a_role_give_it_once(officers):
    ada = make_user()

    def give(by):
        return lambda: roles.give_role(user=ada, role="Editor", by=by, reason="She edits.", now=NOW)

    at_once(*(give(by) for by in officers))

    assert ada.groups.count() == 1
    assert ModelLogEntry.objects.filter(object_id=str(ada.pk)).count() == 1
    assert Mail.objects.filter(recipient=ada).count() == 1


def test_two_administrators_who_take_each_others_role_leave_one(officers):
    one, two = officers
    faults = (LastAdministrator, OutOfReach)

    def take(user, by):
        return refused(lambda: roles.take_role(user=user, role="Administrator", by=by, reason="x", now=NOW), *faults)

    outcomes = at_once(take(one, two), take(two, one))

    assert outcomes.count(None) == 1
    assert queries.administrators().count() == 1


def test_who_leaves_and_who_is_closed_at_once_leave_one(officers):
    one, two = officers
    root = make_user(is_superuser=True, is_active=False)
    leave = refused(lambda: erasure.request_erasure(user=one, choices={"certificates": "keep"}), LastAdministrator)
    close = refused(lambda: actions.close_account(user=two, by=root, reason="x", now=NOW), LastAdministrator)
    take = refused(lambda: roles.take_role(user=two, role="Administrator", by=None), LastAdministrator)

    assert LastAdministrator in at_once(leave, close, take)
    assert queries.administrators().count() == 1


def test_two_who_publish_at_once_do_not_overwrite_each_other():
    actions.ensure_policies(now=NOW)

    def publish(words):
        texts = {"en": ("Terms", words)}
        return refused(lambda: actions.publish_policy(kind="terms", texts=texts, now=NOW, version=2), VersionTaken)

    outcomes = at_once(publish("One."), publish("Two."))

    assert sorted(outcomes, key=str) == [VersionTaken, None]
    assert Policy.objects.filter(kind="terms").count() == 2


def test_two_who_invite_somebody_at_once_make_one_account(officers):
    def invite(by):
        given = {"email": "new@example.org", "full_name": "New", "language": "en", "by": by, "now": NOW}
        return refused(lambda: inviting.invite(**given), AddressTaken)

    outcomes = at_once(*(invite(by) for by in officers))

    assert sorted(outcomes, key=str) == [AddressTaken, None]
    assert Mail.objects.filter(recipient__email="new@example.org").count() == 1
