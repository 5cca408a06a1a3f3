"""Courses brought in and taken along in the administration."""

import io
import tempfile
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import roles
from courses import tasks
from courses.folder import uploads
from courses.folder.uploads import KEPT, PREFIX
from courses.folder.zip import unpack
from courses.models import CoursePage, CourseUpload, LessonPage
from jobs import running
from jobs.models import Job
from library.models import PrivateFile, private_storage
from tests import workers
from tests.courses.factories import make_catalogue, make_course
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
IMPORT = "/admin/courses/import/"
FOLDER = {
    "course.yaml": "title: Bridges\nlanguage: en\n",
    "01-stone/module.yaml": "title: Stone\n",
    "01-stone/01-old.md": "---\ntitle: Old\n---\n\nOf stone.\n",
}
FAULTY = {**FOLDER, "01-stone/01-old.md": "---\ntitle: Old\nmood: grey\n---\n\n# Old\n"}


@pytest.fixture(autouse=True)
def _catalogue(tmp_path, monkeypatch):
    roles.ensure_roles(page_ids=[make_catalogue().pk])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    workers.waiting()
    for left_by_another_test in Path(private_storage().location).rglob("*.zip"):
        left_by_another_test.unlink()


@pytest.fixture
def editor():
    return with_role("Editor")


def with_role(role):
    person = make_staff()
    roles.give_role(user=person, role=role, by=None)
    return person


def zipped(files=None, *, name="bridges.zip"):
    data = io.BytesIO()
    with ZipFile(data, "w") as packed:
        for path, text in (FOLDER if files is None else files).items():
            packed.writestr(path, text)
    return SimpleUploadedFile(name, data.getvalue(), content_type="application/zip")


@pytest.fixture
def send(client, django_capture_on_commit_callbacks):
    """Sends a file as somebody, and gives the job that waits then."""

    def send(person, file=None, **wishes):
        client.force_login(person)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(IMPORT, {"file": file or zipped(), **wishes})
        job = Job.objects.latest("created_at")
        assert response["Location"] == f"/jobs/{job.pk}/"
        return job

    return send


@pytest.fixture
def work_off(django_capture_on_commit_callbacks):
    """Lets a worker do what waits, and gives the job as it is then."""

    def work_off():
        with django_capture_on_commit_callbacks(execute=True):
            workers.work_off()
        return Job.objects.latest("created_at")

    return work_off


@pytest.fixture
def upload(send, work_off):
    """The job of an upload, after a worker did what was to do."""

    def upload(person, file=None, **wishes):
        send(person, file, **wishes)
        return work_off()

    return upload


def the_course():
    return CoursePage.objects.get(key="bridges")


def leftovers():
    """What is kept of uploads, in rows and on disk."""
    folder = Path(private_storage().location)
    temporary = list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))
    return CourseUpload.objects.count(), PrivateFile.objects.count(), [*folder.rglob("*.zip"), *temporary]


def test_a_folder_becomes_a_draft_of_who_uploaded_it(upload, editor):
    job = upload(editor)

    assert (job.status, job.title) == ("done", "Import of bridges.zip")
    assert job.message == "Created: 3 · changed: 0 · unchanged: 0 · kept: 0 · retired: 0"
    assert job.report == ["created: course.yaml", "created: 01-stone/module.yaml", "created: 01-stone/01-old.md"]
    assert (the_course().live, the_course().owner) == (False, editor)
    assert leftovers() == (0, 0, [])


def test_the_page_of_the_job_leads_to_the_course(client, editor, upload):
    job = upload(editor)

    page = client.get(f"/jobs/{job.pk}/").content.decode()

    assert page.count(f'href="/admin/pages/{the_course().pk}/"') == 1
    assert "created: 01-stone/01-old.md" in page
    assert f'href="{IMPORT}"' in page


def test_an_editor_may_publish_at_once(editor, upload):
    upload(editor, publish="on")

    assert the_course().live is True


def test_an_author_brings_in_drafts_only(upload):
    author = with_role("Author")

    job = upload(author, publish="on")

    assert (job.status, job.parameters["publish"], the_course().live) == ("done", False, False)
    assert the_course().permissions_for_user(author).can_edit() is True


def test_who_may_not_publish_is_not_asked_whether_to(client, editor):
    client.force_login(with_role("Author"))
    authors = client.get(IMPORT).content.decode()
    client.force_login(editor)
    editors = client.get(IMPORT).content.decode()

    assert (authors.count('name="publish"'), editors.count('name="publish"')) == (0, 1)


def test_all_faults_are_shown_and_nothing_is_imported(client, editor, upload):
    job = upload(editor, zipped(FAULTY))

    assert (job.status, job.message) == ("failed", "There are 2 faults in the folder, and nothing was imported.")
    assert job.report == [
        "01-stone/01-old.md:3: unknown key “mood”",
        "01-stone/01-old.md:6: the title stands in the front matter; headings in the text are ## and ###",
    ]
    assert CoursePage.objects.count() == 0
    assert leftovers()[:2] == (0, 0)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "01-stone/01-old.md:3: unknown key “mood”" in page
    assert "Start again" not in page


