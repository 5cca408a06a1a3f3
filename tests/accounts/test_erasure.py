import datetime as dt
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import transaction
from django.test import Client
from wagtail.admin.models import EditingSession
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts import actions, erasure, privacy, queries, roles
from accounts.exceptions import LastAdministrator
from accounts.models import Consent, User
from accounts.privacy import Entry
from jobs.models import Job
from tests.factories import make_user

pytestmark = pytest.mark.django_db
KEEP = {"certificates": "keep"}


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(privacy, "_entries", dict(privacy._entries))


def furnish(user, by, now):
    """Give a person a row of everything that accounts keeps."""
    roles.ensure_roles()
    roles.give_role(user=user, role="Author", by=by, reason="They asked.")
    actions.set_email(user=user, verified=True)
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")
    SocialAccount.objects.create(user=user, provider="oidc", uid=user.email, extra_data={"name": user.full_name})
    UserProfile.objects.create(user=user, current_time_zone="Africa/Lagos")
    actions.give_consent(user=user, policy=queries.latest_policies()["terms"], now=now)
    Job.objects.create(
        kind="x", title=f"Letters of {user.full_name}", started_by=user, status="done", finished_at=now, parameters={"a": 1}
    )
    Client().force_login(user)


def job_for(user):
    return Job(kind=erasure.KIND, parameters={"user_id": user.pk, "choices": KEEP})


def state(user):
    """All rows that accounts keeps of a person, in words."""
    rows = [
        *User.objects.filter(pk=user.pk),
        *Consent.objects.filter(user=user),
        *EmailAddress.objects.filter(user=user),
        *Authenticator.objects.filter(user=user),
        *SocialAccount.objects.filter(user=user),
        *UserProfile.objects.filter(user=user),
        *ModelLogEntry.objects.filter(object_id=str(user.pk)),
        *Job.objects.filter(started_by=user),
    ]
    return serializers.serialize("json", rows)


@pytest.fixture
def ada(user, administrator, policies, now):
    furnish(user, administrator, now)
    return user


@pytest.fixture
def ben(other, administrator, policies, now):
    furnish(other, administrator, now)
    return other


def test_erasing_leaves_nothing_that_says_who_it_was(ada):
    list(erasure.erase_person(job_for(ada)))

    after = state(ada)
    assert [word in after for word in ["Ada", "Okafor", "ada@example.org", "Lagos", str(ada.uuid)]] == [False] * 5
    ada.refresh_from_db()
    assert ada.email == f"erased-{ada.uuid}@erased.invalid"
    assert (ada.full_name, ada.search_name, ada.country.code, ada.time_zone) == ("", "", "", "UTC")
    assert (ada.is_active, ada.is_staff, ada.is_superuser, ada.has_usable_password()) == (False, False, False, False)
    assert (ada.groups.count(), ada.last_login) == (0, None)
    assert ada.erased_at is not None
    assert [each.objects.filter(user=ada).count() for each in (EmailAddress, Authenticator, SocialAccount)] == [0, 0, 0]
    assert ada.consents.standing().count() == 0
    assert ada.consents.count() == 1


def test_erasing_one_person_touches_no_other(ada, ben):
    before = state(ben)
    sessions = Session.objects.count()

    list(erasure.erase_person(job_for(ada)))

    assert state(ben) == before
    assert Session.objects.count() == sessions - 1


def test_progress_is_said_step_by_step(ada):
    assert list(erasure.erase_person(job_for(ada))) == list(range(1, len(erasure.steps()) + 1))


def comparable(user):
    """The state without what is random or a moment, which differ from one erasure to the next."""
    changing = {"uuid", "email", "password", "erased_at", "withdrawn_at"}
    return [
        {name: value for name, value in row["fields"].items() if name not in changing} for row in json.loads(state(user))
    ]


class Killed(Exception):
    pass


def kill(user, *, at, halfway):
    """Let a worker die after so many steps, or in the middle of the next one, with its rows changed and not committed."""
    steps = erasure.steps()

    def dies(person, choices):
        steps[at].erase(person, choices)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        if halfway:
            patch.setattr(erasure, "steps", lambda: [*steps[:at], Entry("a.B", erase=dies, room="core")])
        job = erasure.erase_person(job_for(user))
        for _ in range(at):
            next(job)
        if halfway:
            with pytest.raises(Killed):
                next(job)
        job.close()


@pytest.mark.parametrize("halfway", [False, True])
def test_a_job_killed_at_any_step_ends_the_same(ada, halfway):
    ends = []
    for at in range(len(erasure.steps())):
        savepoint = transaction.savepoint_create()
        kill(ada, at=at, halfway=halfway)
        list(erasure.erase_person(job_for(ada)))
        ends.append(comparable(ada))
        transaction.savepoint_rollback(savepoint)
    list(erasure.erase_person(job_for(ada)))

    assert ends == [comparable(ada)] * len(erasure.steps())


def test_erasing_again_changes_nothing(ada):
    list(erasure.erase_person(job_for(ada)))
    before = state(ada)

    list(erasure.erase_person(job_for(ada)))

    assert state(ada) == before


def test_rooms_hear_the_choices_top_room_first(ada, own_registry):
    heard = []
    privacy.register(Entry("taggit.Tag", room="core", erase=lambda user, choices: heard.append(("core", user.pk, choices))))
    privacy.register(
        Entry("taggit.TaggedItem", room="home", erase=lambda user, choices: heard.append(("home", user.full_name, choices)))
    )

    list(erasure.erase_person(job_for(ada)))

    assert heard == [("home", "Ada Okafor", KEEP), ("core", ada.pk, KEEP)]
    assert erasure.steps()[-1].model == "accounts.User"


def test_asking_locks_the_account_at_once_and_starts_one_job(ada):
    job = erasure.request_erasure(user=ada, choices=KEEP)
    again = erasure.request_erasure(user=ada, choices=KEEP)

    assert (job.kind, job.started_by, again) == (erasure.KIND, ada, None)
    assert Job.objects.filter(kind=erasure.KIND).count() == 1
    assert User.objects.get(pk=ada.pk).is_active is False
    assert "Ada" not in job.title


def test_the_last_administrator_stays(administrator, ada):
    with pytest.raises(LastAdministrator):
        erasure.request_erasure(user=administrator, choices=KEEP)
    assert User.objects.get(pk=administrator.pk).is_active is True

    make_user(is_superuser=True)
    assert erasure.request_erasure(user=administrator, choices=KEEP) is not None


def test_the_address_is_free_again(ada):
    list(erasure.erase_person(job_for(ada)))

    assert actions.create_person(email="ada@example.org", full_name="Ada Okafor").pk != ada.pk


def test_the_first_moment_stays(ada, now):
    erasure.empty_row(ada, now=now)
    erasure.empty_row(ada, now=now + dt.timedelta(days=1))

    assert User.objects.get(pk=ada.pk).erased_at == now
    assert EditingSession.objects.count() == 0
