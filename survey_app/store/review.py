"""Keeps packets that a person must judge, whole; none is ever deleted by staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from survey_app.errors import NotFound, Problem
from survey_app.store.database import Database

#: waiting for a person; accepted as a response; set aside, kept but not counted.
State = Literal["waiting", "accepted", "set_aside"]


@dataclass(frozen=True, slots=True)
class ForReview:
    """A packet as it came, encrypted, with what is wrong with it."""

    packet_hash: str
    packet: bytes
    problems: Sequence[Problem]
    received_on: date
    round_id: str | None = None
    response_id: str | None = None
    device_id: str | None = None
    receipt_hash: str | None = None
    state: State = "waiting"
    review_id: int = 0
    decided_by: str | None = None
    decided_on: date | None = None


_decode = msgspec.json.Decoder(list[Problem]).decode

_COLUMNS = """
    review_id, packet_hash, packet, problems, received_on, round_id, response_id,
    device_id, receipt_hash, state, decided_by, decided_on
"""


def add(db: Database, found: ForReview) -> State | None:
    """Keep a packet for review; return its state if it came before, else None.

    One whose receipt code was taken back is not kept.
    """
    added = db.conn.execute(
        """
        insert into review (
            packet_hash, packet, problems, received_on, round_id, response_id,
            device_id, receipt_hash
        ) select :packet_hash, :packet, :problems, :received_on, :round_id,
            :response_id, :device_id, :receipt_hash
        where not exists (select 1 from withdrawn where digest = :receipt_hash)
        on conflict (packet_hash) do nothing
        """,
        {
            "packet_hash": found.packet_hash,
            "packet": found.packet,
            "problems": _encode(found.problems),
            "received_on": found.received_on.isoformat(),
            "round_id": found.round_id,
            "response_id": found.response_id,
            "device_id": found.device_id,
            "receipt_hash": found.receipt_hash,
        },
    ).rowcount
    return None if added else _state(db, found.packet_hash)


def in_state(db: Database, state: State) -> list[ForReview]:
    """Return the packets in a state, newest first."""
    rows = db.query(
        f"select {_COLUMNS} from review where state = :state order by review_id desc",  # noqa: S608 (column names of ours)
        {"state": state},
    )
    return [_read(row) for row in rows]


def get(db: Database, review_id: int) -> ForReview:
    """Return a packet; raise NotFound."""
    rows = db.query(
        f"select {_COLUMNS} from review where review_id = :id",  # noqa: S608 (column names of ours)
        {"id": review_id},
    )
    for row in rows:
        return _read(row)
    raise NotFound("review.unknown")


def waiting(db: Database) -> int:
    """Return how many packets wait for a person."""
    (row,) = db.query("select count(*) as n from review where state = 'waiting'")
    return int(row["n"])


def decide(db: Database, review_id: int, state: State, who: str, today: date) -> bool:
    """Set the state of a packet; return False if an accepted one would lose it."""
    return bool(
        db.execute(
            """
            update review
            set state = :state, decided_by = :who, decided_on = :today
            where review_id = :id and state <> 'accepted'
            """,
            {"id": review_id, "state": state, "who": who, "today": today.isoformat()},
        ).rowcount
    )


def declined_first(db: Database, response_id: str) -> bool:
    """Remember the random id of a refusal; return False if it was counted before."""
    return bool(
        db.conn.execute(
            "insert into declined (response_id) values (:id) on conflict do nothing",
            {"id": response_id},
        ).rowcount
    )


def _state(db: Database, packet_hash: str) -> State:
    """Return the state of a packet that came before; one withdrawn is settled."""
    rows = db.query(
        "select state from review where packet_hash = :hash", {"hash": packet_hash}
    )
    return next((row["state"] for row in rows), "set_aside")


def _encode(problems: Sequence[Problem]) -> str:
    return msgspec.json.encode(problems, enc_hook=str).decode()


def _read(row: Mapping[str, Any]) -> ForReview:
    decided_on = row["decided_on"]
    return ForReview(
        **{
            **row,
            "problems": _decode(row["problems"]),
            "received_on": date.fromisoformat(row["received_on"]),
            "decided_on": decided_on and date.fromisoformat(decided_on),
        }
    )
