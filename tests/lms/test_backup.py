"""A backup and the way back, by the commands that an operator types, in places of their own."""

import re
import tarfile
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from psycopg import sql

from lms import backup
from tests import services
from tests.sites import EARLIER, files_of, manage, rows_of_postgres, rows_of_sqlite, unpack


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site on which people have worked: the database of the latest landing on record, brought up to date, with files."""
    data = unpack(EARLIER[-1], tmp_path_factory.mktemp("backup") / "site")
    assert manage(data, "migrate", "--verbosity", "0").returncode == 0
    for name, content in (("media/images/réseau.svg", "<svg/>"), ("private/2026/11/a.pdf", "%PDF"), ("media/empty", "")):
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return data


@pytest.fixture(scope="module")
def archive(site):
    made = manage(site, "backup", str(site.parent))
    assert (made.returncode, made.stderr) == (0, "")
    return next(site.parent.glob("footbridge-*.tar"))


def test_restored_on_an_empty_machine_it_is_the_same_site(site, archive, tmp_path):
    back = manage(tmp_path, "restore", str(archive))

    assert (back.returncode, back.stdout) == (0, "The database and 3 files are back. Start the site.\n")
    assert rows_of_sqlite(tmp_path) == rows_of_sqlite(site)
    assert files_of(tmp_path) == files_of(site)
    assert (tmp_path / "secret_key").read_text() == (site / "secret_key").read_text()
    assert manage(tmp_path, "migrate", "--check").returncode == 0


def test_archive_is_its_owners_alone(archive):
    assert archive.stat().st_mode & 0o777 == 0o600


def test_site_that_is_not_empty_is_left_as_it_is(site, archive):
    before = rows_of_sqlite(site)

    refused = manage(site, "restore", str(archive))

    assert refused.returncode == 1
    assert refused.stderr == (
        "CommandError: Nothing restored: this site is not empty: name an empty database and an empty folder for files, "
        "and try again\n"
    )
    assert rows_of_sqlite(site) == before


def test_half_an_archive_changes_nothing(archive, tmp_path):
    half = tmp_path / "half.tar"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    refused = manage(tmp_path / "new", "restore", str(half))

    assert refused.returncode == 1
    assert "is no whole archive" in refused.stderr
    assert rows_of_sqlite(tmp_path / "new") == {}


def test_archive_cut_between_two_files_is_not_taken_for_a_whole_one(archive, tmp_path):
    shorter = tmp_path / "shorter.tar"
    with tarfile.open(archive) as whole, tarfile.open(shorter, "w") as cut:
        for member in whole.getmembers()[:-2]:
            cut.addfile(member, whole.extractfile(member))

    refused = manage(tmp_path / "new", "restore", str(shorter))

    assert (refused.returncode, refused.stderr) == (
        1,
        "CommandError: Nothing restored: this is no backup of Footbridge, or not all of one\n",
    )


def test_archive_of_newer_code_is_refused(archive, tmp_path):
    newer = tmp_path / "newer.tar"
    with tarfile.open(archive) as whole, tarfile.open(newer, "w") as out:
        for member in whole.getmembers():
            content = whole.extractfile(member).read()
            if member.name == backup.FACTS:
                content = content.replace(b"accounts.0001_initial", b"accounts.9999_thought")
            backup._add_bytes(out, member.name, content)

    refused = manage(tmp_path / "new", "restore", str(newer))

    assert refused.returncode == 1
    assert "this code does not know accounts.9999_thought" in refused.stderr


def test_file_that_leads_out_of_its_folder_is_refused(archive, tmp_path):
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(archive) as whole, tarfile.open(hostile, "w") as out:
        for member in whole.getmembers():
            out.addfile(member, whole.extractfile(member))
        backup._add_bytes(out, "media/../../outside", b"!")

    refused = manage(tmp_path / "new", "restore", str(hostile))

    assert refused.returncode == 1
    assert not (tmp_path / "outside").exists()


def test_second_backup_to_the_same_name_is_refused(archive, site):
    before = archive.read_bytes()

    refused = manage(site, "backup", str(archive))

    assert refused.returncode == 1
    assert archive.read_bytes() == before


@pytest.mark.django_db
def test_backup_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_dump", full)

    with pytest.raises(OSError, match="No space left"):
        backup.write(tmp_path / "site.tar", now=timezone.now())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_backup_beside_one_that_is_being_written_leaves_it_alone(tmp_path):
    other = tmp_path / "site.tar.unfinished"
    other.write_text("half")

    with pytest.raises(backup.NoBackup):
        backup.write(tmp_path / "site.tar", now=timezone.now())

    assert other.read_text() == "half"


@pytest.fixture
def two_databases():
    """Two empty databases of PostgreSQL, by their addresses."""
    names = ["footbridge_backup_from", "footbridge_backup_to"]
    with psycopg.connect(services.POSTGRES_URL, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield [f"{services.POSTGRES_URL.rpartition('/')[0]}/{name}" for name in names]
        for name in names:
            with suppress(psycopg.Error):
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.services
def test_restored_on_postgresql_it_is_the_same_site(two_databases, tmp_path):
    first, second = two_databases
    old, new = tmp_path / "old", tmp_path / "new"
    assert manage(old, "migrate", "--verbosity", "0", database_url=first).returncode == 0
    assert manage(old, "setup_site", "--verbosity", "0", database_url=first).returncode == 0
    Path(old / "private").mkdir()
    Path(old / "private" / "letter.pdf").write_text("%PDF")

    made = manage(old, "backup", str(tmp_path / "site.tar"), database_url=first)
    back = manage(new, "restore", str(tmp_path / "site.tar"), database_url=second)

    assert (made.returncode, made.stderr, back.returncode, back.stderr) == (0, "", 0, "")
    rows = rows_of_postgres(second)
    assert rows == rows_of_postgres(first)
    assert len(rows["wagtailcore_page"]) > 10
    assert files_of(new) == files_of(old)
    # And the numbering of new rows goes on behind the old ones.
    assert manage(new, "setup_site", "--verbosity", "0", database_url=second).returncode == 0


@pytest.mark.services
def test_archive_of_the_other_engine_is_refused(archive, two_databases, tmp_path):
    refused = manage(tmp_path, "restore", str(archive), database_url=two_databases[0])

    assert refused.returncode == 1
    assert "this archive is of sqlite, and DATABASE_URL names postgresql" in refused.stderr


@pytest.mark.django_db(transaction=True)
def test_the_site_itself_is_backed_up_and_not_overwritten(tmp_path, capsys):
    call_command("backup", tmp_path)
    (made,) = tmp_path.glob("footbridge-*.tar")

    # How many files there are is the media folder's business, which the tests of a process share.
    assert re.match(rf"{re.escape(str(made))}: the database and \d+ files, ", capsys.readouterr().out)
    with pytest.raises(CommandError, match="Nothing restored: this site is not empty"):
        call_command("restore", made)
    with pytest.raises(CommandError, match="Nothing restored: there is no "):
        call_command("restore", tmp_path / "other.tar")
    with pytest.raises(CommandError, match=r"No backup: .* is there already"):
        call_command("backup", made)
