"""
Somebody who has never been here, with a phone, is asked to learn something about encryption and to get the certificate.

They do what the page before them says loudest: on each page of the way, what is pressed next is the only thing in view that
is coloured as the thing to do.
"""

import io
import re
import time

import pytest
from pypdf import PdfReader

from tests.browser import answers
from tests.browser.answers import quizzes_of
from tests.browser.walkers import Walker
from tests.demo_site import ROOT

NAME = "Nomsa Dlamini-Featherstone"
TITLE = "Encryption: how to keep a message yours"
FOLDER = ROOT / "demo/courses/encryption"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
CONTINUE = re.compile("^(Continue|I have done this)$")

# What is filled with the accent colour and seen, by what it says.
LOUD = """() => {
  const probe = document.createElement("p");
  probe.style.color = "var(--accent)";
  document.body.append(probe);
  const accent = getComputedStyle(probe).color;
  probe.remove();
  const isSeen = (box) => box.width > 1 && box.bottom > 0 && box.top < innerHeight;
  return [...document.querySelectorAll("a, button, summary")]
    .filter((each) => getComputedStyle(each).backgroundColor === accent && isSeen(each.getBoundingClientRect()))
    .map((each) => each.innerText.replace(/\\s+/g, " ").trim());
}"""


class Newcomer(Walker):
    """Somebody who presses what is loudest."""

    def press(self, role, name, *, exact=False):
        self.tap(self.reach(role, name, exact=exact))

    def tap(self, target):
        with self.page.expect_navigation():
            target.tap()

    def loud(self):
        # What comes to lie under the last tap would have the colour of what is pointed at.
        self.page.mouse.move(0, 0)
        return self.page.evaluate(LOUD)

    def do_the_one_thing(self, role, name):
        """Press what has this name, which is the one loud thing in view and wide enough for a thumb."""
        wanted = self.reach(role, name)
        wanted.scroll_into_view_if_needed()
        said = " ".join(wanted.inner_text().split())
        assert self.loud() == [said]
        assert wanted.bounding_box()["height"] >= 44
        self.tap(wanted)

    def answer_wrongly(self, question):
        shown = self.page.locator(f'[data-lms-question="{question["id"]}"]')
        if question["type"] in {"single", "multiple"}:
            wrong = [answers.plain(choice["text"]) for choice in question["choices"] if not choice.get("correct")]
            self.set(shown.get_by_label(wrong[0], exact=True))
        elif question["type"] == "true_false":
            self.pick(shown, "False" if question["answer"] else "True")
        elif question["type"] in {"short_text", "number"}:
            self.type(shown.get_by_role("textbox"), "77777")
        else:
            # Places are given once each; of what goes together, one thing may go with all.
            for number, select in enumerate(shown.get_by_role("combobox").all(), start=1):
                select.select_option(index=number if question["type"] == "ordering" else 1)


@pytest.fixture
def newcomer(browser, demo):
    context = browser.new_context(base_url=demo.url, locale="en", accept_downloads=True, **PHONE)
    yield Newcomer(context.new_page(), NAME)
    context.close()


def find_by_the_menu(newcomer):
    newcomer.page.goto("/")
    newcomer.page.get_by_text("Menu", exact=True).tap()
    newcomer.press("link", "Courses", exact=True)
    newcomer.press("link", TITLE, exact=True)
    assert newcomer.heading() == TITLE


def find_by_the_search(newcomer):
    newcomer.page.goto("/")
    newcomer.press("link", "Search", exact=True)
    newcomer.fill("Words to look for", "encryption")
    newcomer.do_the_one_thing("button", "Search")
    newcomer.press("link", TITLE, exact=True)
    assert newcomer.heading() == TITLE


def find_by_the_home_page(newcomer):
    newcomer.page.goto("/")
    newcomer.do_the_one_thing("link", "Find your course")
    assert newcomer.loud() == ["Search"]
    newcomer.press("link", TITLE, exact=True)
    assert newcomer.heading() == TITLE
    assert newcomer.page.get_by_text("When you have completed the course").is_visible()


def make_an_account(newcomer):
    newcomer.do_the_one_thing("link", "Make an account")
    newcomer.fill("Full name", NAME)
    newcomer.fill("Email", newcomer.email)
    newcomer.fill("Password", "seven locks of Königsberg")
    newcomer.tick(re.compile("agree", re.IGNORECASE))
    newcomer.do_the_one_thing("button", "Make an account")
    newcomer.page.wait_for_url("**/confirm-email/")
    newcomer.do_the_one_thing("link", "The mails that were sent")
    letter = newcomer.page.get_by_role("article").filter(has_text=newcomer.email)
    for _try in range(60):
        if letter.count():
            break
        time.sleep(0.5)
        newcomer.page.reload()
    newcomer.tap(letter.get_by_role("link").first)
    newcomer.do_the_one_thing("button", "Confirm")
    assert newcomer.heading() == TITLE


