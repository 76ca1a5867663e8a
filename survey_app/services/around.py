"""Around alerts: decisions with their evidence, risks, needs, and files of it all."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec

from survey_app.core.warning.decisions import (
    Ground,
    LoggedDecision,
    decision_problems,
)
from survey_app.core.warning.needs import (
    Need,
    Panel,
    agreement,
    as_citizens_rate,
    needs,
    panel_problems,
)
from survey_app.core.warning.risks import Risk, Standing, risk_problems, standing
from survey_app.errors import Problem, Rejected
from survey_app.interchange.out_text import WITH_SIGNATURE, csv_lines
from survey_app.services import releases
from survey_app.store import alerts, around, protocols
from survey_app.store.database import Database

Row = Mapping[str, Any]


def decide(
    db: Database,
    said: Mapping[str, str],
    ground: tuple[Ground, int],
    author: str,
    today: date,
) -> None:
    """Keep a decision with its evidence as it is today; raise Rejected or NotFound.

    `said` has finding, decision and responsible; `ground` the alert or release it
    rests on.
    """
    finding, decision, responsible = (
        said.get(key, "").strip() for key in ("finding", "decision", "responsible")
    )
    if faults := decision_problems(finding, decision, responsible):
        raise Rejected(faults)
    kind, number = ground
    evidence = _evidence(db, kind, number)
    logged = LoggedDecision(
        finding,
        decision,
        responsible,
        kind,
        number,
        evidence,
        hashlib.sha256(evidence.encode()).hexdigest(),
        author,
        today.isoformat(),
    )
    around.decide(db, logged)


def _evidence(db: Database, kind: Ground, number: int) -> str:
    """Return what a ground says today, as JSON that stays as it is."""
    if kind == "alert":
        return msgspec.json.encode(alerts.get(db, number)).decode()
    if kind == "release":
        # A release never changes: its digest is enough to know it again.
        digest = hashlib.sha256(releases.shown(db, number)).hexdigest()
        return json.dumps({"release": number, "sha256": digest})
    return "{}"


def add_effect(
    db: Database, decision_id: int, effect: str, author: str, today: date
) -> None:
    """Keep what came of a decision; raise Rejected where nothing is said, NotFound."""
    if not effect.strip():
        raise Rejected([Problem("effect", "decision.empty", {"part": "effect"})])
    around.add_effect(db, decision_id, effect.strip(), author, today)


def keep_risk(db: Database, risk: Risk, author: str, today: date) -> None:
    """Keep a risk; raise Rejected with every fault."""
    if faults := risk_problems(risk):
        raise Rejected(faults)
    around.keep_risk(db, risk, author, today)


def register(db: Database, today: date) -> list[Standing]:
    """Return the risks as they stand, the gravest first, closed ones last."""
    ringing = {e.rule_id for e in alerts.ongoing(db) if not e.is_drill}
    found = [standing(each, ringing, today) for each in around.risks(db)]
    return sorted(found, key=lambda each: (not each.risk.is_open, -each.score))


def add_panel(db: Database, panel: Panel, author: str, today: date) -> None:
    """Keep a form of a panel; raise Rejected with every fault."""
    if faults := panel_problems(panel):
        raise Rejected(faults)
    around.add_panel(db, panel, author, today)


def institutions(
    db: Database,
) -> list[tuple[str, list[Panel], list[Need], float | None]]:
    """Return (institution, its panels, its needs, how far the newest two agree)."""
    known = around.panels(db)
    found = []
    for name in dict.fromkeys(each.institution for each in known):
        panels = [each for each in known if each.institution == name]
        newest = list({each.panel: each for each in reversed(panels)}.values())
        agree = agreement(newest[-1], newest[-2]) if len(newest) > 1 else None
        found.append((name, panels, needs(newest), agree))
    return found


def tables(db: Database, today: date) -> dict[str, list[Row]]:
    """Return everything around alerts as tables, for whoever evaluates the work."""
    return {
        "events": [
            asdict(each) | {"happened_at": each.happened_at.isoformat()}
            for each in alerts.events(db)
        ],
        "decisions": [
            asdict(each) | {"effects": " | ".join(each.effects)}
            for each in around.decisions(db)
        ],
        "risks": [
            asdict(each.risk)
            | {"review_on": each.risk.review_on.isoformat(), "score": each.score}
            | {"is_raised": each.is_raised, "is_overdue": each.is_overdue}
            for each in register(db, today)
        ],
        "needs": [
            {"institution": name}
            | asdict(need)
            | {"on_0_10": as_citizens_rate(need.score)}
            for name, _panels, found, _agree in institutions(db)
            for need in found
        ],
        "lessons": [
            {key: value for key, value in asdict(each).items() if key != "lesson"}
            | asdict(each.lesson)
            for each in protocols.lessons(db)
        ],
    }


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return rows as CSV that no spreadsheet takes for a formula."""
    out = io.BytesIO()
    lines = [list(rows[0])] if rows else []
    csv_lines([*lines, *(list(row.values()) for row in rows)], out, WITH_SIGNATURE)
    return out.getvalue()


def as_json(rows: Sequence[Row]) -> bytes:
    """Return rows as a JSON list of objects."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1).encode()
