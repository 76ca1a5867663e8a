"""Backups hold all of one moment, open with the passphrase alone, and come back whole."""

import io
import sqlite3
import threading
from contextlib import closing
from datetime import date

import pytest

from survey_app.cli.main import main
from survey_app.core.people import Account
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.interchange.locked_file import PIECE, LockedWriter, unlocked
from survey_app.services import backups, survey_keys, upgrading
from survey_app.store import accounts as account_store
from survey_app.store import copies
from survey_app.store.database import connect, create, raw
from survey_app.store.safety_migrations import migrations

WORDS = "four words are enough"
TODAY = date(2026, 3, 2)


def locked(content, passphrase=WORDS):
    out = io.BytesIO()
    with LockedWriter(out, passphrase) as file:
        file.write(content)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_locked_opens_again(size):
    content = bytes(range(256)) * (size // 256 + 1)
    assert unlocked(io.BytesIO(locked(content[:size])), WORDS).read() == content[:size]


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda b: b[:-1], "backup.damaged"),
        (lambda b: b[: -(PIECE // 2)], "backup.damaged"),
        (lambda b: b[: 43 + PIECE + 16], "backup.does_not_open"),
        (lambda b: b[:43] + b[43 + PIECE + 16 :], "backup.does_not_open"),
        (lambda b: b[:-3] + bytes([b[-3] ^ 1]) + b[-2:], "backup.damaged"),
        (lambda b: b[:50] + bytes([b[50] ^ 1]) + b[51:], "backup.does_not_open"),
        (lambda b: b"PK" + b, "backup.not_ours"),
        (lambda b: b[:30], "backup.damaged"),
        (lambda _: b"", "backup.not_ours"),
    ],
)
def test_a_harmed_file_is_told_and_gives_nothing_false(harm, code):
    whole = bytes(2 * PIECE + 10)
    harmed = io.BytesIO(harm(locked(whole)))
    with pytest.raises(Conflict) as told:
        unlocked(harmed, WORDS).read()
    assert told.value.code == code


def test_nothing_of_the_content_can_be_read_and_no_two_files_are_alike():
    first, second = locked(b"what was said" * 50), locked(b"what was said" * 50)
    assert b"what was said" not in first
    assert first[43:] != second[43:]


@pytest.fixture
def kept(tmp_path):
    """A database with a survey key, its instance, and the path of a backup."""
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "secret.key").write_text("a secret")
    with closing(create(tmp_path / "a.db")) as db:
        survey_keys.of_survey(db, "s", "a secret", TODAY)
        held = backups.write(db, instance, tmp_path / "b.survey-backup", WORDS)
    return tmp_path, held


def test_a_backup_brings_database_and_secret_back(kept):
    folder, held = kept
    backups.restore(
        folder / "b.survey-backup", folder / "new" / "c.db", folder / "new", WORDS
    )
    restored = copies.contents(folder / "new" / "c.db")
    assert restored == held | {"audit": held["audit"] + 1}  # that it was restored
    assert (folder / "new" / "secret.key").read_text() == "a secret"
    with closing(connect(folder / "new" / "c.db")) as db:
        key = survey_keys.of_survey(db, "s", "a secret", TODAY)
        assert survey_keys.private_key(db, key.key_id, "a secret")
    assert list((folder / "new").glob(".*")) == []


def test_columns_kept_beside_an_earlier_database_are_not_believed(kept):
    folder, _ = kept
    backups.restore(folder / "b.survey-backup", folder / "c.db", folder, WORDS)
    numbers = []
    for name in ("a.db", "c.db"):
        with closing(connect(folder / name)) as db:
            row = db.execute("select value from counters where name = 'database'")
            numbers.append(row.fetchone()[0])
    assert numbers[0] != numbers[1]


def test_nothing_is_overwritten_and_another_secret_is_kept(kept):
    folder, _ = kept
    with pytest.raises(Conflict, match=r"restore\.would_replace"):
        backups.restore(folder / "b.survey-backup", folder / "a.db", folder, WORDS)
    (folder / "instance" / "secret.key").write_text("another")
    backups.restore(
        folder / "b.survey-backup", folder / "c.db", folder / "instance", WORDS
    )
    assert (folder / "instance" / "secret.key").read_text() == "a secret"
    assert (folder / "instance" / "secret.key.before").read_text() == "another"


def test_a_backup_that_does_not_open_puts_nothing_in_place(kept):
    folder, _ = kept
    whole = (folder / "b.survey-backup").read_bytes()
    (folder / "cut").write_bytes(whole[:-40])
    for source, phrase, code in (
        ("b.survey-backup", "some other words", "backup.does_not_open"),
        ("cut", WORDS, "backup.d"),
        ("missing", WORDS, "file.missing"),
    ):
        with pytest.raises((Conflict, NotFound), match=code):
            backups.restore(
                folder / source, folder / "n" / "c.db", folder / "n", phrase
            )
    assert list((folder / "n").iterdir()) == []


