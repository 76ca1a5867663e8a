"""Everything a release shows: all tables of all pages, as rows under contract keys."""

from itertools import combinations

from survey_app.core.disclosure.door import plain
from survey_app.errors import NotFound, Unanswerable
from survey_app.services import (
    analysis,
    comparing,
    concealed,
    dyads,
    inequality,
    release_tables,
    trends,
)
from survey_app.services import respondents as services


def tables(db, data, release):
    """Return the rows of every table of the rounds `data`, by the table's name."""
    found = {name: [] for name in (*OF_ROUND, *OF_PAIR, "trends", "points")}
    for each in data:
        for name, rows_of in OF_ROUND.items():
            found[name] += rows_of(db, each, release)
    for pair in combinations(data, 2):
        for by in (None, *_in_all(pair)):
            for name, rows_of in OF_PAIR.items():
                found[name] += _asked(rows_of, db, pair, by, release)
    for by in (None, *_in_all(data)) if len(data) >= trends.LEAST else ():
        line = _asked(trends.find, db, data, (), by, release)
        if line:
            found["trends"] += plain(line.rows)
            found["points"] += plain(line.points)
    return found


def _in_all(data):
    """Return the groupings that all rounds have."""
    return [by for by in data[-1].groupings if all(by in d.groupings for d in data)]


def _asked(rows_of, *arguments):
    try:
        return rows_of(*arguments)
    except (Unanswerable, NotFound):
        return []


def _gaps(_, data, release):
    return plain(analysis.find_gaps(data, list(data.groupings), (), release))


def _unequal(_, data, release):
    return plain(inequality.unequal(data, list(data.groupings), (), release))


def _pairs(_, data, release):
    return plain(inequality.pairs(data, list(data.groupings), (), release))


def answers(db, data, release):
    """Return the share of every answer to every item."""
    return _released("answers", db, data, release)


def _dyads(_, data, release):
    return plain(_asked(dyads.find, data, (), release) or dyads.NOTHING)


def respondents(db, data, release):
    """Return how many of each group answered, as the page and as files say.

    The page's row of everyone has `fewer` where it says "fewer than".
    """
    n, is_fewer = services.collected(db, data, release).responses
    whole = {
        "round": data.survey_round.name,
        "by": None,
        "group": None,
        "n": None if is_fewer else n,
        "fewer": n if is_fewer else None,
    }
    of_page = plain(services.counted(data, release))
    return [whole, *of_page, *_released("respondents", db, data, release)]


def _released(name, db, data, release):
    sources = release_tables.Sources(db, data, release)
    return plain(release_tables.of_round(sources, [name])[name])


def _compare(db, pair, by, release):
    return plain(comparing.compare(db, pair, (), by, release).rows)


def _gap_changes(db, pair, by, release):
    if by is None:
        return []
    return plain(comparing.compare_gaps(db, pair, (), by, release))


OF_ROUND = {
    "estimates": lambda _, data, release: plain(analysis.everything(data, release)),
    "gaps": _gaps,
    "inequality": _unequal,
    "pairs": _pairs,
    "answers": answers,
    "dyads": _dyads,
    "respondents": respondents,
    "hidden": lambda _, data, release: plain(concealed.hidden_shares(data, release)),
    "vignettes": lambda _, data, release: plain(concealed.vignettes(data, release)),
}
OF_PAIR = {"comparisons": _compare, "gap_changes": _gap_changes}
