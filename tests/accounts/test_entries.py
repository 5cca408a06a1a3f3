import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.files.base import ContentFile
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts import actions, entries, privacy, roles
from jobs.models import Job
from library.models import LibraryDocument

pytestmark = pytest.mark.django_db


def rows(user, model):
    data = privacy.export_person(user)["rooms"]
    return next(room[model]["rows"] for room in data.values() if model in room)


def test_roles_are_in_the_export(user, administrator):
    roles.ensure_roles()
    roles.give_role(user=user, role="Author", by=administrator, reason="They asked.")

    assert rows(user, "accounts.User")[0]["roles"] == ["Author"]


def test_secrets_are_not_in_the_export(user):
    actions.set_up_totp(user=user, secret="JBSWY3DPEHPK3PXP")

    assert [row["type"] for row in rows(user, "mfa.Authenticator")] == ["totp"]
    assert "JBSWY3DPEHPK3PXP" not in str(privacy.export_person(user))


def test_what_others_are_called_is_not_in_the_export(user, other):
    ModelLogEntry.objects.log_action(other, "wagtail.edit", user=user)

    assert [
        row["action (lowercase)"] if "action (lowercase)" in row else row["action"]
        for row in rows(user, "wagtailcore.ModelLogEntry")
    ] == ["wagtail.edit"]
    assert "Ben Silva" not in str(privacy.export_person(user))


def test_accounts_elsewhere_jobs_and_files_are_in_the_export(user, other, now):
    SocialAccount.objects.create(user=user, provider="oidc", uid="7", extra_data={"name": "Ada"})
    Job.objects.create(kind="x", title="Import", started_by=user, status="done", finished_at=now)
    Job.objects.create(kind="x", title="Theirs", started_by=other, status="done", finished_at=now)
    LibraryDocument.objects.create(title="Map", uploaded_by_user=user, file="documents/map.pdf")

    assert rows(user, "socialaccount.SocialAccount")[0]["uid"] == "7"
    assert [row["title"] for row in rows(user, "jobs.Job")] == ["Import"]
    assert [row["title"] for row in rows(user, "library.LibraryDocument")] == ["Map"]


def test_a_picture_goes_with_its_file(user):
    profile = UserProfile.objects.create(user=user)
    profile.avatar.save("ada.png", ContentFile(b"image"))
    storage, name = profile.avatar.storage, profile.avatar.name

    entries.forget_preferences(user, {})

    assert (storage.exists(name), UserProfile.objects.filter(user=user).exists()) == (False, False)


def test_the_log_forgets_the_name_and_keeps_the_act(user, other, administrator):
    ModelLogEntry.objects.log_action(user, "wagtail.edit", user=administrator)
    ModelLogEntry.objects.log_action(other, "wagtail.edit", user=administrator)

    entries.empty_log(user, {})

    assert sorted(ModelLogEntry.objects.values_list("label", "action")) == [
        ("", "wagtail.edit"),
        ("Ben Silva", "wagtail.edit"),
    ]
