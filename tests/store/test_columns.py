"""Rounds as columns: from responses, from a snapshot, and what came since."""

import json
import threading

import numpy as np
import pytest

from survey_app.core.measurement.columns import ARRAYS
from survey_app.core.measurement.frame import frame, framed
from survey_app.core.questionnaire.receipts import receipt_hash
from survey_app.store import changes, columns, instruments, responses, snapshot
from survey_app.store.database import connect, create

ROUND = "valley-2026"


@pytest.fixture
def kept(database, monkeypatch):
    """The world, all of whose rounds are large enough for a snapshot."""
    monkeypatch.setattr(columns, "LEAST_KEPT", 10)
    monkeypatch.setattr(columns, "LEAST_NEW", 2)
    db = connect(database)
    yield db
    db.close()


def instrument(db):
    (row,) = db.query(
        "select instrument_id from rounds where round_id = :id", {"id": ROUND}
    )
    return instruments.get(db, row["instrument_id"])


def load(db):
    return columns.of_round(db, ROUND, instrument(db))


def where(db):
    return snapshot.place(db, ROUND)


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ARRAYS
    ) and (one.psus, one.names) == (other.psus, other.names)


def add(db, numbers):
    """Add responses with new ids, like the first ones of the round."""
    (like, *_), = [list(db.query("select * from responses where round_id = :r", {"r": ROUND}))]  # fmt: skip
    for number in numbers:
        row = like | {
            "response_id": f"new-{number}",
            "receipt_hash": receipt_hash(f"code-{number}", b"key"),
            "seq": changes.state(db, ROUND).seq + 1000,
            "device_id": None,
        }
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        db.execute(f"insert into responses ({names}) values ({values})", row)


def test_columns_are_what_the_responses_say(kept):
    """Route two: every response decoded one by one."""
    asked = instrument(kept)
    one = frame(
        asked, sorted(responses.in_round(kept, ROUND), key=lambda k: k.response_id)
    )
    other = framed(asked, columns.from_responses(kept, ROUND, asked))
    assert one.design.psus == other.design.psus

    def rows(of):
        facts = [
            of.facts[name][i] for i in range(len(of.design.psu)) for name in of.facts
        ]
        table = [
            *of.codes.values(),
            *of.answered.values(),
            of.design.weights,
            of.design.psu,
        ]
        return sorted(zip(*(column.tolist() for column in table), *(
            [facts[n :: len(of.facts)] for n in range(len(of.facts))]
        ), strict=True))  # fmt: skip

    assert rows(one) == rows(other)
    assert len(other.chosen) == len(one.chosen) > 0


def test_a_snapshot_is_read_without_the_responses(kept, monkeypatch):
    state, first = load(kept)
    assert where(kept).is_dir()
    monkeypatch.setattr(columns, "_read", None)
    again, second = load(kept)
    assert again == state
    assert same(first, second)
    assert not second.weights.flags.writeable


def test_new_responses_are_appended(kept):
    before = load(kept)[1]
    header = told(where(kept) / "header.json")
    add(kept, range(3))
    state, after = load(kept)
    assert after.rows == before.rows + 3
    assert after.sorted_rows == before.rows
    now = told(where(kept) / "header.json")
    assert now["parts"][0] == header["parts"][0], (
        "the sorted rows are not written again"
    )
    assert now["state"]["seq"] == state.seq
    assert same(
        columns.in_order(after), columns.from_responses(kept, ROUND, instrument(kept))
    )
    assert same(load(kept)[1], after)


def test_a_long_tail_is_sorted_in(kept):
    load(kept)
    add(kept, range(60))
    after = load(kept)[1]
    assert after.sorted_rows == after.rows
    assert same(after, columns.from_responses(kept, ROUND, instrument(kept)))
    assert len(list(where(kept).glob("*/codes.npy"))) == 1


def test_a_withdrawn_answer_vanishes_at_once(kept):
    add(kept, [1])
    before = load(kept)[1]
    assert responses.withdraw(kept, receipt_hash("code-1", b"key"))
    assert not where(kept).exists()
    after = load(kept)[1]
    assert after.rows == before.rows - 1
    assert same(after, columns.from_responses(kept, ROUND, instrument(kept)))


def test_an_answer_withdrawn_while_it_is_written_does_not_stay(
    kept, database, monkeypatch
):
    add(kept, [1])
    write = snapshot.write

    def overtaken(*args, **kwargs):
        is_written = write(*args, **kwargs)
        other = connect(database)
        other.execute("delete from responses where response_id = 'new-1'")
        other.close()
        return is_written

    monkeypatch.setattr(snapshot, "write", overtaken)
    load(kept)
    assert not where(kept).exists()


def test_a_correction_makes_the_snapshot_anew(kept):
    before = load(kept)[1]
    kept.execute(
        "update responses set weight = 99 where seq = (select max(seq) from responses)"
    )
    after = load(kept)[1]
    assert (after.weights == 99).sum() == 1
    assert (before.weights == 99).sum() == 0


def test_a_moved_place_makes_the_snapshot_anew(kept):
    load(kept)
    kept.execute("update places set community = 'west' where community = 'north'")
    assert set(load(kept)[1].names[2]) == {"west", "south"}


