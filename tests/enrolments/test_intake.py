"""A list of people: what would become of each, and what does."""

import datetime as dt
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import roles
from accounts.entries import forget_jobs
from accounts.models import User
from enrolments import actions, privacy, tasks
from enrolments.intake import admitting, destinations, judging, uploads
from enrolments.intake.sheet import Line
from enrolments.models import Enrolment, Intake, IntakeLine
from jobs import running
from jobs.models import Job
from library.models import PrivateFile, private_storage
from notices.models import Mail
from tests import workers
from tests.enrolments.factories import DAY, NOW, make_enrolment, make_outline, translate
from tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
LIST = b"email,name,language,country\nada@example.org,Ada Okafor,fr,Nigeria\nben@example.org,Ben Silva,,\n"


@pytest.fixture(autouse=True)
def _clean():
    workers.waiting()
    for left_by_another_test in Path(private_storage().location).rglob("*.list"):
        left_by_another_test.unlink()


@pytest.fixture
def staff():
    roles.ensure_roles()
    person = make_staff()
    roles.give_role(user=person, role="Administrator", by=None)
    return person


@pytest.fixture
def outline():
    return make_outline()


@pytest.fixture
def work_off(django_capture_on_commit_callbacks):
    def work_off():
        with django_capture_on_commit_callbacks(execute=True):
            workers.work_off()

    return work_off


@pytest.fixture
def bring(staff, outline, work_off, django_capture_on_commit_callbacks):
    """The list that somebody uploaded, after a worker has read it."""

    def bring(data=LIST, *, to=outline, language="", name="list.csv"):
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile(name, data)
            intake = uploads.start_reading(file=file, course=to.course, language=language, by=staff, now=timezone.now())
        work_off()
        intake.refresh_from_db()
        return intake

    return bring


@pytest.fixture
def do(staff, work_off, django_capture_on_commit_callbacks):
    """What became of each line, after a worker has enrolled the people of a list."""

    def do(intake):
        with django_capture_on_commit_callbacks(execute=True):
            uploads.start_enrolling(intake=intake, by=staff)
        work_off()
        return found(intake)

    return do


def found(intake):
    return [(line.number, line.outcome, [name for name, _ in line.faults]) for line in intake.lines.order_by("number")]


def judge(outline, *lines, language=""):
    intake = Intake(course=outline.course, language=language)
    course = judging.Course(intake, map(judging.address_of, lines))
    return [(line.outcome, line.faults) for line in judging.judged(course, lines)]


def files():
    return PrivateFile.objects.count(), [*Path(private_storage().location).rglob("*.list")]


# What would become of a line


def test_somebody_new_is_invited_and_somebody_known_enrolled(outline):
    make_user(email="ben@example.org")

    assert judge(outline, Line(2, "Ada@Example.org", "Ada"), Line(3, "BEN@example.org")) == [("invite", []), ("enrol", [])]


def test_who_is_in_the_course_has_nothing_to_gain(outline):
    people = [make_enrolment(outline).learner, make_enrolment(outline, done=3).learner]

    assert judge(outline, *[Line(2 + place, each.email) for place, each in enumerate(people)]) == [("nothing", [])] * 2


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"email": ""}, [["no_email", ""]]),
        ({"email": "Ada at home"}, [["bad_email", "Ada at home"]]),
        ({"email": f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.org"}, None),
        ({"full_name": ""}, [["no_name", ""]]),
        ({"full_name": "=1+1"}, [["odd_name", "=1+1"]]),
        ({"full_name": "a" * 151}, [["long_name", ""]]),
        ({"language": "Klingon"}, [["unknown_language", "Klingon"]]),
        ({"country": "Mordor"}, [["unknown_country", "Mordor"]]),
        ({"full_name": "", "country": "Mordor"}, [["unknown_country", "Mordor"], ["no_name", ""]]),
        ({"email": "x", "country": "Mordor"}, [["bad_email", "x"], ["unknown_country", "Mordor"]]),
    ],
)
def test_faults_of_a_line(outline, fields, faults):
    [(outcome, told)] = judge(outline, Line(2, **{"email": "ada@example.org", "full_name": "Ada", **fields}))

    assert outcome == "fault"
    assert faults is None or told == faults
    assert [name for name, _ in told] != []


def test_of_two_lines_with_one_address_the_second_is_left_out(outline):
    lines = [Line(2, "ada@example.org", "Ada"), Line(3, "b@example.org", "B"), Line(5, "ADA@example.org", "Ada")]

    assert judge(outline, *lines)[2] == ("fault", [["double", "2"]])


