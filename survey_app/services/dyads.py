"""Dyads: how the groups of a site see each other, of those cells that may be shown."""

from collections.abc import Sequence

import numpy as np

from survey_app.core.disclosure.door import Protected, Step, nothing, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation import dyads
from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.dyads import Matrix
from survey_app.core.estimation.rows import DyadRow
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure, measures
from survey_app.core.questionnaire.targets import own_item, targets_item
from survey_app.core.sampling.design import BoolArray
from survey_app.errors import NotFound, Unanswerable
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import decisions

NOTHING: Protected[DyadRow] = nothing()


def asked_of(data: RoundData) -> list[str]:
    """Return what groups were asked about each other, constructs first."""
    found = data.instrument.dyadic()
    names = [each.construct_id for each in found.constructs]
    return dyads.of_measures(names + [item.item_id for item in found.items])


def find(
    data: RoundData, of: Sequence[str] = (), release: Release = "analyst"
) -> Protected[DyadRow]:
    """Return the matrix of each measure and what follows from it.

    Whatever the release, a cell needs twenty raters, and so does its mirror; to the
    public only the bridging index is shown. Raise Unanswerable where nothing was asked
    about groups, NotFound for what was not.
    """
    grouping = _own_groups(data)
    about = _about(data)
    for name in of:
        if name not in about:
            raise NotFound("measure.unknown", name=name, known=", ".join(about),
                           round=data.survey_round.name)  # fmt: skip
    rows = [
        row
        for name in (of or about)
        for row in _rows(data, name, about[name], grouping, release)
        if release != "public" or row.kind == "bridging"
    ]
    table = ((row, ()) for row in rows)
    return protected(table, [decisions(data, release, ())])


def bridging(
    data: RoundData, of: Sequence[str], release: Release
) -> Protected[DyadRow]:
    """Return the bridging index of each measure, none where nobody was asked."""
    asked = [name for name in asked_of(data) if name in of]
    if not asked:
        return NOTHING
    return find(data, asked, release).where(lambda row: row.kind == "bridging")


def _rows(
    data: RoundData,
    of: str,
    about: dict[str, Measure],
    grouping: Grouping,
    release: Release,
) -> list[DyadRow]:
    found, shown = _shown(data, of, about, grouping, release)
    return dyads.rows(data.survey_round.name, found, shown)


def _shown(
    data: RoundData,
    of: str,
    about: dict[str, Measure],
    grouping: Grouping,
    release: Release,
) -> tuple[Matrix, BoolArray]:
    """Return how groups rate each other, and which cells may be shown by themselves."""
    found = dyads.matrix(of, data.frame, grouping, about, _drawn(data))
    decided = decisions(data, release, ())
    cells = dyads.cells(found, grouping.by)
    return found, np.array([[decided.allow(cell) for cell in row] for row in cells])


def withheld(data: RoundData, release: Release) -> dict[CellName, Step]:
    """Return the cells that are not shown; nothing where nothing was asked."""
    if not asked_of(data):
        return {}
    grouping = _own_groups(data)
    names: dict[CellName, Step] = {}
    for of, about in _about(data).items():
        found, shown = _shown(data, of, about, grouping, release)
        pairs = shown & shown.T
        for a, row in enumerate(dyads.cells(found, grouping.by)):
            for b, cell in enumerate(row):
                if a != b and cell.at is not None and not pairs[a, b]:
                    names[cell.at] = "few"
    return names


def _own_groups(data: RoundData) -> Grouping:
    """Return the grouping of the groups people feel part of."""
    own = own_item(data.instrument)
    if own is None or own.group is None or not data.instrument.dyadic().items:
        raise Unanswerable("dyads.not_asked", round=data.survey_round.name)
    return data.groupings[own.group]


def _about(data: RoundData) -> dict[str, dict[str, Measure]]:
    """Return the measures about groups: by what they are of, then by the group."""
    found: dict[str, dict[str, Measure]] = {name: {} for name in asked_of(data)}
    for each in measures(data.instrument.dyadic(), data.frame):
        of, _, group = each.of.rpartition(":")
        if of and each.kind != "share":
            found[of][group] = each
    return found


def _drawn(data: RoundData) -> BoolArray | None:
    """Return which groups each respondent was asked about (rows, groups)."""
    item = targets_item(data.instrument)
    return None if item is None else data.frame.chosen[item.item_id]
