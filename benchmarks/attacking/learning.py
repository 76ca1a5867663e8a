"""What rows tell: which cells are known, as exactly as if nothing were rounded.

Standard errors, intervals, p and design effects can undo rounding: whoever sees a row
is taken to know the exact number of people and mean of every cell it was made of.
"""

from dataclasses import dataclass, field

from attacking.world import GROUP, REST, Place


@dataclass
class Known:
    """What was learned: cells by (round, measure, whether a share), and counts.

    `counts` {round: {place: most}} are of people who answered anything (None: known);
    `tied` are cells of which knowing one tells the other, `broken` items of which some
    shares are shown and others not. `dyads` are rows of how groups see each other.
    """

    cells: dict = field(default_factory=dict)
    counts: dict = field(default_factory=dict)
    tied: list = field(default_factory=list)
    broken: list = field(default_factory=list)
    dyads: list = field(default_factory=list)

    def note(self, round_name, of, place, *, is_share=False):
        """Learn a cell."""
        self.cells.setdefault((round_name, of, is_share), set()).add(place)

    def of(self, round_name, measure):
        """Return the places known of a measure."""
        key = (round_name, measure.of, measure.kind == "share")
        return self.cells.get(key, set())

    def settle(self):
        """Follow what is tied to what until nothing new is known."""
        size = -1
        while size != (size := sum(map(len, self.cells.values()))):
            for one, other in self.tied:
                for (key, place), (to, there) in ((one, other), (other, one)):
                    if place in self.cells.get(key, ()):
                        self.cells.setdefault(to, set()).add(there)


def learned(tables):
    """Return what the rows of all tables tell."""
    known = Known()
    for name, rows in tables.items():
        for row in rows:
            if not row.get("suppressed") and name in LEARN:
                LEARN[name](known, row)
    _distributions(known, tables.get("answers", ()))
    _vignettes(known, tables.get("vignettes", ()))
    known.dyads += tables.get("dyads", ())
    known.settle()
    return known


def together(*found):
    """Return what somebody knows who sees several releases."""
    every = Known()
    for known in found:
        for key, places in known.cells.items():
            every.cells.setdefault(key, set()).update(places)
        for name, counts in known.counts.items():
            own = every.counts.setdefault(name, {})
            for place, most in counts.items():
                both = (most, own.get(place, most))
                own[place] = None if None in both else min(both)
        every.tied += known.tied
        every.broken += known.broken
        every.dyads += known.dyads
    every.settle()
    return every


def _estimate(known, row):
    place = Place(row["by"], row["group"])
    known.note(row["round"], row["of"], place, is_share=row["kind"] == "share")


def _gap(known, row):
    for side in (GROUP, REST):
        known.note(row["round"], row["of"], Place(row["by"], row["group"], side))


def _pair(known, row):
    for group in (row["group"], row["other"]):
        known.note(row["round"], row["of"], Place(row["by"], group))


def _unequal(known, row):
    for group in (row["lowest"], row["highest"]):
        if group:
            known.note(row["round"], row["of"], Place(row["by"], group))


def _change(known, row):
    ends = [(row[end], row["of"], False) for end in ("from", "to")]
    for round_name, of, _ in ends:
        known.note(round_name, of, Place(row["by"], row["group"]))
    if row["gap_change"] is not None:
        rest = Place(row["by"], row["group"], REST)
        known.tied.append(((ends[0], rest), (ends[1], rest)))


def _gap_change(known, row):
    for end in ("from", "to"):
        for group in (row["group"], row["other"]):
            known.note(row[end], row["of"], Place(row["by"], group))


def _count(known, row):
    """Learn a number of respondents (None: exactly), or the most it can be."""
    counts = known.counts.setdefault(row["round"], {})
    place = Place(row["by"], row["group"])
    if row["n"] is not None:
        counts[place] = None
    elif row.get("fewer") and counts.get(place, 0) is not None:
        counts[place] = min(counts.get(place, row["fewer"] - 1), row["fewer"] - 1)


def _distributions(known, rows):
    """Learn the mean and share of everyone from the shares of all answers.

    One hidden share among others that are shown is what they lack to one: a fault.
    """
    items = {}
    for row in rows:
        if row["kind"] == "answer":
            own = items.setdefault((row["round"], row["of"]), [])
            own.append(row["suppressed"])
    for (round_name, item), hidden in items.items():
        if sum(hidden) <= 1:
            for is_share in (False, True):
                known.note(round_name, item, Place(None, None), is_share=is_share)
        if 0 < sum(hidden) < len(hidden):
            known.broken.append((round_name, item))


def _vignettes(known, rows):
    """Learn nothing but a fault: some languages shown and others, that have people, not.

    Everyone among described cases is the languages together.
    """
    items = {}
    for row in rows:
        if row["by"] is not None:
            items.setdefault((row["round"], row["of"]), []).append(row["suppressed"])
    known.broken += [at for at, hidden in items.items() if len(set(hidden)) > 1]


LEARN = {
    "estimates": _estimate,
    "points": _estimate,
    "gaps": _gap,
    "pairs": _pair,
    "inequality": _unequal,
    "comparisons": _change,
    "gap_changes": _gap_change,
    "respondents": _count,
}
