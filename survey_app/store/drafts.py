"""Keeps questionnaires under work with every revision somebody made of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.drafts import Draft, Revision, decoded, encoded
from survey_app.errors import NotFound
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does to a draft: a word for it with its facts, who, which day."""

    what: str
    facts: Mapping[str, str]
    by: str
    today: date


def begin(db: Database, draft_id: str, definition: Definition, deed: Deed) -> bool:
    """Keep a new draft; return False where there is one of that name."""
    with writing(db):
        found = db.execute(
            """
            insert into drafts (draft_id, head, begun_on) values (:id, 1, :day)
            on conflict do nothing
            """,
            {"id": draft_id, "day": deed.today.isoformat()},
        )
        if found.rowcount:
            _insert(db, draft_id, (1, None), definition, deed)
    return bool(found.rowcount)


def add(db: Database, draft: Draft, definition: Definition, deed: Deed) -> int:
    """Keep a definition as a draft's next revision, its head; return the number."""
    with writing(db):
        number = _next(db, draft.draft_id)
        _insert(db, draft.draft_id, (number, draft.revision), definition, deed)
        set_head(db, draft.draft_id, number)
    return number


def put_aside(db: Database, base: Draft, definition: Definition, deed: Deed) -> int:
    """Keep what somebody wrote on a revision without making it the draft."""
    with writing(db):
        number = _next(db, base.draft_id)
        place = (number, base.revision)
        _insert(db, base.draft_id, place, definition, deed, is_aside=True)
    return number


def set_head(db: Database, draft_id: str, number: int) -> None:
    """Make a revision the one a draft stands at."""
    db.execute(
        "update drafts set head = :number where draft_id = :id",
        {"id": draft_id, "number": number},
    )


def get(db: Database, draft_id: str) -> Draft:
    """Return a draft as it stands; raise NotFound."""
    rows = db.query("select head from drafts where draft_id = :id", {"id": draft_id})
    for row in rows:
        return at(db, draft_id, int(row["head"]))
    raise NotFound("draft.unknown", draft=draft_id)


def at(db: Database, draft_id: str, number: int) -> Draft:
    """Return a draft as it was at a revision; raise NotFound."""
    rows = db.query(
        """
        select document from draft_revisions
        where draft_id = :id and number = :number
        """,
        {"id": draft_id, "number": number},
    )
    for row in rows:
        return Draft(draft_id, number, decoded(row["document"]))
    raise NotFound("draft.unknown", draft=draft_id)


def revisions(db: Database, draft_id: str) -> list[Revision]:
    """Return every revision of a draft, oldest first, without what it holds."""
    rows = db.query(
        """
        select number, parent, what, facts, is_aside, made_by, made_on
        from draft_revisions where draft_id = :id order by number
        """,
        {"id": draft_id},
    )
    return [_revision(row) for row in rows]


def everything(db: Database) -> list[dict[str, object]]:
    """Return {draft_id, head, begun_on, made_by, made_on, document} of all drafts."""
    return list(
        db.query(
            """
            select drafts.draft_id, head, begun_on, made_by, made_on, document
            from drafts join draft_revisions as last
                on last.draft_id = drafts.draft_id and last.number = head
            order by drafts.draft_id
            """
        )
    )


def remove(db: Database, draft_id: str) -> None:
    """Forget a draft with all its revisions."""
    with writing(db):
        db.execute("delete from drafts where draft_id = :id", {"id": draft_id})


def _next(db: Database, draft_id: str) -> int:
    rows = db.query(
        "select max(number) as last from draft_revisions where draft_id = :id",
        {"id": draft_id},
    )
    return 1 + max((int(row["last"] or 0) for row in rows), default=0)


def _insert(
    db: Database,
    draft_id: str,
    place: tuple[int, int | None],
    definition: Definition,
    deed: Deed,
    *,
    is_aside: bool = False,
) -> None:
    db.execute(
        """
        insert into draft_revisions (
            draft_id, number, parent, document, what, facts, is_aside, made_by, made_on
        ) values (
            :draft_id, :number, :parent, :document, :what, :facts, :is_aside, :made_by,
            :made_on
        )
        """,
        {
            "draft_id": draft_id,
            "number": place[0],
            "parent": place[1],
            "document": encoded(definition),
            "what": deed.what,
            "facts": json.dumps(dict(deed.facts), ensure_ascii=False),
            "is_aside": int(is_aside),
            "made_by": deed.by,
            "made_on": deed.today.isoformat(),
        },
    )


def _revision(row: dict[str, Any]) -> Revision:
    return Revision(
        number=row["number"],
        parent=row["parent"],
        what=row["what"],
        facts=json.loads(row["facts"]),
        made_by=row["made_by"],
        made_on=date.fromisoformat(row["made_on"]),
        is_aside=bool(row["is_aside"]),
    )
