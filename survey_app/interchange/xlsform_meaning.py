"""What the questions of an XLSForm measure: read from columns and a sheet of our own.

The columns `survey_app::construct`, `::kind`, `::scale`, `::reverse`, `::sensitive`,
`::group`, `::role` and `::about` stand on the survey sheet; what belongs to no question
stands on the sheet `survey_app`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Labels,
    Module,
    ModuleKind,
    Option,
    Role,
    RuleGroup,
    Scale,
)
from survey_app.errors import Problem
from survey_app.interchange.xlsform_rows import Question, Walked
from survey_app.interchange.xlsform_sheets import FormRow, Sheets
from survey_app.interchange.xpath import Beyond
from survey_app.interchange.xpath_rules import Translator

YES = ("yes", "true", "1", "x")


@dataclass(frozen=True, slots=True)
class Assigned:
    """What somebody says of questions: constructs with their items, groups by item."""

    constructs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def meant(
    sheets: Sheets,
    walked: Walked,
    instrument: Instrument,
    translator: Callable[[FormRow], Translator],
    assigned: Assigned | None,
) -> Instrument:
    """Return the instrument with what its items measure; faults go to `walked`."""
    meaning = _Meaning(sheets, walked, assigned or Assigned())
    members = meaning.members()
    items, scales = meaning.items(instrument, members)
    return replace(
        instrument,
        title=meaning.labels("title").get("", instrument.title),
        items=tuple(items),
        scales=scales,
        constructs=tuple(meaning.constructs(members, items)),
        domains=meaning.labels("domain"),
        group_names=meaning.group_names(items),
        rule_groups=meaning.rule_groups(translator),
        crossings=tuple((row["id"], row["of"]) for row in meaning.rows("crossing")),
        reviewed=tuple(
            row["id"] for row in meaning.rows("language") if row["value"] == "reviewed"
        ),
        confirmatory=tuple(row["id"] for row in meaning.rows("confirmatory")),
        modules=tuple(map(meaning.module, meaning.rows("module"))),
    )


@dataclass(slots=True)
class _Meaning:
    sheets: Sheets
    walked: Walked
    assigned: Assigned

    def rows(self, what: str) -> Iterator[FormRow]:
        """Yield the rows of our own sheet that tell of one kind of thing."""
        rows = self.sheets.rows.get("survey_app", [])
        return (row for row in rows if row["what"] == what)

    def labels(self, what: str) -> dict[str, Labels]:
        """Return the words of such things by their id."""
        return {row["id"]: dict(row.said("label")) for row in self.rows(what)}

    def members(self) -> dict[str, list[str]]:
        """Return the items of each construct: those listed, named beside, assigned."""
        found = {row["id"]: row["value"].split() for row in self.rows("construct")}
        for question in self.walked.questions:
            for name in _words(question.row["survey_app::construct"]):
                found.setdefault(name, []).append(question.item_id)
        for name, items in self.assigned.constructs.items():
            found.setdefault(name, []).extend(items)
        known = {question.item_id for question in self.walked.questions}
        for name, listed in found.items():
            for item in dict.fromkeys(listed):
                if item not in known:
                    self._fault(name, "form.no_such_question", named=item)
        return {name: list(dict.fromkeys(listed)) for name, listed in found.items()}

    def items(
        self, instrument: Instrument, members: Mapping[str, list[str]]
    ) -> tuple[list[Item], dict[str, Scale]]:
        """Return the items as what they are for, and the scales they are on."""
        scored = {item for listed in members.values() for item in listed}
        questions = {question.item_id: question for question in self.walked.questions}
        for name in set(self.assigned.groups) - set(questions):
            self._fault("", "form.no_such_question", named=name)
        scales: dict[str, Scale] = {}
        people = {
            (row["of"], row["id"]): row.said("label") for row in self.rows("people")
        }
        items = [
            self._item(item, questions[item.item_id], scored, scales, people)
            if item.item_id in questions
            else item
            for item in instrument.items
        ]
        return items, dict(sorted(scales.items()))

    def _item(
        self,
        item: Item,
        question: Question,
        scored: set[str],
        scales: dict[str, Scale],
        people: Mapping[tuple[str, str], Labels],
    ) -> Item:
        row = question.row
        is_scored = item.item_id in scored or row["survey_app::kind"] == "scored"
        if is_scored and item.kind != "choice":
            self._fault(row.where, "form.not_scorable", type=row["type"])
            return item
        named = replace(
            item,
            kind="scored" if is_scored else item.kind,
            options=tuple(
                replace(o, people=dict(people.get((question.list_name, o.code), {})))
                for o in item.options
            ),
            reverse=_is_yes(row["survey_app::reverse"]),
            sensitive=_is_yes(row["survey_app::sensitive"]),
            group=self.assigned.groups.get(item.item_id)
            or row["survey_app::group"]
            or None,
            role=self._role(row),
            about=row["survey_app::about"] or None,
        )
        if not is_scored and not row["survey_app::scale"]:
            return named
        scale = self._scale(question, named.options, scales)
        return replace(named, scale=scale, options=())

    def _scale(
        self, question: Question, options: tuple[Option, ...], scales: dict[str, Scale]
    ) -> str:
        """Return the id of the scale of a list, made when it is new."""
        told = {row["id"]: row for row in self.rows("scale")}.get(question.list_name)
        named = (told["of"] if told else "") or question.list_name
        positive = tuple(told["value"].split()) if told else ()
        scale = Scale(named, options, positive)
        if scales.setdefault(named, scale) != scale:
            scale = replace(scale, scale_id=question.item_id)
            scales[question.item_id] = scale
        for code in set(positive) - set(scale.codes):
            facts = {"scale": named, "code": code}
            self.walked.faults.append(
                Problem(question.list_name, "scale.positive", facts)
            )
        return scale.scale_id

    def _role(self, row: FormRow) -> Role | None:
        role = row["survey_app::role"]
        if role and role not in get_args(Role):
            known = ", ".join(get_args(Role))
            self._fault(row.where, "form.no_such_role", role=role, known=known)
            return None
        return cast(Role, role) if role else None

    def constructs(
        self, members: Mapping[str, list[str]], items: list[Item]
    ) -> Iterator[Construct]:
        """Yield the constructs, as their rows tell or named by their id."""
        told = {row["id"]: row for row in self.rows("construct")}
        higher = self.labels("higher")
        order = {item.item_id for item in items}
        for name, listed in members.items():
            row = told.get(name)
            inside = tuple(item for item in listed if item in order)
            if row is None:
                yield Construct(name, "", {"en": name}, {}, inside)
                continue
            yield Construct(
                name,
                row["of"],
                dict(row.said("label")),
                higher.get(name, {}),
                inside,
                _is_yes(row["sensitive"]),
                row["about"] or None,
            )

    def group_names(self, items: list[Item]) -> dict[str, Labels]:
        """Return the words of each grouping, a question's own where nothing else is."""
        made = {item.group: dict(item.text) for item in items if item.group}
        return {**made, **self.labels("group")}

    def rule_groups(
        self, translator: Callable[[FormRow], Translator]
    ) -> dict[str, tuple[RuleGroup, ...]]:
        """Return groups made of answers to several questions, in the order of rows."""
        found: dict[str, list[RuleGroup]] = {}
        for row in self.rows("rule"):
            try:
                beyond_all = replace(row, number=1_000_000)
                rule = translator(beyond_all).rule(row["value"])
            except Beyond as beyond:
                self._fault(row.where, beyond.code, **beyond.facts)
                continue
            group = RuleGroup(row["id"], dict(row.said("label")), rule)
            found.setdefault(row["of"], []).append(group)
        return {group: tuple(rules) for group, rules in found.items()}

    def module(self, row: FormRow) -> Module:
        """Return the sensitive module of a row."""
        counts = {key: row[key] for key in ("sides", "truthful", "yes")}
        numbers = {k: int(v) if v.isdecimal() else 0 for k, v in counts.items()}
        if row["of"] not in get_args(ModuleKind):
            known = ", ".join(get_args(ModuleKind))
            self._fault(row.where, "form.no_such_module", kind=row["of"], known=known)
        kind = cast(ModuleKind, row["of"])
        items = tuple(row["value"].split())
        return Module(row["id"], kind, dict(row.said("label")), items, **numbers)

    def _fault(self, where: str, code: str, **facts: object) -> None:
        self.walked.faults.append(Problem(where, code, facts))


def _is_yes(text: str) -> bool:
    return text.casefold() in YES


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()
