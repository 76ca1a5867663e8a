"""All quality flags, one row each. A flag is a question to a supervisor.

Nothing is removed or changed because of a flag. To add one, add a row.
"""

from collections.abc import Mapping

from survey_app.core.quality import (
    circumstances,
    contradictions,
    copying,
    enumerators,
    patterns,
    team,
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
    "contradiction": contradictions.contradiction,
    "exact_duplicate": copying.exact_duplicate,
    "near_duplicate": copying.near_duplicate,
    "near_elsewhere": copying.near_elsewhere,
    "odd_time": circumstances.noted("night", "clock"),
    "overlap": circumstances.noted("overlap"),
    "presence": circumstances.presence,
    "other_version": circumstances.other_version,
    "other_place": circumstances.other_place,
}

#: Flags that put answers in doubt; the others are about how the work went. Results are
#: compared with and without the interviews that have one of these.
DOUBTS = (
    "too_fast",
    "straight_line",
    "long_string",
    "contradiction",
    "exact_duplicate",
    "near_duplicate",
    "near_elsewhere",
    "overlap",
)

#: name -> which enumerators it is asked of.
TEAM_FLAGS: Mapping[str, TeamFinder] = {
    "back_check": enumerators.differs_when_asked_again,
    "declines_often": enumerators.declines_often,
    "depends_on_who_asks": team.depends_on_who_asks,
    "far_from_team": team.far_from_team,
    "little_spread": team.little_spread,
    "alone_at_places": team.alone_at_places,
}


def flagged(interviews: Interviews) -> dict[str, BoolArray]:
    """Return for each flag which interviews (rows,) it is asked of."""
    return {name: find(interviews) for name, find in FLAGS.items()}


def team_flagged(interviews: Interviews) -> dict[str, set[str]]:
    """Return for each flag the enumerators it is asked of."""
    return {name: find(interviews) for name, find in TEAM_FLAGS.items()}
