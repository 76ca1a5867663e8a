"""Keeps other hubs: who they are, what was agreed, how far each side is."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from survey_app.core.hubs import Card, Direction, Figures, Kind, Position
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Identity:
    """This hub's name and private keys; the keys are encrypted."""

    name: str
    signing: bytes
    sealing: bytes


def identity(db: Database) -> Identity | None:
    """Return who this hub is, None before it was introduced to anybody."""
    rows = db.query("select name, signing, sealing from hub_identity")
    return next((Identity(**row) for row in rows), None)


def set_identity(db: Database, found: Identity, today: date) -> None:
    """Keep who this hub is, for good."""
    db.execute(
        "insert into hub_identity values (1, :name, :signing, :sealing, :made_on)",
        asdict(found) | {"made_on": today.isoformat()},
    )


def add(db: Database, card: Card, today: date) -> None:
    """Keep another hub; one that is known gets its new name."""
    with writing(db):
        db.execute(
            """
            insert into hubs values (:hub_id, :name, :signing, :sealing, :today)
            on conflict (hub_id) do update set name = excluded.name
            """,
            asdict(card) | {"hub_id": card.hub_id, "today": today.isoformat()},
        )


def everybody(db: Database) -> list[Card]:
    """Return the other hubs by name."""
    rows = db.query("select name, signing, sealing from hubs order by name")
    return [Card(**row) for row in rows]


def agree(
    db: Database, hub_id: str, direction: Direction, rounds: Mapping[str, Kind | None],
    today: date,
) -> None:  # fmt: skip
    """Keep what may be given to a hub or taken from it; None ends it for a round."""
    with writing(db):
        for round_id, kind in rounds.items():
            facts = {"hub": hub_id, "direction": direction, "round": round_id}
            db.execute(
                """
                delete from hub_agreements where hub_id = :hub
                    and direction = :direction and round_id = :round
                """,
                facts,
            )
            if kind is not None:
                db.execute(
                    """
                    insert into hub_agreements
                    values (:hub, :direction, :round, :kind, :today)
                    """,
                    facts | {"kind": kind, "today": today.isoformat()},
                )


def agreed(db: Database, hub_id: str, direction: Direction) -> dict[str, Kind]:
    """Return what may be given to a hub or taken from it, by round."""
    rows = db.query(
        """
        select round_id, kind from hub_agreements
        where hub_id = :hub_id and direction = :direction order by round_id
        """,
        {"hub_id": hub_id, "direction": direction},
    )
    return {row["round_id"]: row["kind"] for row in rows}


def note_sent(
    db: Database, hub_id: str, made: Position, reached: Mapping[str, int], today: date
) -> None:
    """Remember how far a bundle reaches, by its digest; never what it holds."""
    with writing(db):
        db.execute(
            """
            insert into hub_sent values (:hub_id, :digest, :number, :reached, :today)
            """,
            asdict(made)
            | {
                "hub_id": hub_id,
                "reached": json.dumps(reached, sort_keys=True),
                "today": today.isoformat(),
            },
        )


def reached(db: Database, hub_id: str, taken: Position) -> dict[str, int] | None:
    """Return how far a bundle made for a hub reaches, None if none was like that."""
    rows = db.query(
        """
        select reached from hub_sent
        where hub_id = :hub_id and digest = :digest and number = :number
        """,
        {"hub_id": hub_id} | asdict(taken),
    )
    found = next((row["reached"] for row in rows), None)
    return None if found is None else dict(json.loads(found))


def last_sent(db: Database, hub_id: str) -> Position:
    """Return the last bundle made for a hub."""
    rows = db.query(
        """
        select number, digest from hub_sent
        where hub_id = :hub_id order by number desc, made_on desc limit 1
        """,
        {"hub_id": hub_id},
    )
    return next((Position(**row) for row in rows), Position())


def note_taken(
    db: Database, hub_id: str, taken: Position, counts: Mapping[str, int], today: date
) -> None:
    """Remember that a bundle was taken, inside the transaction that took it."""
    db.execute(
        "insert into hub_taken values (:hub_id, :number, :digest, :counts, :today)",
        asdict(taken)
        | {
            "hub_id": hub_id,
            "counts": json.dumps(counts, sort_keys=True),
            "today": today.isoformat(),
        },
    )


def taken(db: Database, hub_id: str) -> Position:
    """Return how far this hub took what another sent."""
    rows = db.query(
        """
        select number, digest from hub_taken where hub_id = :hub_id
        order by number desc limit 1
        """,
        {"hub_id": hub_id},
    )
    return next((Position(**row) for row in rows), Position())


def was_taken(db: Database, hub_id: str, bundle: Position) -> bool:
    """Return whether exactly this bundle was taken before."""
    rows = db.query(
        """
        select 1 from hub_taken
        where hub_id = :hub_id and number = :number and digest = :digest
        """,
        {"hub_id": hub_id} | asdict(bundle),
    )
    return any(True for _ in rows)


def add_figures(db: Database, hub_id: str, figures: Figures) -> bool:
    """Keep a release made elsewhere; return False for one kept before."""
    return bool(
        db.conn.execute(
            """
            insert into hub_figures values (
                :hub_id, :round_id, :release_id, :audience, :name, :made_on,
                :document_hash, :document
            ) on conflict do nothing
            """,
            asdict(figures)
            | {"hub_id": hub_id, "made_on": figures.made_on.isoformat()},
        ).rowcount
    )


def figures(db: Database, hub_id: str) -> list[Figures]:
    """Return the releases a hub sent, round by round."""
    rows = db.query(
        """
        select round_id, release_id, audience, name, made_on, document_hash, document
        from hub_figures where hub_id = :hub_id order by round_id, release_id
        """,
        {"hub_id": hub_id},
    )
    return [
        Figures(**row | {"made_on": date.fromisoformat(row["made_on"])}) for row in rows
    ]
