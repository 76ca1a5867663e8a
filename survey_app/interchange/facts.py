"""The facts of a foreign row that are not answers: id, weight, design, date."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from survey_app.interchange.foreign import ForeignTable
from survey_app.interchange.import_map import ImportMap

#: Notes a fault: (column, code, positions of rows, facts).
Note = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Facts:
    """Who and where a row is in the sample. `psu` None: no clusters are known."""

    foreign_id: str
    weight: float
    stratum: str
    psu: str | None
    fpc: float | None
    enumerator: str
    language: str
    collected_on: date | None


def read(
    import_map: ImportMap, table: ForeignTable, languages: Sequence[str], note: Note
) -> list[Facts]:
    """Return the facts of every row; faults go to `note`.

    Respondents without clusters who are the same as in the round before are their own
    clusters, so that the rounds can be linked by them.
    """
    ids = _ids(import_map.columns["id"], table, note)
    weights = _weights(import_map.columns.get("weight"), table, note)
    strata = _needed(import_map.columns.get("stratum"), table, note, "")
    psus: Sequence[str | None] = [None] * table.rows
    if "psu" in import_map.columns:
        psus = _needed(import_map.columns["psu"], table, note, "")
    elif import_map.clusters in ("same", "mixed"):
        psus = ids
    fpcs = _populations(import_map.columns.get("fpc"), table, note)
    _check_populations(import_map.columns.get("fpc"), strata, psus, fpcs, note)
    days = _days(import_map.columns.get("date"), table, import_map.date_format, note)
    column = import_map.columns.get("enumerator")
    enumerators = table.cells(column) if column else [None] * table.rows
    return [
        Facts(
            foreign_id=ids[row],
            weight=weights[row],
            stratum=strata[row],
            psu=psus[row],
            fpc=fpcs[row],
            enumerator=enumerators[row] or "",
            language=languages[row] if languages else "",
            collected_on=days[row],
        )
        for row in range(table.rows)
    ]


def _ids(column: str, table: ForeignTable, note: Note) -> list[str]:
    ids = _needed(column, table, note, "")
    many = {value for value, count in Counter(ids).items() if count > 1 and value}
    if many:
        rows = [row for row, value in enumerate(ids) if value in many]
        note(column, "id.twice", rows, ids=", ".join(sorted(many)[:5]))
    return ids


def _needed(
    column: str | None, table: ForeignTable, note: Note, default: str
) -> list[str]:
    """Return a text column in which no cell may be empty."""
    if column is None:
        return [default] * table.rows
    cells = table.cells(column)
    if empty := [row for row, cell in enumerate(cells) if cell is None]:
        note(column, "fact.empty", empty)
    return [cell or "" for cell in cells]


def _weights(column: str | None, table: ForeignTable, note: Note) -> list[float]:
    if column is None:
        return [1.0] * table.rows
    weights = _numbers(column, table, note)
    if negative := [row for row, weight in enumerate(weights) if (weight or 0) < 0]:
        note(column, "weight.negative", negative)
    if not any(weights):
        note(column, "weight.all_zero", range(table.rows))
    return [weight or 0.0 for weight in weights]


def _populations(
    column: str | None, table: ForeignTable, note: Note
) -> Sequence[float | None]:
    return [None] * table.rows if column is None else _numbers(column, table, note)


def _check_populations(
    column: str | None,
    strata: Sequence[str],
    psus: Sequence[str | None],
    fpcs: Sequence[float | None],
    note: Note,
) -> None:
    """A stratum has one number of PSUs, not smaller than the PSUs sampled from it."""
    if column is None:
        return
    sampled: defaultdict[str, set[str]] = defaultdict(set)
    stated: defaultdict[str, set[float | None]] = defaultdict(set)
    for row, stratum in enumerate(strata):
        sampled[stratum].add(psus[row] or f"row {row}")
        stated[stratum].add(fpcs[row])
    for stratum, populations in stated.items():
        rows = [row for row, each in enumerate(strata) if each == stratum]
        least = min((each for each in populations if each is not None), default=None)
        if len(populations) > 1:
            note(column, "fpc.varies", rows, stratum=stratum)
        elif least is not None and least < len(sampled[stratum]):
            facts = {"stratum": stratum, "population": least}
            note(column, "fpc.too_small", rows, sampled=len(sampled[stratum]), **facts)


def _numbers(column: str, table: ForeignTable, note: Note) -> list[float | None]:
    """Return a column of numbers in which no cell may be empty."""
    found: list[float | None] = []
    for cell in table.cells(column):
        try:
            value = float(cell or "")
        except ValueError:
            value = float("nan")
        found.append(value if isfinite(value) else None)
    if bad := [row for row, value in enumerate(found) if value is None]:
        values = {str(table.cells(column)[row] or "") for row in bad[:50]}
        note(column, "fact.not_a_number", bad, values=", ".join(sorted(values)[:5]))
    return found


def _days(
    column: str | None, table: ForeignTable, form: str | None, note: Note
) -> list[date | None]:
    """Return the days of the interviews; the time of day is dropped unread."""
    if column is None:
        return [None] * table.rows
    cells = table.cells(column)
    days = [None if cell is None else _day(cell, form) for cell in cells]
    bad = [row for row, cell in enumerate(cells) if cell and days[row] is None]
    if bad:
        note(column, "date.unreadable", bad, value=cells[bad[0]])
    return days


def _day(cell: str, form: str | None) -> date | None:
    try:
        if form is None:
            return date.fromisoformat(cell[:10])
        return datetime.strptime(cell, form).date()  # noqa: DTZ007 (only the day is kept)
    except ValueError:
        return None
