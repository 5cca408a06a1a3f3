import datetime as dt

import pytest
from django.urls import reverse

from accounts.actions import give_consent
from accounts.queries import outstanding_policies
from enrolments.actions import push_due
from enrolments.models import Enrolment
from home import actions
from home.models import ContentPage, HomePage
from tests.browser.checks import assert_sound_html
from tests.certificates.factories import make_certificate
from tests.enrolments.factories import make_enrolment, units_of
from tests.enrolments.quizzes_made import begin, make_quiz_outline
from tests.factories import make_user
from tests.home.test_queries import make_outline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
# The site, the language, the page by its address, its restrictions and where they come from, the page itself.
WAGTAILS_OWN = 5


@pytest.fixture
def site():
    return actions.ensure_site(now=NOW)


def make_person(**fields):
    """Somebody who has agreed to what is asked."""
    user = make_user(**fields)
    for policy in outstanding_policies(user):
        give_consent(user=user, policy=policy, now=NOW)
    return user


@pytest.mark.parametrize(("language", "address"), [("fr", "/fr/"), ("ar", "/ar/"), ("sw", "/en/")])
def test_front_leads_to_the_language_of_the_browser(client, language, address):
    response = client.get("/", headers={"accept-language": language})

    assert (response.status_code, response.url) == (302, address)
    assert "Accept-Language" in response.headers["Vary"]


def test_front_leads_to_the_language_of_the_person(client):
    client.force_login(make_person(language="es"))

    assert client.get("/", headers={"accept-language": "fr"}).url == "/es/"


@pytest.mark.parametrize(
    "name", ["home:front", "home:dashboard", "home:favicon", "home:demo", "home:demo_mail", "home:style"]
)
def test_pages_are_only_read(client, name):
    client.force_login(make_person())

    assert client.post(reverse(name)).status_code == 405


def test_favicon_leads_to_the_file(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response.url) == (302, "/static/lms/img/favicon.svg")


def test_dashboard_sends_a_visitor_to_sign_in(client):
    response = client.get("/learn/")

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/learn/")


def test_dashboard_greets_and_says_where_to_begin(client):
    client.force_login(make_person(full_name="Leilani Tuifua"))

    html = client.get("/learn/").content.decode()

    assert "<h1>Welcome, Leilani Tuifua</h1>" in html
    assert "Your first course begins here" in html
    assert_sound_html(html)


def test_dashboard_shows_a_newcomer_three_courses(client):
    for number in range(4):
        make_outline(f"course-{number}")
    client.force_login(make_person())

    html = client.get("/learn/").content.decode()

    assert html.count('<article class="card">') == 3
    assert_sound_html(html)


def test_dashboard_begins_with_what_is_next(client):
    make_outline("something-else")
    enrolment = make_enrolment(learner=make_person())
    client.force_login(enrolment.learner)

    html = client.get("/learn/").content.decode()

    assert html.index("Begin here") < html.index(f"/learn/{enrolment.course.code}/")
    assert "something-else" not in html
    assert_sound_html(html)


def test_dashboard_offers_who_is_done_another_course(client):
    enrolment = make_enrolment(learner=make_person(), done=3)
    make_outline("something-else")
    client.force_login(enrolment.learner)

    html = client.get("/learn/").content.decode()

    assert "What to learn next" in html
    assert html.count('<article class="card">') == 1


def test_dashboard_says_so_where_nothing_is_left_to_begin(client):
    enrolment = make_enrolment(learner=make_person(), done=3)
    client.force_login(enrolment.learner)

    html = client.get("/learn/").content.decode()

    assert "You have completed every course you began" in html
    assert "Completed courses" in html
    assert_sound_html(html)


def test_dashboard_invites_first_who_may_join_and_has_nothing_left_to_begin(client):
    enrolment = make_enrolment(learner=make_person(), done=3)
    make_certificate(learner=enrolment.learner)
    client.force_login(enrolment.learner)

    html = client.get("/learn/").content.decode()

    assert html.count('href="/alumni/join/"') == 1
    assert html.index('href="/alumni/join/"') < html.index("Completed courses")
    assert "New courses come from time to time." not in html
    assert_sound_html(html)


def take_up(learner, count, *, done):
    """Courses with everything that a dashboard shows of one: a date, an allowance, an open attempt."""
    for _each in range(count):
        outline = make_quiz_outline()
        enrolment = make_enrolment(outline, learner=learner)
        push_due(enrolment=enrolment, source="cohort:1", unit=units_of(outline)[0], due_at=NOW)
        begin(enrolment)
        if done:
            Enrolment.objects.filter(pk=enrolment.pk).update(status="completed", completed_at=NOW, settled_at=NOW)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("done", "queries"), [(False, 13), (True, 11)], ids=["under way", "completed"])
def test_dashboard_costs_the_same_for_one_course_and_for_thirty(client, django_assert_num_queries, count, done, queries):
    """
    Session, person; enrolments, outlines, done, three for conditions, attempts or suggestions; three of upper rooms.

    Where nothing is under way, two of the three for conditions are not asked.
    """
    learner = make_person()
    take_up(learner, count, done=done)
    client.force_login(learner)
    client.get("/learn/")

    with django_assert_num_queries(queries) as captured:
        response = client.get("/learn/")

    assert response.status_code == 200
    assert not any("unittext" in query["sql"].lower() for query in captured)


def test_dashboard_of_a_newcomer_costs_few_queries(client, django_assert_num_queries):
    """Session, person, enrolments, suggestions, cohorts, certificates, alumni."""
    for number in range(6):
        make_outline(f"course-{number}")
    client.force_login(make_person())
    client.get("/learn/")

    with django_assert_num_queries(8):
        client.get("/learn/")


def test_home_page_says_who_it_is_in_each_language(client):
    html = client.get("/ar/").content.decode()

    assert '<html lang="ar" dir="rtl">' in html
    assert HomePage.objects.get(locale__language_code="ar").headline in html
    assert '<link rel="canonical" href="http://127.0.0.1:8000/ar/">' in html
    assert html.count("hreflang=") == 4
    assert_sound_html(html)


def test_home_page_shows_the_courses_that_are_open(client):
    make_outline("open-course")
    make_outline("closed-course", is_open=False)

    html = client.get("/en/").content.decode()

    assert "/en/courses/open-course/" in html
    assert "/en/courses/closed-course/" not in html


@pytest.mark.parametrize("count", [1, 9])
def test_home_page_costs_a_visitor_as_many_queries_with_one_course_as_with_nine(client, count, django_assert_num_queries):
    for number in range(count):
        make_outline(f"course-{number}")
    client.get("/en/")

    # The seven numbers are kept for a minute.
    with django_assert_num_queries(WAGTAILS_OWN + 7):
        client.get("/en/")


def test_visitor_without_a_session_costs_no_query_for_the_frame(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/demo/style/").status_code == 200


def test_content_page_shows_its_text(client):
    html = client.get("/fr/help/").content.decode()

    assert "<h1>Aide</h1>" in html
    assert_sound_html(html)


def test_demo_lists_the_people(client):
    html = client.get("/demo/").content.decode()

    assert "graduate@example.org" in html
    assert_sound_html(html)


@pytest.mark.parametrize(("is_staff", "count"), [(True, 1), (False, 0)])
def test_wagtails_menu_is_for_staff(rf, is_staff, count):
    request = rf.get("/en/help/")
    request.user = make_person(is_staff=is_staff, is_superuser=is_staff)
    page = ContentPage.objects.get(slug="help", locale__language_code="en")

    html = page.serve(request).render().content.decode()

    assert html.count('<template id="wagtail-userbar-template">') == count
