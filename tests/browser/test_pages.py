"""Every kind of page, held against the rules that all of them keep."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.browser.checks import Scales, assert_accessible, assert_no_overflow, assert_sound_html
from tests.browser.kinds import FIRST_VIEW, PAGE_KINDS, SECOND_VIEW, PageKind

pytestmark = pytest.mark.browser
# A lesson's own pictures and sounds; the page's own files count.
MEDIA = (".webp", ".png", ".jpg", ".mp3", ".mp4", ".pdf")
LANGUAGES = ["en", "ar"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGE_KINDS, ids=str)
def test_page_keeps_the_rules(kind, language, open_page):
    page = open_page(kind, language)

    # Before axe, whose own work the policy would complain of.
    assert [text for text in page.complaints if f"status of {kind.status}" not in text] == []
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("html", "dir") == {"en": "ltr", "ar": "rtl"}[language]
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_certificate_keeps_the_rules(language, open_page):
    page = open_page(PageKind("dashboard", "/learn/", person="graduate@example.org"), language)
    page.goto(page.locator(".achieved a").first.get_attribute("href"))

    assert page.locator(".award h1").count() == 1
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)


def test_certificate_is_passed_on_by_the_devices_own_way_or_by_hand(open_page):
    page = open_page(PageKind("dashboard", "/learn/", person="graduate@example.org"))
    page.evaluate("navigator.share = (data) => { window.shared = data; return Promise.resolve(); }")
    page.locator(".share summary").first.click()
    shared, by_hand = page.evaluate("window.shared"), page.locator(".share input").first

    assert shared["url"] == by_hand.input_value()
    assert by_hand.is_hidden()

    page.evaluate("navigator.share = undefined")
    page.locator(".share summary").first.click()

    assert by_hand.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [400, 500, 503])
def test_page_of_a_broken_site_keeps_the_rules(code, language, browser, demo):
    with translation.override(language):
        html = render_to_string(f"{code}.html")
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    page.route("**/broken/", lambda route: route.fulfill(status=code, content_type="text/html; charset=utf-8", body=html))
    page.goto("/broken/")

    assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).borderBlockEndStyle") == "solid"
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_who_tries_too_often_keeps_the_rules(language, open_page):
    page = open_page(PageKind("new-password", "/accounts/password/reset/"), language)
    for _try in range(6):
        page.goto("/accounts/password/reset/")
        page.fill("[name=email]", f"nobody.{language}@example.org")
        with page.expect_navigation() as there:
            page.click("main form button")

    assert there.value.status == 429
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_a_form_without_its_token_keeps_the_rules(language, open_page):
    page = open_page(PageKind("new-password", "/accounts/password/reset/"), language)
    page.fill("[name=email]", "nobody@example.org")
    page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').remove()")
    with page.expect_navigation() as there:
        page.click("main form button")

    assert there.value.status == 403
    assert_sound_html(page.content())
    assert_no_overflow(page)
    assert_accessible(page)


@pytest.mark.parametrize("kind", PAGE_KINDS, ids=str)
def test_page_stands_without_javascript(kind, open_page):
    page = open_page(kind, java_script_enabled=False)

    assert page.locator("main h1").count() == 1


@pytest.mark.parametrize("kind", [kind for kind in PAGE_KINDS if kind.is_light], ids=str)
def test_first_and_second_view_are_light(kind, browser, demo, signed_in):
    context = browser.new_context(base_url=demo.url, storage_state=signed_in(kind.person) if kind.person else None)
    page = context.new_page()
    scales = Scales(page, leaving_out=MEDIA)

    page.goto(kind.path.format(language="en"), wait_until="networkidle")
    assert scales.kilobytes <= FIRST_VIEW, scales.parts

    scales.empty()
    page.goto("/en/help/", wait_until="networkidle")
    assert scales.kilobytes <= SECOND_VIEW, scales.parts
    context.close()


def test_keyboard_reaches_the_content_past_the_header(open_page):
    page = open_page(PageKind("help", "/en/help/"))

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_menu_of_a_person_opens_by_keyboard_and_closes_by_escape(open_page):
    page = open_page(PageKind("dashboard", "/learn/", person="author@example.org"))
    page.focus("details.menu summary")

    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Profile").is_visible()
    page.keyboard.press("Escape")

    assert page.get_by_role("link", name="Profile").is_hidden()


def test_focus_is_seen_in_both_schemes(open_page):
    page = open_page(PageKind("sign-in", "/accounts/login/"))
    outlines = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.focus(".site-header__enter")
        page.keyboard.press("Shift+Tab")
        outlines.append(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert outlines == ["solid", "solid"]
