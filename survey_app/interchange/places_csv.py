"""Reads the places of a round from a CSV file."""

from collections.abc import Mapping

from survey_app.core.sampling.fieldwork import Place
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import read_foreign

COLUMNS = ("place", "name", "community", "stratum", "psu", "weight", "fpc")


def read_places(name: str, content: bytes) -> list[Place]:
    """Return the places in a CSV file, or raise Rejected with every fault.

    A place without a community, stratum or PSU is its own.
    """
    table = read_foreign(name, content)
    if "place" not in table.columns:
        facts = {"column": "place", "nearest": ", ".join(table.columns)}
        raise Rejected([Problem(name, "file.column_missing", facts)])
    columns = {c: table.cells(c) for c in COLUMNS if c in table.columns}
    rows = [
        {column: cells[row] for column, cells in columns.items()}
        for row in range(table.rows)
    ]
    faults: list[Problem] = []
    seen: set[str] = set()
    places = []
    for line, row in enumerate(rows, start=2):
        where = f"{name}:{line}"
        code = row["place"] or ""
        if not code:
            faults.append(Problem(f"{where} place", "fact.empty", {"rows": 1}))
        if code in seen:
            faults.append(
                Problem(f"{where} place", "id.twice", {"rows": 2, "ids": code})
            )
        seen.add(code)
        places.append(_place(code, row, where, faults))
    if faults:
        raise Rejected(faults)
    return places


def _place(
    code: str, row: Mapping[str, str | None], where: str, faults: list[Problem]
) -> Place:
    community = row.get("community") or code
    return Place(
        place_id=code,
        name={"en": row.get("name") or code},
        community=community,
        community_name={"en": community},
        stratum=row.get("stratum") or community,
        psu=row.get("psu") or code,
        weight=_number(row.get("weight"), f"{where} weight", faults) or 1.0,
        fpc=_number(row.get("fpc"), f"{where} fpc", faults),
    )


def _number(cell: str | None, where: str, faults: list[Problem]) -> float | None:
    if cell is None:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        faults.append(Problem(where, "places.not_positive", {"value": cell}))
    return value