def test_who_has_withdrawn_is_left_out(outline):
    learner = make_enrolment(outline, withdrawn=True).learner

    assert judge(outline, Line(2, learner.email)) == [("fault", [["withdrawn", ""]])]


def test_a_closed_account_is_left_out(outline):
    learner = make_user(is_active=False)

    assert judge(outline, Line(2, learner.email)) == [("fault", [["closed_account", ""]])]


def test_who_has_not_completed_what_comes_before_is_left_out():
    first = make_outline()
    second = make_outline(before=[first])
    ready, begun = make_enrolment(first, done=3).learner, make_enrolment(first).learner

    found = judge(second, Line(2, ready.email), Line(3, begun.email), Line(4, "new@example.org", "New"))

    assert found == [("enrol", []), ("fault", [["prerequisites", ""]]), ("fault", [["prerequisites", ""]])]


def test_a_course_that_is_kept_for_a_group_is_not_open_to_others():
    group = Group.objects.create(name="Fellows")
    outline = make_outline(groups=(group.pk,))
    member = make_user()
    member.groups.add(group)

    found = judge(outline, Line(2, member.email), Line(3, make_user().email), Line(4, "new@example.org", "New"))

    assert found == [("enrol", []), ("fault", [["not_admitted", ""]]), ("fault", [["not_admitted", ""]])]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("EN_us", "en"),
        ("Français", "fr"),
        ("espagnol", "es"),
        ("العربية", "ar"),
        ("de", None),
    ],
)
def test_languages_are_understood_by_code_and_name(words, code):
    assert judging.language_of(words) == code


@pytest.mark.parametrize(
    ("words", "code"), [("ng", "NG"), ("NGA", "NG"), ("Allemagne", "DE"), ("Perú", "PE"), ("peru", "PE"), ("Mordor", None)]
)
def test_countries_are_understood_by_code_and_name(words, code):
    assert judging.country_of(words) == code


def test_judging_costs_the_same_for_one_and_for_thirty_lines():
    outline = make_outline(before=[make_outline()], groups=(1,))
    learners = [make_user() for _ in range(30)]

    with CaptureQueriesContext(connection) as one:
        judge(outline, Line(2, learners[0].email))
    with CaptureQueriesContext(connection) as thirty:
        judge(outline, *[Line(2 + place, each.email) for place, each in enumerate(learners)])

    assert len(one) == len(thirty) == 4


# Reading


def test_a_list_is_read_and_only_tried_out(bring):
    intake = bring()

    assert found(intake) == [(2, "invite", []), (3, "invite", [])]
    assert (intake.reading.status, intake.reading.title) == ("done", "Reading list.csv")
    assert intake.reading.message == "2 people in the list · new account, invited and enrolled: 2"
    assert (User.objects.filter(email="ada@example.org").exists(), Mail.objects.count()) == (False, 0)


def test_the_file_is_gone_once_it_is_read(bring):
    intake = bring()

    assert intake.file is None
    assert files() == (0, [])


def test_columns_that_nobody_knows_are_named(bring):
    assert bring(b"email,Phone\nada@example.org,1\n").reading.report == ["The column “Phone” is not known and was left out."]


def test_a_file_that_is_no_list_is_refused_and_goes(bring):
    intake = bring(b"\x00\x01\x02")

    assert intake.reading.status == "failed"
    assert intake.reading.message == "This is neither a text with separators (.csv) nor a workbook (.xlsx)."
    assert intake.reading.may_start_again is False
    assert files() == (0, [])


class Power(BaseException):
    """Goes out: nothing catches it, as nothing catches a worker's death."""


def goes_out(*_args, **_kwargs):
    raise Power


def again(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - running.LEASE)
    running.run(job_id=job.pk, clock=timezone.now)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("data", [LIST, b"\x00"])
def test_reading_survives_a_workers_death_after_its_first_step(
    staff, outline, data, monkeypatch, django_capture_on_commit_callbacks
):
    file = SimpleUploadedFile("list.csv", data)
    with django_capture_on_commit_callbacks(execute=True):
        intake = uploads.start_reading(file=file, course=outline.course, language="", by=staff, now=NOW)
    with monkeypatch.context() as patch:
        taken = running.take(job_id=intake.reading_id, now=timezone.now() + DAY)
        steps = uploads.run_reading(taken)
        running.do_step(taken, steps, transaction.atomic(), timezone.now)
        patch.undo()

    job = again(intake.reading)

    assert job.status == ("done" if data == LIST else "failed")
    assert intake.lines.count() == (2 if data == LIST else 0)


# Enrolling


