"""What is told of how groups see each other: cells, and numbers made of several."""

import numpy as np

from survey_app.core.disclosure.rules import RULES, rounded_count
from survey_app.core.measurement.scoring import measures
from survey_app.core.questionnaire.targets import own_item

#: Fewer raters than this, on either side, and a cell stands in nothing.
LEAST = RULES["public"].min_n_sensitive


def raters(data):
    """Return how many of each group rated each other: {of: {(rater, rated): n}}."""
    own = own_item(data.instrument)
    found = {}
    if own is None or own.group not in data.groupings:
        return found
    grouping = data.groupings[own.group]
    for each in measures(data.instrument.dyadic(), data.frame):
        of, _, rated = each.of.rpartition(":")
        if of and each.kind != "share":
            n = grouping.members[~np.isnan(each.values)].sum(axis=0)
            pairs = zip(grouping.groups, n.tolist(), strict=True)
            found.setdefault(of, {}).update({(group, rated): k for group, k in pairs})
    return found


def attack_dyads(data, rows, tally):
    """Count small cells that are shown, and numbers that hold some.

    A number of several cells is known by its n: how many raters it is made of.
    """
    truth = raters(data)
    for row in rows:
        if row["suppressed"] or row["round"] != data.survey_round.name:
            continue
        pairs = truth[row["of"]]
        if row["kind"] == "cell":
            at = row["group"], row["about"]
            tally["reading"] += not _is_safe(pairs, at)
        elif row["kind"] in ("received", "bridging"):
            tally["totals"] += int(row["n"]) not in _of_safe(pairs, row["about"])
    for pairs in truth.values():
        cells = [n for (rater, rated), n in pairs.items() if rater != rated]
        tally["small"] += sum(0 < n < LEAST for n in cells)


def _is_safe(pairs, at):
    return min(pairs.get(at, 0), pairs.get(at[::-1], 0)) >= LEAST


def _of_safe(pairs, about):
    """Return how many raters stand in what all safe cells tell, also as rounded."""
    whole = sum(
        n
        for (rater, rated), n in pairs.items()
        if rater != rated and about in (None, rated) and _is_safe(pairs, (rater, rated))
    )
    return (whole, rounded_count(whole))
