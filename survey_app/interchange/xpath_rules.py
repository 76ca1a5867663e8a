"""Turns XPath expressions into skip rules, by what each answer could be.

A value is taken apart into its cases: the rule under which it is met, and the value
then. A comparison holds in some cases; they make the rule. Unanswered is the empty
text, as in XPath; so is an answer that was declined.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import fmod, isnan, nan
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Literal

from survey_app.core.questionnaire.instrument import MISSING
from survey_app.interchange.xpath import (
    DEEPEST,
    Beyond,
    Call,
    Const,
    Expr,
    Many,
    Op,
    Ref,
    parse,
)

Rule = dict[str, Any]
Value = str | float
Case = tuple[Rule, Value]

ALWAYS: Rule = {"all": []}
NEVER: Rule = {"any": []}
#: What people and spreadsheets write for a condition that always or never holds.
_SAID = {"true": ALWAYS, "yes": ALWAYS, "false": NEVER, "no": NEVER}

#: More cases than these make a rule that nobody can read; and those of a whole form.
MOST_CASES, MOST_WORK = 150, 500_000


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name in an expression stands for.

    one: an answer among `codes`; several: some of them; open: a number or a text;
    calculated: `expression`; gone: a row that was not taken over. `place` is its row.
    """

    kind: Literal["one", "several", "open", "calculated", "gone"]
    place: int
    item_id: str = ""
    codes: tuple[str, ...] = ()
    expression: str = ""


