"""The lines that the site writes."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.urls import path
from structlog.testing import capture_logs

from lms import logs
from tests.factories import make_user


def fail(_request):
    raise ValueError


urlpatterns = [path("secret/<str:key>/", lambda _request, key: HttpResponse(key)), path("fail/", fail)]
ours = pytest.mark.urls(__name__)


@ours
def test_a_request_is_one_line_with_its_route_and_not_its_keys(client):
    with capture_logs() as lines:
        answer = client.get("/secret/k3y/?code=123456")

    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["seconds"] >= 0
    del line["seconds"]
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "secret/<str:key>/",
        "person": None,
        "status": 200,
    }
    assert len(answer["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_who_it_was_is_told_by_number(client):
    person = make_user(email="amina@example.org")
    client.force_login(person)

    with capture_logs() as lines:
        client.get("/learn/")

    assert [line["person"] for line in lines if line["event"] == "request"] == [person.pk]
    assert "amina" not in str(lines)


@ours
def test_a_request_that_failed_is_a_warning(client):
    client.raise_request_exception = False

    with capture_logs() as lines:
        client.get("/fail/")

    assert [(line["log_level"], line["status"]) for line in lines if line["event"] == "request"] == [("warning", 500)]


@ours
@pytest.mark.parametrize(("proxies", "is_taken"), [(1, True), (0, False)])
def test_the_number_that_our_own_proxy_gives_is_taken(client, settings, proxies, is_taken):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    answer = client.get("/secret/k/", headers={"x-request-id": "abcd-1234-efgh"})

    assert (answer["X-Request-ID"] == "abcd-1234-efgh") is is_taken


@ours
@pytest.mark.parametrize("odd", ["short", "a" * 65, "abcd1234\x1b[31m", 'abcd1234","person":1'])
def test_an_odd_number_is_not_taken(client, settings, odd):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert client.get("/secret/k/", headers={"x-request-id": odd})["X-Request-ID"] != odd


@pytest.mark.parametrize("is_plain", [True, False])
def test_a_line_is_json_in_production_and_words_elsewhere(is_plain):
    given = logs.lines(is_plain=is_plain)
    formatter = given.pop("()")(**given)
    record = logging.LogRecord("ours", logging.INFO, "", 0, "a thing happened", (), None)

    line = formatter.format(record)

    assert "a thing happened" in line
    assert line.startswith("{") is not is_plain
    if not is_plain:
        assert json.loads(line)["logger"] == "ours"
