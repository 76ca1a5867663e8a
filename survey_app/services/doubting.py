"""Results with and without the interviews whose answers are in doubt.

Nothing is removed: both are computed, so that a reader sees what the doubt amounts to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.disclosure.counts import shown_count
from survey_app.core.disclosure.door import Protected, hiding
from survey_app.core.disclosure.rules import Release, Rules
from survey_app.core.estimation.rows import EstimateRow, GapRow
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.measurement.values import valid
from survey_app.core.sampling.design import BoolArray, IntArray
from survey_app.errors import Unanswerable
from survey_app.services import analysis, quality
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import rules_of
from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Doubted:
    """A round as it is, and without the interviews in doubt."""

    whole: RoundData
    kept: RoundData
    left_out: int


def doubted(db: Database, whole: RoundData, release: Release = "analyst") -> Doubted:
    """Return a round beside what is left without interviews that have such a flag.

    For analysts: what the public sees holds still between releases, and flags do not.
    Raise Unanswerable for the public, and where nothing is left.
    """
    if release != "analyst":
        raise Unanswerable("flagged.not_public")
    ids = quality.raised(db, whole.survey_round).doubtful
    kept = analysis.load_without(db, whole.survey_round, ids) if ids else whole
    return Doubted(whole, kept, len(ids))


def left_out_shown(found: Doubted) -> str:
    """Return how many were left out, as exactly as an analyst may know it."""
    count, is_fewer = shown_count(found.left_out, "analyst")
    return f"<{count}" if is_fewer else str(count)


def estimate(
    found: Doubted,
    of: Sequence[str] = (),
    by: Sequence[str] = (),
) -> Protected[EstimateRow]:
    """Return `analysis.estimate` without the interviews in doubt.

    Subtracting it from the whole must not tell of a few: where the interviews left out
    of any group of a grouping are fewer than a shown cell needs, all of it is hidden.
    """
    few = _few(found, of, by)
    rows = analysis.estimate(found.kept, of, by)
    return hiding(rows, lambda row: (row.of, row.by) in few)


def find_gaps(
    found: Doubted,
    by: Sequence[str],
    of: Sequence[str] = (),
) -> Protected[GapRow]:
    """Return `analysis.find_gaps` without the interviews in doubt, hidden likewise."""
    few = _few(found, of, by)
    rows = analysis.find_gaps(found.kept, by, of)
    return hiding(rows, lambda row: (row.of, row.by) in few)


def _few(
    found: Doubted, of: Sequence[str], by: Sequence[str]
) -> set[tuple[str, str | None]]:
    """Return the measures and groupings of which the difference would tell of a few."""
    rules = rules_of(found.whole, "analyst")
    few = set()
    for measure in analysis.measures_named(found.whole, of):
        least = _least(rules, measure)
        whole = _counts(found.whole, measure, by)
        kept = _counts(found.kept, measure, by)
        for name, counts in whole.items():
            left_out = counts - kept[name]
            if ((left_out > 0) & (left_out < least)).any():
                few.add((measure.of, name))
    return few


def _least(rules: Rules, measure: Measure) -> int:
    return max(rules.min_n, rules.min_n_hard) if measure.sensitive else rules.min_n


def _counts(
    data: RoundData, measure: Measure, by: Sequence[str]
) -> dict[str | None, IntArray]:
    """Return for each grouping how many have a value: in all, in groups and beside."""
    own = next(m for m in data.measures if (m.of, m.kind) == (measure.of, measure.kind))
    known = valid([own.column])[0]
    divided: Iterable[Grouping] = (
        everyone(data.frame),
        *analysis.groupings_named(data, by),
    )
    return {each.by: _in_cells(known, each) for each in divided}


def _in_cells(known: BoolArray, grouping: Grouping) -> IntArray:
    without = ~grouping.known[:, None]
    cells = np.hstack([np.ones_like(without), without, grouping.members, grouping.rest])
    return np.asarray((cells & known[:, None]).sum(axis=0))
