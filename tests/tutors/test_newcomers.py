"""Letting many people into a cohort at once, in the administration."""

import csv
import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrolments.models import Intake, IntakeLine
from jobs.models import Job
from tests import workers
from tests.enrolments.factories import NOW
from tests.factories import make_user
from tests.tutors.factories import make_cohort, make_place, seats
from tests.tutors.staff import is_turned_away, sign_in

pytestmark = pytest.mark.django_db
LIST = b"email,name\nada@example.org,Ada Okafor\nben@example.org,Ben\nnobody\n"


@pytest.fixture
def staff(client):
    workers.waiting()
    return sign_in(client)


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    """What a page answers, and a worker has done by then."""

    def post(url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(url, data or {})
        with django_capture_on_commit_callbacks(execute=True):
            workers.work_off()
        return response

    return post


def page(cohort, step=""):
    return f"/admin/cohorts/{cohort.pk}/list/{step}"


def make_intake(cohort, lines=2):
    job = Job.objects.create(kind="enrolments.read_intake", title="x", status="done", finished_at=NOW)
    given = {"course": cohort.course, "source": cohort.source, "uploaded_by": make_user(), "uploaded_at": NOW}
    intake = Intake.objects.create(name="list.csv", reading=job, **given)
    for number in range(2, 2 + lines):
        intake.lines.create(number=number, email=f"p{number}@example.org", full_name="P", outcome="invite")
    return intake


@pytest.mark.usefixtures("staff")
def test_from_the_cohort_to_people_who_have_places(client, post):
    cohort = make_cohort(capacity=1)
    assert f'href="{page(cohort)}"' in client.get(f"/admin/cohorts/{cohort.pk}/").text

    tried = post(page(cohort), {"file": SimpleUploadedFile("list.csv", LIST)})
    intake = Intake.objects.get()
    assert f'href="{page(cohort, f"{intake.pk}/")}"' in client.get(tried.url).text

    text = " ".join(client.get(page(cohort, f"{intake.pk}/")).text.split())
    for words in (
        "New account, invited, with a place",
        "New account, invited; on the waiting list",
        "“nobody” is no e-mail address.",
        "Enrol these 2 people",
    ):
        assert words in text
    assert seats(cohort) == (0, 0)

    started = post(page(cohort, f"{intake.pk}/enrol/"))
    assert "See what became of each" in client.get(started.url).text
    assert "This list was worked through." in client.get(page(cohort, f"{intake.pk}/")).text
    assert (seats(cohort), cohort.places.in_queue().count()) == ((1, 1), 1)


@pytest.mark.usefixtures("staff")
def test_the_form_asks_for_a_file_alone(client):
    form = client.get(page(make_cohort())).context["form"]

    assert list(form.fields) == ["file"]


@pytest.mark.usefixtures("staff")
def test_the_example_and_the_report_are_files(client):
    cohort = make_cohort()
    intake = make_intake(cohort, 0)
    IntakeLine.objects.create(intake=intake, number=2, email="x", outcome="fault", faults=[["turned_away", ""]])

    assert client.get(page(cohort, "template/"))["Content-Disposition"] == 'attachment; filename="people.csv"'
    response = client.get(page(cohort, f"{intake.pk}/report/"))
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1][5:] == [
        "left out",
        "This person was refused in this cohort, or taken out of it. Admit them by hand.",
    ]


@pytest.mark.usefixtures("staff")
def test_a_list_costs_the_same_for_one_and_for_thirty_lines(client):
    cohort = make_cohort()
    short, long = make_intake(cohort, 1), make_intake(cohort, 30)
    client.get(page(cohort, f"{short.pk}/"))

    with CaptureQueriesContext(connection) as one:
        client.get(page(cohort, f"{short.pk}/"))
    with CaptureQueriesContext(connection) as thirty:
        response = client.get(page(cohort, f"{long.pk}/"))

    assert len(one) == len(thirty) == 16
    assert len(response.content) <= 200_000


@pytest.mark.usefixtures("staff")
def test_where_nobody_waits_nothing_is_started(client):
    cohort = make_cohort()
    intake = make_intake(cohort, 0)

    response = client.post(page(cohort, f"{intake.pk}/enrol/"))

    assert response.url == page(cohort, f"{intake.pk}/")
    assert [str(each) for each in get_messages(response.wsgi_request)] == ["Nobody in this list waits to be enrolled."]


def test_a_list_is_found_where_it_belongs_only(client):
    sign_in(client, "Administrator")
    cohort, other = make_cohort(), make_cohort()
    intake = make_intake(cohort)

    for url in (page(other, f"{intake.pk}/"), page(other, f"{intake.pk}/report/"), f"/admin/enrolments/people/{intake.pk}/"):
        assert client.get(url).status_code == 404
    assert client.post(page(other, f"{intake.pk}/enrol/")).status_code == 404
    assert client.get("/admin/cohorts/99/list/").status_code == 404
    assert client.get(page(cohort, f"{intake.pk}/")).status_code == 200


@pytest.mark.parametrize(("role", "may"), [("Tutor coordinator", True), ("Administrator", True), ("Editor", False)])
def test_coordinators_and_administrators_let_people_in(client, role, may):
    sign_in(client, role)
    cohort = make_cohort()
    intake = make_intake(cohort)

    for step in ("", "template/", f"{intake.pk}/", f"{intake.pk}/report/"):
        response = client.get(page(cohort, step))
        assert response.status_code == 200 if may else is_turned_away(response)
    if not may:
        assert is_turned_away(client.post(page(cohort, f"{intake.pk}/enrol/")))
        assert is_turned_away(client.post(page(cohort), {"file": SimpleUploadedFile("list.csv", LIST)}))


def test_a_coordinator_enrols_nobody_in_a_course_alone(client, staff):
    make_place()

    assert is_turned_away(client.get("/admin/enrolments/people/"))


@pytest.mark.usefixtures("staff")
def test_other_methods_are_refused(client):
    cohort = make_cohort()
    intake = make_intake(cohort)

    assert client.get(page(cohort, f"{intake.pk}/enrol/")).status_code == 405
    assert client.post(page(cohort, f"{intake.pk}/")).status_code == 405
    assert client.put(page(cohort)).status_code == 405
