"""What people see when something went wrong, in the frame, whatever broke."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.utils import translation

from lms import urls as site_urls
from lms.errors import RETRY_AFTER, server_error, too_many_requests
from tests.browser.checks import assert_sound_html
from tests.factories import make_user


def broken(_request):
    raise ZeroDivisionError


def away(_request):
    raise OperationalError


def closed(_request):
    raise PermissionDenied


def odd(_request):
    raise SuspiciousOperation


urlpatterns = [
    path("broken/", broken),
    path("away/", away),
    path("closed/", closed),
    path("odd/", odd),
    path("busy/", too_many_requests),
    *site_urls.urlpatterns,
]
handler400, handler500 = site_urls.handler400, site_urls.handler500


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
        ("/away/", 503, "We are back in a moment"),
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


@pytest.mark.parametrize(
    ("address", "headers", "frame"),
    [
        ("/", {"accept-language": "ar"}, '<html lang="ar" dir="rtl">'),
        ("/fr/courses/", {"accept-language": "ar"}, '<html lang="fr" dir="ltr">'),
        ("/", {"cookie": "django_language=es"}, '<html lang="es" dir="ltr">'),
    ],
)
def test_error_page_needs_no_database_and_speaks_the_readers_language(rf, address, headers, frame):
    """Without the mark `django_db`, a query would fail here. The language of an earlier reader does not stay."""
    with translation.override("en"):
        html = server_error(rf.get(address, headers=headers)).content.decode()

    assert frame in html
    assert_sound_html(html)


def test_error_page_keeps_the_language_that_was_found(rf):
    request = rf.get("/", headers={"accept-language": "fr"})
    request.LANGUAGE_CODE = "ar"

    assert '<html lang="ar" dir="rtl">' in server_error(request).content.decode()


@pytest.mark.django_db
def test_database_that_is_away_asks_for_patience(visitor):
    assert visitor.get("/away/").headers["Retry-After"] == str(RETRY_AFTER)
    assert "Retry-After" not in visitor.get("/broken/").headers


@pytest.mark.django_db
def test_absent_page_offers_to_search_the_courses(visitor):
    html = visitor.get("/fr/absent/").content.decode()

    assert '<form class="find" method="get" action="/fr/courses/" role="search">' in html


@pytest.mark.django_db
@pytest.mark.parametrize(("signed_in", "count"), [(False, 1), (True, 0)])
def test_closed_page_offers_a_visitor_to_sign_in(visitor, signed_in, count):
    if signed_in:
        visitor.force_login(make_user())

    html = visitor.get("/closed/").content.decode()

    assert html.count('href="/accounts/login/?next=/closed/"') == count


@pytest.mark.django_db
def test_pages_of_ours_carry_the_strict_policy(visitor):
    policy = visitor.get("/closed/").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
