"""Which earlier periods a period is measured against.

The newest can be left out, so that a crisis that begins does not enter its own
baseline, and the same season of earlier years taken, as DHIS2's predictors do.
"""

from collections.abc import Collection
from dataclasses import dataclass

#: How often an indicator is read: periods a year, and days between two.
PER_YEAR = {"week": 52, "month": 12, "quarter": 4, "half_year": 2, "year": 1}
DAYS = {"week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366}


@dataclass(frozen=True, slots=True)
class Sampling:
    """Periods to compare with: `recent` ones after leaving out the newest `skip`.

    `years` earlier years are taken too: their same period, and `around` on either side.
    """

    recent: int
    skip: int = 0
    years: int = 0
    around: int = 0


def sampled(
    period: int, sampling: Sampling, per_year: int, troubled: Collection[int] = ()
) -> list[int]:
    """Return the places of the periods before `period` that are its baseline, in order.

    `troubled` periods, crises already, are no baseline.

    >>> sampled(30, Sampling(recent=4, skip=1, years=2), per_year=12)
    [6, 18, 25, 26, 27, 28]
    """
    newest = period - 1 - sampling.skip
    found = set(range(newest - sampling.recent + 1, newest + 1))
    for year in range(1, sampling.years + 1):
        middle = period - year * per_year
        found |= set(range(middle - sampling.around, middle + sampling.around + 1))
    return sorted(p for p in found if 0 <= p <= newest and p not in troubled)
