"""The matrix of how groups see each other, as pages lay it out."""

from collections.abc import Sequence

from survey_app.core.estimation.rows import DyadRow


def matrix(rows: Sequence[DyadRow]) -> dict[str, dict[str, DyadRow]]:
    """Return the cells by rater's and rated group."""
    found: dict[str, dict[str, DyadRow]] = {}
    for row in rows:
        if row.kind == "cell":
            found.setdefault(str(row.group), {})[str(row.about)] = row
    return found


def pairs(rows: Sequence[DyadRow]) -> list[DyadRow]:
    """Return each two groups once, seen from the one that rates lower; widest first."""
    cells = [row for row in rows if row.kind == "cell" and (row.asymmetry or 0) < 0]
    return sorted(cells, key=lambda row: row.asymmetry or 0.0)
