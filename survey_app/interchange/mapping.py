"""Applies an import map to a foreign table: answers and facts, or every fault."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.core.questionnaire.instrument import MISSING, Scale
from survey_app.core.questionnaire.routing import Answer
from survey_app.errors import Problem
from survey_app.interchange import facts as read_facts
from survey_app.interchange.facts import Facts
from survey_app.interchange.foreign import ForeignTable
from survey_app.interchange.import_map import CodeMap, ImportMap, MappedItem
from survey_app.interchange.meanings import disagreements
from survey_app.interchange.toml_source import nearest

NOT_ASKED = "not_asked"
#: There is an answer that is no single code.
GIVEN = "given"
#: What Kobo and ODK write where an option has a column of its own.
_CHOSEN = {"1": True, "true": True, "yes": True, "": False, "0": False} | {
    "false": False,
    "no": False,
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a map made of a table: rows in the file's order, and what it met.

    `met` counts for each item and group our codes and kinds of missing; `left_out` are
    the columns nothing was taken from; `labels` are by group the file's words for our
    codes; `faulty` are the positions of rows with a fault.
    """

    facts: list[Facts]
    answers: list[dict[str, Answer]]
    met: dict[str, Counter[str]]
    labels: dict[str, dict[str, str]]
    left_out: list[str]
    faults: list[Problem]
    faulty: set[int] = field(default_factory=set)


def apply(
    import_map: ImportMap,
    table: ForeignTable,
    earlier: Mapping[str, Mapping[str, str]],
) -> Mapped:
    """Return the rows of `table` as `import_map` reads them, with all their faults.

    `earlier` are the words that the round before had for the codes of each group: a
    code that now carries another's word is a fault.
    """
    if faults := _absent_columns(import_map, table):
        return Mapped([], [], {}, {}, [], faults)
    columns = _Columns(table)
    for item in import_map.items:
        columns.read_item(item, import_map.scales.get(item.scale or ""))
    for group, code_map in import_map.groups.items():
        columns.read_group(group, code_map, earlier.get(group, {}))
    languages: list[str] = []
    if import_map.language:
        languages = columns.read_codes(import_map.language, "language")
    facts = read_facts.read(import_map, table, languages, columns.note)
    return Mapped(
        facts,
        columns.rows(),
        columns.met(),
        columns.labels,
        sorted(set(table.columns) - set(_used_columns(import_map))),
        columns.faults,
        columns.faulty,
    )


