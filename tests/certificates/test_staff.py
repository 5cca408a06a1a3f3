"""The pages of one certificate, and of one that was stopped, in the administration."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from certificates import actions
from certificates.models import Certificate, StoppedIssue
from courses.models import Outline
from tests.certificates.factories import NOW, UNPRINTABLE, make_certificate, make_course, make_enrolment, make_stopped
from tests.certificates.test_viewsets import ALL, make_staff
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staff(client):
    staff = make_staff(*ALL)
    client.force_login(staff)
    return staff


def address(name, certificate):
    return reverse(f"certificate:{name}", args=[certificate.pk])


def settling(stopped):
    return reverse("stopped_certificate:settle", args=[stopped.pk])


def trying(stopped):
    return reverse("stopped_certificate:try_again", args=[stopped.pk])


def make_awarded(title="Bridges"):
    return actions.award_course(enrolment=make_enrolment(course=make_course(titles={"en": title})), now=NOW)


# One certificate


def test_the_page_of_a_certificate_says_what_became_of_it(client, staff):
    certificate = make_certificate(name="Amnia", title="<b>Bridges</b>")
    actions.store_pdf(certificate=certificate)
    actions.correct(certificate=certificate, name="Amina", reason="A typing <i>mistake</i>", by=staff, now=NOW)

    response = client.get(address("inspect", certificate))

    versions = [(version.number, version.recipient_name) for version in response.context["versions"]]
    assert versions == [(2, "Amina"), (1, "Amnia")]
    for words in (
        "A typing &lt;i&gt;mistake&lt;/i&gt;",
        "&lt;b&gt;Bridges&lt;/b&gt;",
        "Name corrected",
        staff.full_name,
        certificate.learner.email,
        f'href="{certificate.get_absolute_url()}"',
        f'href="{reverse("certificates:pdf", args=[certificate.uuid])}"',
    ):
        assert words in response.text, words


def test_the_page_of_a_revoked_certificate_says_why_and_offers_nothing(client, staff):
    certificate = make_certificate()
    actions.revoke(certificate=certificate, by=staff, reason="Copied work", now=NOW)

    text = client.get(address("inspect", certificate)).text

    assert ("Copied work" in text, reverse("certificates:pdf", args=[certificate.uuid]) in text) == (True, False)
    assert [address(name, certificate) in text for name in ("correct", "reissue", "revoke")] == [False] * 3


def test_the_page_of_a_withdrawn_certificate_names_nobody(client):
    certificate = make_certificate(name="Amina")
    actions.withdraw(certificate=certificate, now=NOW)

    text = client.get(address("inspect", certificate)).text

    assert ("Name withdrawn" in text, "Amina" in text) == (True, False)


def test_the_page_says_why_there_is_no_pdf(client):
    certificate = make_certificate(name=UNPRINTABLE)
    actions.store_pdf(certificate=certificate)

    assert "The fonts of certificates lack U+13000" in client.get(address("inspect", certificate)).text


@pytest.mark.parametrize(
    ("rights", "offered"),
    [(ALL, (True, True, True)), (["view", "revoke"], (False, False, True)), (["view"], (False, False, False))],
)
def test_the_page_offers_what_one_may_do(client, rights, offered):
    certificate = make_certificate()
    client.force_login(make_staff(*rights))

    text = client.get(address("inspect", certificate)).text

    assert tuple(f'href="{address(name, certificate)}"' in text for name in ("correct", "reissue", "revoke")) == offered


def test_the_page_costs_the_same_for_one_version_and_for_many(client, staff, django_assert_max_num_queries):
    certificate = make_certificate(name="Amina 0")
    client.get(address("inspect", certificate))
    with django_assert_max_num_queries(20) as one:
        client.get(address("inspect", certificate))
    for number in range(1, 10):
        actions.correct(certificate=certificate, name=f"Amina {number}", reason="Typing", by=staff, now=NOW)
    with django_assert_max_num_queries(20) as many:
        client.get(address("inspect", certificate))

    assert len(one) == len(many)


def test_the_listing_leads_to_the_page(client):
    certificate = make_certificate()

    assert f'href="{address("inspect", certificate)}"' in client.get("/admin/certificates/").text


# Reissuing


def test_reissue_shows_what_would_be_printed_and_does_it(client, staff):
    certificate = make_awarded()
    Outline.objects.update(title="Bridges and locks")
    assert "Bridges and locks" in client.get(address("reissue", certificate)).text

    response = client.post(address("reissue", certificate), {"reason": "The course was renamed"}, follow=True)

    facts = Certificate.objects.get(pk=certificate.pk).facts
    assert (facts.number, facts.title, facts.reason, facts.created_by) == (
        2,
        "Bridges and locks",
        "The course was renamed",
        staff,
    )
    assert response.redirect_chain == [(address("inspect", certificate), 302)]
    assert ("is reissued" in response.text, "Reissued as of today" in response.text) == (True, True)


def test_reissue_of_what_has_not_changed_says_so(client):
    certificate = make_awarded()

    response = client.post(address("reissue", certificate), {"reason": "To be sure"}, follow=True)

    assert "Nothing that is printed on it has changed" in response.text
    assert certificate.versions.count() == 1


def test_reissue_of_a_revoked_one_is_refused(client):
    certificate = make_awarded()
    actions.revoke(certificate=certificate, by=None, reason="A mistake", now=NOW)

    response = client.post(address("reissue", certificate), {"reason": "To be sure"}, follow=True)

    assert ("nothing was changed" in response.text, certificate.versions.count()) == (True, 1)


def test_reissue_asks_for_a_reason(client):
    response = client.post(address("reissue", make_awarded()), {"reason": " "})

    assert response.context["form"].errors == {"reason": ["This field is required."]}


# One that was stopped


def test_the_page_of_a_stopped_one_says_what_is_the_matter(client):
    stopped = make_stopped(title="<b>Bridges</b>")

    response = client.get(settling(stopped))

    assert response.context["form"]["name"].value() == UNPRINTABLE
    for words in ("U+13000 𓀀", "&lt;b&gt;Bridges&lt;/b&gt;", stopped.learner.email, trying(stopped), "Issue with this name"):
        assert words in response.text


def test_issue_with_this_name_issues_it(client, staff):
    stopped = make_stopped()

    response = client.post(settling(stopped), {"name": "Amina", "reason": "As in her passport"}, follow=True)

    certificate = Certificate.objects.get()
    facts = certificate.facts
    assert (facts.recipient_name, facts.reason, facts.created_by) == ("Amina", "As in her passport", staff)
    assert response.redirect_chain == [(address("inspect", certificate), 302)]
    for words in ("As in her passport", "Issued with a name by staff"):
        assert words in response.text


def test_issue_with_a_name_that_cannot_be_drawn_says_why(client):
    stopped = make_stopped()

    response = client.post(settling(stopped), {"name": "𓀁", "reason": "As in her passport"})

    assert response.context["form"].errors == {"name": ["The fonts of certificates lack U+13001 𓀁"]}
    assert "U+13001" in response.text
    assert Certificate.objects.count() == 0


def test_issue_with_a_name_asks_for_name_and_reason(client):
    response = client.post(settling(make_stopped()), {"name": " ", "reason": " "})

    assert sorted(response.context["form"].errors) == ["name", "reason"]


def test_try_again_of_what_can_be_drawn_by_now(client, staff):
    stopped = make_stopped()
    type(stopped.learner).objects.filter(pk=stopped.learner_id).update(full_name="Amina")

    response = client.post(trying(stopped))

    assert response["Location"] == address("inspect", Certificate.objects.get())
    assert StoppedIssue.objects.get().resolved_by == staff


def test_try_again_in_vain_says_why(client):
    stopped = make_stopped()

    response = client.post(trying(stopped), follow=True)

    assert response.redirect_chain == [(settling(stopped), 302)]
    assert [str(message) for message in response.context["messages"]] == ["The fonts of certificates lack U+13000 𓀀"]
    assert ModelLogEntry.objects.get().action == "certificates.try_again"


def test_a_settled_one_leads_to_its_certificate(client):
    stopped = make_stopped()
    certificate = actions.issue_stopped(stopped=stopped, name="Amina", reason="x", by=make_user(), now=NOW)

    text = client.get(settling(stopped)).text

    assert (address("inspect", certificate) in text, trying(stopped) in text) == (True, False)
    assert client.post(trying(stopped))["Location"] == address("inspect", certificate)


def test_nothing_is_issued_to_a_locked_account(client):
    stopped = make_stopped()
    type(stopped.learner).objects.filter(pk=stopped.learner_id).update(is_active=False)

    for response in (
        client.post(settling(stopped), {"name": "Amina", "reason": "x"}, follow=True),
        client.post(trying(stopped), follow=True),
    ):
        assert "Nothing is issued to this person now" in response.text
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("rights", [[], ["view"], ["view", "revoke"]])
def test_who_may_not_correct_settles_nothing(client, rights):
    stopped = make_stopped()
    certificate = make_awarded()
    client.force_login(make_staff(*rights))

    for url in (settling(stopped), trying(stopped), address("reissue", certificate)):
        response = client.post(url, {"name": "Amina", "reason": "x"})
        assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    stopped.refresh_from_db()
    assert (stopped.is_open, certificate.versions.count()) == (True, 1)


def test_trying_again_is_posted(client):
    assert client.get(trying(make_stopped())).status_code == 405


@pytest.mark.parametrize("name", ["certificate:inspect", "certificate:reissue", "stopped_certificate:settle"])
def test_what_is_not_there_is_not_found(client, name):
    assert client.get(reverse(name, args=[99999])).status_code == 404
