"""
The kinds of pages that every rule of tests/browser is held against.

A room adds its own: the address, who looks at it (nobody, or an e-mail address of the demo's people) and the status; and
``is_light`` where the limits for first and second views hold. (Staff get Wagtail's own menu on its pages, which is heavy.)
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageKind:
    name: str
    path: str
    person: str = ""
    status: int = 200
    is_light: bool = False

    def __str__(self):
        return self.name


LEARN = "/learn/how-the-internet-works"
COHORTS = "/learn/cohorts"
PAGE_KINDS = [
    PageKind("home", "/{language}/", is_light=True),
    PageKind("home-signed-in", "/{language}/", person="halfway@example.org", is_light=True),
    PageKind("content", "/{language}/help/", is_light=True),
    PageKind("about", "/{language}/about/", is_light=True),
    PageKind("accessibility", "/{language}/accessibility/"),
    PageKind("programmes", "/{language}/programmes/", is_light=True),
    PageKind("programme", "/{language}/programmes/early-career-fellowship/", is_light=True),
    PageKind("news-list", "/{language}/news/", is_light=True),
    PageKind("news", "/{language}/news/community-grants-third-round/", is_light=True),
    PageKind("search", "/{language}/search/"),
    PageKind("search-found", "/{language}/search/?q=internet", is_light=True),
    PageKind("search-nothing-found", "/{language}/search/?q=nowhere"),
    PageKind("dashboard-empty", "/learn/", person="author@example.org"),
    PageKind("dashboard", "/learn/", person="halfway@example.org", is_light=True),
    PageKind("dashboard-begin", "/learn/", person="new@example.org"),
    PageKind("dashboard-done", "/learn/", person="graduate@example.org", is_light=True),
    PageKind("course-of-learner", f"{LEARN}/", person="halfway@example.org", is_light=True),
    PageKind("course-completed", f"{LEARN}/", person="graduate@example.org"),
    PageKind("lesson", f"{LEARN}/moving-data-speed/", person="halfway@example.org", is_light=True),
    PageKind("glossary", f"{LEARN}/finding-a-machine-glossary/", person="halfway@example.org", is_light=True),
    PageKind("sample", f"{LEARN}/finding-a-machine-addresses/", is_light=True),
    PageKind("locked", f"{LEARN}/trust-encryption/", person="halfway@example.org", status=403),
    PageKind("quiz", f"{LEARN}/moving-data-quiz/", person="halfway@example.org", is_light=True),
    PageKind("quiz-begun", f"{LEARN}/finding-a-machine-quiz/", person="halfway@example.org"),
    PageKind("quiz-passed", f"{LEARN}/trust-quiz/", person="graduate@example.org"),
    PageKind("attempt", f"{LEARN}/finding-a-machine-quiz/attempt/", person="halfway@example.org", is_light=True),
    PageKind("hand-in", f"{LEARN}/finding-a-machine-quiz/attempt/hand-in/", person="halfway@example.org"),
    PageKind("result", f"{LEARN}/moving-data-quiz/attempts/1/", person="graduate@example.org", is_light=True),
    PageKind("asking-for-help", f"{LEARN}/moving-data-speed/help/", person="halfway@example.org"),
    PageKind("rating", f"{LEARN}/enrolment/rating/", person="graduate@example.org"),
    PageKind("withdraw", f"{LEARN}/enrolment/withdraw/", person="halfway@example.org"),
    PageKind("sign-in", "/accounts/login/"),
    PageKind("sign-up", "/accounts/signup/"),
    PageKind("sign-up-sent", "/accounts/confirm-email/"),
    PageKind("confirm-too-late", "/accounts/confirm-email/MQ:1abcde:unknown/"),
    PageKind("new-password", "/accounts/password/reset/"),
    PageKind("new-password-sent", "/accounts/password/reset/done/"),
    PageKind("policy", "/accounts/policies/terms/"),
    PageKind("profile", "/accounts/profile/", person="new@example.org"),
    PageKind("privacy", "/accounts/privacy/", person="new@example.org"),
    PageKind("notices", "/notices/", person="new@example.org"),
    PageKind("catalogue", "/{language}/courses/", is_light=True),
    PageKind("catalogue-filtered", "/{language}/courses/?q=internet&topic=dns&level=beginner&sort=newest", is_light=True),
    PageKind("catalogue-nothing-found", "/{language}/courses/?q=nowhere&level=beginner&topic=unknown"),
    PageKind("course", "/{language}/courses/how-the-internet-works/", is_light=True),
    PageKind("cohort", f"{COHORTS}/internet-evenings/", is_light=True),
    PageKind("cohort-to-join", f"{COHORTS}/internet-evenings/", person="new@example.org"),
    PageKind("cohort-of-member", f"{COHORTS}/internet-together/", person="member@example.org", is_light=True),
    PageKind("cohort-offered", f"{COHORTS}/networks-of-our-own/", person="alumna@example.org"),
    PageKind("declining", f"{COHORTS}/networks-of-our-own/decline/", person="alumna@example.org"),
    PageKind("leaving", f"{COHORTS}/internet-together/leave/", person="member@example.org"),
    PageKind("putting-off", f"{COHORTS}/internet-together/put-off/", person="member@example.org"),
    PageKind("session-over", f"{COHORTS}/internet-together/sessions/1/", person="member@example.org"),
    PageKind("session", f"{COHORTS}/internet-together/sessions/3/", person="member@example.org", is_light=True),
    PageKind("next-cohort", f"{LEARN}/cohorts/next/", person="new@example.org"),
    PageKind("course-in-a-cohort", f"{LEARN}/", person="member@example.org", is_light=True),
    PageKind("dashboard-in-a-cohort", "/learn/", person="member@example.org", is_light=True),
    PageKind("dashboard-offered", "/learn/", person="alumna@example.org"),
    PageKind("calendar", "/calendar/", person="member@example.org"),
    PageKind("calendar-none", "/calendar/", person="new@example.org"),
    PageKind("tutors", "/{language}/tutors/", is_light=True),
    PageKind("tutor", "/{language}/tutors/1/", is_light=True),
    PageKind("alumni", "/alumni/", is_light=True),
    PageKind("joining", "/alumni/join/", person="graduate@example.org"),
    PageKind("demo", "/demo/"),
    PageKind("mails", "/demo/mail/"),
    PageKind("style", "/demo/style/"),
    PageKind("absent", "/{language}/nothing-here/", status=404),
]

# Kilobytes over the wire, compressed, with a cold cache and with a warm one.
FIRST_VIEW = 50
SECOND_VIEW = 15
