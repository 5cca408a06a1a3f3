"""Forty people marked on one page, by keyboard and by thumb, and checked in by a code."""

import itertools
import re
import time

import pytest

from tests.browser.checks import assert_accessible, assert_no_overflow
from tests.browser.conftest import read_in
from tests.browser.kinds import TUTOR
from tests.demo_site import manage

pytestmark = pytest.mark.browser
PEOPLE = 40
numbers = itertools.count(1)
# A session that is on now, in a cohort of the demo, with forty members.
MADE = """
import datetime as dt
from django.utils import timezone
from accounts.actions import create_person
from tutors import placing, scheduling
from tutors.models import Cohort, Session
now = timezone.now()
cohort = Cohort.objects.get(code="encryption-together")
cohort.capacity = None
cohort.save()
session = scheduling.plan_session(
    cohort=cohort, meeting=scheduling.Meeting(title="{title}"), starts_at=now - dt.timedelta(minutes=5), minutes=60
)
by = cohort.appointments.leads().get().tutor.user
there = cohort.places.held().count()
for number in range({people} - there):
    person = create_person(email=f"member-{{number}}@example.org", full_name=f"Member {{number:02}}")
    placing.admit(cohort=cohort, learner=person, by=by, now=now - dt.timedelta(days=1))
"""
SESSION = "/teach/encryption-together/sessions/"


@pytest.fixture
def open_page(demo, browser, signed_in):
    contexts = []

    def open_one(address, person=TUTOR, **options):
        contexts.append(browser.new_context(base_url=demo.url, storage_state=signed_in(person), **options))
        page = contexts[-1].new_page()
        # Another test may have had the same person read in another language.
        read_in(page, "en")
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def attendance(demo, open_page):
    """The address of a page with forty people, of whom nothing is noted."""
    title = f"Forty people {next(numbers)}"
    manage(demo.data, "shell", "--verbosity", "0", "--command", MADE.format(title=title, people=PEOPLE))
    session = open_page(SESSION).get_by_role("link", name=title, exact=True)
    return f"{session.get_attribute('href')}attendance/"


def counts(page):
    """How many people are shown as what."""
    return [page.locator(f".roll input[value={letter}]:checked").count() for letter in "plae"]


def test_forty_people_are_marked_by_keyboard_in_under_a_minute(open_page, attendance):
    page = open_page(attendance)
    page.locator(".roll input").first.focus()
    pressed = 0
    began = time.monotonic()

    for number in range(PEOPLE):
        # To be present is the space bar; each further choice is an arrow away.
        keys = ["Space"] + ["ArrowRight"] * (number % 8 == 7) + ["Tab"]
        for key in keys:
            page.keyboard.press(key)
        pressed += len(keys)
    # After the last person, the next thing is to save.
    assert page.evaluate("document.activeElement.textContent") == "Save"
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice")

    assert time.monotonic() - began < 60
    # Whoever presses two keys a second needs no longer either.
    assert pressed / 2 < 60
    assert page.locator(".notice").inner_text() == "40 people noted."
    assert counts(page) == [35, 5, 0, 0]


def test_the_rest_is_marked_by_thumb_on_a_phone_without_scripts(open_page, attendance):
    page = open_page(attendance, viewport={"width": 320, "height": 640}, java_script_enabled=False, has_touch=True)
    labels = page.locator(".roll li:first-child label")

    boxes = [labels.nth(number).bounding_box() for number in range(4)]
    labels.nth(3).tap()
    page.get_by_role("button", name="Save, and mark the rest present").tap()
    page.wait_for_selector(".notice")

    assert min(min(box["width"], box["height"]) for box in boxes) >= 44
    assert sum(counts(page)) == PEOPLE
    assert page.locator(".roll li:first-child input[value=e]").is_checked()


def test_a_learner_checks_in_by_the_code_that_is_shown(open_page, attendance):
    tutor = open_page(attendance.replace("attendance/", "check-in/"))
    tutor.get_by_role("button", name="Make a code").click()
    code = re.sub(r"\s", "", tutor.locator(".check-in__code").inner_text())
    assert re.fullmatch(r"\d+:\d\d", tutor.locator("[data-lms-left]").inner_text())

    learner = open_page(
        attendance.replace("/teach/", "/learn/cohorts/").replace("attendance/", ""),
        "halfway@example.org",
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    learner.goto(f"{learner.url}check-in/")
    learner.fill("[name=code]", code.lower())
    learner.get_by_role("button", name="Check in").click()

    assert learner.locator(".notice--success").inner_text() == "You are noted: present."
    tutor.reload()
    assert "1 person has checked in." in tutor.locator("main").inner_text()


def test_pages_are_for_everybody_and_keep_within_the_screen(open_page, attendance):
    for address in (
        attendance,
        f"{attendance}report/",
        f"{attendance}history/",
        attendance.replace("attendance/", "check-in/"),
    ):
        page = open_page(address)

        assert_accessible(page)
        assert_no_overflow(page)
