"""
One file that holds the whole site, and the way back.

An archive (.tar) holds, in this order: `footbridge.json` (what it is and which migrations it has), the database as its own
engine writes it down (`database.sqlite3`, or `database.dump` by pg_dump), in the embedded default the secret key, every file
of both storages, and `end`. The database is one snapshot and comes first: a file is stored before the row that names it, so
no row of the snapshot lacks its file, but for those that were thrown away meanwhile.

A queue is not kept: what must happen is a row. In production the secret key lives in the environment, and is kept there.
"""

import contextlib
import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

FORMAT: Final = 1
FACTS: Final = "footbridge.json"
SECRET: Final = "secret_key"  # noqa: S105 -- the name of its file
END: Final = "end"
# The folder of an archive for each storage.
FOLDERS: Final = {"media": "default", "private": "private"}
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class NoBackup(Exception):
    """This archive cannot be made or brought back; the message says why and what to do."""


# --- Out -------------------------------------------------------------------------------------------------------------------
def write(target: Path, *, now: dt.datetime) -> int:
    """
    This writes the archive at ``target``, readable by its owner alone, and says how many files of the site it holds.

    It appears under its name only once it is whole.

    :raises NoBackup: if there is one already, or the database cannot be written down.
    """
    if target.exists():
        raise NoBackup(f"{target} is there already")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600), "wb") as out:
            number = _write_into(out, now)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(target)
    except FileExistsError:
        raise NoBackup(f"{unfinished} is there: another backup is being written, or one broke off; remove it") from None
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return number


def _write_into(out: IO[bytes], now: dt.datetime) -> int:
    with tarfile.open(fileobj=out, mode="w") as archive, tempfile.TemporaryDirectory() as folder:
        facts = {"format": FORMAT, "made_at": now.isoformat(), "engine": connection.vendor, "migrations": applied()}
        _add_bytes(archive, FACTS, json.dumps(facts, indent=2).encode())
        dump = Path(folder) / DATABASES[connection.vendor]
        _dump(dump)
        archive.add(dump, dump.name)
        if settings.DEMO:
            _add_bytes(archive, SECRET, settings.SECRET_KEY.encode())
        number = sum(_add_file(archive, folder, name) for folder in FOLDERS for name in names(storages[FOLDERS[folder]]))
        _add_bytes(archive, END, b"")
    return number


def applied() -> list[str]:
    """These are the migrations that the database has, as "app.name"."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations)


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _postgres(program: str, *arguments: str) -> None:
    """This runs one of PostgreSQL's own programs on the site's database; its password is on no command line."""
    if shutil.which(program) is None:
        raise NoBackup(f"{program} is not installed: install PostgreSQL's client, at least as new as the server")
    given, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    # Django says how psql is called: the database comes last.
    where = [*given[1:-1], f"--dbname={given[-1]}"]
    ran = subprocess.run(  # noqa: S603 -- PostgreSQL's own program
        [program, *arguments, *where], env=os.environ | (environment or {}), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise NoBackup(f"{program}: {ran.stderr.strip()}")


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """These are the names of all files of a storage."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from names(storage, f"{folder}{name}/")


def _add_file(archive: tarfile.TarFile, folder: str, name: str) -> int:
    """A file that was thrown away since it was listed is none."""
    try:
        with storages[FOLDERS[folder]].open(name) as file:
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size = file.size
            archive.addfile(entry, file)
    except FileNotFoundError:
        return 0
    return 1


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


# --- And back --------------------------------------------------------------------------------------------------------------
def restore(source: Path) -> int:
    """
    This brings an archive back to an empty place, brings it up to this code, and says how many files it held.

    :raises NoBackup: if it is no whole archive, was made by newer code or on another engine, or the place is not empty.
    """
    with _opened(source) as archive:
        facts = _facts_of(archive)
        _refuse_what_does_not_fit(facts)
        _refuse_what_is_not_empty()
        members = archive.getmembers()
        with tempfile.TemporaryDirectory() as folder:
            archive.extract(DATABASES[connection.vendor], folder, filter="data")
            _load(Path(folder) / DATABASES[connection.vendor])
        if settings.DEMO:
            _put_secret(_read(archive, SECRET))
        number = sum(_put_file(archive, member) for member in members if member.name.partition("/")[0] in FOLDERS)
    call_command("migrate", interactive=False, verbosity=0)
    return number


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except FileNotFoundError:
        raise NoBackup(f"there is no {source}") from None
    except tarfile.TarError as error:
        raise NoBackup(f"{source} is no whole archive: {error}") from error


def _facts_of(archive: tarfile.TarFile) -> dict[str, Any]:
    """The end of an archive is looked for first, so that half of one is refused before anything is changed."""
    try:
        _read(archive, END)
        facts: dict[str, Any] = json.loads(_read(archive, FACTS))
    except (KeyError, ValueError) as error:
        raise NoBackup("this is no backup of Footbridge, or not all of one") from error
    if facts["format"] != FORMAT:
        raise NoBackup(f"this archive has format {facts['format']}, and this code reads {FORMAT}")
    return facts


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    content = archive.extractfile(name)
    if content is None:
        raise NoBackup(f"{name} is no file")
    return content.read()


def _refuse_what_does_not_fit(facts: dict[str, Any]) -> None:
    if facts["engine"] != connection.vendor:
        raise NoBackup(f"this archive is of {facts['engine']}, and DATABASE_URL names {connection.vendor}")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(facts["migrations"]) - known - _replaced()):
        raise NoBackup(f"newer code made this archive; this code does not know {', '.join(unknown[:3])}")


def _replaced() -> set[str]:
    """These stand in a database where they ran before they were squashed."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return {f"{app}.{name}" for migration in migrations for app, name in migration.replaces}


def _refuse_what_is_not_empty() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    files = any(True for alias in FOLDERS.values() for _ in names(storages[alias]))
    if tables or files:
        raise NoBackup("this site is not empty: name an empty database and an empty folder for files, and try again")


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(dump)) as copy:
            copy.backup(connection.connection)
        connection.close()
    else:
        connection.close()
        _postgres("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump))


def _put_secret(content: bytes) -> None:
    """What the site has encrypted and signed can be read with its own key alone, from the next start on."""
    path = settings.DATA_DIR / SECRET
    path.touch(mode=0o600)
    path.write_bytes(content)


def _put_file(archive: tarfile.TarFile, member: tarfile.TarInfo) -> int:
    folder, _, name = member.name.partition("/")
    content = archive.extractfile(member)
    if content is None:
        raise NoBackup(f"{member.name} is no file")
    if (stored := storages[FOLDERS[folder]].save(name, File(content))) != name:
        raise NoBackup(f"{member.name} came out as {stored}")
    return 1
