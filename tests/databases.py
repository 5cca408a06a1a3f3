"""
Test databases from a template: the migrations run once for each state of the code, then every process copies what they made.

The template's name is a digest of all that decides what migrating does; an old one is never read again.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test-databases"


def digest(rooms):
    """What the migrations of our rooms and the versions of all libraries make, as a short name."""
    files = [ROOT / "requirements.txt", *(path for room in rooms for path in (ROOT / room / "migrations").glob("0*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:12]


def migrate(database_url):
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url}, check=True)


@contextmanager
def one_at_a_time():
    """Of the processes that want the same template, one makes it and the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_sqlite(name, target):
    """Puts a migrated SQLite database at ``target``, in the place of an older one."""
    template = FOLDER / f"{name}.sqlite3"
    with one_at_a_time():
        if not template.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            unfinished = FOLDER / f"{name}.unfinished"
            unfinished.unlink(missing_ok=True)
            migrate(f"sqlite:///{unfinished}")
            unfinished.rename(template)
    for old in (target, f"{target}-wal", f"{target}-shm"):
        Path(old).unlink(missing_ok=True)
    shutil.copy(template, target)


def copy_postgres(name, target, url):
    """Makes a migrated PostgreSQL database called ``target``, in the place of an older one."""
    template = f"footbridge_template_{name}"
    with one_at_a_time(), psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            unfinished = f"{template}_unfinished"
            execute(connection, "DROP DATABASE IF EXISTS {}", unfinished)
            execute(connection, "CREATE DATABASE {}", unfinished)
            migrate(f"{url.rpartition('/')[0]}/{unfinished}")
            execute(connection, "ALTER DATABASE {} RENAME TO {}", unfinished, template)
        execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", target)
        execute(connection, "CREATE DATABASE {} TEMPLATE {}", target, template)


def execute(connection, statement, *names):
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def drop_postgres(target, url):
    with psycopg.connect(url, autocommit=True) as connection:
        execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", target)