def test_people_are_enrolled_and_told(bring, do, outline):
    known = make_user(email="ben@example.org", full_name="Ben", language="es")
    translate(outline, "fr")

    assert do(bring()) == [(2, "invite", []), (3, "enrol", [])]

    ada = User.objects.get(email="ada@example.org")
    assert (ada.full_name, ada.language, ada.country, ada.time_zone) == ("Ada Okafor", "fr", "NG", "Africa/Lagos")
    assert (ada.has_usable_password(), EmailAddress.objects.get(user=ada).verified) == (False, False)
    assert Enrolment.objects.get(learner=ada, course=outline.course).language == "fr"
    assert Enrolment.objects.get(learner=known, course=outline.course).language == "en"
    mails = {mail.recipient: mail for mail in Mail.objects.all()}
    assert {person: (mail.kind, mail.language) for person, mail in mails.items()} == {
        ada: ("enrolments.invitation", "fr"),
        known: ("enrolments.enrolled", "es"),
    }
    assert f"/learn/{outline.course.code}/" in mails[known].text
    assert outline.title in mails[known].text


def test_the_log_says_who_enrolled_them(bring, do, staff):
    do(bring())

    entries = ModelLogEntry.objects.filter(action="enrolments.enrol")
    assert sorted(entries.values_list("object_id", "user")) == sorted(
        (str(pk), staff.pk) for pk in Enrolment.objects.values_list("pk", flat=True)
    )


def test_a_language_may_be_chosen_for_all(bring, do, outline):
    translate(outline, "fr")
    make_user(email="ben@example.org", language="es")

    do(bring(language="fr"))

    assert set(Enrolment.objects.values_list("language", flat=True)) == {"fr"}


def test_the_invitation_lets_somebody_in(client, bring, do, outline):
    do(bring())
    mail = Mail.objects.get(recipient__email="ben@example.org")
    url = next(word for word in mail.text.split() if "/password/reset/key/" in word)

    page = client.get(url.partition("//")[2].partition("/")[2].join(["/", ""]), follow=True)
    response = client.post(
        page.redirect_chain[-1][0], {"password1": (words := "a long bridge of words"), "password2": words}
    )

    ben = User.objects.get(email="ben@example.org")
    assert response.url == f"/learn/{outline.course.code}/"
    assert (ben.check_password("a long bridge of words"), EmailAddress.objects.get(user=ben).verified) == (True, True)


def test_a_second_run_changes_nothing(bring, do):
    do(bring())
    before = User.objects.count(), Enrolment.objects.count(), Mail.objects.count()

    second = bring()

    assert found(second) == [(2, "nothing", []), (3, "nothing", [])]
    assert do(second) == [(2, "nothing", []), (3, "nothing", [])]
    assert (User.objects.count(), Enrolment.objects.count(), Mail.objects.count()) == before
    assert second.enrolling is None


def test_starting_twice_is_one_job(bring, staff):
    intake = bring()

    jobs = {uploads.start_enrolling(intake=intake, by=staff) for _ in range(2)}

    assert len(jobs) == 1


def test_what_happened_meanwhile_counts(bring, do, outline):
    intake = bring(LIST + b"cem@example.org,Cem,,\ndea@example.org,Dea,,\n")
    make_user(email="ada@example.org")
    make_enrolment(outline, learner=make_user(email="ben@example.org"), withdrawn=True)
    make_enrolment(outline, learner=make_user(email="cem@example.org"))
    make_user(email="dea@example.org", is_active=False)

    assert do(intake) == [
        (2, "enrol", []),
        (3, "fault", ["withdrawn"]),
        (4, "nothing", []),
        (5, "fault", ["closed_account"]),
    ]


def test_a_course_that_has_closed_meanwhile_takes_nobody(bring, do, outline):
    intake = bring()
    outline.is_open = False
    outline.save()

    assert do(intake) == [(2, "fault", ["not_admitted"]), (3, "fault", ["not_admitted"])]
    assert User.objects.filter(email="ada@example.org").exists() is False


def test_who_signs_up_at_that_moment_is_enrolled_as_somebody_known(bring, staff, monkeypatch):
    line, make_person = bring().lines.get(number=2), destinations._make_person

    def too_late(line):
        # What an insert beside ours would have said; it is there when we look again.
        monkeypatch.setattr(destinations, "_make_person", make_person)
        raise IntegrityError

    lock, looks = destinations.Destination.lock, []

    def looks_again(destination, line):
        if looks:
            make_user(email=line.email)
        looks.append(line)
        return lock(destination, line)

    monkeypatch.setattr(destinations, "_make_person", too_late)
    monkeypatch.setattr(destinations.Destination, "lock", looks_again)

    done = admitting.admit(line=line, by=staff, now=NOW)

    assert (done.outcome, User.objects.filter(email=line.email).count(), Mail.objects.get().kind) == (
        "enrol",
        1,
        "enrolments.enrolled",
    )