def test_very_many_faults_are_not_all_shown(upload, editor, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_TOLD", 1)

    job = upload(editor, zipped(FAULTY))

    assert job.report == ["01-stone/01-old.md:3: unknown key “mood”", "… and 1 more"]


def test_what_failed_for_its_faults_is_not_started_again(client, editor, upload):
    job = upload(editor, zipped(FAULTY))

    client.post(f"/jobs/{job.pk}/again/")

    job.refresh_from_db()
    assert job.status == "failed"


def test_a_file_that_is_no_zip_is_a_fault(editor, upload):
    job = upload(editor, SimpleUploadedFile("bridges.zip", b"nothing of the kind"))

    assert job.report == ["bridges.zip:1: this is not a zip file, or a damaged one"]
    assert leftovers()[:2] == (0, 0)


def test_a_file_of_another_kind_is_refused_at_once(client, editor):
    client.force_login(editor)

    response = client.post(IMPORT, {"file": SimpleUploadedFile("bridges.tar", b"x")})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert Job.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_at_once(client, editor, monkeypatch):
    monkeypatch.setattr("courses.forms.MOST_BYTES", 10)
    client.force_login(editor)

    response = client.post(IMPORT, {"file": zipped()})

    assert list(response.context["form"].errors) == ["file"]
    assert Job.objects.count() == 0


def test_checking_only_imports_nothing(editor, upload):
    job = upload(editor, check_only="on")

    assert (job.status, job.title) == ("done", "Checking bridges.zip")
    assert job.message == "“Bridges” has no faults. Nothing was imported."
    assert CoursePage.objects.count() == 0
    assert leftovers()[:2] == (0, 0)


def test_checking_looks_at_the_site_too(editor, upload):
    make_course(slug="bridges-of-old", code="bridges")

    job = upload(editor, check_only="on")

    assert job.report == ["course.yaml:1: the code “bridges” is another course's"]


def test_an_edited_page_is_kept_unless_it_shall_be_overwritten(editor, upload):
    upload(editor)
    lesson = LessonPage.objects.get()
    lesson.title = "Older"
    lesson.save_revision()

    kept = upload(editor)
    overwritten = upload(editor, force="on")

    assert kept.report == ["kept, since it was edited or made here: 01-stone/01-old.md"]
    assert overwritten.report == ["changed: 01-stone/01-old.md"]


def test_the_course_of_somebody_else_stays_as_it_is(editor, upload):
    upload(editor)

    job = upload(with_role("Author"), zipped({**FOLDER, "course.yaml": "title: Mine\nlanguage: en\nkey: bridges\n"}))

    assert (job.status, job.message) == ("failed", "You may not change the course that is on the site already.")
    assert the_course().title == "Bridges"
    assert leftovers()[:2] == (0, 0)


def test_an_author_does_not_change_a_published_course(upload):
    author = with_role("Author")
    upload(author)
    the_course().get_latest_revision().publish()

    job = upload(author, zipped({**FOLDER, "01-stone/01-old.md": "---\ntitle: New\n---\n\nOf stone.\n"}))

    assert (job.status, job.message) == ("failed", "You may not change the course that is on the site already.")


@pytest.mark.parametrize(
    ("role", "wishes", "message"),
    [
        ("Editor", {}, "You may not add courses in this language."),
        ("Author", {"publish": "on"}, "You may not publish courses in this language."),
    ],
)
def test_who_lost_the_right_meanwhile_imports_nothing(editor, role, wishes, message, send, work_off):
    send(editor, **wishes)
    roles.take_role(user=editor, role="Editor", by=None)
    if role == "Author":
        roles.give_role(user=editor, role="Author", by=None)

    job = work_off()

    assert (job.status, job.message) == ("failed", message)
    assert CoursePage.objects.count() == 0


def test_visitors_are_asked_to_sign_in(client):
    response = client.get(IMPORT)

    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_learners_are_shown_the_door(client):
    client.force_login(make_user())

    assert client.get(IMPORT).status_code in {302, 403}
    assert client.post(IMPORT, {"file": zipped()}).status_code in {302, 403}
    assert Job.objects.count() == 0


def test_a_role_without_the_right_is_refused(client):
    client.force_login(with_role("Translator"))

    response = client.post(IMPORT, {"file": zipped()})

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert Job.objects.count() == 0


def test_the_page_refuses_other_methods(client, editor):
    client.force_login(editor)

    assert client.put(IMPORT).status_code == 405


def test_the_menu_leads_there_who_may(client, editor):
    client.force_login(editor)
    editors = client.get("/admin/").content.decode()
    client.force_login(with_role("Translator"))
    translators = client.get("/admin/").content.decode()

    assert (IMPORT in editors, IMPORT in translators) == (True, False)


class Power(BaseException):
    """Goes out: nothing catches it, as nothing catches a worker's death."""


def goes_out(*_args, **_kwargs):
    raise Power


def test_a_dead_worker_leaves_the_job_to_be_taken_up_again(editor, monkeypatch, django_capture_on_commit_callbacks, send):
    job = send(editor)
    [message] = workers.waiting()
    monkeypatch.setattr("courses.folder.writer.actions.gathering", goes_out)
    with pytest.raises(Power):
        running.run(job_id=job.pk, clock=timezone.now)
    monkeypatch.undo()
    left = Path(tempfile.gettempdir()) / f"{PREFIX}{job.pk}-left"
    left.mkdir()
    Job.objects.update(lease_until=timezone.now() - running.LEASE)

    with django_capture_on_commit_callbacks(execute=True):
        running.run(job_id=job.pk, clock=timezone.now)

    job.refresh_from_db()
    assert (message.task, job.status) == ("jobs.tasks.run", "done")
    assert the_course().title == "Bridges"
    assert leftovers() == (0, 0, [])


def test_a_job_that_told_already_only_tidies_up(editor, send, work_off):
    send(editor)
    Job.objects.update(state={"is_told": True, "page": 1})

    assert work_off().status == "done"
    assert (CoursePage.objects.count(), CourseUpload.objects.count()) == (0, 0)


def test_a_job_without_its_file_says_so(editor, send, work_off):
    send(editor)
    uploads.discard_of(editor, {})

    job = work_off()

    assert (job.status, job.message) == ("failed", "The uploaded file is gone. Upload it again.")


def test_what_a_broken_job_left_goes_after_a_while(editor, monkeypatch, upload):
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "unpack", lambda *_args, **_kwargs: 1 / 0)
        job = upload(editor)
    assert (job.status, job.may_start_again) == ("failed", True)

    tasks.sweep()
    assert CourseUpload.objects.count() == 1

    Job.objects.update(finished_at=timezone.now() - KEPT * 2)
    tasks.sweep()
    assert (CourseUpload.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_an_upload_is_exported_with_the_person(editor, send):
    send(editor)

    [row] = uploads.uploads_of(editor)

    assert "bridges.zip" in row.values()
    assert uploads.uploads_of(make_user()) == []


def test_progress_is_kept_while_pages_are_written(editor, monkeypatch, upload):
    kept = []
    monkeypatch.setattr(running, "keep", lambda _job, step, **_: kept.append((step.done, step.total)))

    upload(editor)

    written = [step for step in kept if step[1]]
    assert written == sorted(written)
    assert written[-1][0] == written[-1][1]


def export_of(page):
    return f"/admin/courses/{page.pk}/export/"


def test_a_course_is_taken_along_as_a_folder(client, editor, tmp_path, upload):
    upload(editor)

    response = client.get(export_of(the_course()))

    assert response["Content-Disposition"] == 'attachment; filename="bridges.zip"'
    root = unpack(io.BytesIO(b"".join(response)), name="bridges.zip", into=tmp_path / "out")
    assert root.name == "bridges"
    assert (root / "01-stone" / "01-old.md").read_text() == "---\ntitle: Old\nkey: stone-old\n---\n\nOf stone.\n"


def test_the_same_course_is_the_same_file(client, editor, upload):
    upload(editor)

    first, second = (b"".join(client.get(export_of(the_course()))) for _ in range(2))

    assert first == second


def test_what_cannot_be_exported_is_told(client, editor):
    page = make_course(lessons=1, slug="bridges")
    LessonPage.objects.get().get_latest_revision_as_object()
    lesson = LessonPage.objects.get()
    lesson.body = [("text", "<h3>Too deep</h3>")]
    lesson.save_revision()
    client.force_login(editor)

    response = client.get(export_of(page))

    assert "the first heading must be ##" in response.content.decode()
    assert response["Content-Type"].startswith("text/html")


def test_only_who_may_edit_a_course_takes_it_along(client):
    page = make_course()
    client.force_login(with_role("Author"))

    assert client.get(export_of(page)).status_code == 302
    assert client.post(export_of(page)).status_code == 405


def test_a_course_that_is_not_there_is_not_found(client, editor):
    client.force_login(editor)

    assert client.get("/admin/courses/999999/export/").status_code == 404


def test_the_listing_offers_the_folder_of_a_course(client, editor):
    page = make_course(lessons=1)
    client.force_login(editor)

    listing = client.get(f"/admin/pages/{page.get_parent().pk}/").content.decode()
    inside = client.get(f"/admin/pages/{page.get_children().first().pk}/").content.decode()

    assert export_of(page) in listing
    assert "/export/" not in inside
