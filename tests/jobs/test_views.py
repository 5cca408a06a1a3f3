import pytest
from django.utils import timezone

from jobs import actions, registry
from jobs.models import Job
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def person():
    return make_user()


@pytest.fixture
def job(person, monkeypatch):
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("tests.nothing", lambda _: iter(()))
    return actions.start(kind="tests.nothing", title="Writing certificates", parameters={}, started_by=person, total=40)


@pytest.fixture
def address(job):
    return f"/jobs/{job.pk}/"


def finish(job, status):
    Job.objects.filter(pk=job.pk).update(status=status, finished_at=timezone.now(), lease_until=None, message="Because.")


def test_page_shows_how_far_it_is(client, person, job, address):
    Job.objects.filter(pk=job.pk).update(done=10, message="Ada has hers.")
    client.force_login(person)

    page = client.get(address).content.decode()

    assert page.count("<progress") == 1
    assert 'value="10" max="40"' in page
    assert "Ada has hers." in page


def test_page_renews_itself_with_and_without_javascript(client, person, address):
    client.force_login(person)

    page = client.get(address).content.decode()

    assert page.count('<noscript><meta http-equiv="refresh" content="3"></noscript>') == 1
    assert page.count(f'hx-get="{address}"') == 1


@pytest.mark.parametrize("status", ["done", "failed"])
def test_finished_page_rests(client, person, job, address, status):
    finish(job, status)
    client.force_login(person)

    page = client.get(address).content.decode()

    assert (page.count("http-equiv"), page.count("hx-get"), page.count("Because.")) == (0, 0, 1)


def test_htmx_gets_the_progress_alone(client, person, address):
    client.force_login(person)

    page = client.get(address, headers=HTMX).content.decode()

    assert page.strip().startswith('<div id="job"')
    assert "<html" not in page


def test_visitor_is_asked_to_sign_in(client, address):
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


def test_job_of_somebody_else_is_unknown(client, address):
    client.force_login(make_user())

    assert client.get(address).status_code == 404
    assert client.post(f"{address}again/").status_code == 404


def test_staff_see_every_job(job):
    assert job.may_be_seen_by(make_user(is_staff=True)) is True


def test_page_refuses_other_methods(client, person, address):
    client.force_login(person)

    assert client.post(address).status_code == 405
    assert client.get(f"{address}again/").status_code == 405


def test_failed_job_is_started_again(client, person, job, address):
    finish(job, "failed")
    client.force_login(person)

    response = client.post(f"{address}again/")

    job.refresh_from_db()
    assert (response["Location"], job.status) == (address, "queued")


def test_job_that_has_not_failed_is_not_started_again(client, person, job, address):
    finish(job, "done")
    client.force_login(person)

    client.post(f"{address}again/")

    job.refresh_from_db()
    assert job.status == "done"


def test_page_costs_three_queries(client, person, address, django_assert_num_queries):
    client.force_login(person)

    with django_assert_num_queries(3):
        client.get(address)


def test_page_lists_a_report_line_by_line(client, person, job, address):
    finish(job, "failed")
    Job.objects.update(report=["course.yaml:1: one", "<b>:2: two"])
    client.force_login(person)

    page = client.get(address).content.decode()

    assert '<li dir="auto">course.yaml:1: one</li><li dir="auto">&lt;b&gt;:2: two</li>' in page
    assert "Start again" not in page
