"""Whether answers depend on who asked: people who asked at the same places compared.

Enumerators mostly work at few places. What distinguishes the people of a place is no
doing of whoever asked there: only interviews of the same place are compared, and where
nobody else asked, person and place cannot be told apart.
"""

import numpy as np

from survey_app.core.quality.cells import Cells, cells
from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import FloatArray

#: The share of the variation of answers that is between enumerators.
ICC = 0.10
#: Standard errors between an enumerator's mean and the others'.
FAR = 2.5
#: An enumerator's spread over everybody else's.
NARROW = 0.5
#: Interviews of one person from which they are compared with others.
LEAST = 15
#: At most so many honest teams in 100 have somebody flagged by one of these rules.
HONEST_TEAMS = 0.05


def depends_on_who_asks(interviews: Interviews) -> set[str]:
    """Return who was compared, where over 10 % of a construct's variation is by person.

    The intraclass correlation of enumerators at the same place (one-way analysis of
    variance), where the F test holds after Bonferroni's adjustment for the constructs.
    """
    shared = cells(interviews).shared()
    icc, p = correlations(shared)
    is_high = (icc > ICC) & (p * max(1, len(p)) < HONEST_TEAMS)
    return enough(interviews) & _people(shared) if is_high.any() else set()


def far_from_team(interviews: Interviews) -> set[str]:
    """Return whose mean of a construct is far from the others' at the same places.

    Over 2.5 standard errors, and as many more as make it rare that anybody of an honest
    team is as far, with so many enumerators and constructs compared (Student's t).
    """
    shared = cells(interviews).shared()
    compared = sorted(enough(interviews) & _people(shared))
    apart = {name: np.abs(distances(shared, name)) for name in compared}
    tests = int(np.isfinite(list(apart.values())).sum())
    limit = np.fmax(FAR, _t_limit(HONEST_TEAMS / max(1, tests), shared.variance()[1]))
    return {name for name, far in apart.items() if (far > limit).any()}


def little_spread(interviews: Interviews) -> set[str]:
    """Return whose respondents differ less than half as much as everybody else's.

    Standard deviations around the mean of person and place; variances of constructs as
    shares of everybody else's, averaged. Fifteen interviews at least.
    """
    found = cells(interviews)
    return {name for name in enough(interviews) if spread(found, name) < NARROW}


def alone_at_places(interviews: Interviews) -> set[str]:
    """Return who asked only where nobody else did, with fifteen interviews or more.

    Whether their answers differ because of them or of the place cannot be told.
    """
    return enough(interviews) - _people(cells(interviews).shared())


def enough(interviews: Interviews) -> set[str]:
    """Return the enumerators with interviews enough to be compared."""
    who, counts = np.unique(interviews.enumerator, return_counts=True)
    return set(who[counts >= LEAST].tolist()) - {""}


def correlations(shared: Cells) -> tuple[FloatArray, FloatArray]:
    """Return the ICC by person at the same place of each construct, and p (k,).

    Between and within mean squares of persons nested in places; p of the F test, 1
    where there is none.
    """
    within, df_within = shared.variance()
    at_place, total = shared.at_places(shared.n), shared.at_places(shared.total)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = shared.total / shared.n - total / at_place
        is_first = _first_of_place(shared)
        df = (shared.n > 0).sum(axis=0) - (at_place[is_first] > 0).sum(axis=0)
        between = np.nansum(shared.n * apart**2, axis=0) / df
        lost = np.nansum(shared.n**2 / at_place, axis=0)
        each = (shared.n.sum(axis=0) - lost) / df
        variance = (between - within) / each
        icc = variance / (variance + within)
        return np.asarray(icc), _f_tail(between / within, df, df_within)


def distances(shared: Cells, name: str) -> FloatArray:
    """Return by how many standard errors a person's mean is above the others' (k,).

    At each place of theirs against all others there; a place weighs by how much it
    tells. NaN where there is nothing to compare.
    """
    mine = shared.of(name)
    n, total = shared.n[mine], shared.total[mine]
    others = shared.at_places(shared.n)[mine] - n
    their_total = shared.at_places(shared.total)[mine] - total
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.nan_to_num(n * others / (n + others))
        apart = np.nan_to_num(total / n - their_total / others, posinf=0, neginf=0)
        mean = (weight * apart).sum(axis=0) / weight.sum(axis=0)
        return np.asarray(mean * np.sqrt(weight.sum(axis=0) / shared.variance()[0]))


def spread(found: Cells, name: str) -> float:
    """Return a person's standard deviation over everybody else's; 1 if unknown."""
    mine = found.of(name)
    with np.errstate(divide="ignore", invalid="ignore"):
        own, df = found.only(mine).variance()
        shares = own / found.only(~mine).variance()[0]
    known = shares[np.isfinite(shares) & (df >= LEAST - 5)]
    return float(np.sqrt(known.mean())) if len(known) else 1.0


def _people(found: Cells) -> set[str]:
    return {found.names[number] for number in np.unique(found.who).tolist()}


def _first_of_place(found: Cells) -> np.ndarray:
    return np.unique(found.where, return_index=True)[1]


def _f_tail(ratio: FloatArray, df1: FloatArray, df2: FloatArray) -> FloatArray:
    from scipy import special  # noqa: PLC0415 (loads only when somebody asks)

    tail = special.fdtrc(df1, df2, ratio)
    return np.where(np.isnan(tail), 1.0, tail)


def _t_limit(share: float, df: FloatArray) -> FloatArray:
    """Return the distance that `share` of honest ones pass, on either side."""
    from scipy import special  # noqa: PLC0415 (loads only when somebody asks)

    return np.asarray(special.stdtrit(np.maximum(df, 1), 1 - share / 2))
