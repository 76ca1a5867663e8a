"""Which cells a release withholds, so that no small one can be worked out from others.

The steps of ESSnet's handbook (Hundepool et al., ch. 4-5): small cells and small
differences are withheld; then, line by line, a second cell where one alone would be
found by subtraction; then an audit by linear programming, which fails closed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from survey_app.core.disclosure import audit
from survey_app.core.disclosure.audit import SLACK, Question
from survey_app.core.disclosure.door import Step
from survey_app.core.disclosure.rules import (
    Rules,
    hard_least,
    is_protected,
    may_show,
)
from survey_app.core.disclosure.tables import EVERYONE, Counts, Family, Line
from survey_app.core.estimation.cells import Cell, CellName
from survey_app.core.sampling.design import BoolArray, FloatArray, IntArray

#: The part of its scale over which a withheld mean must be able to lie.
UNCERTAIN = 0.2
#: Pairs of cells compared at once: what is in memory stays small.
AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Subject:
    """One measure of a round: its cells in the family's order, and who answered.

    `scale` is the least and the most a value can be; `before` are cells to be withheld
    in any case, and by which step.
    """

    family: Family
    cells: Sequence[Cell]
    counts: Counts
    scale: tuple[float, float]
    before: Mapping[CellName, Step] = field(default_factory=dict)

    @property
    def means(self) -> FloatArray:
        """Return the mean of each cell (cells,), 0 where nobody is."""
        kinds = self.family.kinds.T.astype(np.float64)
        weight = kinds @ self.counts.weight
        return kinds @ self.counts.total / np.where(weight > 0, weight, 1.0)


@dataclass(slots=True)
class _State:
    """What is withheld of a subject so far."""

    subject: Subject
    rules: Rules
    steps: dict[int, Step]
    n: IntArray
    targets: list[int]
    nested: list[tuple[int, int]]

    def is_shown(self, cell: int) -> bool:
        """Return whether a cell is shown: everyone else only beside a shown group."""
        group = self.subject.family.beside(cell)
        return cell not in self.steps and group not in self.steps

    def are_groups(self, cells: Iterable[int]) -> bool:
        """Return whether none of the cells is everyone else beside a group."""
        return all(self.subject.family.beside(cell) is None for cell in cells)

    def is_kept(self, cell: int) -> bool:
        """Return whether a cell is withheld and must not be worked out either."""
        return cell in self.steps and (
            self.steps[cell] != "few" or cell in self.targets
        )

    def smallest(self, cells: Iterable[int]) -> int | None:
        """Return the smallest of the cells that are shown and not empty."""
        open_ = [c for c in cells if self.is_shown(c) and self.n[c] > 0]
        return min(open_, key=lambda c: (self.n[c], c), default=None)


def withheld(subjects: Sequence[Subject], rules: Rules) -> list[dict[CellName, Step]]:
    """Return what must be withheld of each subject, and by which step.

    Only cells that primary rules alone would hide and those that protect them are
    named; everyone together goes last and only by the primary rules.
    """
    states = [_begun(subject, rules) for subject in subjects]
    unsafe = states if rules.is_family else []
    while unsafe:
        for state in unsafe:
            _settle(state)
        unsafe = _more_withheld(unsafe)
    return [_named(state) for state in states]


def _begun(subject: Subject, rules: Rules) -> _State:
    steps: dict[int, Step] = {}
    targets = []
    for place, cell in enumerate(subject.cells):
        if not may_show(cell, rules):
            steps[place] = "few"
        elif cell.at is not None and cell.at in subject.before:
            steps[place] = subject.before[cell.at]
        if is_protected(cell, rules):
            targets.append(place)
    n = np.array([cell.n for cell in subject.cells])
    return _State(subject, rules, steps, n, targets, _nested(subject, rules, n))


def _nested(subject: Subject, rules: Rules, n: IntArray) -> list[tuple[int, int]]:
    """Return pairs of cells, the second within the first and almost or quite all of it.

    The others of the first are fewer than the second must have to be shown.
    """
    least = np.array([hard_least(cell, rules) for cell in subject.cells])
    difference = n[:, None] - n[None, :]
    near = (difference >= 0) & (difference < least[None, :]) & (n > 0)[None, :]
    near[:, EVERYONE] = False
    np.fill_diagonal(near, val=False)
    kinds = np.packbits(subject.family.kinds[subject.counts.n > 0].T, axis=1)
    pairs = np.argwhere(near)
    return [
        (outer, inner)
        for at in range(0, len(pairs), AT_ONCE)
        for outer, inner in _within(kinds, pairs[at : at + AT_ONCE])
    ]


def _within(kinds: npt.NDArray[np.uint8], pairs: IntArray) -> list[list[int]]:
    """Return the pairs whose second cell has no kind of people the first lacks."""
    outer, inner = pairs.T
    strays = kinds[inner] & ~kinds[outer]
    found: list[list[int]] = pairs[~strays.any(axis=1)].tolist()
    return found


def _named(state: _State) -> dict[CellName, Step]:
    return {
        at: step
        for place, step in state.steps.items()
        if (at := state.subject.cells[place].at) is not None
    }


def _settle(state: _State) -> None:
    """Withhold small differences and second cells until nothing more is needed."""
    before = -1
    while before != len(state.steps):
        before = len(state.steps)
        groups = [pair for pair in state.nested if state.are_groups(pair)]
        _differences(state, groups)
        for line in state.subject.family.lines:
            _second(state, line)
        _differences(state, state.nested)


def _second(state: _State, line: Line) -> None:
    """Withhold a second cell of a line of which one alone is withheld."""
    hidden = [c for c in line.parts if not state.is_shown(c) and state.n[c] > 0]
    if len(hidden) != 1 or not state.is_kept(hidden[0]):
        return
    if not state.is_shown(line.total):
        return
    found = state.smallest(line.parts)
    if found is None and line.total != EVERYONE:
        found = line.total
    if found is not None:
        state.steps[found] = "complementary"


def _differences(state: _State, pairs: Sequence[tuple[int, int]]) -> None:
    """Withhold one of two shown cells, one in the other, that differ by few.

    Everyone else before a group, else the smaller. Of two cells of the same people,
    both are withheld if one must be.
    """
    beside = state.subject.family.beside
    for outer, inner in pairs:
        is_twin = state.n[outer] == state.n[inner]
        if is_twin and state.is_kept(outer) and state.is_shown(inner):
            state.steps[inner] = "differencing"
        elif not is_twin and state.is_shown(outer) and state.is_shown(inner):
            is_rest = beside(inner) is None and beside(outer) is not None
            state.steps[outer if is_rest else inner] = "differencing"


def _more_withheld(states: Sequence[_State]) -> list[_State]:
    """Withhold one more cell for each that can be worked out; return who needed it."""
    asked = [
        (state, target)
        for state in states
        for part in state.subject.family.parts
        for target in _audited(state, part)
    ]
    answers = audit.extremes([each.question for _, each in asked])
    changed: dict[int, _State] = {}
    grown: set[tuple[int, Line]] = set()
    for (state, each), bounds in zip(asked, answers, strict=True):
        for cell, (low, high) in zip(each.cells, bounds.tolist(), strict=True):
            own = {(id(state), line) for line in each.part if cell in line.parts}
            if each.is_safe(cell, low, high) or own & grown:
                continue
            near = _near(state, each, cell)
            if near is not None:
                state.steps[near] = "audit"
                changed[id(state)] = state
                grown |= {(id(state), line) for line in each.part if near in line.parts}
    return list(changed.values())


def _near(state: _State, asked: "_Audit", cell: int) -> int | None:
    """Return the smallest cell shown beside one that is not safe, None if none is."""
    own = [line for line in asked.part if cell in line.parts]
    near = state.smallest(c for line in own for c in line.parts)
    if near is None:
        near = state.smallest(c for line in asked.part for c in line.parts)
    return near


@dataclass(frozen=True, slots=True)
class _Audit:
    """A question about the targets `cells` of a part of the family.

    The width an answer must have, and the most its lower end may be, are by cell.
    """

    part: tuple[Line, ...]
    question: Question
    cells: tuple[int, ...]
    width: dict[int, float]
    lowest: dict[int, float]

    def is_safe(self, cell: int, low: float, high: float) -> bool:
        """Return whether bounds leave the cell uncertain; no bounds (NaN) do not."""
        return (
            high - low >= self.width[cell] - SLACK and low <= self.lowest[cell] + SLACK
        )


def _audited(state: _State, part: tuple[Line, ...]) -> list[_Audit]:
    """Return what must be asked of a part: about numbers of people, and about sums."""
    inside = sorted({c for line in part for c in (line.total, *line.parts)})
    targets = [c for c in state.targets if c in inside and c != EVERYONE]
    if not targets or not state.is_shown(EVERYONE):
        return []
    place = {cell: index for index, cell in enumerate(inside)}
    lines = tuple(
        Line(place[line.total], tuple(place[c] for c in line.parts)) for line in part
    )
    known = _known(state.subject.family, part)
    kinds = state.subject.family.kinds[known][:, inside].astype(np.float64)
    shown = np.array([state.is_shown(cell) for cell in inside])
    few = [
        c for c in targets
        if state.n[c] < hard_least(state.subject.cells[c], state.rules)
    ]  # fmt: skip
    n = kinds.T @ state.subject.counts.n[known]
    asked = [
        _about_people(state, part, few, (lines, place, n, shown)),
        _about_sums(state, part, targets, (lines, place, n, shown), (kinds, known)),
    ]
    return [each for each in asked if each is not None]


def _known(family: Family, part: tuple[Line, ...]) -> BoolArray:
    """Return which kinds of people have a group in every grouping of the part."""
    known = np.ones(len(family.kinds), dtype=np.bool_)
    for line in part:
        if line.total == EVERYONE:
            known &= family.kinds[:, list(line.parts)].any(axis=1)
    return known


#: Lines between the cells of a part, where each cell stands among them, how many people
#: they have, and which are shown.
_Part = tuple[tuple[Line, ...], dict[int, int], FloatArray, BoolArray]


def _about_people(
    state: _State, part: tuple[Line, ...], targets: Sequence[int], of: _Part
) -> _Audit | None:
    """Return the question how many people the targets have.

    A bound is a whole number; it must leave room for as many as a shown cell needs.
    """
    lines, place, n, shown = of
    low, high = np.where(shown, n, 0.0), np.where(shown, n, n[place[EVERYONE]])
    least = {c: hard_least(state.subject.cells[c], state.rules) for c in targets}
    targets = [c for c in targets if n[place[c]] > 0]
    if not targets:
        return None
    return _Audit(
        part,
        Question(lines, low, high, tuple(place[c] for c in targets)),
        tuple(targets),
        {c: float(least[c]) for c in targets},
        {c: float(least[c] - 1) for c in targets},
    )


def _about_sums(
    state: _State,
    part: tuple[Line, ...],
    targets: Sequence[int],
    of: _Part,
    who: tuple[FloatArray, BoolArray],
) -> _Audit | None:
    """Return the question what the targets' sums are, to one who knows all weights."""
    lines, place, _, shown = of
    kinds, known = who
    weight = kinds.T @ state.subject.counts.weight[known]
    total = kinds.T @ state.subject.counts.total[known]
    least, most = state.subject.scale
    targets = [c for c in targets if weight[place[c]] > 0]
    if not targets or least == most:
        return None
    scale = 1 / weight[place[EVERYONE]]
    low = np.where(shown, total, least * weight) * scale
    high = np.where(shown, total, most * weight) * scale
    return _Audit(
        part,
        Question(lines, low, high, tuple(place[c] for c in targets)),
        tuple(targets),
        {
            c: float(UNCERTAIN * (most - least) * weight[place[c]] * scale)
            for c in targets
        },
        dict.fromkeys(targets, np.inf),
    )