@pytest.mark.parametrize("renewed", [True, False])
def test_the_snapshot_of_another_database_is_not_believed(kept, renewed):
    """A file put in its place may have the same number and as many changes."""
    load(kept)
    if renewed:
        changes.renew(kept)
    else:
        kept.execute("drop trigger responses_revised_by_update")
        kept.execute(
            "update responses set response_id = 'x' || response_id, weight = 7"
            " where round_id = :r", {"r": ROUND},
        )  # fmt: skip
        assert load(kept)[1].weights.max() == 7
    state, found = load(kept)
    header = told(where(kept) / "header.json")
    assert header["state"]["database"] == state.database
    assert same(found, columns.from_responses(kept, ROUND, instrument(kept)))


def test_a_crash_leaves_the_snapshot_before(kept, monkeypatch):
    state, before = load(kept)
    add(kept, range(3))
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_write_file", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load(kept)
    then, found = snapshot.read(where(kept))
    assert then == state
    assert same(found, before)
    assert load(kept)[1].rows == before.rows + 3
    parts = {path.name for path in where(kept).iterdir() if path.is_dir()}
    named = told(where(kept) / "header.json")["parts"]
    assert parts == {part["name"] for part in named}


def told(header):
    """Return what a header says below its checksum."""
    return json.loads(header.read_bytes().partition(b"\n")[2])


def flip(path, place):
    """Change one bit of a file, as a disk may."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("harm", ["cut", "gone", "bit", "header", "digit", "format"])
def test_a_broken_snapshot_is_made_anew(kept, harm):
    before = load(kept)[1]
    (codes,) = where(kept).glob("*/codes.npy")
    header = where(kept) / "header.json"
    match harm:
        case "cut":
            codes.write_bytes(codes.read_bytes()[:-5])
        case "gone":
            codes.unlink()
        case "bit":
            flip(codes, -1)
        case "digit":
            flip(header, header.read_bytes().index(b'"rows":') + 7)
        case "header":
            header.write_bytes(header.read_bytes()[:-5])
        case "format":
            content = json.dumps(told(header) | {"format": 9}).encode()
            header.write_bytes(snapshot._seal(content) + b"\n" + content)
    assert snapshot.read(where(kept)) is None
    assert same(load(kept)[1], before)
    assert snapshot.read(where(kept)) is not None


def test_a_snapshot_that_disagrees_is_found(kept):
    load(kept)
    assert not columns.disagrees(kept, ROUND, instrument(kept))
    add(kept, [1])
    assert not columns.disagrees(kept, ROUND, instrument(kept)), "it only lags behind"
    (codes,) = where(kept).glob("*/codes.npy")
    flip(codes, -1)
    assert columns.disagrees(kept, ROUND, instrument(kept)), "the disk is not sound"
    header = where(kept) / "header.json"
    says = told(header)
    says["parts"][0]["sums"] = snapshot._sums(codes.parent)
    content = json.dumps(says).encode()
    header.write_bytes(snapshot._seal(content) + b"\n" + content)
    assert columns.disagrees(kept, ROUND, instrument(kept))


def test_while_one_writes_the_other_does_not(kept):
    state, found = load(kept)
    with snapshot._alone(where(kept)) as first:
        assert first
        assert not snapshot.write(where(kept), state, found)
    assert snapshot.write(where(kept), state, found)


def test_readers_never_see_half_a_snapshot(kept, tmp_path):
    state, found = load(kept)
    faults, stop = [], threading.Event()

    def reading():
        while not stop.is_set():
            read = snapshot.read(tmp_path / "s")
            if read is not None and not same(read[1], found):
                faults.append(read[0])

    readers = [threading.Thread(target=reading) for _ in range(2)]
    for each in readers:
        each.start()
    written = [snapshot.write(tmp_path / "s", state, found) for _ in range(30)]
    stop.set()
    for each in readers:
        each.join()
    assert (all(written), faults) == (True, [])


def test_a_folder_that_cannot_be_written_is_no_fault(kept, tmp_path):
    state, found = load(kept)
    (tmp_path / "file").write_text("not a folder")
    assert not snapshot.write(tmp_path / "file", state, found)


def test_free_text_and_ids_are_not_in_the_files(kept):
    load(kept)
    held = b"".join(p.read_bytes() for p in where(kept).rglob("*") if p.is_file())
    assert b"Nobody tells us" not in held
    (row,) = kept.query(
        "select response_id from responses where round_id = :r limit 1", {"r": ROUND}
    )
    assert row["response_id"].encode() not in held
    assert b"displaced" not in held, "codes only"


def test_a_small_round_and_a_database_in_memory_have_none(kept, monkeypatch):
    monkeypatch.setattr(columns, "LEAST_KEPT", 1000)
    assert load(kept)[1].rows == 160
    assert not where(kept).exists()
    memory = create(None)
    assert snapshot.place(memory, "r") is None
    memory.close()


def test_all_snapshots_can_be_deleted(kept):
    load(kept)
    snapshot.remove_all(kept)
    assert not snapshot.home(kept).exists()


def test_what_came_later_leaves_no_trace_in_an_earlier_view(kept):
    """Route two: the columns of the database before anything came."""
    asked = instrument(kept)
    before, first = load(kept)
    add(kept, range(3))
    kept.execute(
        """
        update responses set psu = 'new', stratum = 'new', fpc = 9, language = 'so',
            enumerator = 'new' where response_id = 'new-1'
        """
    )
    assert load(kept)[1].rows == first.rows + 3
    _, found = columns.until(kept, ROUND, asked, before.seq)
    assert same(columns.in_order(found), first)
    assert found.populations == first.populations
    _, everything = columns.until(kept, ROUND, asked, before.seq + 10**6)
    assert same(everything, load(kept)[1])
