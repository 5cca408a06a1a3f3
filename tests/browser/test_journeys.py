"""
The whole road, walked as people walk it: with a pointer, without JavaScript, and with the keyboard alone.

A new person finds a course, makes an account, learns, completes, sees the certificate and joins the alumni.
"""

import io
import re
import time

import pytest
from pypdf import PdfReader

COURSE = "How the Internet works"
LESSONS = 9
VISIBLE_FOCUS = """element => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
}"""


class Walker:
    """Somebody in a browser of their own, who reaches things by their name as it is read out."""

    def __init__(self, page, name):
        self.page = page
        self.name = name
        self.email = f"{name.split()[0].lower()}@example.org"

    def reach(self, role, name, *, exact=False):
        return self.page.locator("body").get_by_role(role, name=name, exact=exact).first

    def press(self, role, name, *, exact=False):
        self.reach(role, name, exact=exact).click()

    def fill(self, label, text):
        self.page.get_by_label(label).fill(text)

    def choose(self, group, option):
        self.page.get_by_role("group", name=group).get_by_label(option).check()

    def tick(self, label):
        self.page.get_by_label(label).check()

    def heading(self):
        return self.page.locator("h1").inner_text()


class KeyboardWalker(Walker):
    """Somebody who has no pointer: everything is reached by Tab, and what has the focus must show it."""

    def focus(self, target):
        target.wait_for()
        handle = target.element_handle()
        for _step in range(150):
            self.page.keyboard.press("Tab")
            if handle.evaluate("element => element === document.activeElement"):
                assert handle.evaluate(VISIBLE_FOCUS)
                return
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, role, name, *, exact=False):
        self.focus(self.reach(role, name, exact=exact))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, label, text):
        self.focus(self.page.get_by_label(label))
        self.page.keyboard.type(text)

    def choose(self, group, option):
        fieldset = self.page.get_by_role("group", name=group)
        checked = fieldset.get_by_role("radio", checked=True)
        self.focus(checked if checked.count() else fieldset.get_by_role("radio").first)
        wanted = fieldset.get_by_label(option)
        for _step in range(5):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {option}")

    def tick(self, label):
        self.focus(self.page.get_by_label(label))
        self.page.keyboard.press("Space")


@pytest.fixture(params=["pointer", "no JavaScript", "keyboard"])
def walker(request, browser, demo):
    kinds = {
        "pointer": (Walker, "Amara Okafor-Lindqvist", {}),
        "no JavaScript": (Walker, "Bilal Çelik", {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}),
        "keyboard": (KeyboardWalker, "Chiara D’Angelo", {}),
    }
    walker_class, name, options = kinds[request.param]
    context = browser.new_context(base_url=demo.url, locale="en", **options)
    yield walker_class(context.new_page(), name)
    context.close()


def find_the_course(walker):
    walker.page.goto("/")
    walker.press("link", "Find your course")
    walker.press("link", COURSE)
    assert walker.heading() == COURSE


def make_an_account(walker):
    walker.press("link", "Make an account")
    walker.fill("Email", walker.email)
    walker.fill("Full name", walker.name)
    walker.fill("Password", "seven bridges of Königsberg")
    walker.tick(re.compile("agree", re.IGNORECASE))
    walker.press("button", "Sign Up")
    walker.page.wait_for_url("**/confirm-email/")
    walker.page.goto(confirmation_link(walker))
    walker.press("button", "Confirm")


def confirmation_link(walker):
    """The link in the mail, which the worker delivers a moment later."""
    page = walker.page.context.new_page()
    for _try in range(60):
        page.goto("/demo/mail/")
        links = page.get_by_role("article").filter(has_text=walker.email).get_by_role("link")
        found = [link for link in links.evaluate_all("all => all.map(a => a.href)") if "/confirm-email/" in link]
        if found:
            page.close()
            return found[0]
        time.sleep(0.5)
    raise AssertionError("no mail came")


def enrol(walker):
    walker.page.goto("/en/courses/how-the-internet-works/")
    walker.press("button", "Enrol", exact=True)
    walker.page.wait_for_url("**/learn/how-the-internet-works/")


def read_to_the_end(walker):
    walker.press("link", re.compile("^Start:"))
    for _lesson in range(LESSONS):
        assert walker.page.locator("article.prose p").count() > 3
        walker.press("button", re.compile("^(Continue|I have done this)$"))
        walker.page.wait_for_load_state()
    assert walker.reach("heading", "You have completed this course").is_visible()


def see_the_certificate(walker):
    for _try in range(60):
        if walker.reach("link", "See your certificate").count():
            break
        time.sleep(0.5)
        walker.page.reload()
    walker.press("link", "See your certificate")
    walker.page.wait_for_url("**/certificates/*/")
    assert walker.page.get_by_text(walker.name).first.is_visible()
    response = walker.page.request.get(walker.page.url.rstrip("/") + ".pdf")
    words = PdfReader(io.BytesIO(response.body())).pages[0].extract_text()
    assert (response.status, response.headers["content-type"]) == (200, "application/pdf")
    assert walker.name in words
    assert COURSE in words


def join_the_alumni(walker):
    walker.page.goto("/learn/")
    walker.press("link", "Join the alumni")
    walker.choose("Name", "Everyone")
    walker.tick(re.compile("agree", re.IGNORECASE))
    walker.press("button", "Join the alumni")
    walker.page.wait_for_load_state()


def test_the_whole_road(walker, browser, demo):
    find_the_course(walker)
    make_an_account(walker)
    enrol(walker)
    read_to_the_end(walker)
    see_the_certificate(walker)
    join_the_alumni(walker)

    stranger = browser.new_context(base_url=demo.url, locale="en").new_page()
    stranger.goto("/alumni/")
    listed = stranger.get_by_role("main").inner_text()
    stranger.context.close()
    assert walker.name in listed
