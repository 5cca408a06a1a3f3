"""One person's page in the administration, and what is done to their account there."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import ModelLogEntry

from accounts import actions, erasure, queries, roles, staff
from accounts.exceptions import AccountClosed, AddressTaken, BeingErased, LastAdministrator, OutOfReach, ReasonMissing
from accounts.models import User
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
SECRET = "JBSWY3DPEHPK3PXP"
ACTS = {act.name: act for act in staff.ACTS}
# What each act writes into the log, and the subject of the mail.
TRACES = {
    "give_role": ("give_role", "You were given a role: Author"),
    "take_role": ("take_role", "A role was taken from you: Editor"),
    "reset_second_factor": ("reset_second_factor", "Your second factor was taken away"),
    "send_password_link": ("send_password_link", "A link to set your password"),
    "confirm_email": ("confirm_email", None),
    "resend_confirmation": ("resend_confirmation", "Please confirm your e-mail address"),
    "end_sessions": ("end_sessions", "You were signed out everywhere"),
    "close": ("close_account", "Your account was closed"),
    "reopen": ("reopen_account", "Your account is open again"),
}
FIELDS = {"give_role": {"role": "Author"}, "take_role": {"role": "Editor"}}


def page(person):
    return f"/admin/users/inspect/{person.pk}/"


def address(name, person):
    return f"/admin/users/{person.pk}/{name.replace('_', '-')}/"


def fresh(person):
    return User.objects.get(pk=person.pk)


def officer(*rights, **fields):
    person = make_staff(full_name="Mira Officer", **fields)
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_user", *rights]))
    return person


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    client.get("/accounts/profile/")
    return client


@pytest.fixture
def ada(user):
    """An editor with a second factor, whose address is not confirmed."""
    roles.ensure_roles()
    roles.give_role(user=user, role="Editor", by=None)
    actions.set_up_totp(user=user, secret=SECRET)
    RecoveryCodes.activate(user)
    actions.set_email(user=user, verified=False)
    return fresh(user)


def ready(name, person):
    """Let the act make sense."""
    if name == "reopen":
        User.objects.filter(pk=person.pk).update(is_active=False)


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


# The page


def test_the_page_says_who_somebody_is(admin, ada, administrator, policies):
    User.objects.filter(pk=ada.pk).update(country="NG", time_zone="Africa/Lagos", language="fr", last_login=NOON)
    consent = actions.give_consent(user=ada, policy=queries.latest_policies()["terms"], now=NOON)
    actions.withdraw_consent(user=ada, kind="terms", now=NOON.replace(day=2))
    roles.give_role(user=ada, role="Author", by=administrator, reason="She writes.", now=NOON)

    text = words_of(admin.get(page(ada)))

    for words in (
        "Ada Okafor",
        "ada@example.org · not confirmed",
        "Nigeria",
        "Africa/Lagos",
        "French",
        "Author, Editor",
        "TOTP Authenticator",
        "Terms of use 1 1 March 2026, 12:00 2 March 2026, 12:00",
        "Given the role Author. Reason: She writes. Root Admin",
    ):
        assert words in text
    assert consent.policy.version == 1


def test_the_page_of_a_learner_who_did_nothing_says_so(admin, user):
    actions.set_email(user=user, verified=True)

    text = words_of(admin.get(page(user)))

    for words in ("ada@example.org · confirmed", "They have agreed to nothing yet.", "Nothing was done to this account."):
        assert words in text


@pytest.mark.parametrize("acts", [1, 30])
def test_the_page_costs_the_same_whatever_was_done(admin, user, administrator, acts, django_assert_num_queries):
    for _ in range(acts):
        actions.end_sessions(user=user, by=administrator, reason="x", now=NOON)
    admin.get(page(user))

    with django_assert_num_queries(21):
        response = admin.get(page(user))

    assert response.text.count("All sessions were ended.") == min(acts, 20)
    assert (f"/admin/users/history/{user.pk}/" in response.text) is (acts > 20)


def test_the_history_gives_reasons(admin, user, administrator):
    actions.end_sessions(user=user, by=administrator, reason="A lost laptop.", now=NOON)

    assert "All sessions were ended. Reason: A lost laptop." in admin.get(f"/admin/users/history/{user.pk}/").text


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (
            "editor",
            ["give_role", "take_role", "send_password_link", "resend_confirmation", "confirm_email", "reset_second_factor"],
        ),
        ("learner", ["give_role", "send_password_link", "resend_confirmation", "confirm_email"]),
        ("confirmed", ["give_role", "send_password_link"]),
        ("closed", ["give_role", "confirm_email"]),
    ],
)
def test_only_acts_that_make_sense_are_offered(admin, ada, other, state, offered):
    person = ada if state == "editor" else other
    if state == "confirmed":
        actions.set_email(user=other, verified=True)
    User.objects.filter(pk=person.pk).update(is_active=state != "closed")

    text = admin.get(page(person)).text

    ends = ["end_sessions", "reopen" if state == "closed" else "close"]
    assert [name for name in ACTS if address(name, person) in text] == [*offered, *ends]


def test_an_officer_is_offered_what_they_may_do(client, ada, administrator):
    client.force_login(officer("end_sessions", "close_user"))

    text = client.get(page(ada)).text
    assert [name for name in ACTS if address(name, ada) in text] == ["end_sessions", "close"]
    text = client.get(page(administrator)).text
    assert [name for name in ACTS if address(name, administrator) in text] == []


def test_a_room_above_adds_a_button(admin, user, administrator):
    def buttons(*, person, officer):
        return [Button(f"{officer} merges {person}", url="/merge/")]

    with hooks.register_temporarily("register_person_buttons", buttons):
        text = admin.get(page(user)).text

    assert "Root Admin merges Ada Okafor" in text


@pytest.mark.parametrize("may", [True, False])
def test_who_may_see_people_sees_the_page(client, user, may):
    person = officer()
    if not may:
        person.user_permissions.remove(Permission.objects.get(codename="view_user"))
    client.force_login(person)

    assert (client.get(page(user)).status_code == 200) is may


def test_the_erased_and_the_unknown_have_no_page(admin, user, now):
    User.objects.filter(pk=user.pk).update(erased_at=now, full_name="", is_active=False)

    assert admin.get(page(user)).status_code == 404
    assert admin.get("/admin/users/inspect/99999/").status_code == 404


# Every act


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_confirmed_logged_and_mailed(admin, ada, administrator, name):
    ready(name, ada)

    asked = admin.get(address(name, ada))
    assert (asked.status_code, ModelLogEntry.objects.exclude(action="accounts.give_role").count()) == (200, 0)
    assert str(ACTS[name].words) in asked.context["words"]
    reason = {"reason": "They called me."} if "reason" in asked.context["form"].fields else {}
    answer = admin.post(address(name, ada), {**FIELDS.get(name, {}), **reason})

    assert answer["Location"] == page(ada)
    action, subject = TRACES[name]
    entry = ModelLogEntry.objects.filter(action=f"accounts.{action}").latest("pk")
    assert (entry.object_id, entry.user) == (str(ada.pk), administrator)
    assert entry.data.get("reason") == reason.get("reason")
    assert [(letter.to, letter.subject) for letter in mail.outbox] == ([([ada.email], subject)] if subject else [])
    assert "They called me" not in "".join(letter.body for letter in mail.outbox)


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.form_class.base_fields])
def test_an_act_without_a_reason_is_not_done(admin, ada, name):
    ready(name, ada)

    response = admin.post(address(name, ada), {**FIELDS.get(name, {}), "reason": "  "})

    assert list(response.context["form"].errors) == ["reason"]
    assert mail.outbox == []


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_posted(admin, ada, name, method):
    assert getattr(admin, method)(address(name, ada)).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ACTS)
def test_an_act_needs_its_own_right(client, ada, name, method):
    others = {act.right for act in ACTS.values()} - {ACTS[name].right}
    client.force_login(officer(*others))

    answer = getattr(client, method)(address(name, ada), {"reason": "x", **FIELDS.get(name, {})})

    assert (answer.status_code, answer.get("Location")) == (302, "/admin/")
    assert ModelLogEntry.objects.exclude(action="accounts.give_role").count() == 0
    assert fresh(ada).session_epoch == 0


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ACTS)
def test_no_act_reaches_who_may_do_more_or_oneself(client, administrator, name, method):
    roles.ensure_roles()
    person = make_staff()
    roles.give_role(user=person, role="Administrator", by=None)
    client.force_login(fresh(person))

    for target in (administrator, person):
        answer = getattr(client, method)(address(name, target), {"reason": "x", **FIELDS.get(name, {})})
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert mail.outbox == []


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_nobody_is_not_found(admin, user, name, now):
    User.objects.filter(pk=user.pk).update(erased_at=now, full_name="", is_active=False)

    assert admin.post(address(name, user)).status_code == 404
    assert admin.get(f"/admin/users/99999/{name.replace('_', '-')}/").status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_a_visitor_is_sent_to_sign_in(client, user, name):
    assert client.post(address(name, user))["Location"].startswith("/accounts/login/")


def test_a_fault_is_said(admin, ada, other):
    actions.set_email(user=ada, verified=False)
    EmailAddress.objects.create(user=other, email=ada.email, verified=True)

    response = admin.post(address("confirm_email", ada), {"reason": "x"}, follow=True)

    assert "Somebody else has confirmed this e-mail address." in response.text


# What each does


def test_who_lost_the_second_factor_is_out_and_sets_up_a_new_one(ada, administrator):
    inside = Client()
    inside.force_login(ada)
    assert inside.get("/admin/").status_code == 200

    actions.reset_second_factor(user=ada, by=administrator, reason="Lost phone.", now=NOON)

    assert Authenticator.objects.filter(user=ada).count() == 0
    assert inside.get("/admin/")["Location"].startswith("/accounts/login/")
    inside.force_login(fresh(ada))
    assert inside.get("/admin/")["Location"] == "/accounts/2fa/"
    assert "You will be asked to set up a new one at once." in mail.outbox[0].body


def test_a_reset_without_a_second_factor_does_nothing(user, administrator):
    actions.reset_second_factor(user=user, by=administrator, reason="Lost phone.", now=NOON)

    assert (mail.outbox, ModelLogEntry.objects.count(), fresh(user).session_epoch) == ([], 0, 0)


def test_all_sessions_end_and_nobody_elses(user, other, administrator):
    clients = [Client(), Client(), Client()]
    for client, person in zip(clients, (user, user, other), strict=True):
        client.force_login(person)

    actions.end_sessions(user=user, by=administrator, reason="Stolen.", now=NOON)

    assert [client.get("/accounts/profile/").status_code for client in clients] == [302, 302, 200]
    clients[0].force_login(fresh(user))
    assert clients[0].get("/accounts/profile/").status_code == 200


def test_a_link_sets_the_password_once(client, user, administrator):
    actions.set_email(user=user, verified=True)
    actions.send_password_link(user=user, by=administrator, now=NOON)
    [link] = re.findall(r"http://\S+?(/accounts/password/reset/key/\S+)", mail.outbox[0].body)

    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    assert fresh(user).check_password(PASSWORD)
    client.logout()
    assert "token_fail" in Client().get(link).context


def test_a_confirmation_confirms(client, user, administrator):
    actions.resend_confirmation(user=user, by=administrator, now=NOON)
    [link] = re.findall(r"http://\S+?(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    client.post(link)

    assert EmailAddress.objects.get(user=user).verified is True
    actions.resend_confirmation(user=user, by=administrator, now=NOON)
    assert len(mail.outbox) == 1


def test_confirming_again_changes_nothing(user, administrator):
    for _ in range(2):
        actions.confirm_email(user=user, by=administrator, reason="By phone.", now=NOON)

    assert EmailAddress.objects.get(user=user).verified is True
    assert ModelLogEntry.objects.count() == 1


def test_an_address_of_somebody_else_is_not_confirmed(user, other, administrator):
    EmailAddress.objects.create(user=other, email="ADA@example.org", verified=True)

    with pytest.raises(AddressTaken):
        actions.confirm_email(user=user, by=administrator, reason="By phone.", now=NOON)


def test_a_closed_account_is_shut_and_opens_without_its_old_sessions(user, administrator):
    client = Client()
    client.force_login(user)

    for _ in range(2):
        actions.close_account(user=user, by=administrator, reason="Fraud.", now=NOON)
    assert (fresh(user).is_active, client.get("/accounts/profile/").status_code) == (False, 302)
    client.cookies["sessionid"] = client.session.session_key
    for _ in range(2):
        actions.reopen_account(user=user, by=administrator, reason="No fraud.", now=NOON)

    assert (fresh(user).is_active, client.get("/accounts/profile/").status_code) == (True, 302)
    assert [letter.subject for letter in mail.outbox] == ["Your account was closed", "Your account is open again"]


@pytest.mark.parametrize("act", [actions.send_password_link, actions.resend_confirmation])
def test_no_link_goes_to_a_closed_account(user, administrator, act):
    User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(AccountClosed):
        act(user=user, by=administrator, now=NOON)


def test_the_last_administrator_is_not_closed(user, administrator):
    roles.ensure_roles()
    roles.give_role(user=user, role="Administrator", by=None)
    User.objects.filter(pk=administrator.pk).update(is_superuser=False)
    helpdesk = officer("close_user", "give_role")

    with pytest.raises(LastAdministrator):
        actions.close_account(user=user, by=fresh(helpdesk), reason="x", now=NOON)
    assert fresh(user).is_active is True


def test_who_asked_to_be_erased_is_not_brought_back(user, administrator):
    erasure.request_erasure(user=user, choices={"certificates": "keep"})

    with pytest.raises(BeingErased):
        actions.reopen_account(user=user, by=administrator, reason="x", now=NOON)


REASONED = [
    actions.reset_second_factor,
    actions.confirm_email,
    actions.end_sessions,
    actions.close_account,
    actions.reopen_account,
]


@pytest.mark.parametrize("act", REASONED)
def test_an_action_asks_why(user, administrator, act):
    with pytest.raises(ReasonMissing):
        act(user=user, by=administrator, reason=" ", now=NOON)


@pytest.mark.parametrize("act", [*REASONED, actions.send_password_link, actions.resend_confirmation])
def test_an_action_knows_its_reach(user, administrator, act):
    given = {"reason": "x"} if act in REASONED else {}

    with pytest.raises(OutOfReach):
        act(user=administrator, by=user, now=NOON, **given)
