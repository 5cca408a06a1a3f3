"""
The whole road, walked as people walk it: with a pointer, without JavaScript, and with the keyboard alone.

A new person finds a course, makes an account, learns, completes, sees the certificate and joins the alumni.
"""

import io
import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.browser.answers import quizzes_of
from tests.browser.walkers import KeyboardWalker, Walker
from tests.demo_site import ROOT, manage


@dataclass(frozen=True)
class Road:
    """A course to walk along, and what its folder knows of it."""

    title: str
    code: str
    folder: Path
    units: int

    @property
    def quizzes(self):
        return quizzes_of(self.folder)


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


@pytest.fixture
def demos_course():
    return Road("How the Internet works", "how-the-internet-works", ROOT / "demo/courses/how-the-internet-works", 15)


@pytest.fixture(scope="session")
def real_course(demo, real_courses):
    """net-intro, brought into the demo as an author brings it in."""
    folder = real_courses / "net-intro"
    manage(demo.data, "import_course", str(folder), "--publish")
    return Road("Introduction to Networking: How the Internet Works", "net-intro", folder, 86)


def find_the_course(walker, road):
    walker.page.goto("/")
    walker.press("link", "Find your course")
    walker.press("link", road.title, exact=True)
    assert walker.heading() == road.title


def make_an_account(walker):
    walker.press("link", "Make an account")
    walker.fill("Email", walker.email)
    walker.fill("Full name", walker.name)
    walker.fill("Password", "seven bridges of Königsberg")
    walker.tick(re.compile("agree", re.IGNORECASE))
    walker.press("button", "Make an account")
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


def enrol(walker, road):
    walker.page.goto(f"/en/courses/{road.code}/")
    walker.press("button", "Enrol", exact=True)
    walker.page.wait_for_url(f"**/learn/{road.code}/")


def learn_to_the_end(walker, road):
    walker.press("link", re.compile("^Start:"))
    quizzes, taken = road.quizzes, []
    for _unit in range(road.units):
        if walker.heading() in quizzes:
            taken.append(walker.heading())
            take_the_quiz(walker, quizzes[walker.heading()])
        else:
            assert len(walker.page.locator("article.prose").inner_text()) > 100
            walker.press("button", re.compile("^(Continue|I have done this)$"))
        walker.page.wait_for_load_state()
    assert taken == list(quizzes)
    walker.page.goto(f"/learn/{road.code}/")
    assert walker.reach("heading", "You have completed this course").is_visible()


def take_the_quiz(walker, questions):
    walker.press("button", "Begin the quiz")
    walker.page.wait_for_url("**/attempt/")
    shown = walker.page.locator("[data-lms-question]")
    for key in shown.evaluate_all("all => all.map(each => each.dataset.lmsQuestion)"):
        walker.answer(questions[key])
    walker.press("button", "Hand in")
    walker.page.wait_for_url("**/attempts/1/")
    assert walker.page.locator(".score").inner_text().startswith("100 %")
    walker.press("link", re.compile("^(Next:|See what comes next|To the course)"))


def see_the_certificate(walker, road):
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
    assert road.title in words


def join_the_alumni(walker):
    walker.page.goto("/learn/")
    walker.press("link", "Join the alumni")
    walker.choose("Name", "Everyone")
    walker.tick(re.compile("agree", re.IGNORECASE))
    walker.press("button", "Join the alumni")
    walker.page.wait_for_load_state()


def walk(walker, browser, demo, road):
    find_the_course(walker, road)
    make_an_account(walker)
    enrol(walker, road)
    learn_to_the_end(walker, road)
    see_the_certificate(walker, road)
    join_the_alumni(walker)

    stranger = browser.new_context(base_url=demo.url, locale="en").new_page()
    stranger.goto("/alumni/")
    listed = stranger.get_by_role("main").inner_text()
    stranger.context.close()
    assert walker.name in listed


def test_the_whole_road(walker, browser, demo, demos_course):
    walk(walker, browser, demo, demos_course)


@pytest.mark.real_courses
def test_the_whole_road_of_a_real_course(walker, browser, demo, real_course):
    # Neither address, nor name, is a part of the other's: mails and people are found by them.
    walker.email = walker.email.replace("@", ".again@")
    walker.name = " ".join(reversed(walker.name.split()))

    walk(walker, browser, demo, real_course)
