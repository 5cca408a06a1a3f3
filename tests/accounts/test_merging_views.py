"""Finding, looking at and merging two accounts in the administration."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts import actions, merging, roles
from accounts.models import MergedAccount, User
from accounts.wagtail_hooks import merge_button
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
DOUBLES = "/admin/people/merge/doubles/"


@pytest.fixture
def manager(client):
    """Somebody with the administrator's role, who is no superuser."""
    roles.ensure_roles()
    person = make_staff(full_name="Mira Manager", email="mira@example.org")
    roles.give_role(user=person, role="Administrator", by=None)
    client.force_login(person)
    client.get("/accounts/profile/")
    return client


@pytest.fixture
def stays(db):
    return actions.create_person(email="ada@example.org", full_name="Ada Okafor", country="NG")


@pytest.fixture
def goes(db):
    return actions.create_person(email="ada.old@example.org", full_name="Ada Okafor")


def begin_url(person):
    return reverse("accounts_merge:begin", args=[person.pk])


def merge_url(stays, goes):
    return reverse("accounts_merge:merge", args=[stays.pk, goes.pk])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def form_of(response, **fields):
    return {"reason": "She wrote to us.", "confirmed": "on", "seen": response.context["form"]["seen"].value(), **fields}


def test_a_persons_buttons_lead_here_who_may_merge(stays, administrator):
    [button] = merge_button(stays, administrator)

    assert button.url == begin_url(stays)
    assert list(merge_button(stays, stays)) == []


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("ada.old@example.org", True),
        ("ADA.OLD@example.org", True),
        ("ADÁ okafor", True),
        ("nobody@example.org", False),
        ("%", False),
        ("", False),
    ],
)
def test_the_other_account_is_found_by_address_or_name(manager, stays, goes, query, is_found):
    response = manager.get(begin_url(stays), {"q": query})

    assert response.context["found"] == ([goes] if is_found else [])
    assert (merge_url(stays, goes) in response.text) is is_found


def test_the_other_account_is_found_by_any_address_it_signs_in_with(manager, stays, goes):
    other = make_user(full_name="Else")
    merging.merge(source=goes, target=other, by=None, reason="x", now=timezone.now())

    assert manager.get(begin_url(stays), {"q": "ada.old@example.org"}).context["found"] == [other]


def test_long_answers_are_cut_off(manager, stays):
    for number in range(25):
        make_user(full_name=f"Ada Number {number}")

    response = manager.get(begin_url(stays), {"q": "ada"})

    assert len(response.context["found"]) == 20
    assert "There are more. Type more of the name or address." in response.text


def test_searching_costs_the_same_for_one_and_for_many(manager, stays, django_assert_max_num_queries):
    def counted(number):
        for _ in range(number):
            make_user(full_name="Ada Okafor")
        manager.get(begin_url(stays), {"q": "ada"})
        with django_assert_max_num_queries(20) as queries:
            manager.get(begin_url(stays), {"q": "ada"})
        return len(queries)

    assert counted(1) == counted(15)


def test_both_accounts_stand_side_by_side_with_what_will_happen(manager, stays, goes):
    response = manager.get(merge_url(stays, goes))

    text = words_of(response)
    assert "E-mail address ada@example.org ada.old@example.org" in text
    assert "Country Nigeria" in text
    assert "One can sign in with ada.old@example.org, too." in text
    assert "The names differ" not in text
    assert merge_url(goes, stays) in response.text
    assert not MergedAccount.objects.exists()


def test_different_names_and_unconfirmed_addresses_are_pointed_out(manager, stays):
    other = make_user(full_name="Ben Silva", email="ben@example.org")

    text = words_of(manager.get(merge_url(stays, other)))

    assert "The names differ. Make sure that both are the same person." in text
    assert "ben@example.org (not confirmed)" in text


def test_merging_leads_to_what_was_done(manager, stays, goes):
    seen = manager.get(merge_url(stays, goes))

    response = manager.post(merge_url(stays, goes), form_of(seen), follow=True)

    merged = MergedAccount.objects.get()
    assert (merged.target, merged.by, merged.reason) == (
        stays,
        User.objects.get(email="mira@example.org"),
        "She wrote to us.",
    )
    assert response.redirect_chain == [(reverse("accounts_merge:done", args=[merged.pk]), 302)]
    assert "Everything is in the account of Ada Okafor now" in words_of(response)
    assert manager.get(merge_url(stays, goes)).status_code == 404


