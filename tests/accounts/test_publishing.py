"""Publishing a version of a policy."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import actions, queries, roles
from accounts.exceptions import TooEarly, VersionTaken
from accounts.models import Policy, User
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
POLICIES = "/admin/policies/"
NEW = "/admin/policies/terms/new/"
DAY = dt.timedelta(days=1)
TEXTS = {"title_en": "Terms, again", "body_en": "## First\n\nBe **kind**.", "title_fr": "Encore", "body_fr": "Soyez *bons*."}


@pytest.fixture
def admin(client, administrator, policies):
    client.force_login(administrator)
    client.get("/accounts/profile/")
    return client


def given(**more):
    return {**TEXTS, "version": 2, **more}


def states(response):
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", response.text, re.DOTALL)
    words = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in rows]
    return [word for row in words for word in ("to come", "holds", "past") if re.search(rf"\b{word}\b", row)]


def test_the_form_begins_with_the_texts_that_hold(admin):
    form = admin.get(NEW).context["form"]

    assert form.initial["version"] == 2
    assert form.initial["title_fr"] == "Conditions d’utilisation"
    assert list(form.fields)[:4] == ["holds_from", "version", "title_en", "body_en"]


def test_texts_are_shown_before_they_are_published(admin, user, now):
    actions.give_consent(user=user, policy=queries.latest_policies()["terms"], now=now)

    text = admin.post(NEW, given()).text

    assert Policy.objects.filter(kind="terms").count() == 1
    for words in (
        "<h2>First</h2>",
        "<strong>kind</strong>",
        "<em>bons</em>",
        "This will be version 2.",
        "It holds at once.",
        "1 person has agreed to the version that holds now.",
        "Spanish, Arabic",
        "Everybody is asked to agree to the new version at their next visit",
    ):
        assert words in text
    assert 'name="publish"' in text


def test_what_is_confirmed_is_published_and_people_are_asked(admin, administrator, user, now):
    for policy in queries.required_policies():
        actions.give_consent(user=user, policy=policy, now=now)

    response = admin.post(NEW, given(publish="1"))

    assert response["Location"] == POLICIES
    policy = queries.latest_policies()["terms"]
    assert policy.version == 2
    assert sorted(policy.texts.values_list("language", "title")) == [("en", "Terms, again"), ("fr", "Encore")]
    assert queries.outstanding_policies(user) == [policy]
    entry = ModelLogEntry.objects.get(action="accounts.publish_policy")
    assert (entry.user, entry.object_id) == (administrator, str(policy.pk))


def test_going_back_keeps_what_was_written(admin):
    response = admin.post(NEW, given(change="1"))

    assert response.context["form"]["title_en"].value() == "Terms, again"
    assert 'name="publish"' not in response.text
    assert Policy.objects.filter(kind="terms").count() == 1


def test_a_version_to_come_holds_when_it_comes(admin, user):
    when = (timezone.now() + DAY).replace(second=0, microsecond=0)
    admin.post(NEW, given(publish="1", holds_from=when.strftime("%Y-%m-%d %H:%M")))

    assert queries.latest_policies()["terms"].version == 1
    assert queries.latest_policies(when)["terms"].version == 2
    assert states(admin.get(POLICIES, {"kind": "terms", "ordering": "version"})) == ["holds", "to come"]
    assert admin.get("/accounts/policies/terms/").context["policy"].version == 1
    assert "Terms, again" in admin.get("/accounts/policies/terms/2/").text


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"title_en": ""}, ["title_en"]),
        ({"body_en": " "}, ["body_en"]),
        ({"body_fr": ""}, ["body_fr"]),
        ({"title_fr": ""}, ["title_fr"]),
        ({"holds_from": "2020-01-01 00:00"}, ["holds_from"]),
        ({"holds_from": "soon"}, ["holds_from"]),
        ({"version": ""}, ["version"]),
    ],
)
def test_what_is_not_ready_is_not_published(admin, change, wrong):
    response = admin.post(NEW, given(publish="1", **change))

    assert list(response.context["form"].errors) == wrong
    assert Policy.objects.filter(kind="terms").count() == 1


def test_who_publishes_second_is_told(admin, now):
    actions.publish_policy(kind="terms", texts={"en": ("Terms", "Other.")}, now=timezone.now())

    response = admin.post(NEW, given(publish="1"))

    assert "Somebody has published this version in the meantime." in response.text
    assert Policy.objects.filter(kind="terms").count() == 2


def test_a_version_holds_from_no_earlier_than_the_one_before(admin):
    actions.publish_policy(
        kind="terms", texts={"en": ("Terms", "")}, now=timezone.now(), holds_from=timezone.now() + 2 * DAY
    )

    response = admin.post(NEW, given(publish="1", version=3))

    assert list(response.context["form"].errors) == ["holds_from"]


def test_the_action_knows_its_moments(now):
    publish = {"kind": "terms", "texts": {"en": ("Terms", "")}, "now": now}
    with pytest.raises(TooEarly):
        actions.publish_policy(**publish, holds_from=now - DAY)
    with pytest.raises(VersionTaken):
        actions.publish_policy(**publish, version=2)
    assert actions.publish_policy(**publish, version=1, holds_from=now + DAY).published_at == now + DAY


def test_the_directory_says_whom_it_asks(admin):
    assert "Members stay by the version to which they agreed." in admin.get("/admin/policies/directory/new/").text


def test_versions_cost_the_same_for_one_and_for_thirty(admin, django_assert_max_num_queries):
    admin.get(POLICIES)
    with django_assert_max_num_queries(20) as few:
        admin.get(POLICIES)
    for _ in range(30):
        actions.publish_policy(kind="terms", texts={"en": ("Terms", "")}, now=timezone.now())
    with django_assert_max_num_queries(20) as many:
        response = admin.get(POLICIES)

    assert (len(few), len(response.context["object_list"])) == (len(many), 30)
    assert states(admin.get(POLICIES, {"kind": "terms"}))[:2] == ["holds", "past"]


@pytest.mark.parametrize("address", [POLICIES, NEW])
@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", False)])
def test_who_may_publish(client, address, role, may):
    roles.ensure_roles()
    person = make_staff()
    roles.give_role(user=person, role=role, by=None)
    client.force_login(User.objects.get(pk=person.pk))

    assert client.get(address).status_code == (200 if may else 302)
    assert client.post(NEW, given(publish="1")).status_code in ({200, 302} if may else {302})
    assert Policy.objects.filter(kind="terms", version=1).count() == 0


def test_strange_addresses_and_methods_are_refused(admin):
    assert admin.get("/admin/policies/tea/new/").status_code == 404
    assert admin.delete(NEW).status_code == 405
    assert admin.post(POLICIES).status_code == 405
