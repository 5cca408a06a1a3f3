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
TUTOR = "tutor@example.org"
TEACH = "/teach/routing-workshop"
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
    PageKind("teaching", "/teach/", person=TUTOR, is_light=True),
    PageKind("teaching-of-an-assistant", "/teach/", person="assistant@example.org"),
    PageKind("teaching-refused", "/teach/", person="halfway@example.org", status=403),
    PageKind("tutors-profile", "/teach/profile/", person=TUTOR, is_light=True),
    PageKind("teach-cohort", f"{TEACH}/", person=TUTOR, is_light=True),
    PageKind("teach-cohort-changed", f"{TEACH}/change/", person=TUTOR),
    PageKind("teach-cohort-copied", f"{TEACH}/copy/", person=TUTOR),
    PageKind("teach-people", f"{TEACH}/people/", person=TUTOR, is_light=True),
    PageKind("teach-people-nobody-found", f"{TEACH}/people/?q=nobody", person=TUTOR),
    PageKind("teach-place-held", f"{TEACH}/people/10/", person=TUTOR),
    PageKind("teach-place-asked", f"{TEACH}/people/13/", person=TUTOR),
    PageKind("teach-sessions", f"{TEACH}/sessions/", person=TUTOR, is_light=True),
    PageKind("teach-session-over", "/teach/encryption-together/sessions/1/", person=TUTOR),
    PageKind("teach-session-to-come", f"{TEACH}/sessions/10/", person=TUTOR),
    PageKind("teach-session-planned", f"{TEACH}/sessions/plan/", person=TUTOR),
    PageKind("teach-session-changed", f"{TEACH}/sessions/10/change/", person=TUTOR),
    PageKind("teach-session-moved", f"{TEACH}/sessions/10/move/", person=TUTOR),
    PageKind("teach-completion", "/teach/encryption-together/completion/", person=TUTOR, is_light=True),
    PageKind("teach-completion-nobody-found", "/teach/encryption-together/completion/?q=nobody", person=TUTOR),
    PageKind("teach-place-that-needs-a-word", "/teach/encryption-together/people/2/", person=TUTOR),
    PageKind("teach-register", "/teach/encryption-together/attendance/", person=TUTOR, is_light=True),
    PageKind("teach-attendance", "/teach/encryption-together/sessions/2/attendance/", person=TUTOR, is_light=True),
    PageKind("teach-attendance-noted", "/teach/encryption-together/sessions/1/attendance/", person=TUTOR),
    PageKind("teach-attendance-ahead", f"{TEACH}/sessions/10/attendance/", person=TUTOR),
    PageKind("teach-attendance-history", "/teach/encryption-together/sessions/1/attendance/history/", person=TUTOR),
    PageKind("teach-meeting-report", "/teach/encryption-together/sessions/2/attendance/report/", person=TUTOR),
    PageKind("teach-check-in", "/teach/encryption-together/sessions/2/check-in/", person=TUTOR),
    PageKind("teach-series", f"{TEACH}/sessions/series/", person=TUTOR),
    PageKind("teach-modules", f"{TEACH}/modules/", person=TUTOR),
    PageKind("teach-tutors", f"{TEACH}/tutors/", person=TUTOR),
    PageKind("teach-hand-over", f"{TEACH}/tutors/hand-over/", person=TUTOR),
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
    PageKind("cohort-of-member", f"{COHORTS}/encryption-together/", person="halfway@example.org", is_light=True),
    PageKind("cohort-offered", f"{COHORTS}/routing-workshop/", person="graduate@example.org"),
    PageKind("declining", f"{COHORTS}/routing-workshop/decline/", person="graduate@example.org"),
    PageKind("leaving", f"{COHORTS}/encryption-together/leave/", person="halfway@example.org"),
    PageKind("putting-off", f"{COHORTS}/encryption-together/put-off/", person="halfway@example.org"),
    PageKind("session-over", f"{COHORTS}/encryption-together/sessions/1/", person="halfway@example.org"),
    PageKind("session", f"{COHORTS}/encryption-together/sessions/3/", person="halfway@example.org", is_light=True),
    PageKind("check-in", f"{COHORTS}/encryption-together/sessions/2/check-in/", person="halfway@example.org"),
    PageKind("check-in-noted", f"{COHORTS}/encryption-together/sessions/1/check-in/", person="halfway@example.org"),
    PageKind("next-cohort", f"{LEARN}/cohorts/next/", person="new@example.org"),
    PageKind("course-in-a-cohort", "/learn/encryption/", person="halfway@example.org", is_light=True),
    PageKind("dashboard-in-a-cohort", "/learn/", person="halfway@example.org", is_light=True),
    PageKind("dashboard-offered", "/learn/", person="graduate@example.org"),
    PageKind("calendar", "/calendar/", person="halfway@example.org"),
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
