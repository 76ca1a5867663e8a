"""Results of sensitive modules under the sample design: hidden shares, places."""

from typing import cast

import numpy as np

from survey_app.core.estimation.cells import Cell, cells_of
from survey_app.core.estimation.contrasts import contrast
from survey_app.core.estimation.estimates import (
    Table,
    estimates,
    means,
    standing_means,
)
from survey_app.core.estimation.rows import HiddenKind, HiddenRow, VignetteRow, hidden
from survey_app.core.estimation.sensitive import LEAST_IN_ARM, list_effects
from survey_app.core.measurement.columns import CodeArray
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.measurement.vignettes import position
from survey_app.core.questionnaire.instrument import Instrument, Module
from survey_app.core.questionnaire.modules import YES
from survey_app.core.sampling.design import FloatArray

HiddenTable = list[tuple[HiddenRow, list[Cell]]]
VignetteTable = list[tuple[VignetteRow, list[Cell]]]

#: From here on down a p says that the added statement changed how people counted.
SUSPECT_P = 0.05


def hidden_share(
    round_name: str, instrument: Instrument, frame: Frame, module: Module
) -> tuple[HiddenRow, list[Cell]]:
    """Return the share of a module of kind list, forced or warner, and its cells.

    Of a list it is the difference of two domain means in the full design, else the
    share that said yes, put right for the die; t interval. Fewer than LEAST_IN_ARM in a
    half, or in all, give no number.
    """
    measured = _measures(instrument, frame, module)
    whole = everyone(frame)
    found, counts = standing_means(frame, measured, [whole])
    (behind,) = cells_of(measured, None, [None], counts)
    n, kind = int(found.n.sum()), cast(HiddenKind, module.kind)
    empty = HiddenRow(
        round_name, module.module_id, kind, n, None, None, None, None, None, "too_few"
    )
    if found.n.min() < LEAST_IN_ARM:
        return hidden(empty), behind
    share, se, low, high = _figures(frame, measured, whole, module)
    p_design = _p_design(instrument, frame, module) if module.kind == "list" else None
    is_odd = p_design is not None and p_design < SUSPECT_P
    verdict = "suspect" if is_odd or high < 0 or low > 1 else "shown"
    return (
        HiddenRow(
            *(round_name, module.module_id, kind, n, share, se, low, high, p_design),
            verdict=verdict,
        ),
        behind,
    )


def places(
    round_name: str, frame: Frame, module: Module, *groupings: Grouping
) -> VignetteTable:
    """Return the share of everyone, and of each group, at each interval of places.

    Fewer than LEAST_IN_ARM people who rated all give no number; one such group, and no
    group is shown: the others would give it away.
    """
    spans = _spans(frame, module)
    measured = [
        Measure(f"{low}-{high}", "share", values)
        for (low, high), values in sorted(spans.items())
    ]
    if not measured:
        return []
    table = estimates(round_name, frame, measured, everyone(frame), *groupings)
    most = 2 * (len(module.items) - 1) + 1
    few = _few(table)
    found: VignetteTable = []
    for row, behind in table:
        low, high = map(int, row.of.split("-"))
        made = VignetteRow(
            *(round_name, module.module_id, row.by, row.group, low, high, most),
            *(row.n, row.mean, row.se, row.ci_low, row.ci_high),
            verdict="shown",
        )
        found.append((hidden(made) if row.by in few else made, behind))
    return found


def _few(table: Table) -> set[str | None]:
    """Return the groupings (None: everyone) that some people are too few for.

    Whoever is in none of the groups could be worked out like a group.
    """
    n: dict[str | None, dict[str | None, int]] = {}
    for row, _ in table:
        n.setdefault(row.by, {})[row.group] = row.n or 0
    total = n[None][None]
    parts = {by: [*of.values(), total - sum(of.values())] for by, of in n.items()}
    return {
        by
        for by, counts in parts.items()
        if total < LEAST_IN_ARM or any(0 < count < LEAST_IN_ARM for count in counts)
    }


def _measures(instrument: Instrument, frame: Frame, module: Module) -> list[Measure]:
    """Return the counts of both halves, or who said yes; NaN for who gave none."""
    if module.kind == "list":
        return [
            Measure(name, "number", _valid(frame.codes[name]), sensitive=True)
            for name in module.items[1:]
        ]
    (name,) = module.items
    options = [o.code for o in instrument.options(instrument.item(name))]
    codes = _valid(frame.codes[name])
    said = np.where(np.isnan(codes), np.nan, codes == options.index(YES))
    return [Measure(name, "share", said, sensitive=True)]


def _figures(
    frame: Frame, measured: list[Measure], whole: Grouping, module: Module
) -> tuple[float, float, float, float]:
    """Return share, standard error and limits."""
    moments = means(frame, measured, whole.members)
    value, parts = moments.mean[0], moments.parts[:, 0]
    if module.kind == "list":
        of, parts = value[1] - value[0], parts[:, 1] - parts[:, 0]
    else:
        shift, slope = _die(module)
        of, parts = (value[0] - shift) / slope, parts[:, 0] / slope
    found = contrast(np.asarray(of), parts, frame.design)
    return float(found.value), float(found.se), float(found.low), float(found.high)


def _die(module: Module) -> tuple[float, float]:
    """Return chance a and slope b with which a true share s makes a + b s say yes."""
    if module.kind == "forced":
        return module.yes / module.sides, module.truthful / module.sides
    about = module.truthful / module.sides
    return 1 - about, 2 * about - 1


def _p_design(instrument: Instrument, frame: Frame, module: Module) -> float:
    """Return the p of the test for design effects; the place of a count is itself."""
    control, added = (frame.codes[name] for name in module.items[1:])
    statements = len(instrument.options(instrument.item(module.items[1]))) - 1
    control, added = (each[each >= 0].astype(np.int64) for each in (control, added))
    return list_effects(control, added, statements).p


def _spans(frame: Frame, module: Module) -> dict[tuple[int, int], FloatArray]:
    """Return who stands at each interval of places (rows,), NaN for who rated not all.

    Ratings are few: each pattern of them is placed once.
    """
    ratings = np.column_stack([frame.codes[name] for name in module.items])
    is_whole = (ratings >= 0).all(axis=1)
    patterns, of = np.unique(ratings[is_whole], axis=0, return_inverse=True)
    spans = [position(own, cases) for own, *cases in patterns.tolist()]
    found = {}
    for span in set(spans):
        values = np.full(len(ratings), np.nan)
        values[is_whole] = np.array([each == span for each in spans])[of.ravel()]
        found[span] = values
    return found


def _valid(codes: CodeArray) -> FloatArray:
    return np.where(codes >= 0, codes, np.nan)
