"""
A list of people that somebody uploads: read by one job, and done by another when they say so.

Both find done what a dead worker did before. The file goes when it is read, the lines some days later.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from courses.models import Course
from enrolments.intake.admitting import admit
from enrolments.intake.cells import MOST_BYTES, FileRefused
from enrolments.intake.destinations import Destination, destination_of
from enrolments.intake.judging import address_of, judged
from enrolments.intake.sheet import read_sheet
from enrolments.models import Intake, IntakeLine
from jobs import actions
from jobs.exceptions import JobFailed
from jobs.models import Job
from jobs.registry import Step, Steps
from library.models import PrivateFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

READ, ENROL = "enrolments.read_intake", "enrolments.enrol_intake"
# So many people are enrolled in one step.
STEP = 20
# For so long the lines are kept, as a report.
KEPT = dt.timedelta(days=7)
Outcome = IntakeLine.Outcome


def start_reading(  # noqa: PLR0913 -- a list, and where its people go
    *, file: "UploadedFile[Any]", course: Course, language: str, by: User, now: dt.datetime, source: str = ""
) -> Intake:
    """This keeps an uploaded list and starts the job that reads it and says what would happen."""
    name = Path(file.name or "list.csv").name[:200]
    data = file.read(MOST_BYTES + 1)
    stored = PrivateFile(
        name=name, content_type="application/octet-stream", size=len(data), sha256=hashlib.sha256(data).hexdigest()
    )
    file.seek(0)
    stored.file.save(f"{stored.pk}.list", file, save=False)
    with transaction.atomic():
        stored.save(force_insert=True)
        title = _("Reading %(name)s") % {"name": name}
        job = actions.start(kind=READ, title=title[:200], parameters={}, started_by=by)
        given = {"course": course, "source": source, "language": language, "uploaded_by": by, "uploaded_at": now}
        return Intake.objects.create(name=name, file=stored, reading=job, **given)


@transaction.atomic
def start_enrolling(*, intake: Intake, by: User) -> Job | None:
    """This starts the job that enrols the people of a list; a second call gives the same. None where nobody waits."""
    # Without its job: a row joined to one that was waited for is that of before the wait.
    intake = Intake.objects.select_for_update(of=("self",)).select_related("course").get(pk=intake.pk)
    if intake.enrolling is None and (total := intake.lines.waiting().count()):
        into = destination_of(intake).name(intake)
        title = _("Enrolling in %(course)s: %(name)s") % {"course": into, "name": intake.name}
        intake.enrolling = actions.start(kind=ENROL, title=title[:200], parameters={}, started_by=by, total=total)
        intake.save(update_fields=["enrolling"])
    return intake.enrolling


def run_reading(job: Job) -> Steps:
    """This does the first job; what it found stands in the lines."""
    if "refused" in job.state:
        raise _refused(job)
    intake = _intake(reading=job.pk)
    if intake.file is None:
        return
    with intake.file.file.open("rb") as file:
        data = file.read()
    try:
        sheet = read_sheet(data)
    except FileRefused as refused:
        _discard_file(intake)
        job.state["refused"] = str(refused)
        yield Step(0)
        raise _refused(job) from refused
    destination = destination_of(intake)
    lines = list(judged(destination.judges(intake, map(address_of, sheet.lines)), sheet.lines))
    intake.lines.all().delete()
    IntakeLine.objects.bulk_create(lines, batch_size=500)
    _discard_file(intake)
    job.report = [_("The column “%(name)s” is not known and was left out.") % {"name": name} for name in sheet.left_out]
    yield Step(len(lines), len(lines), message=_told(destination, (line.outcome for line in lines)))


def run_enrolling(job: Job) -> Steps:
    """This does the second job, some people a step."""
    intake, by = _intake(enrolling=job.pk), job.started_by
    destination = destination_of(intake)
    if not isinstance(by, User) or not destination.may_be_filled_by(by):
        raise JobFailed(_("You may not enrol people."), report=[intake.name])
    while lines := list(intake.lines.waiting().order_by("number")[:STEP]):
        for line in lines:
            admit(line=line, by=by, now=timezone.now())
        yield Step(job.done + len(lines))
    yield Step(job.done, message=_told(destination, intake.lines.values_list("outcome", flat=True)))


def discard(*, intake: Intake) -> None:
    """This takes a list away with all that it says of people; what was done by it stays. A repeat does nothing."""
    with transaction.atomic():
        _discard_file(intake)
        Intake.objects.filter(pk=intake.pk).delete()


def discard_old(*, now: dt.datetime) -> None:
    """This takes away lists that are some days old, and are not just being done. One query where there is nothing."""
    unfinished = Job.objects.unfinished().values("pk")
    old = Intake.objects.filter(uploaded_at__lt=now - KEPT).exclude(Q(reading__in=unfinished) | Q(enrolling__in=unfinished))
    for intake in old.select_related("file"):
        discard(intake=intake)


def _intake(**job: object) -> Intake:
    found = Intake.objects.filter(**job).select_related("course__source_locale", "file").first()
    if found is None:
        raise JobFailed(_("This list is gone. Upload it again."))
    return found


def _refused(job: Job) -> JobFailed:
    return JobFailed(job.state["refused"], report=[_("Nobody was enrolled. Upload the list again.")])


def _discard_file(intake: Intake) -> None:
    file = intake.file
    if file is None:
        return
    with transaction.atomic():
        Intake.objects.filter(pk=intake.pk).update(file=None)
        PrivateFile.objects.filter(pk=file.pk).delete()
        transaction.on_commit(partial(file.file.delete, save=False))


def _told(destination: Destination, outcomes: Iterable[str]) -> str:
    counts = Counter(outcomes)
    people = ngettext("%(count)s person in the list", "%(count)s people in the list", counts.total())
    parts = [f"{destination.labels[choice]}: {counts[choice]}" for choice in Outcome if counts[choice]]
    return " · ".join([people % {"count": counts.total()}, *parts])
