"""Writes a paper as PDF by the template report.typ, or one an operator wrote.

The template reads paper.json and the drawings it names. docs/reports.md says what is in
them.
"""

import json
from dataclasses import asdict
from importlib.resources import files

from survey_app.interchange.paper import (
    Block,
    Cell,
    Drawing,
    Paper,
    Table,
    clean,
)
from survey_app.interchange.typesetting import typeset

Json = dict[str, object]


def standard_template() -> bytes:
    """Return the template that is used where an operator has none."""
    return (files("survey_app.interchange") / "report.typ").read_bytes()


def write_pdf(paper: Paper, template: bytes | None = None) -> bytes:
    """Return the paper as PDF; raise SurveyError (extra) or Conflict (template)."""
    drawings: dict[str, str] = {}
    content = json.dumps(_clean(_paper(paper, drawings)), ensure_ascii=False)
    found = {name: svg.encode() for svg, name in drawings.items()}
    found["paper.json"] = content.encode()
    return typeset(template or standard_template(), found, paper.made_on)


def _paper(paper: Paper, drawings: dict[str, str]) -> Json:
    return asdict(paper) | {
        "made_on": paper.made_on.isoformat(),
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "blocks": [_block(each, drawings) for each in section.blocks],
            }
            for section in paper.sections
        ],
    }


def _block(block: Block, drawings: dict[str, str]) -> Json:
    found = asdict(block) | {"kind": type(block).__name__.lower()}
    if isinstance(block, Table):
        found["rows"] = [[_cell(each, drawings) for each in row] for row in block.rows]
    return found


def _cell(cell: Cell, drawings: dict[str, str]) -> Json:
    """Return a cell's words, and the name of its drawing; equal drawings have one."""
    if isinstance(cell, Drawing):
        name = drawings.setdefault(cell.svg, f"{len(drawings)}.svg")
        return {"drawing": name, "text": cell.words}
    return {"drawing": None, "text": cell}


def _clean(value: object) -> object:
    """Return what JSON is made of with every text cleaned."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {key: _clean(each) for key, each in value.items()}
        case list() | tuple():
            return [_clean(each) for each in value]
    return value
