import datetime as dt
import json

import pytest
from django.apps import apps
from django.conf import settings

from accounts import privacy
from accounts.models import Consent, Policy, User
from accounts.privacy import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(privacy, "_entries", dict(privacy._entries))


def test_every_model_of_ours_says_what_it_means_for_privacy():
    assert privacy.unregistered_models() == []


def test_a_model_without_an_entry_is_named(own_registry):
    del privacy._entries["accounts.Consent"]

    assert "accounts.Consent" in privacy.unregistered_models()


def test_every_entry_names_a_model_and_fields_that_are():
    for entry in privacy.entries():
        fields = {field.name for field in apps.get_model(entry.model)._meta.get_fields()}
        assert (entry.model, set(entry.personal) - fields) == (entry.model, set())


def test_what_is_personal_is_erased_or_kept_with_a_reason():
    unclear = [entry.model for entry in privacy.entries() if entry.erase is None and not entry.reason]

    assert unclear == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Entry("accounts.User", reason="again"), "has a privacy entry already"),
        (Entry("taggit.Tag", reason="no room"), "is no room"),
        (Entry("taggit.Tag", room="core"), "needs a reason"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(own_registry, entry, message):
    with pytest.raises(ValueError, match=message):
        privacy.register(entry)


def test_upper_rooms_come_first_and_the_person_last(own_registry):
    privacy.register(Entry("taggit.Tag", room="home", reason="x"))
    order = [settings.ROOMS.index(entry.home) for entry in privacy.entries()[:-1]]

    assert order == sorted(order)
    assert order[0] <= settings.ROOMS.index("home")
    assert privacy.entries()[-1].model == "accounts.User"


def test_the_export_holds_one_persons_rows_by_room_and_model(user, other, policies, now):
    terms = Policy.objects.get(kind="terms")
    Consent.objects.create(user=user, policy=terms, given_at=now)
    Consent.objects.create(user=other, policy=terms, given_at=now + dt.timedelta(days=1))

    data = privacy.export_person(user)

    assert data["person"] == str(user.uuid)
    assert data["rooms"]["accounts"]["accounts.Consent"] == {
        "name": "consents",
        "rows": [{"policy": "Terms of use 1", "given at": "2026-03-01T12:00:00+00:00", "withdrawn at": None}],
    }
    assert [row["e-mail address"] for row in data["rooms"]["accounts"]["accounts.User"]["rows"]] == ["ada@example.org"]
    text = json.dumps(data)
    assert (other.email in text, other.full_name in text) == (False, False)


def test_values_become_what_json_can_say(user):
    value = {"at": dt.date(2026, 3, 1), "list": (1, None, True), "other": user}

    assert privacy.readable(value) == {"at": "2026-03-01", "list": [1, None, True], "other": "Ada Okafor"}


def test_a_property_is_named_by_itself(user):
    [row] = privacy.rows(User.objects.filter(pk=user.pk), "is_authenticated", "full_name")

    assert row == {"is authenticated": True, "full name": "Ada Okafor"}


def test_who_leaves_is_told_only_what_stays_of_theirs():
    kept = {entry.model for entry in privacy.kept()}

    assert {"accounts.User", "accounts.Consent", "library.LibraryImage"} <= kept
    assert kept & {"accounts.Policy", "account.EmailAddress", "library.Rendition"} == set()
