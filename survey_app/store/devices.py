"""Keeps tablets: whom they are registered to, and when they were last heard of."""

from collections.abc import Mapping
from datetime import date

from survey_app.core.devices import Device
from survey_app.store.database import Database, writing

_SELECT = """
    select device_id, name, enumerator, added_on, expires_on, revoked_on, seen_on,
        version, waiting,
        (select group_concat(round_id, char(10)) from device_rounds as r
        where r.device_id = d.device_id) as rounds
    from devices as d
"""


def add(db: Database, device: Device, token_hash: str) -> bool:
    """Keep a new tablet; return False if its name is taken."""
    with writing(db):
        added = db.execute(
            """
            insert into devices (
                device_id, name, enumerator, token_hash, added_on, expires_on
            ) values (:device_id, :name, :enumerator, :hash, :added_on, :expires_on)
            on conflict do nothing
            """,
            {
                "device_id": device.device_id,
                "name": device.name,
                "enumerator": device.enumerator,
                "hash": token_hash,
                "added_on": device.added_on.isoformat(),
                "expires_on": _day(device.expires_on),
            },
        ).rowcount
        if added:
            db.table("device_rounds").insert_all(
                {"device_id": device.device_id, "round_id": round_id}
                for round_id in sorted(device.rounds)
            )
    return bool(added)


def everything(db: Database) -> list[Device]:
    """Return all tablets by name."""
    return [_device(row) for row in db.query(f"{_SELECT} order by name")]


def find(db: Database, device_id: str) -> Device | None:
    """Return the tablet of that id, if there is one."""
    rows = db.query(f"{_SELECT} where device_id = :id", {"id": device_id})
    return next(map(_device, rows), None)


def find_by_token(db: Database, token_hash: str) -> Device | None:
    """Return the tablet whose token has that hash, if there is one."""
    rows = db.query(f"{_SELECT} where token_hash = :hash", {"hash": token_hash})
    return next(map(_device, rows), None)


def set_token(db: Database, device_id: str, token_hash: str) -> None:
    """Let a tablet in by another token from now on, and by the one before no more."""
    db.execute(
        "update devices set token_hash = :hash where device_id = :id",
        {"id": device_id, "hash": token_hash},
    )


def set_password(db: Database, device_id: str, digest: bytes) -> None:
    """Keep by what a tablet signs in with name and password; a new token ends it."""
    db.execute(
        """
        insert into device_passwords (device_id, digest) values (:id, :digest)
        on conflict (device_id) do update set digest = excluded.digest
        """,
        {"id": device_id, "digest": digest},
    )


def find_password(db: Database, device_id: str) -> bytes | None:
    """Return what is kept of a tablet's password, encrypted; None without one."""
    rows = db.query(
        "select digest from device_passwords where device_id = :id", {"id": device_id}
    )
    return next((bytes(row["digest"]) for row in rows), None)


def revoke(db: Database, name: str, today: date) -> bool:
    """Shut a tablet out; return whether there is one of that name or id."""
    return bool(
        db.execute(
            """
            update devices set revoked_on = coalesce(revoked_on, :today)
            where name = :name or device_id = :name
            """,
            {"name": name, "today": today.isoformat()},
        ).rowcount
    )


def heard_of(db: Database, device_id: str, today: date) -> None:
    """Remember the day of a tablet's contact."""
    db.conn.execute(
        "update devices set seen_on = :today "
        "where device_id = :id and seen_on is not :today",
        {"id": device_id, "today": today.isoformat()},
    )


def reported(db: Database, device_id: str, version: str, waiting: int) -> None:
    """Remember the version a tablet runs, and how many interviews it has not sent."""
    db.execute(
        "update devices set version = :version, waiting = :waiting "
        "where device_id = :id",
        {"id": device_id, "version": version, "waiting": waiting},
    )


def registry(db: Database) -> int:
    """Return a number that changes with what packets are judged by.

    Rounds, places, survey keys, and whom tablets belong to: while the number is the
    same, what was read of them is still true.
    """
    rows = db.conn.execute(
        "select value from counters where name = 'registry'"
    ).fetchall()
    return int(rows[0][0])


def _device(row: Mapping[str, str | int | None]) -> Device:
    days = ("added_on", "expires_on", "revoked_on", "seen_on")
    rounds = frozenset(str(row["rounds"] or "").split("\n")) - {""}
    facts = {name: _date(row[name]) for name in days} | {"rounds": rounds}
    return Device(**{**row, **facts})  # type: ignore[arg-type]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | int | None) -> date | None:
    return None if text is None else date.fromisoformat(str(text))
