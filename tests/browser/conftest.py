"""
The demo as `make demo` serves it, seen by Chromium; its people are signed in as people do it.

Each process of the tests that drives the browser serves a demo of its own.
"""

import os
from pathlib import Path

import pytest

from home.demo import PASSWORD, PEOPLE
from tests.demo_site import DemoSite, demo_site

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STAFF = {person.email for person in PEOPLE if person.role}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": ARGUMENTS}


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """A demo of its own; with DEMO_URL, the one that runs there, which is quicker while one works on a page."""
    if url := os.environ.get("DEMO_URL"):
        yield DemoSite(url=url, data=Path())
        return
    with demo_site(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture(scope="session")
def signed_in(browser, demo):
    """The cookies of a person of the demo, who signs in once."""
    states = {}

    def state_of(email):
        if email not in states:
            context = browser.new_context(base_url=demo.url)
            sign_in(context.new_page(), email)
            states[email] = context.storage_state()
            context.close()
        return states[email]

    return state_of


def sign_in(page, email):
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit], main form button:not([type])")
    if email in STAFF:
        page.fill("[name=code]", code_of(page.context, email))
        page.click("main [type=submit], main form button:not([type])")
    page.goto("/learn/")
    page.wait_for_selector("details.menu")


def code_of(context, email):
    """What the demo shows as somebody's one-time code."""
    page = context.new_page()
    page.goto("/demo/")
    code = page.locator("tr", has_text=email).locator("td code").inner_text()
    page.close()
    return code


@pytest.fixture
def open_page(browser, demo, signed_in):
    """Opens a kind of page in a browser that has never been here, and in a language; notes what the browser complains of."""
    contexts = []

    def open_(kind, language="en", **options):
        state = signed_in(kind.person) if kind.person else None
        context = browser.new_context(base_url=demo.url, locale=language, storage_state=state, **options)
        contexts.append(context)
        page = context.new_page()
        if kind.person:
            read_in(page, language)
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        response = page.goto(kind.path.format(language=language))
        assert response.status == kind.status
        return page

    yield open_
    for context in contexts:
        context.close()


def read_in(page, language):
    """Somebody signed in reads in their own language until they choose another one at the foot of a page."""
    page.goto("/learn/")
    if page.get_attribute("html", "lang") != language:
        page.click(f".languages [lang={language}]")
        page.wait_for_selector(f"html[lang={language}]")
