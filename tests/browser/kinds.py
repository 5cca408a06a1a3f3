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


PAGE_KINDS = [
    PageKind("home", "/{language}/", is_light=True),
    PageKind("content", "/{language}/help/", is_light=True),
    PageKind("dashboard-empty", "/learn/", person="author@example.org"),
    PageKind("dashboard", "/learn/", person="halfway@example.org", is_light=True),
    PageKind("course-of-learner", "/learn/how-the-internet-works/", person="halfway@example.org", is_light=True),
    PageKind("course-completed", "/learn/how-the-internet-works/", person="graduate@example.org"),
    PageKind("lesson", "/learn/how-the-internet-works/moving-data-speed/", person="halfway@example.org", is_light=True),
    PageKind("asking-for-help", "/learn/how-the-internet-works/moving-data-speed/help/", person="halfway@example.org"),
    PageKind("rating", "/learn/how-the-internet-works/enrolment/rating/", person="graduate@example.org"),
    PageKind("withdraw", "/learn/how-the-internet-works/enrolment/withdraw/", person="halfway@example.org"),
    PageKind("sign-in", "/accounts/login/"),
    PageKind("sign-up", "/accounts/signup/"),
    PageKind("policy", "/accounts/policies/terms/"),
    PageKind("profile", "/accounts/profile/", person="new@example.org"),
    PageKind("privacy", "/accounts/privacy/", person="new@example.org"),
    PageKind("notices", "/notices/", person="new@example.org"),
    PageKind("catalogue", "/{language}/courses/", is_light=True),
    PageKind("course", "/{language}/courses/how-the-internet-works/", is_light=True),
    PageKind("own-course", "/learn/how-the-internet-works/", person="halfway@example.org", is_light=True),
    PageKind("lesson", "/learn/how-the-internet-works/moving-data-speed/", person="halfway@example.org", is_light=True),
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
