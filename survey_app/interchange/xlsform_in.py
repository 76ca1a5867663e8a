"""Reads an XLSForm as an instrument, and says of every row what became of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from survey_app.core.questionnaire.instrument import (
    MISSING,
    Instrument,
    Item,
    Labels,
    Option,
)
from survey_app.core.questionnaire.routing import holds, named_items
from survey_app.errors import Problem, Rejected
from survey_app.interchange.xlsform_circles import circles, names_in
from survey_app.interchange.xlsform_meaning import Assigned, meant
from survey_app.interchange.xlsform_media import MediaReference, media
from survey_app.interchange.xlsform_rows import Condition, Question, Walked, walk
from survey_app.interchange.xlsform_sheets import (
    FormRow,
    LanguageCode,
    Sheets,
    read_sheets,
)
from survey_app.interchange.xpath import Beyond
from survey_app.interchange.xpath_rules import (
    ALWAYS,
    NEVER,
    Rule,
    Subject,
    Translator,
    Work,
    all_of,
)

#: A rule with more parts than these nobody can read, and no tablet needs.
MOST_PARTS = 400
#: Answers a person can be offered, and those of all questions together.
MOST_OPTIONS, MOST_OPTIONS_IN_ALL = 500, 30_000
_NAME = re.compile(r"[^\w-]+")
#: The option that stands for all that a list does not name, and its question.
OTHER, OTHER_SUFFIX = "other", "_other"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as an instrument.

    `losses` are rows and rules that could not be taken over, `notes` what was taken
    over in another form or, on purpose, not at all. `paths` are the XML paths of items,
    `labels` their words alone.
    """

    instrument: Instrument
    losses: list[Problem]
    notes: list[Problem]
    media: tuple[MediaReference, ...]
    paths: dict[str, str]
    labels: dict[str, Labels]


def read_form(
    name: str,
    content: bytes,
    code_of: LanguageCode,
    language: str = "en",
    assigned: Assigned | None = None,
) -> Form:
    """Return the form in a workbook; raise Rejected with everything wrong in it.

    `language` is that of words whose heading names none; `assigned` says what questions
    measure and group where the form does not.
    """
    sheets = read_sheets(name, content, code_of, language)
    walked = walk(sheets)
    faults = [*sheets.faults, *walked.faults, *circles(walked)]
    if faults:
        raise Rejected(faults)
    walked.losses += sheets.losses
    reading = _Reading(sheets, walked)
    instrument = reading.instrument()
    if not instrument.items:
        problem = Problem(name, "form.no_questions")
        raise Rejected([*walked.faults, *walked.losses, problem])
    instrument = meant(sheets, walked, instrument, reading.translator, assigned)
    if walked.faults:
        raise Rejected(walked.faults)
    named = media(sheets, walked, instrument)
    return Form(
        instrument,
        walked.losses,
        [*sheets.notes, *walked.notes],
        named,
        {question.item_id: question.path for question in walked.questions},
        {q.item_id: dict(q.row.said("label")) for q in walked.questions},
    )


