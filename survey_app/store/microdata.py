"""Keeps applications for answers of single people, and every step of them."""

import json
from datetime import date
from typing import Any

from survey_app.core.applications import Application, Deed, Step
from survey_app.errors import NotFound
from survey_app.store import audit
from survey_app.store.audit import Deed as Told
from survey_app.store.database import Database, writing

#: What the audit calls a step.
_TOLD: dict[Deed, Told] = {
    "ask": "microdata-ask",
    "approve": "microdata-approve",
    "refuse": "microdata-refuse",
    "make": "microdata-make",
}


def add(db: Database, application: Application, step: Step) -> int:
    """Keep an application with its first step; return the number it gets."""
    with writing(db):
        rows = db.conn.execute(
            """
            insert into microdata_requests (
                round_id, purpose, recipient, key_names, items, design, until_day,
                agreement, seed
            ) values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning request_id
            """,
            (
                application.round_id,
                application.purpose,
                application.recipient,
                json.dumps(application.keys),
                json.dumps(application.items),
                int(application.design),
                application.until.isoformat(),
                application.agreement,
                application.seed,
            ),
        ).fetchall()
        number = int(rows[0][0])
        add_step(db, number, step)
    return number


def add_step(db: Database, number: int, step: Step) -> None:
    """Keep a step of an application."""
    with writing(db):
        db.execute(
            """
            insert into microdata_steps (request_id, deed, done_by, role, done_on, seen)
            values (:number, :deed, :by, :role, :on, :seen)
            """,
            {
                "number": number,
                "deed": step.deed,
                "by": step.by,
                "role": step.role,
                "on": step.on.isoformat(),
                "seen": step.seen,
            },
        )
        audit.record(db, _TOLD[step.deed], str(number))


def get(db: Database, number: int) -> Application:
    """Return an application with its steps; raise NotFound."""
    for row in db.query(
        "select * from microdata_requests where request_id = :n", {"n": number}
    ):
        return _application(db, row)
    raise NotFound("microdata.unknown", number=number)


def of_round(db: Database, round_id: str) -> list[Application]:
    """Return the applications of a round, the first first."""
    rows = list(
        db.query(
            "select * from microdata_requests where round_id = :id order by request_id",
            {"id": round_id},
        )
    )
    return [_application(db, row) for row in rows]


def _application(db: Database, row: dict[str, Any]) -> Application:
    steps = db.query(
        """
        select deed, done_by, role, done_on, seen from microdata_steps
        where request_id = :request_id order by step_id
        """,
        {"request_id": row["request_id"]},
    )
    return Application(
        row["request_id"],
        row["round_id"],
        row["purpose"],
        row["recipient"],
        tuple(json.loads(row["key_names"])),
        tuple(json.loads(row["items"])),
        bool(row["design"]),
        date.fromisoformat(row["until_day"]),
        row["agreement"],
        row["seed"],
        tuple(
            Step(each["deed"], each["done_by"], each["role"],
                 date.fromisoformat(each["done_on"]), each["seen"])
            for each in steps
        ),
    )  # fmt: skip
