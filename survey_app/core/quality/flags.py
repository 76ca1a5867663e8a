"""All quality flags, one row each. A flag is a question to a supervisor.

Nothing is removed or changed because of a flag. To add one, add a row.
"""

from collections.abc import Mapping

from survey_app.core.quality import (
    circumstances,
    copying,
    enumerators,
    patterns,
    timing,
)
from survey_app.core.quality.finders import Finder, TeamFinder
from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import BoolArray

#: name -> which interviews it is asked of.
FLAGS: Mapping[str, Finder] = {
    "too_fast": timing.too_fast,
    "too_slow": timing.too_slow,
    "straight_line": patterns.straight_line,
    "long_string": patterns.long_string,
    "declined": patterns.declined,
    "exact_duplicate": copying.exact_duplicate,
    "near_duplicate": copying.near_duplicate,
    "odd_time": circumstances.noted("night", "clock"),
    "overlap": circumstances.noted("overlap"),
    "presence": circumstances.presence,
    "other_version": circumstances.other_version,
    "other_place": circumstances.other_place,
}

#: name -> which enumerators it is asked of.
TEAM_FLAGS: Mapping[str, TeamFinder] = {
    "declines_often": enumerators.declines_often,
}


def flagged(interviews: Interviews) -> dict[str, BoolArray]:
    """Return for each flag which interviews (rows,) it is asked of."""
    return {name: find(interviews) for name, find in FLAGS.items()}


def team_flagged(interviews: Interviews) -> dict[str, set[str]]:
    """Return for each flag the enumerators it is asked of."""
    return {name: find(interviews) for name, find in TEAM_FLAGS.items()}
