"""Two accounts of one person become one: what accounts and the libraries keep of them."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from wagtail.models import Comment, ModelLogEntry, Page, PageSubscription
from wagtail.users.models import UserProfile

from accounts import actions, merging, moving, privacy, queries, roles, tasks
from accounts.exceptions import LeftBehind, MergeRefused, PreviewOutdated
from accounts.models import Consent, MergedAccount, Policy, User
from accounts.moving import Rule
from jobs import running
from jobs.models import Job
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def staff(db):
    return make_user(full_name="Root Admin", email="root@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def goes(db):
    return actions.create_person(
        email="ada.old@example.org", full_name="A. Okafor", password="another bridge of words", country="NG"
    )


@pytest.fixture
def stays(db):
    return actions.create_person(email="ada@example.org", full_name="Ada Okafor", password=PASSWORD, language="fr")


@pytest.fixture
def merge(goes, stays, staff, now):
    def act(**fields):
        given = {"source": goes, "target": stays, "by": staff, "reason": "She forgot the first.", "now": now}
        return merging.merge(**given | fields)

    return act


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(moving, "_rules", list(moving._rules))


def sign_in(client, email, password):
    client.post("/accounts/login/", {"login": email, "password": password})
    return client.session.get("_auth_user_id")


# Who is left


def test_one_account_stays_as_it_was_and_the_other_is_emptied(merge, goes, stays, staff, now):
    merged = merge()

    goes.refresh_from_db()
    before, stays = stays, User.objects.get(pk=stays.pk)
    assert (stays.full_name, stays.email, stays.language, stays.password) == (
        before.full_name,
        before.email,
        "fr",
        before.password,
    )
    assert (goes.full_name, goes.is_active, goes.erased_at, goes.email.endswith("@erased.invalid")) == ("", False, now, True)
    assert (merged.source, merged.target, merged.by, merged.merged_at, merged.reason) == (
        goes,
        stays,
        staff,
        now,
        "She forgot the first.",
    )


def test_what_the_account_that_stays_has_not_is_filled(merge, goes, stays, now):
    User.objects.filter(pk=goes.pk).update(joined_at=now - 9 * DAY, time_zone="Africa/Lagos")

    merge()

    stays.refresh_from_db()
    assert (stays.country.code, stays.time_zone, stays.joined_at) == ("NG", "Africa/Lagos", now - 9 * DAY)


def test_a_country_of_its_own_stays(merge, stays):
    User.objects.filter(pk=stays.pk).update(country="KE", time_zone="Africa/Nairobi")

    merge()

    stays.refresh_from_db()
    assert (stays.country.code, stays.time_zone) == ("KE", "Africa/Nairobi")


# Signing in


def test_one_signs_in_by_either_address_with_the_password_that_stays(merge, client, stays):
    merge()

    assert sign_in(client, "ada.old@example.org", PASSWORD) == str(stays.pk)
    client.logout()
    assert sign_in(client, "ada@example.org", PASSWORD) == str(stays.pk)
    client.logout()
    assert sign_in(client, "ada.old@example.org", "another bridge of words") is None


def test_the_person_reads_by_which_addresses_they_sign_in(merge, client, stays):
    merge()
    User.objects.filter(pk=stays.pk).update(language="en")
    client.force_login(stays)

    page = client.get("/accounts/email/")

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert "Current address ada@example.org You sign in with this one, too ada.old@example.org" in text


def test_an_address_that_was_never_confirmed_goes(merge, goes, stays):
    EmailAddress.objects.filter(user=goes).update(verified=False)

    merge()

    assert [str(each) for each in EmailAddress.objects.all()] == ["ada@example.org"]


def test_an_address_that_was_about_to_be_added_is_confirmed(merge, goes, stays):
    EmailAddress.objects.create(user=stays, email=goes.email, verified=False)

    merge()

    addresses = EmailAddress.objects.filter(user=stays).order_by("-primary").values_list("email", "verified", "primary")
    assert list(addresses) == [("ada@example.org", True, True), ("ada.old@example.org", True, False)]


def test_staff_who_change_the_name_leave_both_addresses(merge, stays):
    merge()

    actions.set_email(user=stays, verified=False)

    assert EmailAddress.objects.filter(user=stays).count() == 2


def test_the_further_address_may_become_the_only_one(merge, stays):
    merge()
    stays.refresh_from_db()
    stays.email = "ada.old@example.org"
    stays.save()

    actions.set_email(user=stays, verified=False)

    assert list(EmailAddress.objects.filter(user=stays).values_list("email", "primary", "verified")) == [
        ("ada.old@example.org", True, True)
    ]


def test_sessions_of_the_account_that_goes_end_at_once_and_are_deleted(merge, goes, stays, client):
    client.force_login(goes)
    other = type(client)()
    other.force_login(stays)

    merge()

    assert client.get("/accounts/profile/").status_code == 302
    assert other.get("/accounts/profile/").status_code == 200
    job = Job.objects.get(kind=merging.END_SESSIONS)
    list(running.registry.get(job.kind).function(job))
    [session] = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(stays.pk)


def test_second_factors_are_dropped_and_accounts_elsewhere_move(merge, goes, stays):
    actions.set_up_totp(user=goes, secret="JBSWY3DPEHPK3PXP")
    actions.set_up_totp(user=stays, secret="JBSWY3DPEHPK3PXQ")
    SocialAccount.objects.create(user=goes, provider="openid_connect", uid="ada")

    merge()

    assert [each.user for each in Authenticator.objects.all()] == [stays]
    assert [each.user for each in SocialAccount.objects.all()] == [stays]


# What is theirs


def test_consents_are_kept_and_the_newest_of_each_version_stands(merge, goes, stays, policies, now):
    terms, private, directory = (Policy.objects.get(kind=kind) for kind in ("terms", "privacy", "directory"))
    for user, policy, at in (
        (goes, terms, now - DAY),
        (stays, terms, now - 2 * DAY),
        (goes, private, now - 2 * DAY),
        (stays, private, now - DAY),
        (goes, directory, now - DAY),
    ):
        Consent.objects.create(user=user, policy=policy, given_at=at)
    Consent.objects.create(user=goes, policy=terms, given_at=now - 3 * DAY, withdrawn_at=now - 2 * DAY)

    merge()

    standing = Consent.objects.standing().order_by("policy")
    assert {(each.user, each.policy, each.given_at) for each in standing} == {
        (stays, terms, now - DAY),
        (stays, private, now - DAY),
        (stays, directory, now - DAY),
    }
    assert Consent.objects.filter(user=stays, withdrawn_at__isnull=False).count() == 1


def test_groups_that_open_courses_move(merge, goes, stays):
    pilots = Group.objects.create(name="Pilots")
    goes.groups.add(pilots)

    merge()

    assert ([*goes.groups.all()], [*stays.groups.all()]) == ([], [pilots])


def test_an_open_job_is_theirs_as_before(merge, goes, stays):
    job = Job.objects.create(kind="x", title="Import", started_by=goes, lease_until="2026-01-01T00:00Z")

    merge()

    job.refresh_from_db()
    assert (job.started_by, job.may_be_seen_by(stays), job.may_be_seen_by(goes)) == (stays, True, False)


def test_what_wagtail_keeps_moves_or_goes(merge, goes, stays, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = Page.get_first_root_node()
    Page.objects.filter(pk=page.pk).update(owner=goes)
    for user in (goes, stays):
        PageSubscription.objects.create(user=user, page=page, comment_notifications=True)
        UserProfile.objects.create(user=user, preferred_language="fr")
    Comment.objects.create(user=goes, page=page, text="Well said.", contentpath="title")

    merge()

    assert Page.objects.get(pk=page.pk).owner == stays
    assert [each.user for each in PageSubscription.objects.all()] == [stays]
    assert [each.user for each in UserProfile.objects.all()] == [stays]
    assert [each.user for each in Comment.objects.all()] == [stays]


def test_a_picture_goes_with_the_merge_and_not_with_a_trial(
    merge, goes, stays, staff, now, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    profile = UserProfile.objects.create(user=goes)
    profile.avatar.save("ada.png", ContentFile(b"x"))
    storage, name = profile.avatar.storage, profile.avatar.name

    with django_capture_on_commit_callbacks(execute=True):
        merging.trial(source=goes, target=stays, by=staff, now=now)
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        merge()
    assert not storage.exists(name)


# The record


def test_the_log_tells_it_of_both_without_the_old_name(merge, goes, stays, staff):
    actions_before = ModelLogEntry.objects.log_action(instance=goes, action="wagtail.edit", user=staff)
    assert actions_before.label == "A. Okafor"

    merge()

    about = ModelLogEntry.objects.filter(action="accounts.merge").order_by("object_id")
    assert {(each.object_id, each.message) for each in about} == {
        (str(goes.pk), f"Became part of account {stays.pk}."),
        (str(stays.pk), f"Account {goes.pk} became part of this one."),
    }
    assert not ModelLogEntry.objects.filter(label__contains="A. Okafor").exists()


def test_old_addresses_lead_to_the_account_that_stays(merge, goes, stays):
    old = goes.uuid

    merge()

    assert queries.person_now(goes.pk) == stays.pk
    assert queries.person_now(stays.pk) == stays.pk
    assert queries.person_of_uuid(old) == stays


def test_merged_twice_over_everything_leads_to_the_last(merge, goes, stays, staff, now):
    last = actions.create_person(email="last@example.org", full_name="Ada")
    merge()

    merge(source=stays, target=last)

    assert (queries.person_now(goes.pk), queries.person_now(stays.pk)) == (last.pk, last.pk)
    assert EmailAddress.objects.filter(user=last, verified=True).count() == 3


def test_who_is_erased_later_is_known_by_no_old_name(merge, goes, stays):
    old = goes.uuid
    merged = merge()
    [entry] = [entry for entry in privacy.entries() if entry.model == "accounts.MergedAccount"]

    exported = entry.export(stays)
    entry.erase(stays, {})

    merged.refresh_from_db()
    assert [row["reason"] for row in exported] == ["She forgot the first."]
    assert (merged.reason, merged.source_uuid, queries.person_of_uuid(old)) == ("", None, None)


# Again, and beforehand


def test_a_second_call_changes_nothing(merge, stays):
    first = merge()
    before = (stays.emailaddress_set.count(), ModelLogEntry.objects.count(), Job.objects.count())

    second = merge()

    assert first == second
    assert (stays.emailaddress_set.count(), ModelLogEntry.objects.count(), Job.objects.count()) == before


def test_what_came_too_late_is_fetched_by_the_sweep(merge, goes, stays, policies, monkeypatch, now):
    merge()
    late = Consent.objects.create(user=goes, policy=Policy.objects.get(kind="terms"), given_at=now)
    monkeypatch.setattr(tasks.timezone, "now", lambda: now + dt.timedelta(minutes=1))

    tasks.sweep()

    late.refresh_from_db()
    assert late.user == stays


def test_the_sweep_looks_at_merges_of_the_last_minutes_only(merge, goes, policies, monkeypatch, now):
    merge()
    late = Consent.objects.create(user=goes, policy=Policy.objects.get(kind="terms"), given_at=now)
    monkeypatch.setattr(tasks.timezone, "now", lambda: now + dt.timedelta(hours=1))

    tasks.sweep()

    late.refresh_from_db()
    assert late.user == goes


def test_a_trial_says_what_the_merge_does_and_leaves_no_trace(merge, goes, stays, staff, now):
    actions.set_up_totp(user=goes, secret="JBSWY3DPEHPK3PXP")

    outcome = merging.trial(source=goes, target=stays, by=staff, now=now)

    goes.refresh_from_db()
    assert outcome.lines == (
        "One can sign in with ada.old@example.org, too.",
        "The second factor of the account that goes is dropped; that of the other one stays as it is.",
    )
    assert (goes.full_name, MergedAccount.objects.count(), Job.objects.count()) == ("A. Okafor", 0, 0)
    merged = merge(seen=outcome.digest)
    assert merged.counts == outcome.counts == {"account.EmailAddress": 1}


def test_what_is_no_longer_as_it_was_seen_is_not_done(merge, goes, stays, staff, now):
    outcome = merging.trial(source=goes, target=stays, by=staff, now=now)
    actions.set_up_totp(user=goes, secret="JBSWY3DPEHPK3PXP")

    with pytest.raises(PreviewOutdated):
        merge(seen=outcome.digest)

    assert not MergedAccount.objects.exists()


def test_a_rule_that_leaves_rows_behind_undoes_everything(merge, goes, own_registry, policies, now):
    Consent.objects.create(user=goes, policy=Policy.objects.get(kind="terms"), given_at=now)
    moving._rules[:] = [each for each in moving._rules if each.model != "accounts.Consent"]
    moving.register(Rule("accounts.Consent", ("user",), act=lambda _merge: None))

    with pytest.raises(LeftBehind, match=r"accounts\.Consent"):
        merge()

    goes.refresh_from_db()
    assert goes.full_name == "A. Okafor"


# What is refused


def refused(merge, **fields):
    with pytest.raises(MergeRefused) as refusal:
        merge(**fields)
    return str(refusal.value)


def test_an_account_is_not_merged_with_itself(merge, stays):
    assert refused(merge, source=stays) == "This is one and the same account. Choose another one."


def test_nobody_merges_away_the_account_they_use(merge, goes):
    assert refused(merge, by=goes) == "You cannot merge away the account that you are signed in with."


def test_who_was_merged_away_is_neither_merged_again_nor_into(merge, goes, stays):
    other = make_user()
    merge()

    assert refused(merge, target=other) == "One of these accounts was erased, or is already part of another one."
    assert (
        refused(merge, source=other, target=goes) == "One of these accounts was erased, or is already part of another one."
    )


@pytest.mark.parametrize("which", ["goes", "stays"])
def test_a_locked_account_is_left_alone(merge, request, which):
    User.objects.filter(pk=request.getfixturevalue(which).pk).update(is_active=False)

    assert refused(merge).startswith("One of these accounts is locked")


def give_role(user):
    roles.ensure_roles()
    roles.give_role(user=user, role="Author", by=None)


def give_permission(user):
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))


def put_into_group_with_rights(user):
    group = Group.objects.create(name="Helpers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)


@pytest.mark.parametrize("give", [give_role, give_permission, put_into_group_with_rights])
def test_who_has_rights_is_not_merged_away(merge, goes, give):
    give(goes)

    assert refused(merge).startswith("The account that goes may enter the administration or holds a role.")


def test_only_a_superuser_merges_into_one(merge, stays):
    User.objects.filter(pk=stays.pk).update(is_superuser=True, is_staff=True)

    assert refused(merge, by=make_user()) == "Only a superuser may merge an account into a superuser's."
    assert merge().target == stays


def test_an_administrator_merges_their_learners_account_into_the_one_they_use(merge, staff, goes):
    assert merge(target=staff).target == staff
