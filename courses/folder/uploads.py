"""
Course folders that somebody uploads: kept until a job has read them, then removed.

An import finds done what a dead worker did before, so the job may begin anew at any time.
"""

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypedDict, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.privacy import Rows, rows
from courses.folder.checks import find_target
from courses.folder.contents import CourseFolder
from courses.folder.faults import Fault, FolderRefused
from courses.folder.importing import read_path
from courses.folder.writer import Summary, import_folder
from courses.folder.zip import unpack
from courses.keys import make_key
from courses.models import CourseUpload
from courses.rules import may_import, may_import_over, may_take_live
from jobs import actions, running
from jobs.exceptions import JobFailed
from jobs.models import Job
from jobs.registry import Step, Steps
from library.models import PrivateFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KIND = "courses.import"
PREFIX = "footbridge-import-"
MOST_TOLD = 2000
# For so long the file of a job that broke down is kept.
KEPT = dt.timedelta(days=7)


class Wishes(TypedDict):
    """These are what somebody wants an import to do."""

    publish: bool
    force: bool
    check_only: bool


def start_import(*, file: "UploadedFile[Any]", by: User, wishes: Wishes) -> Job:
    """This keeps an uploaded file and starts the job that imports it."""
    name = Path(file.name or "course.zip").name[:200]
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    stored = PrivateFile(name=name, content_type="application/zip", size=file.size or 0, sha256=digest.hexdigest())
    stored.file.save(f"{stored.pk}.zip", file, save=False)
    with transaction.atomic():
        stored.save(force_insert=True)
        title = _("Checking %(name)s") if wishes["check_only"] else _("Import of %(name)s")
        job = actions.start(kind=KIND, title=(title % {"name": name})[:200], parameters=dict(wishes), started_by=by)
        CourseUpload.objects.create(job=job, file=stored)
    return job


def run_import(job: Job) -> Steps:
    """This does the job: unpacks, reads, looks whether the person may, imports, and tells; then the file goes."""
    upload = CourseUpload.objects.select_related("file").filter(job=job.pk).first()
    if upload is None:
        raise JobFailed(_("The uploaded file is gone. Upload it again."))
    if not job.state.get("is_told"):
        yield from _work(job, upload)
    discard(upload=upload)


def _work(job: Job, upload: CourseUpload) -> Steps:
    try:
        with _unpacked(upload) as folder:
            yield Step(0, message=_("Reading the folder"))
            course = read_path(folder)
            _check_allowed(course, job)
            summary = None if job.parameters["check_only"] else _import(course, job)
    except FolderRefused as refused:
        discard(upload=upload)
        raise JobFailed(_faults_found(len(refused.faults)), report=_listed(refused.faults)) from None
    except JobFailed:
        discard(upload=upload)
        raise
    yield _told(job, course, summary)


def _listed(faults: list[Fault]) -> list[str]:
    """Nobody mends thousands of faults at once, and no page should show them."""
    more = len(faults) - MOST_TOLD
    return [*map(str, faults[:MOST_TOLD]), *([_("… and %(count)s more") % {"count": more}] if more > 0 else [])]


def _faults_found(count: int) -> str:
    found = ngettext(
        "There is %(count)s fault in the folder, and nothing was imported.",
        "There are %(count)s faults in the folder, and nothing was imported.",
        count,
    )
    return found % {"count": count}


def _import(course: CourseFolder, job: Job) -> Summary:
    return import_folder(
        course=course,
        now=timezone.now(),
        publish=job.parameters["publish"],
        force=job.parameters["force"],
        by=job.started_by,
        progress=partial(_keep, job),
    )


def _keep(job: Job, done: int, total: int) -> None:
    running.keep(job, Step(done, total, message=_("Writing pages")), now=timezone.now())


def _check_allowed(course: CourseFolder, job: Job) -> None:
    """
    This looks again whether the person may: rights are taken away, too.

    :raises FolderRefused: if what the folder says does not fit what is on the site.
    :raises JobFailed: if they may not.
    """
    target = find_target(course)
    person = job.started_by
    if not isinstance(person, User) or not may_import(person, [target.catalogue]):
        raise JobFailed(_("You may not add courses in this language."), report=[course.title])
    if job.parameters["publish"] and not may_take_live(person, [target.catalogue]):
        raise JobFailed(_("You may not publish courses in this language."), report=[course.title])
    if target.existing.course and not may_import_over(person, target.existing.pages()):
        raise JobFailed(_("You may not change the course that is on the site already."), report=[course.title])


def _told(job: Job, course: CourseFolder, summary: Summary | None) -> Step:
    """This says at the end how many files were what, and what became of each that is not as it was."""
    job.state["is_told"] = True
    if summary is None:
        return Step(1, 1, message=_("“%(title)s” has no faults. Nothing was imported.") % {"title": course.title})
    job.state["page"] = summary.page_id
    listed = {
        _("created"): summary.created,
        _("changed"): summary.changed,
        _("kept, since it was edited or made here"): summary.kept,
        _("retired, since it left the folder"): summary.retired,
    }
    job.report = [f"{words}: {name}" for words, names in listed.items() for name in names]
    counts = {name: len(getattr(summary, name)) for name in ("created", "changed", "unchanged", "kept", "retired")}
    return Step(
        job.total,
        message=_(
            "Created: %(created)s · changed: %(changed)s · unchanged: %(unchanged)s · kept: %(kept)s · retired: %(retired)s"
        )
        % counts,
    )


@contextmanager
def _unpacked(upload: CourseUpload) -> Iterator[Path]:
    """This is the uploaded folder, for a while. What a dead worker left of it goes first."""
    prefix = f"{PREFIX}{upload.job_id}-"
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    name = upload.file.name
    with tempfile.TemporaryDirectory(prefix=prefix) as place, upload.file.file.open("rb") as file:
        yield unpack(cast("BinaryIO", file), name=name, into=Path(place) / make_key(Path(name).stem, fallback="course"))


def discard(*, upload: CourseUpload) -> None:
    """This takes an uploaded file away; a repeat does nothing."""
    file = upload.file
    with transaction.atomic():
        CourseUpload.objects.filter(pk=upload.pk).delete()
        PrivateFile.objects.filter(pk=file.pk).delete()
        transaction.on_commit(partial(file.file.delete, save=False))


def discard_old(*, now: dt.datetime) -> None:
    """This takes away what jobs left that broke down and were not started again. One query where there is nothing."""
    ended = CourseUpload.objects.filter(job__finished_at__lt=now - KEPT)
    for upload in ended.select_related("file"):
        discard(upload=upload)


def uploads_of(user: User) -> Rows:
    """These are the files that are kept of what a person uploaded."""
    files = PrivateFile.objects.filter(pk__in=CourseUpload.objects.filter(job__started_by=user).values("file"))
    return rows(files.order_by("created_at"), "name", "size", "created_at")


def discard_of(user: User, _choices: Any) -> None:
    """This takes away what a person uploaded; a job that still needs it ends."""
    for upload in CourseUpload.objects.filter(job__started_by=user).select_related("file"):
        discard(upload=upload)
