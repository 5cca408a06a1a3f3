"""A course folder on disk becomes a course: the one way in, for the command and for uploads."""

import datetime as dt
from pathlib import Path
from typing import Unpack

from django.conf import settings

from courses.folder.contents import CourseFolder
from courses.folder.reader import read_folder
from courses.folder.writer import Options, Summary, import_folder


def read_path(path: Path) -> CourseFolder:
    """
    This reads a course folder in the languages of the site.

    :raises FolderRefused: with every fault of it.
    """
    return read_folder(path, languages=[code for code, _name in settings.LANGUAGES])


def import_path(path: Path, *, now: dt.datetime, **options: Unpack[Options]) -> Summary:
    """
    This reads a course folder and creates or updates its course.

    :raises FolderRefused: with every fault of the folder; nothing was imported then.
    """
    course = read_path(path)
    return import_folder(course=course, now=now, **options)
