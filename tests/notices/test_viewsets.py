import pytest
from django.contrib.auth.models import Permission
from wagtail.permissions import policy_registry

from notices.models import Mail
from tests.factories import make_user

pytestmark = pytest.mark.django_db

# The outbox's list in Wagtail's admin: counted once, the same for one mail and for thirty.
QUERIES = 12


@pytest.fixture
def staff(client, monkeypatch):
    # What is tested here is the list; accounts tests the second factor.
    monkeypatch.setattr(
        "accounts.middleware.SecondFactorMiddleware.__call__", lambda self, request: self.get_response(request)
    )
    person = make_user(is_staff=True)
    rights = Permission.objects.filter(codename__in=["access_admin", "view_mail"])
    person.user_permissions.set(rights)
    client.force_login(person)
    return person


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.usefixtures("staff")
def test_outbox_lists_mails_in_few_queries(client, make_mail, rows, django_assert_num_queries):
    for number in range(rows):
        make_mail(key=f"mail:{number}")
    client.get("/admin/outbox/")

    with django_assert_num_queries(QUERIES):
        response = client.get("/admin/outbox/")

    assert len(response.context["object_list"]) == rows
    assert len(response.content) < 200_000


@pytest.mark.usefixtures("staff")
def test_outbox_is_filtered_and_searched(client, make_mail):
    make_mail(key="one", to_address="ada@example.org")
    failed = make_mail(key="two", to_address="grace@example.org", status=Mail.Status.FAILED)

    by_status = client.get("/admin/outbox/", {"status": "failed"}).context["object_list"]
    by_kind = client.get("/admin/outbox/", {"kind": "tests.secret"}).context["object_list"]
    by_address = client.get("/admin/outbox/", {"q": "grace@"}).context["object_list"]

    assert (list(by_status), list(by_kind), list(by_address)) == ([failed], [], [failed])


@pytest.mark.usefixtures("staff")
def test_outbox_shows_no_body(client, make_mail):
    mail = make_mail()

    response = client.get(f"/admin/outbox/inspect/{mail.pk}/")

    assert response.status_code == 200
    assert "Hello, Ada" not in response.content.decode()
    assert mail.message_id.strip("<>") in response.content.decode()


@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_nobody_writes_into_the_outbox(action):
    administrator = make_user(is_staff=True, is_superuser=True)
    policy = policy_registry.get_by_type(Mail)

    assert policy.user_has_permission(administrator, action) is False
    assert policy.user_has_permission(administrator, "view") is True


def test_outbox_is_closed_to_staff_without_the_right(client, staff):
    staff.user_permissions.remove(Permission.objects.get(codename="view_mail"))

    assert client.get("/admin/outbox/").status_code == 302
