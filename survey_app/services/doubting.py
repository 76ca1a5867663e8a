"""Results with and without the interviews whose answers are in doubt.

Nothing is removed: both are computed, so that a reader sees what the doubt amounts to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.disclosure.counts import shown_count
from survey_app.core.disclosure.door import Protected, hiding
from survey_app.core.disclosure.rules import Release, Rules
from survey_app.core.estimation.rows import EstimateRow, GapRow
from survey_app.core.measurement.groups import Grouping, everyone
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import FloatArray
from survey_app.errors import Unanswerable
from survey_app.services import analysis, quality
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import decisions, rules_of, scale_of
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
    return beside(whole, kept, len(ids))


def beside(whole: RoundData, kept: RoundData, left_out: int) -> Doubted:
    """Return both rounds; what is withheld of the whole is so of what was kept."""
    withheld = decisions(whole, "analyst", whole.measures).withheld
    if kept is not whole:
        kept = replace(kept, frozen={"analyst": frozenset(withheld)})
    return Doubted(whole, kept, left_out)


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
    of any group of a grouping, or what is left of one that is shown, are fewer than a
    shown cell needs, or those left out all but agree at an end of the scale, all of it
    is hidden.
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
    return {
        (measure.of, name)
        for measure in analysis.measures_named(found.whole, of)
        for name in _telling(found, measure, by, _least(rules, measure))
    }


def _telling(
    found: Doubted, measure: Measure, by: Sequence[str], least: int
) -> Iterator[str | None]:
    """Yield the groupings (None: everyone) that would tell of a few left out.

    Of those left out of a group that all agrees at an end of the scale, everything is
    known: they hide nobody else, so then everything would tell.
    """
    groups = {by: each.groups for by, each in found.whole.groupings.items()}
    whole, kept = (_inside(d, measure, groups) for d in (found.whole, found.kept))
    low, high = scale_of(measure, _values(found.whole, measure))
    certain = 0.0
    few = set()
    for name, (n, total) in whole.items():
        left_out, their = n - kept[name][0], total - kept[name][1]
        agreed = np.isclose(total, low * n) | np.isclose(total, high * n)
        certain += float(left_out[agreed].sum())
        room = np.minimum(their - low * left_out, high * left_out - their)
        is_left = (kept[name][0] > 0) & (kept[name][0] < least) & (n >= least)
        is_few = (left_out < least) | (room < high - low) | is_left
        if ((left_out > 0) & is_few).any():
            few.add(name)
    for name in (None, *by):
        if name in few or certain:
            yield name


def _least(rules: Rules, measure: Measure) -> int:
    return max(rules.min_n, rules.min_n_hard) if measure.sensitive else rules.min_n


def _values(data: RoundData, measure: Measure) -> FloatArray:
    own = next(m for m in data.measures if (m.of, m.kind) == (measure.of, measure.kind))
    return own.values


def _inside(
    data: RoundData, measure: Measure, groups: Mapping[str, Sequence[str | None]]
) -> dict[str | None, tuple[FloatArray, FloatArray]]:
    """Return for each grouping how many have a value, and their sum.

    In all, in those whose group is not known, in each of `groups` and beside it.
    """
    values = _values(data, measure)
    known = np.isfinite(values)
    both = np.stack([known.astype(np.float64), np.where(known, values, 0.0)])
    whole: dict[str | None, FloatArray] = {None: _cells(everyone(data.frame), (None,))}
    for by, wanted in groups.items():
        held = data.groupings.get(by)
        whole[by] = _cells(held, wanted) if held else _nowhere(len(values), wanted)
    return {by: tuple(both @ cells) for by, cells in whole.items()}


def _nowhere(rows: int, groups: Sequence[str | None]) -> FloatArray:
    """Return the cells of a grouping that nobody is in any more."""
    cells = np.zeros((rows, 2 + 2 * len(groups)))
    cells[:, :2] = 1.0
    return cells


def _cells(grouping: Grouping, groups: Sequence[str | None]) -> FloatArray:
    """Return who is in which cell; nobody is in a group that is held no more."""
    known = grouping.known[:, None]
    held = {group: at for at, group in enumerate(grouping.groups)}
    nobody = np.zeros_like(grouping.known)
    inside, beside = grouping.members, grouping.rest
    members = [inside[:, held[g]] if g in held else nobody for g in groups]
    others = [beside[:, held[g]] if g in held else grouping.known for g in groups]
    cells = np.hstack([np.ones_like(known), ~known, np.array(members + others).T])
    return cells.astype(np.float64)
