"""An upgrade from an earlier landing, whose database with all that people did on it lies in tests/upgrades/."""

import json
import re

import pytest

from tests.sites import EARLIER, manage, rows_of_sqlite, unpack

# These follow the code: what a role may do, what kinds of things there are, which migrations ran.
FOLLOW_THE_CODE = {"django_content_type", "auth_permission", "auth_group_permissions", "django_migrations"}


# These have another form since: their words must all be there, in their order.
TURNED = {("home_contentpage", "body")}


def is_kept_in(new, row, table):
    """Whether a row of today says all that an old one said, in the columns that are still there."""
    return all(is_same(new[column], value, (table, column)) for column, value in row.items() if column in new)


def is_same(new, old, place):
    return words_of(new) == words_of(old) if place in TURNED else new == old


def words_of(text):
    """Without marks, and without the frame of a story's blocks."""
    html = "".join(block["value"] for block in json.loads(text)) if text.startswith("[") else text
    return re.sub(r"<[^>]+>", " ", html).split()


@pytest.fixture(scope="module", params=EARLIER, ids=lambda path: path.name)
def upgraded(request, tmp_path_factory):
    data = unpack(request.param, tmp_path_factory.mktemp("upgrade") / "site")
    before = rows_of_sqlite(data)
    migrated = manage(data, "migrate", "--verbosity", "0")
    return data, before, migrated


def test_upgrade_keeps_every_row_and_every_value(upgraded):
    data, before, migrated = upgraded

    after = rows_of_sqlite(data)

    assert (migrated.returncode, migrated.stderr) == (0, "")
    lost = {
        table: row
        for table, rows in before.items()
        if table not in FOLLOW_THE_CODE
        for row in rows
        if not any(is_kept_in(new, row, table) for new in after.get(table, []))
    }
    assert lost == {}
    assert len(before["enrolments_unitcompletion"]) == 17
    assert len(before["certificates_certificate"]) == 1


def test_upgraded_site_needs_nothing_more(upgraded):
    data, _, _ = upgraded

    checked = manage(data, "migrate", "--check")
    ensured = manage(data, "setup_site", "--verbosity", "0")

    assert (checked.returncode, ensured.returncode, ensured.stderr) == (0, 0, "")