@dataclass(slots=True)
class _Reading:
    """Makes items of questions."""

    sheets: Sheets
    walked: Walked
    subjects: dict[str, Subject] = field(default_factory=dict)
    rules: dict[tuple[int, str], Rule | None] = field(default_factory=dict)
    lists: dict[str, dict[str, Option]] = field(default_factory=dict)
    work: Work = field(default_factory=Work)
    options: int = 0

    def instrument(self) -> Instrument:
        """Return the instrument, without what its items measure."""
        for row in self.sheets.rows.get("choices", []):
            self._option(row)
        for each, row in self.walked.gone.items():
            self.subjects.setdefault(each, Subject("gone", row.number))
        for each, (row, text) in self.walked.calculated.items():
            self.subjects[each] = Subject(
                "calculated", row.number, each, expression=text
            )
        items: list[Item] = []
        kept: list[Question] = []
        for question in self.walked.questions:
            found = self._items(question)
            items += found
            kept += [question] if found else []
        self.walked.questions = kept
        self._unused_values()
        languages = self._languages(items)
        return Instrument(
            self._name(),
            self._title(),
            languages,
            tuple(_only(item, languages) for item in items),
        )

    def translator(self, row: FormRow) -> Translator:
        """Return what translates the expressions of a row."""
        return Translator(self.subjects, row.number, self.work)

    def _option(self, row: FormRow) -> None:
        of = self.lists.setdefault(row["list"], {})
        code = row["name"]
        if not row["list"] and not code:
            return  # a remark
        if not row["list"] or not code:
            self.walked.faults.append(Problem(row.where, "form.choice_without"))
        elif code in of and self.sheets.settings.get("allow_choice_duplicates"):
            return  # lists that a filter would part: one of each is enough
        elif code in of:
            facts = {"code": code, "list": row["list"]}
            self.walked.faults.append(Problem(row.where, "form.choice_twice", facts))
        else:
            label = row.said("label") or dict.fromkeys(self.sheets.languages, code)
            of[code] = Option(code, dict(label))

    def _items(self, question: Question) -> list[Item]:
        """Return the item of a question, and the one that asks what else."""
        listed = self.lists.get(question.list_name, {})
        if len(listed) > MOST_OPTIONS:
            facts = {"list": question.list_name, "most": MOST_OPTIONS}
            problem = Problem(question.row.where, "form.list_too_long", facts)
            self._leave(question, problem)
            return []
        if question.is_open:
            words = dict.fromkeys(question.text, "Other")
            listed = {**listed, OTHER: listed.get(OTHER, Option(OTHER, words))}
        self._know(question, tuple(listed))
        ask = self._ask(question)
        options = [option for code, option in listed.items() if code not in MISSING]
        options = self._constrained(question, options)
        self._count(len(options))
        if question.list_name and len(options) < 2:
            self._leave(question, Problem(question.row.where, "form.one_option"))
            return []
        if ask == NEVER:
            self._leave(question, Problem(question.row.where, "form.never_asked"))
            return []
        if question.row["choice_filter"]:
            self._lose(question.row, "form.choice_filter")
        item = Item(
            question.item_id,
            question.kind,
            question.text,
            options=tuple(options),
            ask=None if ask == ALWAYS else ask,
        )
        return [item, *self._other(question)]

    def _count(self, options: int) -> None:
        """Raise Rejected where all questions together have too many answers."""
        self.options += options
        if self.options > MOST_OPTIONS_IN_ALL:
            facts = {"most": MOST_OPTIONS_IN_ALL}
            raise Rejected([Problem(self.sheets.name, "form.too_many_options", facts)])

    def _know(self, question: Question, codes: tuple[str, ...]) -> None:
        kinds: Mapping[str, Any] = {"choice": "one", "choices": "several"}
        place = question.row.number
        kind = kinds.get(question.kind, "open")
        found = Subject(kind, place, question.item_id, codes)
        for name in {question.row["name"], question.item_id}:
            self.subjects.setdefault(name, found)

    def _other(self, question: Question) -> list[Item]:
        if not question.is_open:
            return []
        asked = {"item": question.item_id, "in": [OTHER]}
        words = dict.fromkeys(question.text, "Specify other.")
        return [Item(f"{question.item_id}{OTHER_SUFFIX}", "text", words, ask=asked)]

    def _leave(self, question: Question, problem: Problem) -> None:
        self.walked.losses.append(problem)
        gone = Subject("gone", question.row.number)
        self.subjects |= {question.row["name"]: gone, question.item_id: gone}

    def _lose(self, row: FormRow, code: str, **facts: object) -> None:
        self.walked.losses.append(Problem(row.where, code, facts))

    def _ask(self, question: Question) -> Rule:
        rules = [self._condition(each) for each in question.conditions]
        return all_of([rule for rule in rules if rule is not None])

    def _condition(self, condition: Condition) -> Rule | None:
        """Return a condition's rule, None where it had to be left out; told once."""
        key = condition.row.number, condition.text
        if key not in self.rules:
            self.rules[key] = self._translated(condition)
        return self.rules[key]

    def _translated(self, condition: Condition) -> Rule | None:
        try:
            rule = self.translator(condition.row).rule(condition.text)
            if _parts(rule) > MOST_PARTS:
                raise Beyond("rule.too_many_cases", most=MOST_PARTS)
        except Beyond as beyond:
            self._lose(condition.row, beyond.code, **beyond.facts)
            return None
        return rule

    def _constrained(self, question: Question, options: list[Option]) -> list[Option]:
        """Return the options a constraint allows, where it looks at nothing else."""
        text = question.row["constraint"]
        if not text:
            return options
        here = self.subjects.get(question.item_id)
        translator = replace(self.translator(question.row), here=here)
        try:
            rule = translator.rule(text)
        except Beyond as beyond:
            code = "form.constraint_open" if not question.list_name else beyond.code
            self._lose(question.row, code, **beyond.facts)
            return options
        if question.kind != "choice" or set(named_items(rule)) - {question.item_id}:
            self._lose(question.row, "form.constraint")
            return options
        return [o for o in options if holds(rule, {question.item_id: o.code})]

    def _unused_values(self) -> None:
        """Tell of calculated values that no rule needed and that make no group."""
        texts = [c.text for q in self.walked.questions for c in q.conditions]
        used: set[str] = set()
        while texts:
            new = {name for text in texts for name in names_in(text)} - used
            used |= new
            calculated = self.walked.calculated
            texts = [calculated[name][1] for name in new if name in calculated]
        for name, (row, _) in self.walked.calculated.items():
            if name not in used:
                self._lose(row, "form.calculate_not_kept")

    def _languages(self, items: list[Item]) -> tuple[str, ...]:
        """Return the languages that have all words; tell of the others."""
        if listed := _listed_languages(self.sheets):
            return listed
        words = [item.text for item in items]
        words += [option.label for item in items for option in item.options]
        met = {code for each in words for code in each}
        known = [code for code in self.sheets.languages if code in met]
        lacking = {code: sum(code not in each for each in words) for code in known}
        complete = [code for code in known if not lacking[code]]
        kept = complete or sorted(known, key=lambda code: lacking[code])[:1]
        for code in known:
            if code not in kept:
                facts = {"language": code, "count": lacking[code], "of": len(words)}
                problem = Problem(self.sheets.name, "form.language_incomplete", facts)
                self.walked.losses.append(problem)
        return tuple(kept)

    def _name(self) -> str:
        settings = self.sheets.settings
        named = settings.get("form_id") or settings.get("id_string")
        stem = self.sheets.name.rpartition("/")[2].rpartition(".")[0]
        return _NAME.sub("_", named or stem).strip("_")[:60] or "form"

    def _title(self) -> Labels:
        settings = self.sheets.settings
        title = settings.get("form_title") or settings.get("title") or self._name()
        language = next(iter(self.sheets.languages), "en")
        return {language: title[:200]}


def _listed_languages(sheets: Sheets) -> tuple[str, ...]:
    rows = sheets.rows.get("survey_app", [])
    return tuple(row["id"] for row in rows if row["what"] == "language")


def _only(item: Item, languages: tuple[str, ...]) -> Item:
    """Return an item with the words of languages that are kept, and English ones."""
    kept = {*languages, "en"}
    return replace(
        item,
        text={code: text for code, text in item.text.items() if code in kept},
        options=tuple(
            replace(o, label={c: t for c, t in o.label.items() if c in kept})
            for o in item.options
        ),
    )


def _parts(rule: Rule) -> int:
    match rule:
        case {"all": rules} | {"any": rules}:
            return 1 + sum(map(_parts, rules))
        case {"not": inner}:
            return 1 + _parts(inner)
    return 1
