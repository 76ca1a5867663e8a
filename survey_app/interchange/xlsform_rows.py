"""Walks the rows of an XLSForm's survey sheet: what is asked, under which conditions.

Every row ends somewhere: as a question, as words before one, as a calculated value, or
as a problem that says why it is not taken over.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from survey_app.core.questionnaire.instrument import Kind, Labels
from survey_app.errors import Problem, Rejected
from survey_app.interchange.xlsform_sheets import FormRow, Sheets, like

#: Types of questions that are one of ours.
KINDS: dict[str, Kind] = {
    "integer": "number", "int": "number", "decimal": "number", "range": "number",
    "text": "text", "string": "text", "date": "text",
}  # fmt: skip
#: What phones note by themselves and this program never keeps of anybody.
UNKEPT = (
    *("start", "end", "today", "deviceid", "imei", "subscriberid", "simserial"),
    *("phonenumber", "phone_number", "username", "email", "audit", "start-geopoint"),
    *("background-audio", "background-geopoint", "device_id", "uri:deviceid"),
)
#: What would tell who somebody is: pictures, voices, places, hours.
TELLING = (
    *("image", "photo", "audio", "video", "file", "geopoint", "geotrace", "geoshape"),
    *("location", "gps", "time", "datetime", "barcode", "osm", "signature"),
)
#: What no questionnaire here can hold.
UNKNOWN_HERE = (
    *("rank", "acknowledge", "trigger", "hidden", "xml-external", "csv-external"),
    *("include", "background"),
    *("select_one_external", "select_one_from_file", "select_multiple_from_file"),
)
_FENCE = re.compile(
    r"^(begin|end)[ _](group|repeat|loop|lgroup|looped group)(?: over \S+)?$"
)
_SELECT = re.compile(
    r"^(?:add )?(select[_ ]one|select1|select[_ ]multiple|select all that apply|rank)"
    r"(?: prompt using| from)? (\S+)( or[_ ](?:specify[_ ])?other)?$"
)
#: Columns that are read, or say nothing of what is asked.
_READ = (
    *("type", "name", "relevant", "constraint", "calculation", "choice_filter"),
    *("disabled", "list", "survey_app"),
)
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]")
_MANY = 8
#: Groups in groups.
DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression under which rows are asked, and the row it stands in."""

    row: FormRow
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form. `path` are the groups around it and its name, by "/"."""

    row: FormRow
    item_id: str
    path: str
    kind: Kind
    list_name: str
    conditions: tuple[Condition, ...]
    text: Labels
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Fence:
    """A group or repeat that is open, and the conditions of all in it."""

    row: FormRow
    is_repeat: bool
    conditions: tuple[Condition, ...]


@dataclass(slots=True)
class Walked:
    """What the rows come to; calculated rows by name, rows not taken over by name."""

    questions: list[Question] = field(default_factory=list)
    calculated: dict[str, tuple[FormRow, str]] = field(default_factory=dict)
    gone: dict[str, FormRow] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    losses: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def walk(sheets: Sheets) -> Walked:
    """Return the questions of a form in order, and what became of all other rows."""
    walking = _Walking(sheets)
    for row in sheets.rows["survey"]:
        walking.take(row)
    walking.finish()
    return walking.found


class _Walking:
    """Goes through the rows once."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self.found = Walked()
        self.open: list[_Fence] = []
        self.lead: tuple[FormRow, tuple[Condition, ...]] | None = None
        self.ids: set[str] = set()
        #: Rows by the note that is told of all of them together.
        self.together: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.lists = {row["list"] for row in sheets.rows.get("choices", [])}

    def take(self, row: FormRow) -> None:
        """Take one row."""
        kind = " ".join(row["type"].split())
        folded = kind.casefold()
        if row["disabled"].casefold() in ("yes", "true"):
            self.together["form.disabled", ""].append(row.number)
        elif not kind:
            if row["name"] or row.said("label"):
                self.fault(row, "form.no_type")
        elif fence := _FENCE.match(folded):
            self._fence(row, fence[1], is_repeat=fence[2] not in ("group",))
        elif any(fence.is_repeat for fence in self.open):
            self._leave(row, "form.in_repeat")
        elif select := _SELECT.match(kind):
            self._select(row, select)
        else:
            self._plain(row, folded.replace(" ", "_"), kind)

    def finish(self) -> None:
        """Say what is left open, and what is told of many rows together."""
        for fence in self.open:
            self.fault(fence.row, "form.group_not_closed")
        self._drop_lead()
        for (code, column), rows in self.together.items():
            shown = ", ".join(map(str, rows[:_MANY])) + (" …" if rows[_MANY:] else "")
            facts = {"rows": shown, "count": len(rows), "column": column}
            where = f"{self.sheets.name}: survey"
            self.found.notes.append(Problem(where, code, facts))

    def fault(self, row: FormRow, code: str, **facts: object) -> None:
        """Note what keeps the form from being read."""
        self.found.faults.append(Problem(row.where, code, facts))

    def _leave(self, row: FormRow, code: str, **facts: object) -> None:
        self.found.losses.append(Problem(row.where, code, facts))
        if row["name"]:
            self.found.gone.setdefault(row["name"], row)

    def _fence(self, row: FormRow, edge: str, *, is_repeat: bool) -> None:
        if edge == "end":
            if not self.open or self.open[-1].is_repeat != is_repeat:
                self.fault(row, "form.group_not_open")
                return
            self.open.pop()
            return
        self._drop_lead()
        if len(self.open) >= DEEPEST:
            raise Rejected([Problem(row.where, "form.too_deep", {"most": DEEPEST})])
        self.open.append(_Fence(row, is_repeat, self._conditions(row)))
        if is_repeat:
            self._leave(row, "form.repeat")
        elif row.said("label"):
            self.lead = (row, self.open[-1].conditions)
        self._columns(row)

    def _select(self, row: FormRow, select: re.Match[str]) -> None:
        if select[1].casefold() == "rank":
            self._leave(row, "form.type_not_here", type="rank")
            return
        if select[2] not in self.lists:
            known = like(select[2], sorted(self.lists))
            self.fault(row, "form.no_such_list", list=select[2], known=known)
            return
        is_one = "one" in select[1].casefold() or select[1].endswith("1")
        kind: Kind = "choice" if is_one else "choices"
        self._ask(row, kind, select[2], is_open=bool(select[3]))

    def _plain(self, row: FormRow, folded: str, kind: str) -> None:
        if folded in KINDS:
            self._ask(row, KINDS[folded], "")
            if folded == "date":
                self.together["form.date_as_text", ""].append(row.number)
        elif folded == "note":
            self._note(row)
        elif folded == "calculate":
            self._calculate(row)
        elif folded in UNKEPT or folded.startswith("audit"):
            self.together["form.not_kept", kind].append(row.number)
            self.found.gone.setdefault(row["name"] or kind, row)
        elif folded in TELLING:
            self._leave(row, "form.type_telling", type=kind)
        elif folded in UNKNOWN_HERE or folded.startswith(("select_", "cascading_")):
            self._leave(row, "form.type_not_here", type=kind)
        else:
            known = like(kind, ["select_one", "select_multiple", "note", *KINDS])
            self.fault(row, "form.type_unknown", type=kind[:60], known=known)

    def _note(self, row: FormRow) -> None:
        self._drop_lead()
        if row.said("label"):
            self.lead = (row, self._conditions(row))
        self._columns(row)

    def _calculate(self, row: FormRow) -> None:
        if row["survey_app::role"] == "half":  # which half one is in, by lot
            self._ask(row, "choice", row["survey_app::options"])
        elif not row["name"]:
            self.fault(row, "form.no_name")
        else:
            self.found.calculated[row["name"]] = (row, row["calculation"])
        self._columns(row)

    def _ask(
        self, row: FormRow, kind: Kind, list_name: str, is_open: bool = False
    ) -> None:
        name = row["name"]
        if not name:
            self.fault(row, "form.no_name")
            return
        if row["calculation"] and not row.said("label") and not list_name:
            self.found.calculated[name] = (row, row["calculation"])
            return
        conditions = self._conditions(row)
        text = self._with_lead(row, conditions)
        if not text:
            self.fault(row, "form.no_label")
        path = "/".join([*(fence.row["name"] for fence in self.open), name])
        item_id = row["survey_app::id"] or self._unique(row, path)
        self.found.questions.append(
            Question(row, item_id, path, kind, list_name, conditions, text, is_open)
        )
        self._columns(row)

    def _unique(self, row: FormRow, path: str) -> str:
        """Return an id for a question: its name, with its groups where it is taken."""
        name = row["name"]
        stem = name if name not in self.ids else path.replace("/", ".")
        fit = _fit(stem)
        while fit in self.ids:
            fit = f"{fit[:56]}.{row.number}"
        self.ids.add(fit)
        if fit != name:
            self.together["form.renamed", ""].append(row.number)
        return fit

    def _conditions(self, row: FormRow) -> tuple[Condition, ...]:
        outer = self.open[-1].conditions if self.open else ()
        is_programs = "group" in row["type"].casefold() and row["survey_app::role"]
        if not row["relevant"] or is_programs:
            return outer
        return (*outer, Condition(row, row["relevant"]))

    def _with_lead(self, row: FormRow, conditions: tuple[Condition, ...]) -> Labels:
        """Return the question's words, after those before it and with its hint."""
        text = dict(row.said("label") or row.said("hint"))
        hint = row.said("hint")
        if hint and row.said("label"):
            text = {c: _joined(words, hint.get(c, "")) for c, words in text.items()}
            self.together["form.hint_joined", ""].append(row.number)
        if self.lead is None:
            return text
        lead, under = self.lead
        if under != conditions:
            if lead["type"].casefold() == "note":
                self._drop_lead()
            return text
        self.lead = None
        self.together["form.words_joined", ""].append(lead.number)
        words = lead.said("label")
        return {c: _joined(words.get(c, ""), own) for c, own in text.items()}

    def _drop_lead(self) -> None:
        """Tell of words that stand before no question of their condition."""
        if self.lead is not None:
            row, _ = self.lead
            is_note = row["type"].casefold() == "note"
            code = "form.note_left_out" if is_note else "form.heading_left_out"
            self.together[code, ""].append(row.number)
        self.lead = None

    def _columns(self, row: FormRow) -> None:
        for column in row.cells:
            if column not in _READ and not column.startswith("survey_app::"):
                self.together["form.column_unread", column].append(row.number)


def _fit(name: str) -> str:
    """Return a name as an id of letters, digits and points.

    >>> _fit("_1_nom"), _fit("âge")
    ('q_1_nom', 'q_ge')
    """
    plain = _UNFIT.sub("_", name)
    return (plain if plain[:1].isalpha() else f"q{plain}")[:60]


def _joined(first: str, second: str) -> str:
    return "\n".join(part for part in (first, second) if part)
