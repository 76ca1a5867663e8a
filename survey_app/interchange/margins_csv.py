"""Reads how many people there are of each group from a CSV file."""

from survey_app.core.sampling.weighting import Population
from survey_app.errors import Problem, Rejected
from survey_app.interchange.foreign import ForeignTable, read_foreign

#: What each column may be called; the second words are those of survey statisticians.
COLUMNS = {
    "grouping": ("grouping", "variable"),
    "group": ("group", "level"),
    "population": ("population", "count"),
}


def read_margins(name: str, content: bytes) -> Population:
    """Return people by grouping and group, or raise Rejected with every fault.

    One row is one group: the grouping it belongs to, its code, its people.
    """
    table = read_foreign(name, content)
    columns = _columns(table)
    people: dict[str, dict[str, float]] = {}
    faults: list[Problem] = []
    for line in range(table.rows):
        where = f"{table.name}:{line + 2}"
        cells = {key: cells[line] for key, cells in columns.items()}
        empty = [key for key, cell in cells.items() if cell is None]
        faults += [Problem(f"{where} {key}", "margins.empty") for key in empty]
        if empty:
            continue
        by, group = str(cells["grouping"]), str(cells["group"])
        count = _people(str(cells["population"]))
        if count is None:
            facts = {"value": cells["population"]}
            faults.append(Problem(f"{where} population", "margins.not_positive", facts))
        if group in people.get(by, {}):
            facts = {"by": by, "group": group}
            faults.append(Problem(where, "margins.group_twice", facts))
        people.setdefault(by, {})[group] = count or 0.0
    if faults:
        raise Rejected(faults)
    return people


def _columns(table: ForeignTable) -> dict[str, list[str | None]]:
    found = {
        key: next((name for name in names if name in table.columns), None)
        for key, names in COLUMNS.items()
    }
    if missing := [key for key, name in found.items() if name is None]:
        facts = {"found": ", ".join(table.columns)}
        raise Rejected(
            [
                Problem(table.name, "margins.column_missing", {"column": key} | facts)
                for key in missing
            ]
        )
    return {key: table.cells(str(name)) for key, name in found.items()}


def _people(cell: str) -> float | None:
    try:
        count = float(cell)
    except ValueError:
        return None
    return count if 0 < count < float("inf") else None