def enrol(newcomer):
    newcomer.do_the_one_thing("button", "Enrol")
    newcomer.page.wait_for_url("**/learn/encryption/")
    newcomer.do_the_one_thing("link", re.compile("^Start:"))


def learn(newcomer):
    """Read every lesson and take every quiz, the first one wrongly at first."""
    quizzes, taken = quizzes_of(FOLDER), []
    while not newcomer.page.url.endswith("/learn/encryption/"):
        heading = newcomer.heading()
        if heading not in quizzes:
            assert newcomer.page.locator("article.prose").inner_text().strip()
            newcomer.do_the_one_thing("button", CONTINUE)
            continue
        newcomer.do_the_one_thing("button", "Begin the quiz")
        if not taken:
            fail(newcomer, quizzes[heading])
        taken.append(heading)
        hand_in(newcomer, quizzes[heading], newcomer.answer)
        assert newcomer.page.locator(".score").inner_text().startswith("100 %")
        newcomer.do_the_one_thing("link", re.compile("^(Next:|See what comes next)"))
    assert taken == list(quizzes)


def fail(newcomer, questions):
    hand_in(newcomer, questions, newcomer.answer_wrongly)
    assert "Not passed" in newcomer.page.locator(".score").inner_text()
    newcomer.do_the_one_thing("button", "Try again")


def hand_in(newcomer, questions, answer):
    shown = newcomer.page.locator("[data-lms-question]")
    for key in shown.evaluate_all("all => all.map(each => each.dataset.lmsQuestion)"):
        answer(questions[key])
    newcomer.do_the_one_thing("button", "Hand in")
    newcomer.page.wait_for_url("**/attempts/*/")


def get_the_certificate(newcomer):
    assert newcomer.page.get_by_role("heading", name="You have completed this course").is_visible()
    for _try in range(60):
        if newcomer.has("link", "See your certificate"):
            break
        time.sleep(0.5)
        newcomer.page.reload()
    newcomer.do_the_one_thing("link", "See your certificate")
    assert newcomer.page.get_by_role("main").get_by_text(NAME).is_visible()
    sheet = newcomer.reach("link", "Download the PDF")
    pdf = newcomer.page.request.get(sheet.get_attribute("href"))
    words = " ".join(PdfReader(io.BytesIO(pdf.body())).pages[0].extract_text().split())
    # With the widest letters it stands just below what a phone shows first.
    sheet.scroll_into_view_if_needed()
    assert newcomer.loud() == ["Download the PDF"]
    assert NAME in words
    assert TITLE in words


def join_the_alumni(newcomer):
    newcomer.press("link", "Join the alumni")
    newcomer.choose("Name", "Everyone")
    newcomer.tick(re.compile("agree", re.IGNORECASE))
    newcomer.do_the_one_thing("button", "Join the alumni")
    newcomer.press("link", "To the directory")
    assert newcomer.page.get_by_role("heading", name=NAME).is_visible()


def find_the_certificate_again(newcomer):
    """It stands first where there is nothing to go on with."""
    newcomer.page.goto("/learn/")
    headings = newcomer.page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    assert headings[0] == "Completed courses"
    newcomer.press("link", "See the certificate")


def test_a_newcomer_needs_no_help(newcomer):
    find_by_the_menu(newcomer)
    find_by_the_search(newcomer)
    find_by_the_home_page(newcomer)
    make_an_account(newcomer)
    enrol(newcomer)
    learn(newcomer)
    get_the_certificate(newcomer)
    join_the_alumni(newcomer)
    find_the_certificate_again(newcomer)


def test_a_name_in_the_head_of_a_phones_page_is_not_cut_early(browser, demo, signed_in):
    context = browser.new_context(base_url=demo.url, storage_state=signed_in("halfway@example.org"), **PHONE)
    page = context.new_page()
    page.goto("/learn/")
    name = page.locator(".menu__name")

    assert name.inner_text() == "Mateo Quispe Mamani"
    # Letters of some fonts are so wide that no phone has room for all of them.
    is_whole = name.evaluate("name => name.scrollWidth <= name.clientWidth")
    brand, menu = page.locator(".brand").bounding_box(), page.locator(".menu").bounding_box()
    assert is_whole or menu["x"] - (brand["x"] + brand["width"]) <= 16
    context.close()