def test_a_passphrase_machines_guess_is_refused(kept):
    folder, _ = kept
    with closing(connect(folder / "a.db")) as db, pytest.raises(Rejected):
        backups.write(db, folder, folder / "d", "short")
    assert not (folder / "d").exists()


def test_a_backup_is_of_one_moment_while_others_write(tmp_path):
    with closing(create(tmp_path / "a.db")) as db:
        db.execute("create table pairs (n integer primary key, twice integer)")
    stop = threading.Event()

    def write():
        conn = sqlite3.connect(tmp_path / "a.db", timeout=30)
        n = 0
        while not stop.is_set():
            n += 1
            with conn:
                conn.execute("insert into pairs values (?, ?)", (n, 2 * n))
        conn.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with closing(connect(tmp_path / "a.db")) as db:
            held = backups.write(db, tmp_path, tmp_path / "b", WORDS)
    finally:
        stop.set()
        writer.join(30)
    backups.restore(tmp_path / "b", tmp_path / "c.db", tmp_path, WORDS)
    with closing(sqlite3.connect(tmp_path / "c.db")) as conn:
        count, newest = conn.execute("select count(*), max(n) from pairs").fetchone()
    assert count == (newest or 0) == held["pairs"]


def test_old_backups_go_so_that_what_was_taken_back_is_gone(tmp_path):
    for day in range(1, 6):
        backups.dated(tmp_path, date(2026, 3, day)).touch()
    (tmp_path / "other.txt").touch()
    gone = backups.rotate(tmp_path, 2)
    assert [each.name[:10] for each in gone] == [
        "2026-03-03",
        "2026-03-02",
        "2026-03-01",
    ]
    assert len(list(tmp_path.iterdir())) == 3


def old_database(path):
    """Make a database as an early version left it, with an account in it."""
    with closing(raw(path)) as db:
        migrations.apply(db, stop_before="0004_releases")
        account_store.add(db, Account("1", "A", "coordinator"), "a hash")


def test_an_old_database_is_brought_up_to_date_and_leaves_no_copy(tmp_path):
    path = tmp_path / "a.db"
    old_database(path)
    with pytest.raises(Conflict, match=r"database\.not_migrated"):
        connect(path)
    assert upgrading.upgrade(path)[0] == "0004_releases"
    assert upgrading.upgrade(path) == []
    with closing(connect(path)) as db:
        assert [each.name for each in account_store.everyone(db)] == ["A"]
    assert [each for each in tmp_path.iterdir() if "before" in each.name] == []


def test_a_database_may_be_named_from_where_one_stands(tmp_path, monkeypatch):
    old_database(tmp_path / "a.db")
    monkeypatch.chdir(tmp_path)
    assert main(["upgrade", "--database", "a.db"]) == 0
    assert main(["upgrade", "--database", "a.db"]) == 0


def test_a_failed_upgrade_leaves_the_database_as_it_was(tmp_path):
    path = tmp_path / "a.db"
    old_database(path)
    with closing(raw(path)) as db:
        db.execute("create table releases (in_the_way text)")
    before = copies.contents(path)
    with pytest.raises(Conflict, match=r"upgrade\.failed"):
        upgrading.upgrade(path)
    assert copies.contents(path) == before
    assert [each for each in tmp_path.iterdir() if "before" in each.name] == []


def test_what_is_no_database_is_told(tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(b"no database at all" * 300)
    with pytest.raises(Conflict, match=r"database\.damaged"):
        upgrading.upgrade(path)
    assert path.read_bytes() == b"no database at all" * 300
    with pytest.raises(NotFound):
        upgrading.upgrade(tmp_path / "missing.db")


def test_the_commands_back_up_restore_and_upgrade(tmp_path, capsys, monkeypatch):
    path, folder = tmp_path / "a.db", tmp_path / "stick"
    folder.mkdir()
    create(path).close()
    backups.dated(folder, date(2020, 1, 1)).touch()
    words = tmp_path / "words"
    words.write_text(WORDS + "\n")
    there = ["--database", str(path)]
    secret = ["--passphrase-file", str(words)]
    assert main(["backup", str(folder), "--keep", "1", *secret, *there]) == 0
    (made,) = folder.iterdir()
    assert str(made) in capsys.readouterr().out
    assert main(["restore", str(made), *secret, *there]) == 1
    monkeypatch.setenv("SURVEY_APP_PASSPHRASE", WORDS)
    other = ["--database", str(tmp_path / "b.db")]
    assert main(["restore", str(made), *other]) == 0
    assert main(["upgrade", *other]) == 0
    assert main(["check", *other]) == 0
    monkeypatch.delenv("SURVEY_APP_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["backup", str(tmp_path / "c"), *there]) == 1
    assert "--passphrase-file" in capsys.readouterr().err
