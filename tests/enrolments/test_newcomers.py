"""Enrolling many people at once, in Wagtail's administration."""

import csv
import io

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.models import User
from enrolments import newcomers
from enrolments.intake.sheet import read_sheet
from enrolments.models import Intake, IntakeLine
from jobs.models import Job
from tests import workers
from tests.enrolments.factories import NOW, make_enrolment, make_outline
from tests.enrolments.test_viewsets import sign_in_staff
from tests.factories import make_user

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/enrolments/people/"
LIST = b"email,name\nada@example.org,Ada Okafor\nnobody\n"


@pytest.fixture
def outline():
    return make_outline()


@pytest.fixture
def admin(client):
    workers.waiting()
    sign_in_staff(client, "access_admin", "view_enrolment", "add_enrolment")
    return client


@pytest.fixture
def work_off(django_capture_on_commit_callbacks):
    def work_off():
        with django_capture_on_commit_callbacks(execute=True):
            workers.work_off()

    return work_off


@pytest.fixture
def post(admin, django_capture_on_commit_callbacks):
    def post(url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return admin.post(url, data or {})

    return post


def sent(outline, data=LIST, *, name="list.csv"):
    return {"course": outline.course.pk, "language": "", "file": SimpleUploadedFile(name, data)}


def make_intake(outline, lines=2, *, by=None):
    by = by or make_user()
    job = Job.objects.create(kind="enrolments.read_intake", title="x", status="done", finished_at=NOW)
    intake = Intake.objects.create(course=outline.course, name="list.csv", uploaded_by=by, uploaded_at=NOW, reading=job)
    IntakeLine.objects.bulk_create(
        IntakeLine(intake=intake, number=number, email=f"p{number}@example.org", full_name="P", outcome="invite")
        for number in range(2, 2 + lines)
    )
    return intake


def page_of(intake, act=""):
    return f"{UPLOAD}{intake.pk}/{act}"


def test_from_the_listing_to_people_who_are_enrolled(admin, outline, post, work_off):
    assert f'href="{UPLOAD}"' in admin.get("/admin/enrolments/").text

    tried = post(UPLOAD, sent(outline))
    intake = Intake.objects.get()
    assert tried.url == f"/jobs/{intake.reading_id}/"
    work_off()
    assert f'href="{page_of(intake)}"' in admin.get(tried.url).text

    text = " ".join(admin.get(page_of(intake)).text.split())
    for words in ("ada@example.org", "“nobody” is no e-mail address.", "Enrol this 1 person"):
        assert words in text

    started = post(page_of(intake, "enrol/"))
    intake.refresh_from_db()
    assert started.url == f"/jobs/{intake.enrolling_id}/"
    work_off()
    assert "See what became of each" in admin.get(started.url).text
    text = admin.get(page_of(intake)).text
    assert ("This list was worked through." in text, "Enrol this" in text) == (True, False)
    assert User.objects.get(email="ada@example.org").enrolments.get().course == outline.course


def test_a_refused_list_leads_to_another_try(admin, outline, post, work_off):
    response = post(UPLOAD, sent(outline, b"\x00"))
    work_off()

    text = admin.get(response.url).text

    assert f'href="{UPLOAD}"' in text
    assert page_of(Intake.objects.get()) not in text


def test_the_form_offers_open_courses_with_their_titles(admin, outline):
    make_outline(is_open=False)

    choices = admin.get(UPLOAD).context["form"].fields["course"].choices

    assert [str(label) for _, label in choices][1:] == [f"{outline.title} ({outline.course.code})"]


@pytest.mark.parametrize(("name", "most"), [("list.pdf", None), ("list.csv", 10)])
def test_the_form_refuses_other_files_and_large_ones(admin, outline, monkeypatch, name, most):
    if most:
        monkeypatch.setattr("enrolments.forms.MOST_BYTES", most)

    response = admin.post(UPLOAD, sent(outline, name=name))

    assert list(response.context["form"].errors) == ["file"]
    assert Intake.objects.count() == 0


def test_the_example_is_a_list_that_can_be_read(admin):
    response = admin.get(f"{UPLOAD}template/")

    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert [(line.email, line.full_name) for line in read_sheet(response.content).lines] == [
        ("ada@example.org", "Ada Okafor"),
        ("luis@example.org", "Luis Silva"),
    ]
    assert "ada@example.org" in admin.get(UPLOAD).text


def test_the_report_has_every_line_and_no_formula(admin, outline):
    intake = make_intake(outline)
    IntakeLine.objects.create(
        intake=intake, number=9, email="x", full_name="=1+1", outcome="fault", faults=[["odd_name", "=1+1"]]
    )

    response = admin.get(page_of(intake, "report/"))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["line", "2", "3", "9"]
    assert rows[-1] == ["9", "x", "'=1+1", "", "", "left out", "“=1+1” is no name."]


def test_lines_are_shown_by_what_happens_and_in_pages(admin, outline, monkeypatch):
    monkeypatch.setattr(newcomers, "PER_PAGE", 2)
    intake = make_intake(outline, 3)
    IntakeLine.objects.create(intake=intake, number=9, email="x", outcome="fault", faults=[["bad_email", "x"]])

    def numbers(query):
        return [line.number for line in admin.get(page_of(intake), query).context["leaf"]]

    assert numbers({}) == [9, 2]
    assert numbers({"p": "2"}) == [3, 4]
    assert numbers({"outcome": "fault"}) == [9]
    assert numbers({"outcome": "nonsense"}) == [9, 2]


def test_a_list_costs_the_same_for_one_and_for_thirty_lines(admin, outline):
    short, long = make_intake(outline, 1), make_intake(outline, 30)
    admin.get(page_of(short))

    with CaptureQueriesContext(connection) as one:
        admin.get(page_of(short))
    with CaptureQueriesContext(connection) as thirty:
        response = admin.get(page_of(long))

    assert len(one) == len(thirty) <= 20
    assert len(response.content) <= 200_000


def test_where_nobody_waits_nothing_is_started(admin, outline, post):
    intake = make_intake(outline, 0)

    response = post(page_of(intake, "enrol/"))

    assert response.url == page_of(intake)
    assert [str(each) for each in get_messages(response.wsgi_request)] == ["Nobody in this list waits to be enrolled."]
    assert "Enrol these" not in admin.get(page_of(intake)).text


def test_a_double_click_is_one_job(outline, post):
    intake = make_intake(outline)

    assert post(page_of(intake, "enrol/")).url == post(page_of(intake, "enrol/")).url


def test_a_list_that_is_not_there_is_not_found(admin):
    assert {admin.get(f"{UPLOAD}999/{act}").status_code for act in ("", "report/")} == {404}
    assert admin.post(f"{UPLOAD}999/enrol/").status_code == 404


def test_other_methods_are_refused(admin, outline):
    intake = make_intake(outline)

    assert admin.get(page_of(intake, "enrol/")).status_code == 405
    assert {admin.post(url).status_code for url in (page_of(intake), page_of(intake, "report/"), f"{UPLOAD}template/")} == {
        405
    }
    assert admin.put(UPLOAD).status_code == 405


def test_who_may_only_look_enrols_nobody(client, outline):
    sign_in_staff(client, "access_admin", "view_enrolment")
    intake = make_intake(outline)

    assert UPLOAD not in client.get("/admin/enrolments/").text
    for response in (
        client.get(UPLOAD),
        client.post(UPLOAD, sent(outline)),
        client.get(page_of(intake)),
        client.get(page_of(intake, "report/")),
        client.post(page_of(intake, "enrol/")),
    ):
        assert (response.status_code, response.url) == (302, "/admin/")
    assert Intake.objects.count() == 1


def test_learners_and_visitors_are_shown_the_door(client, outline):
    assert client.get(UPLOAD).url.startswith("/accounts/login/")
    client.force_login(make_enrolment(outline).learner)

    assert client.post(UPLOAD, sent(outline)).status_code in {302, 403}
    assert Intake.objects.count() == 0


@pytest.mark.parametrize(("role", "may"), [("Administrator", True), ("Editor", False)])
def test_administrators_enrol_people(client, role, may):
    roles.ensure_roles()
    sign_in_staff(client, role=role)

    assert (client.get(UPLOAD).status_code == 200) is may