@pytest.mark.parametrize("missing", ["reason", "confirmed"])
def test_nothing_happens_without_a_reason_and_a_yes(manager, stays, goes, missing):
    seen = manager.get(merge_url(stays, goes))

    response = manager.post(merge_url(stays, goes), form_of(seen, **{missing: ""}))

    assert missing in response.context["form"].errors
    assert not MergedAccount.objects.exists()


def test_what_has_changed_since_is_shown_once_more(manager, stays, goes):
    seen = manager.get(merge_url(stays, goes))
    actions.set_up_totp(user=goes, secret="JBSWY3DPEHPK3PXP")

    response = manager.post(merge_url(stays, goes), form_of(seen))

    assert response.url == merge_url(stays, goes)
    assert said(response) == ["Something has changed in one of the accounts. Please look once more."]
    assert not MergedAccount.objects.exists()


def test_what_may_not_be_is_explained_and_has_no_form(manager, stays):
    staff = make_staff(full_name="Sam Staff")

    response = manager.get(merge_url(stays, staff))

    assert "Take its roles first, or let it stay." in words_of(response)
    assert 'name="reason"' not in response.text
    sent = manager.post(merge_url(stays, staff), {"reason": "x", "confirmed": "on", "seen": "x"})
    assert "Take its roles first" in said(sent)[0]
    assert not MergedAccount.objects.exists()


def test_one_account_alone_is_not_two(manager, stays):
    assert "one and the same account" in words_of(manager.get(merge_url(stays, stays)))


def test_likely_doubles_lead_to_their_merge(manager, stays):
    other = make_user(full_name="ADA OKAFOR", country="NG", email="x@example.org")
    User.objects.filter(pk=stays.pk).update(joined_at="2020-01-01T00:00Z")

    response = manager.get(DOUBLES)

    assert merge_url(stays, other) in response.text
    assert "Name and country" in words_of(response)


@pytest.mark.parametrize("pairs", [1, 30])
def test_likely_doubles_come_in_pages_of_one_price(manager, django_assert_num_queries, pairs):
    for number in range(pairs):
        for _ in range(2):
            make_user(full_name=f"Ada {number:02}", country="NG")
    manager.get(DOUBLES)

    with django_assert_num_queries(12):
        response = manager.get(DOUBLES)

    assert len(response.context["doubles"]) == min(pairs, 25)
    if pairs == 30:
        assert len(manager.get(DOUBLES, {"p": 2}).context["doubles"]) == 5


def test_without_doubles_the_page_says_so(manager):
    assert "No two accounts look like one person's." in manager.get(DOUBLES).text


def test_the_reports_menu_leads_to_doubles_only_who_may_merge(manager, client):
    assert DOUBLES in manager.get("/admin/").text
    editor = make_staff()
    roles.give_role(user=editor, role="Editor", by=None)
    client.force_login(editor)
    client.get("/accounts/profile/")

    assert DOUBLES not in client.get("/admin/").text


def test_who_may_not_merge_is_refused_everywhere(client, stays, goes):
    roles.ensure_roles()
    editor = make_staff()
    roles.give_role(user=editor, role="Editor", by=None)
    client.force_login(editor)
    client.get("/accounts/profile/")
    merged = merging.merge(source=make_user(), target=make_user(), by=None, reason="x", now=timezone.now())

    for url in (begin_url(stays), merge_url(stays, goes), DOUBLES, reverse("accounts_merge:done", args=[merged.pk])):
        client.get(url)
        assert client.get(url).status_code == 302
    client.post(merge_url(stays, goes), {"reason": "x", "confirmed": "on", "seen": ""})
    assert MergedAccount.objects.count() == 1


def test_strangers_sign_in_first(client, stays, goes):
    assert client.get(merge_url(stays, goes)).status_code == 302


def test_nobody_is_nowhere(manager, stays):
    assert manager.get(reverse("accounts_merge:merge", args=[stays.pk, 99_999])).status_code == 404
    assert manager.get(reverse("accounts_merge:begin", args=[99_999])).status_code == 404
    assert manager.post(DOUBLES).status_code == 405
