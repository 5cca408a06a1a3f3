"""Whole sites in folders of their own, for what is done to a site from outside: backup, restore, upgrade."""

import hashlib
import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
EARLIER = sorted((ROOT / "tests" / "upgrades").glob("*.sqlite3.xz"))


def manage(data, *command, database_url=None):
    """Runs a command of the project on the site in a folder, and gives how it ended and what it said."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    where = {"DATABASE_URL": database_url} if database_url else {}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**kept, **where, "DATA_DIR": str(data), "LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def unpack(archive, data):
    """Puts the database of an earlier landing into a folder."""
    data.mkdir(parents=True)
    (data / "footbridge.sqlite3").write_bytes(lzma.decompress(archive.read_bytes()))
    return data


def rows_of_sqlite(data):
    """Every row of every table but the search index's own, by table: a list of (columns, values)."""
    with closing(sqlite3.connect(data / "footbridge.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%'")
        tables = [row["name"] for row in named if not row["name"].startswith("sqlite_")]
        return {table: [dict(row) for row in database.execute(f'SELECT * FROM "{table}"')] for table in tables}  # noqa: S608


def rows_of_postgres(url):
    with psycopg.connect(url) as database:
        named = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            table: sorted(row[0] for row in database.execute(f'SELECT t::text FROM "{table}" t'))  # noqa: S608
            for (table,) in named
        }


def files_of(data):
    """What lies in the folders for files, by name: the digest of each."""
    return {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("media", "private")
        for path in sorted((data / folder).rglob("*"))
        if path.is_file()
    }
