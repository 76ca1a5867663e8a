"""Keeps code frames, the codes people gave open answers, and what was settled."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from survey_app.core.listening.coding import Code, CodeFrame, Coding
from survey_app.core.questionnaire.instrument import MISSING
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """A text under a number drawn at random; `seq` is that of its response."""

    number: int
    seq: int
    language: str
    text: str


#: What was not written: a kind of nonresponse instead of a text.
_NO_TEXT = json.dumps(sorted(MISSING))
#: Answers to an item that have no number yet.
_NEW = """
    from answers where round_id = :round_id and item = :item
        and answer not in (select value from json_each(:no_text))
        and response_id not in (
            select response_id from open_answers
            where round_id = :round_id and item = :item
        )
"""


def number_answers(db: Database, round_id: str, item: str) -> None:
    """Give every answer to an open item a number of its own that tells nothing.

    Numbers go with their response, and are never given to another answer on purpose.
    """
    wanted = {"round_id": round_id, "item": item, "no_text": _NO_TEXT}
    if next(db.query(f"select 1 {_NEW} limit 1", wanted), None) is None:
        return
    with writing(db):
        db.execute(
            f"""
            insert into open_answers (number, response_id, round_id, item)
            select abs(random() % 9007199254740991), response_id, round_id, item {_NEW}
            """,
            wanted,
        )


def open_answers(db: Database, round_id: str, item: str) -> list[OpenAnswer]:
    """Return the numbered answers to an open item by number: in no telling order."""
    rows = db.query(
        """
        select number, seq, language, json_extract(answers, :path) as text
        from open_answers join responses using (response_id)
        where open_answers.round_id = :round_id and item = :item order by number
        """,
        {"round_id": round_id, "item": item, "path": f'$."{item}"'},
    )
    return [OpenAnswer(**row) for row in rows]


def frame(
    db: Database, survey: str, item: str, version: int | None = None
) -> CodeFrame:
    """Return a version of the code frame of an item, None: the newest there is."""
    rows = db.query(
        """
        select version, codes from code_frames
        where survey = :survey and item = :item
            and version = coalesce(:version, version)
        order by version desc limit 1
        """,
        {"survey": survey, "item": item, "version": version},
    )
    for row in rows:
        codes = tuple(Code(*each) for each in json.loads(row["codes"]))
        return CodeFrame(row["version"], codes)
    return CodeFrame(0, ())


def add_frame(
    db: Database, of: tuple[str, str], kept: CodeFrame, by: str, today: date
) -> bool:
    """Keep a version of the frame of (survey, item); return False where it is there."""
    codes = [[each.kind, each.category, each.name] for each in kept.codes]
    with writing(db):
        done = db.execute(
            """
            insert into code_frames (survey, item, version, codes, kept_by, kept_on)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """,
            (*of, kept.version, json.dumps(codes), by, today.isoformat()),
        )
        return bool(done.rowcount)


def codings(db: Database, round_id: str, item: str) -> list[Coding]:
    """Return all codes people gave the answers to an item."""
    rows = db.query(
        """
        select number, coder, code, is_aided from codings
        join open_answers using (number)
        where round_id = :round_id and item = :item order by number, coder
        """,
        {"round_id": round_id, "item": item},
    )
    return [
        Coding(row["number"], row["coder"], row["code"], bool(row["is_aided"]))
        for row in rows
    ]


def add_codings(db: Database, given: Iterable[Coding], today: date) -> None:
    """Keep codes people gave; a code the same person gave before is replaced."""
    db.conn.executemany(
        """
        insert into codings (number, coder, code, is_aided, coded_on)
        values (?, ?, ?, ?, ?) on conflict (number, coder) do update
        set code = excluded.code, is_aided = excluded.is_aided,
            coded_on = excluded.coded_on
        """,
        [
            (each.number, each.coder, each.code, int(each.is_aided), today.isoformat())
            for each in given
        ],
    )


def settled(db: Database, round_id: str, item: str) -> dict[int, str]:
    """Return the code that was settled for the answer of each number."""
    rows = db.query(
        """
        select number, code from settled_codes join open_answers using (number)
        where round_id = :round_id and item = :item
        """,
        {"round_id": round_id, "item": item},
    )
    return {row["number"]: row["code"] for row in rows}


def settle(
    db: Database, given: tuple[int, str], way: str, by: str, today: date
) -> None:
    """Keep the code of (number, code) that a third or both together settled."""
    db.execute(
        """
        insert into settled_codes (number, code, way, settled_by, settled_on)
        values (?, ?, ?, ?, ?) on conflict (number) do update
        set code = excluded.code, way = excluded.way, settled_by = excluded.settled_by,
            settled_on = excluded.settled_on
        """,
        (*given, way, by, today.isoformat()),
    )


def finished(db: Database, round_id: str) -> dict[str, int]:
    """Return the items of a round whose coding is finished, each with its version."""
    rows = db.query(
        "select item, version from finished_codings where round_id = :id",
        {"id": round_id},
    )
    return {row["item"]: row["version"] for row in rows}


def finish(
    db: Database, of: tuple[str, str], version: int, by: str, today: date
) -> None:
    """Keep that the coding of (round, item) is finished, under which version."""
    db.execute(
        """
        insert into finished_codings (round_id, item, version, finished_by, finished_on)
        values (?, ?, ?, ?, ?)
        """,
        (*of, version, by, today.isoformat()),
    )
