"""What people see when something went wrong, in the frame, whatever broke."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import path
from django.utils import translation
from django.views.defaults import server_error

from lms import urls as site_urls
from lms.errors import too_many_requests
from tests.browser.checks import assert_sound_html


def broken(_request):
    raise ZeroDivisionError


def closed(_request):
    raise PermissionDenied


def odd(_request):
    raise SuspiciousOperation


urlpatterns = [
    path("broken/", broken),
    path("closed/", closed),
    path("odd/", odd),
    path("busy/", too_many_requests),
    *site_urls.urlpatterns,
]


@pytest.fixture
def visitor(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/odd/", 400, "We could not read that"),
        ("/closed/", 403, "This page is not open to you"),
        ("/en/absent/", 404, "There is no bridge here"),
        ("/busy/", 429, "That was a little too often"),
        ("/broken/", 500, "Something broke on our side"),
    ],
)
def test_error_page_stands_in_the_frame(visitor, address, status, heading):
    response = visitor.get(address)
    html = response.content.decode()

    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in html
    assert 'href="/"' in html
    assert_sound_html(html)


@pytest.mark.django_db
def test_form_from_elsewhere_is_asked_for_again():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})
    html = response.content.decode()

    assert response.status_code == 403
    assert "<h1>Please send that again</h1>" in html
    assert_sound_html(html)


def test_error_page_needs_no_database(rf):
    """Without the mark `django_db`, a query would fail here."""
    with translation.override("ar"):
        html = server_error(rf.get("/")).content.decode()

    assert '<html lang="ar" dir="rtl">' in html
    assert_sound_html(html)


@pytest.mark.django_db
def test_pages_of_ours_carry_the_strict_policy(visitor):
    policy = visitor.get("/closed/").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
