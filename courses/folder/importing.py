"""A course folder on disk becomes a course: the one way in, for the command and for uploads."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from courses.folder.reader import read_folder
from courses.folder.writer import Progress, Summary, import_folder


def import_path(
    path: Path,
    *,
    now: dt.datetime,
    publish: bool = False,
    force: bool = False,
    by: Any = None,
    progress: Progress | None = None,
) -> Summary:
    """
    This reads a course folder and creates or updates its course.

    ``progress`` hears after each step how many are done, of how many; what it raises breaks the import off, and a repeat
    takes up what was left.

    :raises FolderRefused: with every fault of the folder; nothing was imported then.
    """
    course = read_folder(path, languages=[code for code, _name in settings.LANGUAGES])
    return import_folder(course=course, now=now, publish=publish, force=force, by=by, progress=progress)
