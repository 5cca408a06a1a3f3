import pytest
from django.apps import apps

from accounts import moving
from accounts.models import Consent, Policy, User
from accounts.moving import Merge, Rule
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_registry(monkeypatch):
    monkeypatch.setattr(moving, "_rules", list(moving._rules))


def test_every_column_that_points_at_a_person_has_a_rule():
    assert moving.without_rule() == []


def test_a_column_without_a_rule_is_named(own_registry):
    moving._rules[:] = [rule for rule in moving._rules if rule.model not in {"accounts.Consent", "wagtailcore.Page"}]

    assert moving.without_rule() == ["accounts.Consent.user", "wagtailcore.Page.locked_by", "wagtailcore.Page.owner"]


def test_columns_of_many_to_many_tables_and_of_libraries_are_found():
    found = {f"{model}.{name}" for model, name in moving.columns_to(User)}

    assert {"accounts.User_groups.user", "account.EmailAddress.user", "wagtailcore.Revision.user"} <= found


def test_every_rule_names_a_model_and_columns_that_are():
    known = set(moving.columns_to(User))
    wrong = [
        (rule.model, name)
        for rule in moving.rules()
        for name in rule.fields
        if (apps.get_model(rule.model)._meta.label, name) not in known
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Rule("accounts.Consent", ("user",)), "have a rule already"),
        (Rule("taggit.Tag", ()), "is no room"),
        (Rule("taggit.Tag", (), keeps=True, room="core"), "needs a reason"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(own_registry, rule, message):
    with pytest.raises(ValueError, match=message):
        moving.register(rule)


def test_lower_rooms_come_first_and_the_person_last():
    names = [rule.model for rule in moving.rules()]

    assert names.index("accounts.Consent") < names.index("enrolments.Enrolment") < names.index("certificates.Certificate")
    assert names[-1] == "accounts.User"


def test_rows_that_did_not_move_are_named(policies, now):
    source, target = make_user(), make_user()
    Consent.objects.create(user=source, policy=Policy.objects.earliest("pk"), given_at=now)

    assert moving.left_behind(source) == ["accounts.Consent"]
    assert moving.left_behind(target) == []


def test_what_is_counted_is_what_moved(policies, now):
    source, target = make_user(), make_user()
    first, second = Policy.objects.order_by("pk")[:2]
    for user, policy in ((source, first), (source, second), (target, first)):
        Consent.objects.create(user=user, policy=policy, given_at=now, withdrawn_at=now)
    merge = Merge(source=source, target=target, by=None, now=now)

    merge.move(Consent.objects.all(), "user")
    merge.move(Consent.objects.all(), "user")

    assert (merge.counts, target.consents.count()) == ({"accounts.Consent": 2}, 3)
