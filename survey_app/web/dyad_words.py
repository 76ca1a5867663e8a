"""The matrix of how groups see each other, as pages lay it out."""

from collections.abc import Sequence

from survey_app.core.estimation.rows import DyadRow
from survey_app.core.questionnaire.instrument import say
from survey_app.core.questionnaire.targets import own_item
from survey_app.services.analysis import RoundData
from survey_app.services.naming import Names


class Named:
    """The words for groups as raters and as rated, and for what was asked of them."""

    def __init__(self, data: RoundData, names: Names) -> None:
        own = own_item(data.instrument)
        options = data.instrument.options(own) if own else ()
        self._by = str(own.group) if own else ""
        self._labels = {o.code: say(o.label, names.language) for o in options}
        self._names, self._instrument = names, data.instrument
        self._language = names.language

    def group(self, code: str) -> str:
        """Return the words for the people of a group."""
        return self._names.group(self._by, code)

    def measure(self, of: str) -> str:
        """Return what was asked, with a blank where the group's name is put in."""
        dyadic = self._instrument.dyadic()
        texts = [(e.construct_id, e.name, str(e.about)) for e in dyadic.constructs]
        texts += [(e.item_id, e.text, str(e.about)) for e in dyadic.items]
        for name, labels, about in texts:
            if name == f"{of}:{about}":
                words = say(labels, self._language)
                return words.replace(self._labels[about], "…")
        return of


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
