"""To which addresses an embed may lead."""

import pytest

from courses.embeds import embed_host

HOSTS = frozenset(["www.youtube.com", "archive.org"])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.youtube.com/watch?v=a#t=1", "www.youtube.com"),
        ("https://WWW.YouTube.com/", "www.youtube.com"),
        ("https://archive.org", "archive.org"),
        ("https://archive.org:443/details/a_b-c%20d", "archive.org"),
    ],
)
def test_an_address_at_an_allowed_host_may_be_embedded(url, host):
    assert embed_host(url, hosts=HOSTS) == host


@pytest.mark.parametrize(
    "url",
    [
        "",
        "archive.org",
        "//archive.org/",
        "http://archive.org/",
        "javascript:alert(1)//archive.org",
        "data:text/html,archive.org",
        "https://evil.example/",
        "https://archive.org.evil.example/",
        "https://evil.example/archive.org",
        "https://notarchive.org/",
        "https://sub.archive.org/",
        "https://archive.org./",
        "https://me@archive.org/",
        "https://archive.org:pass@evil.example/",
        "https://archive.org@evil.example/",
        "https://archive.org:8443/",
        "https://archive.org:x/",
        "https://archive.org\\@evil.example/",
        "https://evil.example\\.archive.org/",
        "https://archive.org/\njavascript:",
        "https://archive.org/ a",
        "https://arch\tive.org/",
        'https://archive.org/"onclick',
        "https://аrchive.org/",
        "https://[archive.org/",
        "https://[::1]/",
    ],
)
def test_any_other_address_may_not(url):
    assert embed_host(url, hosts=HOSTS) is None
