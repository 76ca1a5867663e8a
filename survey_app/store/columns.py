"""Reads the responses of a round as columns: from a snapshot, and what came since."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from survey_app.core.measurement.columns import (
    ARRAYS,
    Builder,
    Columns,
    Layout,
    in_order,
    joined,
    layout,
)
from survey_app.core.measurement.columns import until as columns_until
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.store import snapshot
from survey_app.store.changes import State, only_grew, state
from survey_app.store.database import Database

#: Rows read at one time: their answers stay in a processor's cache, three times faster.
CHUNK = 500
#: Fewer responses than this are read about as fast as files are opened.
LEAST_KEPT = 5_000
#: A snapshot is written again when this many responses have come since.
LEAST_NEW = 500
#: A tail larger than this share of the sorted rows is sorted into them.
LARGEST_TAIL = 1 / 8

_SELECT = """
    select answers, weight, stratum, psu, fpc, seq, enumerator, language, place_id, mode
    from responses
    where round_id = :round_id and seq > :after
        and response_id not in (select value from json_each(:left_out))
    order by seq
"""
_FACTS = ("weight", "stratum", "psu", "fpc", "seq", "enumerator", "language",
          "community", "mode")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which responses of a round: change numbers after one, without some ids."""

    after: int = 0
    left_out: tuple[str, ...] = ()


def of_round(
    db: Database, round_id: str, instrument: Instrument
) -> tuple[State, Columns]:
    """Return the responses of a round, and the state they are in.

    A round of many responses is read from its snapshot, which is brought up to date.
    """
    with _one_moment(db):
        now = state(db, round_id)
        where = snapshot.place(db, round_id)
        if where is None or not _is_large(db, round_id):
            return now, from_responses(db, round_id, instrument)
        then, kept = _kept(db, where, now)
        if kept is None:
            columns = from_responses(db, round_id, instrument)
        elif then == now:
            return now, kept
        else:
            columns = _appended(db, instrument, then, kept)
    if kept is None or columns.rows - kept.rows >= LEAST_NEW:
        _write(db, where, now, columns, kept)
    return now, columns


def from_responses(db: Database, round_id: str, instrument: Instrument) -> Columns:
    """Return the columns of a round as its responses tell them, sorted by PSU."""
    return in_order(_read(db, round_id, instrument, Builder(instrument), Wanted()))


def until(
    db: Database, round_id: str, instrument: Instrument, seq: int
) -> tuple[State, Columns]:
    """Return what is left of the responses a round had when `seq` was the newest."""
    now, found = of_round(db, round_id, instrument)
    return now, columns_until(found, seq)


def without(
    db: Database, round_id: str, instrument: Instrument, left_out: Iterable[str]
) -> Columns:
    """Return the columns of a round as if responses of some ids had never come."""
    wanted = Wanted(left_out=tuple(left_out))
    return in_order(_read(db, round_id, instrument, Builder(instrument), wanted))


def disagrees(db: Database, round_id: str, instrument: Instrument) -> bool:
    """Return whether the snapshot of a round is not what its responses say.

    One that only lags behind agrees; one of another version does no harm. One whose
    files have changed is not read by anybody, but tells that the disk is not sound.
    """
    where = snapshot.place(db, round_id)
    if where and snapshot.is_damaged(where):
        return True
    with _one_moment(db):
        now = state(db, round_id)
        then, kept = _kept(db, where, now) if where else (now, None)
        if kept is None:
            return False
        if then != now:
            kept = _appended(db, instrument, then, kept)
        return not _equal(in_order(kept), from_responses(db, round_id, instrument))


def _kept(db: Database, where: Path, now: State) -> tuple[State, Columns | None]:
    found = snapshot.read(where)
    if found is None or not only_grew(db, found[0], now):
        return now, None
    return found


def _appended(
    db: Database, instrument: Instrument, then: State, kept: Columns
) -> Columns:
    builder = Builder(instrument, earlier=kept)
    new = _read(db, then.round_id, instrument, builder, Wanted(after=then.seq))
    columns = joined(kept, new)
    tail = columns.rows - columns.sorted_rows
    return in_order(columns) if tail > columns.sorted_rows * LARGEST_TAIL else columns


def _write(
    db: Database, where: Path, now: State, columns: Columns, kept: Columns | None
) -> None:
    stay = kept is not None and kept.sorted_rows == columns.sorted_rows
    is_written = snapshot.write(where, now, columns, keep_sorted=stay)
    if is_written and not only_grew(db, now, state(db, now.round_id)):
        # Somebody took an answer back meanwhile: it must not stay in our files.
        snapshot.remove(where)


def _read(
    db: Database,
    round_id: str,
    instrument: Instrument,
    builder: Builder,
    wanted: Wanted,
) -> Columns:
    decode = _decoder(layout(instrument))
    communities = dict(
        db.conn.execute(
            "select place_id, community from places where round_id = :round_id",
            {"round_id": round_id},
        ).fetchall()
    )
    left_out = msgspec.json.encode(wanted.left_out).decode()
    which = {
        "round_id": round_id,
        "after": wanted.after,
        "left_out": left_out,
    }
    rows = db.conn.execute(_SELECT, which)
    while chunk := rows.fetchmany(CHUNK):
        texts, *facts = zip(*chunk, strict=True)
        named: dict[str, Sequence[Any]] = dict(zip(_FACTS, facts, strict=True))
        named["own"] = named["seq"]
        named["community"] = [
            communities.get(place, "") for place in named["community"]
        ]
        answers = zip(*map(decode, texts), strict=True)
        builder.add(list(answers), named)
    return builder.columns()


def _decoder(places: Layout) -> Callable[[str], tuple[Any, ...]]:
    """Return what turns answers as JSON into those to the layout's items."""
    names = {f"a{number}": item.item_id for number, item in enumerate(places.items)}
    answer = str | float | list[str] | None
    shape = msgspec.defstruct(
        "Answers", [(name, answer, None) for name in names], rename=names, gc=False
    )
    decode = msgspec.json.Decoder(shape).decode
    return lambda text: msgspec.structs.astuple(decode(text))


def _equal(one: Columns, other: Columns) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ARRAYS
    ) and (one.psus, one.names, one.populations) == (
        other.psus, other.names, other.populations,
    )  # fmt: skip


def _is_large(db: Database, round_id: str) -> bool:
    (rows,) = db.conn.execute(
        """
        select count(*) from (
            select 1 from responses where round_id = :round_id limit :least
        )
        """,
        {"round_id": round_id, "least": LEAST_KEPT},
    ).fetchone()
    return bool(rows == LEAST_KEPT)


@contextmanager
def _one_moment(db: Database) -> Iterator[None]:
    """Let all that is read be of one moment, whatever others write meanwhile."""
    if db.conn.in_transaction:
        yield
        return
    db.conn.execute("begin")
    try:
        yield
    finally:
        db.conn.rollback()
