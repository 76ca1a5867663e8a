"""The form of a plan: fields to a protocol and back."""

import re
from collections.abc import Mapping
from datetime import timedelta

from survey_app.core.warning.lifecycle import SEVERITIES, Patience
from survey_app.core.warning.protocols import ACKNOWLEDGE, PlanStep, Protocol
from survey_app.core.warning.series import Cell

#: Empty rows below the steps there are.
SPARE = 3
LONGEST = 500
_NAME = re.compile(r"[^\w-]+")


def read(form: Mapping[str, str], name: str) -> Protocol:
    """Return the protocol a form describes; faults are the protocol's to find."""
    title = form.get("title", "").strip()[:LONGEST]
    by, _sep, group = form.get("cell", "").partition("=")
    return Protocol(
        name or _NAME.sub("-", title.lower()).strip("-")[:60],
        title,
        _role(form.get("owner", "")),
        tuple(_steps(form)),
        form.get("rule", ""),
        Cell(by, group),
        _hours(form, "acknowledge"),
        _ladder(form.get("ladder", "")),
        _number(form.get("rung_hours", "24")),
        tuple(_lines(form.get("checks", ""))),
        Patience(
            *(
                timedelta(days=min(max(0.0, _number(form.get(key, "0"))), 366))
                for key in ("wait", "hold", "rest")
            )
        ),
    )


def rows(protocol: Protocol | None) -> list[PlanStep]:
    """Return the rows of steps a form shows: those there are, and empty ones."""
    steps = list(protocol.steps) if protocol else []
    return [*steps, *(PlanStep("", "", "", "", ACKNOWLEDGE) for _ in range(SPARE))]


def ladder_text(protocol: Protocol | None) -> str:
    """Return a ladder as people write it: a line for each role and who is above it."""
    ladder = protocol.ladder if protocol else {}
    return "\n".join(f"{role} > {higher}" for role, higher in ladder.items())


def _steps(form: Mapping[str, str]) -> list[PlanStep]:
    found: list[PlanStep] = []
    number = 0
    while f"text-{number}" in form:
        text = form[f"text-{number}"].strip()[:LONGEST]
        role = _role(form.get(f"role-{number}", ""))
        if text or role:
            found.append(
                PlanStep(
                    str(len(found) + 1),
                    text,
                    role,
                    _role(form.get(f"deputy-{number}", "")),
                    _hours(form, f"hours-{number}"),
                )
            )
        number += 1
    return found


def _hours(form: Mapping[str, str], field: str) -> dict[str, float]:
    given = {each: form.get(f"{field}-{each}", "").strip() for each in SEVERITIES}
    return {each: _number(text) for each, text in given.items() if text}


def _number(text: str) -> float:
    """Return a number, 0 for what is none: no deadline, which the protocol tells."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return 0.0
    return found if found < float("inf") else 0.0


def _ladder(text: str) -> dict[str, str]:
    pairs = [line.partition(">") for line in _lines(text)]
    return {_role(role): _role(higher) for role, _sep, higher in pairs}


def _lines(text: str) -> list[str]:
    return [line.strip()[:LONGEST] for line in text.splitlines() if line.strip()]


def _role(text: str) -> str:
    return " ".join(text.lower().split())[:60]
