import csv
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def worked(cli):
    cli("init")
    assert cli("account", "add", "Amira", "--role", "leader") == 0, cli.err
    assert cli("account", "disable", "Amira") == 0, cli.err
    return cli


def edit(cli, *statements):
    """Change the file as somebody would who knows SQL."""
    with closing(sqlite3.connect(cli.database)) as connection, connection:
        for each in statements:
            connection.execute(each)


def test_what_commands_did_is_listed_newest_first(worked):
    rows = worked.rows("audit", "list")
    assert [(each["who"], each["deed"], each["about"]) for each in rows] == [
        ("survey-app", "account-closed", "Amira"),
        ("survey-app", "account-added", "Amira"),
    ]


def test_the_whole_list_is_written_to_a_file(worked, tmp_path):
    assert worked("audit", "export", "--out", tmp_path / "audit.out") == 0
    text = (tmp_path / "audit.out").read_text(encoding="utf-8")
    assert [each["number"] for each in csv.DictReader(text.splitlines())] == ["1", "2"]


def test_a_hash_written_down_is_found_again(worked):
    assert worked("audit", "verify") == 0
    noted = worked.out.split()[-1]
    worked("account", "add", "Ben", "--role", "leader")
    assert worked("audit", "verify", noted[:12]) == 0


def test_entries_cut_off_at_the_end_miss_the_hash_that_was_written_down(worked):
    worked("audit", "verify")
    noted = worked.out.split()[-1]
    edit(worked, "drop trigger audit_keeps", "delete from audit where number = 2")
    assert worked("audit", "verify") == 0
    assert worked("audit", "verify", noted) == 3


def test_check_names_the_entry_that_was_changed(worked):
    assert worked("check") == 0, worked.err
    edit(
        worked,
        "drop trigger audit_stays",
        "update audit set who = 'x' where number = 1",
    )
    assert worked("check") == 1
    assert "entry 1 does not follow" in worked.err


def test_check_tells_of_a_clock_before_what_was_done(worked):
    edit(
        worked,
        "insert into audit values (3, '2999-01-01', '', 'restored', '', 'x')",
    )
    assert worked("check") == 1
    assert "2999-01-01" in worked.err