@dataclass(slots=True)
class Work:
    """What was worked out for a form, and how many more cases may be looked at."""

    left: int = MOST_WORK
    values: dict[tuple[int, str], list[Case]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates expressions of a form that stand in row `place`.

    `here` is what "." stands for; `within` are the calculated values being worked out.
    """

    subjects: Mapping[str, Subject]
    place: int
    work: Work
    here: Subject | None = None
    within: tuple[str, ...] = ()

    def rule(self, text: str) -> Rule:
        """Return the rule of an expression; raise Beyond if there is none."""
        if (said := _SAID.get(text.strip().casefold())) is not None:
            return said
        try:
            return self._truth(parse(text))
        except RecursionError:
            raise Beyond("rule.too_deep", most=DEEPEST) from None

    def values(self, text: str) -> list[Case]:
        """Return the cases of a value; raise Beyond where they cannot be told apart."""
        return self._cases(parse(text))

    def _truth(self, tree: Expr) -> Rule:
        match tree:
            case Many("and", parts):
                return all_of([self._truth(part) for part in parts])
            case Many("or", parts):
                return any_of([self._truth(part) for part in parts])
            case Op(sign, left, right) if sign in _COMPARE:
                return self._compared(sign, left, right)
            case Call(name, arguments) if (name, len(arguments)) in _TRUTHS:
                return _TRUTHS[name, len(arguments)](self, *arguments)
        return any_of([rule for rule, value in self._cases(tree) if _is_true(value)])

    def _cases(self, tree: Expr) -> list[Case]:
        match tree:
            case Const(value):
                return [(ALWAYS, value)]
            case Ref(name):
                return self._answers(name)
            case Call("if", (condition, then, otherwise)):
                return self._chosen(condition, then, otherwise)
            case Call(name, (inner,)) if name in _TURNS:
                turn = _TURNS[name]
                return [(rule, turn(value)) for rule, value in self._cases(inner)]
            case Op(sign, left, right) if sign in _RECKON:
                return self._reckoned(sign, left, right)
        return self._both_ways(tree)

    def _chosen(self, condition: Expr, then: Expr, otherwise: Expr) -> list[Case]:
        holds = self._truth(condition)
        cases = [(all_of([holds, rule]), v) for rule, v in self._cases(then)]
        other = opposite(holds)
        cases += [(all_of([other, rule]), v) for rule, v in self._cases(otherwise)]
        self._spend(len(cases))
        return cases

    def _reckoned(self, sign: str, left: Expr, right: Expr) -> list[Case]:
        reckon = _RECKON[sign]
        pairs = self._pairs(left, right)
        return [(rule, reckon(_float(a), _float(b))) for rule, a, b in pairs]

    def _whether(self, condition: Expr, then: Expr, otherwise: Expr) -> Rule:
        holds = self._truth(condition)
        other = all_of([opposite(holds), self._truth(otherwise)])
        return any_of([all_of([holds, self._truth(then)]), other])

    def _chose(self, of: Expr, code: Expr) -> Rule:
        match of, code:
            case Ref(name), Const(value):
                return self._selected(self._subject(name), _text(value))
        raise Beyond("rule.function", function="selected")

    def _both_ways(self, tree: Expr) -> list[Case]:
        if isinstance(tree, Call) and (tree.name, len(tree.arguments)) not in _TRUTHS:
            raise Beyond("rule.function", function=tree.name)
        holds = self._truth(tree)
        return [(holds, 1.0), (opposite(holds), 0.0)]

    def _compared(self, sign: str, left: Expr, right: Expr) -> Rule:
        """Return where a comparison holds."""
        match sign, left, right:
            case ("=", Ref(name), Const(str(code))) if code:
                subject = self._subject(name)
                if subject.kind == "one":
                    return self._selected(subject, code)
        if answered := self._whether_answered(sign, left, right):
            return answered
        compare = _COMPARE[sign]
        cases = [(rule, compare(a, b)) for rule, a, b in self._pairs(left, right)]
        if len(cases) > 1 and all("item" in rule for rule, _ in cases[:-1]):
            return _of_one(cases)
        return any_of([rule for rule, holds in cases if holds])

    def _pairs(self, left: Expr, right: Expr) -> list[tuple[Rule, Value, Value]]:
        ones, others = self._cases(left), self._cases(right)
        self._spend(len(ones) * len(others))
        return [(all_of([one, other]), a, b) for one, a in ones for other, b in others]

    def _spend(self, count: int) -> None:
        """Raise Beyond where there are more cases than anybody would write."""
        self.work.left -= count
        if count > MOST_CASES or self.work.left < 0:
            raise Beyond("rule.too_many_cases", most=MOST_CASES)

    def _whether_answered(self, sign: str, left: Expr, right: Expr) -> Rule | None:
        """Return the rule where it is only asked whether any of several is chosen."""
        match left, right:
            case Ref(name), Const(""):
                counts = {"=": False, "!=": True}
            case Call("count-selected" | "string-length", (Ref(name),)), Const(
                float(n)
            ):
                known = {(">", 0), (">=", 1), ("!=", 0)}
                none = {("=", 0), ("<", 1), ("<=", 0)}
                counts = {s: True for s, m in known if m == n}
                counts |= {s: False for s, m in none if m == n}
            case _:
                return None
        subject = self._subject(name)
        if subject.kind != "several" or sign not in counts:
            return None
        given: Rule = {"item": subject.item_id, "in": _substantive(subject)}
        return given if counts[sign] else opposite(given)

    def _answers(self, name: str) -> list[Case]:
        subject = self._subject(name)
        match subject.kind:
            case "one":
                self._spend(len(subject.codes))
                codes = _substantive(subject)
                cases: list[Case] = [
                    ({"item": subject.item_id, "in": [code]}, code) for code in codes
                ]
                none = [code for code in subject.codes if code in MISSING]
                cases += [({"item": subject.item_id, "in": [c]}, c) for c in none]
                every: Rule = {"item": subject.item_id, "in": list(subject.codes)}
                return [*cases, (opposite(every), "")]
            case "calculated":
                key = self.place, name
                if key not in self.work.values:
                    inner = replace(self, here=None, within=(*self.within, name))
                    self.work.values[key] = inner.values(subject.expression)
                return self.work.values[key]
            case "several":
                raise Beyond("rule.several_compared", named=name)
        raise Beyond("rule.open_answer", named=name)

    def _selected(self, subject: Subject, code: str) -> Rule:
        if subject.kind in ("one", "several"):
            if code not in subject.codes:
                return NEVER
            return {"item": subject.item_id, "in": [code]}
        cases = self._answers(subject.item_id)
        return any_of([rule for rule, value in cases if code in _text(value).split()])

    def _subject(self, name: str) -> Subject:
        """Return what a name stands for, if a rule of this row may look at it."""
        if not name:
            if self.here is None:
                raise Beyond("rule.unreadable", part=".")
            return self.here
        found = self.subjects.get(name)
        if found is None:
            raise Beyond("rule.unknown_name", named=name)
        if found.kind == "gone":
            raise Beyond("rule.left_out_name", named=name)
        if name in self.within or len(self.within) > 20:
            raise Beyond("rule.in_circles", named=name)
        if found.place > self.place and found.kind != "calculated":
            raise Beyond("rule.asks_later", named=name)
        return found


def all_of(rules: list[Rule]) -> Rule:
    """Return the rule that holds where all do, as short as it can be."""
    if NEVER in rules:
        return NEVER
    known = [rule for rule in rules if rule != ALWAYS]
    return known[0] if len(known) == 1 else {"all": known}


def any_of(rules: list[Rule]) -> Rule:
    """Return the rule that holds where one does; answers of one item become a list.

    >>> any_of([{"item": "a", "in": ["1"]}, {"item": "a", "in": ["2"]}])
    {'item': 'a', 'in': ['1', '2']}
    """
    if ALWAYS in rules:
        return ALWAYS
    known = [rule for rule in rules if rule != NEVER]
    if known and all(rule.get("item") == known[0].get("item", "") for rule in known):
        codes = dict.fromkeys(code for rule in known for code in rule["in"])
        return {"item": known[0]["item"], "in": list(codes)}
    return known[0] if len(known) == 1 else {"any": known}


def opposite(rule: Rule) -> Rule:
    """Return the rule that holds where another does not."""
    match rule:
        case {"all": []}:
            return NEVER
        case {"any": []}:
            return ALWAYS
        case {"not": inner}:
            return dict(inner)
    return {"not": rule}


def _of_one(cases: list[tuple[Rule, bool]]) -> Rule:
    """Return the rule of a comparison of one answer, by the shorter list.

    The last case is that of no answer.
    """
    *given, (_, holds_unanswered) = cases
    chosen = [rule for rule, holds in given if holds != holds_unanswered]
    return opposite(any_of(chosen)) if holds_unanswered else any_of(chosen)


def _substantive(subject: Subject) -> list[str]:
    return [code for code in subject.codes if code not in MISSING]


def _text(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _float(value: Value) -> float:
    try:
        return float(value)
    except ValueError:
        return nan


def _whole(value: Value) -> float:
    number = _float(value)
    return number if isnan(number) else float(int(number))


def _is_true(value: Value) -> bool:
    return bool(value) and value == value  # noqa: PLR0124 (not a number is false)


#: Functions that turn each value into another.
_TURNS: dict[str, Callable[[Value], Value]] = {
    "number": _float,
    "int": _whole,
    "string": _text,
    "once": lambda value: value,
    "string-length": lambda value: float(len(_text(value))),
    "count-selected": lambda value: float(len(_text(value).split())),
}
#: Functions that hold or do not, by name and number of arguments.
_TRUTHS: dict[tuple[str, int], Callable[..., Rule]] = {
    ("not", 1): lambda self, inner: opposite(self._truth(inner)),
    ("boolean", 1): lambda self, inner: self._truth(inner),
    ("true", 0): lambda _: ALWAYS,
    ("false", 0): lambda _: NEVER,
    ("selected", 2): Translator._chose,
    ("if", 3): Translator._whether,
}


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], bool]:
    return lambda a, b: compare(_float(a), _float(b))


def _equal(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    """Return the comparison that is one of texts where both are texts."""

    def compared(a: Value, b: Value) -> bool:
        if isinstance(a, str) and isinstance(b, str):
            return compare(a, b)
        return compare(_float(a), _float(b))

    return compared


def _divided(a: float, b: float) -> float:
    return a / b if b else nan


_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "=": _equal(eq), "!=": _equal(ne),
    "<": _ordered(lt), "<=": _ordered(le), ">": _ordered(gt), ">=": _ordered(ge),
}  # fmt: skip
_RECKON: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "div": _divided, "mod": lambda a, b: fmod(a, b) if b else nan,
}  # fmt: skip