class _Columns:
    """Reads one column after the other and collects the faults of all."""

    def __init__(self, table: ForeignTable) -> None:
        self.table = table
        self.answers: dict[str, list[str]] = {}
        #: Numbers and lists of codes, where `answers` only say that there is one.
        self.values: dict[str, Sequence[Answer | None]] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.faults: list[Problem] = []
        self.faulty: set[int] = set()

    def note(
        self, column: str, code: str, rows: Sequence[int], **facts: object
    ) -> None:
        """Note a fault of a column in some rows, told by their position."""
        where = f"{self.table.name}: {column}"
        self.faults.append(Problem(where, code, facts | {"rows": len(rows)}))
        self.faulty.update(rows)

    def read_item(self, item: MappedItem, scale: Scale | None) -> None:
        """Read the answers to an item."""
        if scale is None:
            self._read_number(item)
            return
        if item.kind == "choices":
            self._read_several(item, scale)
            return
        codes = item.codes or {code: code for code in scale.codes}
        words = {option.code: list(option.label.values()) for option in scale.options}
        self._agree(item.column, {value: words[ours] for value, ours in codes.items()})
        known = codes | item.missing
        cells = self.table.cells(item.column)
        self.answers[item.item_id] = self._translated(item.column, cells, known)

    def read_group(
        self, group: str, code_map: CodeMap, earlier: Mapping[str, str]
    ) -> None:
        """Read who belongs to which group."""
        if code_map.match == "code":
            words = {code: [ours] for code, ours in code_map.codes.items()}
            before = {
                code: earlier.get(our, "") for code, our in code_map.codes.items()
            }
            self._agree(code_map.column, words, before)
        self.answers[group] = self.read_codes(code_map, group)
        own = self.table.words(code_map.column)
        named = {code_map.codes[c]: w for c, w in own.items() if c in code_map.codes}
        by_label = {ours: label for label, ours in code_map.codes.items()}
        self.labels[group] = by_label if code_map.match == "label" else named

    def read_codes(self, code_map: CodeMap, name: str) -> list[str]:
        """Return a column translated by code or by the file's own labels."""
        cells = self.table.cells(code_map.column)
        known = code_map.missing | code_map.codes
        if code_map.match == "code":
            return self._translated(code_map.column, cells, known)
        words = self.table.words(code_map.column)
        labels = {_folded(label): ours for label, ours in code_map.codes.items()}
        by_value = {
            value: labels[_folded(words.get(value, value))]
            for value in set(cells) - {None}
            if value is not None and _folded(words.get(value, value)) in labels
        }
        return self._translated(
            code_map.column, cells, code_map.missing | by_value, list(code_map.codes)
        )

    def rows(self) -> list[dict[str, Answer]]:
        """Return the answers of each row; what was not asked is left out."""
        found: list[dict[str, Answer]] = [{} for _ in range(self.table.rows)]
        for name, answers in self.answers.items():
            values = self.values.get(name)
            for place, answer in enumerate(answers):
                value = values[place] if values and answer == GIVEN else answer
                if answer != NOT_ASKED and value is not None:
                    found[place][name] = value
        return found

    def met(self) -> dict[str, Counter[str]]:
        """Return how often each code and kind of missing was met, by item."""
        found = {name: Counter(answers) for name, answers in self.answers.items()}
        for name, values in self.values.items():
            chosen = [value for value in values if isinstance(value, list)]
            if chosen:
                del found[name][GIVEN]
                found[name].update(code for codes in chosen for code in codes)
        return found

    def _read_several(self, item: MappedItem, scale: Scale) -> None:
        """Read a choice of several: from one column, or one for each option."""
        codes = item.codes or {code: code for code in scale.codes}
        known = codes | item.missing | {kind: kind for kind in MISSING}
        rows = self._chosen(item) if item.columns else self._parts(item.column)
        answers, values = [], list[Answer | None]()
        for parts in rows:
            ours = list(dict.fromkeys(known.get(part, "") for part in parts))
            given = [code for code in ours if code in scale.codes]
            values.append(given or None)
            answers.append(GIVEN if given else next(iter(ours), NOT_ASKED) or NOT_ASKED)
        for part in dict.fromkeys(p for parts in rows for p in parts if p not in known):
            places = [place for place, parts in enumerate(rows) if part in parts]
            like = nearest(part, list(known))
            code = "value.unmapped_near" if like else "value.unmapped"
            self.note(item.column, code, places, value=part, nearest=like)
        self.values[item.item_id], self.answers[item.item_id] = values, answers

    def _parts(self, column: str) -> list[list[str]]:
        return [(cell or "").split() for cell in self.table.cells(column)]

    def _chosen(self, item: MappedItem) -> list[list[str]]:
        """Return the options whose own columns say they were chosen."""
        rows: list[list[str]] = [[] for _ in range(self.table.rows)]
        for code, column in item.columns.items():
            cells = [(cell or "").casefold() for cell in self.table.cells(column)]
            strange = [place for place, c in enumerate(cells) if c not in _CHOSEN]
            if strange:
                self.note(
                    column, "value.not_yes_or_no", strange, value=cells[strange[0]]
                )
            for place, cell in enumerate(cells):
                if _CHOSEN.get(cell):
                    rows[place].append(code)
        return rows

    def _translated(
        self,
        column: str,
        cells: Sequence[str | None],
        known: Mapping[str, str],
        names: Sequence[str] = (),
    ) -> list[str]:
        """Return our code for every cell; a value without one is a fault."""
        answers = [NOT_ASKED if c is None else known.get(c, "") for c in cells]
        strange = [place for place, answer in enumerate(answers) if not answer]
        words = self.table.words(column)
        for value in dict.fromkeys(str(cells[place]) for place in strange):
            rows = [place for place in strange if cells[place] == value]
            label = words.get(value, "")
            like = nearest(label or value, list(names or known.values()))
            code = "value.unmapped_near" if like else "value.unmapped"
            shown = f"{value} ({label})" if label else value
            self.note(column, code, rows, value=shown, nearest=like)
        return answers

    def _read_number(self, item: MappedItem) -> None:
        cells = self.table.cells(item.column)
        answers: list[str] = []
        numbers: list[float | None] = []
        strange: list[int] = []
        for place, cell in enumerate(cells):
            value = None if cell is None or cell in item.missing else _number(cell)
            if value is None and cell is not None and cell not in item.missing:
                strange.append(place)
            numbers.append(value)
            answers.append(
                GIVEN if value is not None else item.missing.get(cell or "", NOT_ASKED)
            )
        for text in dict.fromkeys(str(cells[place]) for place in strange):
            rows = [place for place in strange if cells[place] == text]
            self.note(item.column, "value.not_a_number", rows, value=text)
        self.values[item.item_id] = numbers
        self.answers[item.item_id] = answers

    def _agree(
        self,
        column: str,
        meant: Mapping[str, Sequence[str]],
        earlier: Mapping[str, str] | None = None,
    ) -> None:
        """Note a fault for every code whose meaning in the file is another's."""
        cells = self.table.cells(column)
        found = disagreements(meant, self.table.words(column), earlier or {})
        for code, (meaning, label) in found.items():
            rows = [place for place, cell in enumerate(cells) if cell == code]
            if rows:
                facts = {"value": code, "meant": meaning, "label": label}
                self.note(column, "value.other_meaning", rows, **facts)


def _absent_columns(import_map: ImportMap, table: ForeignTable) -> list[Problem]:
    known = list(table.columns)
    return [
        Problem(
            f"{table.name}: {column}",
            "file.column_missing",
            {
                "column": column,
                "nearest": nearest(column, known) or ", ".join(known[:8]),
            },
        )
        for column in dict.fromkeys(_used_columns(import_map))
        if column not in table.columns
    ]


def _used_columns(import_map: ImportMap) -> list[str]:
    used = list(import_map.columns.values())
    for item in import_map.items:
        used += item.columns.values() or [item.column]
    used += [code_map.column for code_map in import_map.groups.values()]
    if import_map.language:
        used.append(import_map.language.column)
    return used


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()