def test_enrolling_survives_a_workers_death_and_nobody_is_enrolled_twice(
    bring, staff, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(uploads, "STEP", 1)
    intake = bring(LIST + b"cem@example.org,Cem,,\n")
    with django_capture_on_commit_callbacks():
        job = uploads.start_enrolling(intake=intake, by=staff)
    admit, seen = uploads.admit, []

    def dies_at_the_second(*, line, **more):
        seen.append(line.number)
        return goes_out() if len(seen) == 2 else admit(line=line, **more)

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "admit", dies_at_the_second)
        with pytest.raises(Power):
            running.run(job_id=job.pk, clock=timezone.now)

    assert intake.lines.waiting().count() == 2
    job = again(job)

    assert (job.status, job.done, job.total) == ("done", 3, 3)
    assert [line[1] for line in found(intake)] == ["invite"] * 3
    assert (Enrolment.objects.count(), Mail.objects.count()) == (3, 3)


def test_who_lost_the_right_meanwhile_enrols_nobody(bring, do, staff):
    intake = bring()
    roles.give_role(user=make_staff(), role="Administrator", by=None)
    roles.take_role(user=staff, role="Administrator", by=None)
    staff.refresh_from_db()

    assert do(intake) == [(2, "invite", []), (3, "invite", [])]
    intake.refresh_from_db()
    assert intake.enrolling.message == "You may not enrol people."
    assert Enrolment.objects.count() == 0


# What is kept, and for how long


def test_a_list_goes_after_some_days_and_what_it_did_stays(bring, do):
    intake = bring()
    do(intake)

    tasks.sweep()
    assert Intake.objects.count() == 1
    Intake.objects.update(uploaded_at=timezone.now() - uploads.KEPT - dt.timedelta(minutes=1))
    tasks.sweep()

    assert (Intake.objects.count(), IntakeLine.objects.count(), Enrolment.objects.count()) == (0, 0, 2)


def test_a_list_that_is_just_being_done_stays(bring, staff):
    intake = bring()
    uploads.start_enrolling(intake=intake, by=staff)
    Intake.objects.update(uploaded_at=timezone.now() - 2 * uploads.KEPT)

    tasks.sweep()

    assert Intake.objects.count() == 1


def test_a_list_that_is_gone_is_told(bring, staff, work_off, django_capture_on_commit_callbacks):
    intake = bring()
    with django_capture_on_commit_callbacks(execute=True):
        job = uploads.start_enrolling(intake=intake, by=staff)
    uploads.discard(intake=intake)

    work_off()

    job.refresh_from_db()
    assert (job.status, job.message) == ("failed", "This list is gone. Upload it again.")


def test_who_uploaded_a_list_takes_it_along_and_away(bring, staff):
    bring()

    assert "list.csv" in privacy.export_intakes(staff)[0].values()
    privacy.erase_intakes(staff, {})
    forget_jobs(staff, {})

    assert (Intake.objects.count(), files()) == (0, (0, []))


def test_who_is_named_in_a_list_reads_that_and_is_taken_out(bring):
    intake = bring()
    ada = make_user(email="ada@example.org")

    assert "Ada Okafor" in privacy.export_intake_lines(ada)[0].values()
    privacy.erase_intake_lines(ada, {})

    assert [line.email for line in intake.lines.all()] == ["ben@example.org"]


# Constraints


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("intake_line_once", {"number": 2}),
        ("intake_line_with_faults_is_left_out", {"faults": [["no_name", ""]]}),
        ("intake_line_done_has_enrolment", {"done_at": NOW}),
    ],
)
def test_the_database_refuses(bring, name, fields):
    given = {"intake": bring(), "number": 9, "email": "x@example.org", "outcome": "invite", **fields}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        IntakeLine.objects.create(**given)

    assert name in str(refused.value) or "intake_id" in str(refused.value)


def test_bringing_back_is_another_matter(bring, do, outline):
    enrolment = make_enrolment(outline, learner=make_user(email="ben@example.org"), withdrawn=True)

    do(bring())

    enrolment.refresh_from_db()
    assert enrolment.status == "withdrawn"
    assert actions.enrol(learner=enrolment.learner, course=outline.course, language="en", now=NOW).status == "active"
