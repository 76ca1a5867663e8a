"""What groups said, by codes: shares of a finished coding, under the disclosure rules.

A code's number of people is withheld like a number of respondents, so that no small one
can be worked out; and a code that one group alone has is shown of no group, because
whoever reads its texts would know that group wrote them.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from survey_app.core.disclosure.crossed import hidden_by_lines
from survey_app.core.disclosure.door import Protected, hiding, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.cells import Cell
from survey_app.core.estimation.estimates import Table, estimates
from survey_app.core.estimation.rows import EstimateRow
from survey_app.core.measurement.groups import CROSS, FACT_GROUPS, Grouping, everyone
from survey_app.core.measurement.scoring import Measure, MeasureKind
from survey_app.core.questionnaire.instrument import (
    MISSING,
    Instrument,
    Item,
    Option,
)
from survey_app.core.sampling.design import IntArray
from survey_app.errors import Conflict, NotFound
from survey_app.services import coding
from survey_app.services.analysis import RoundData
from survey_app.services.coding import Work
from survey_app.services.open_answers import LEAST_ANSWERS
from survey_app.services.withholding import decisions, rules_of
from survey_app.store import coding as store
from survey_app.store.database import Database

#: What rare codes are together in files of single people.
OTHER = "other"
#: Ends the name of the variable that holds the codes of an item.
VARIABLE = ".code"


def groupings(data: RoundData) -> list[str]:
    """Return the groupings codes are shown by: nothing crossed, and no languages.

    A language says as much of a text as the text itself.
    """
    shown = [by for by in data.groupings if by not in FACT_GROUPS and CROSS not in by]
    return shown + [by for by in ("community",) if by in data.groupings]


def by_group(
    data: RoundData, work: Work, by: str | None, release: Release
) -> Protected[EstimateRow]:
    """Return the share of people with each code, of everyone or of the groups of `by`.

    Of those whose answer has a code. Raise Conflict while the coding is not finished,
    NotFound for a grouping codes are not shown by.
    """
    if not work.is_finished:
        raise Conflict("coding.not_finished", item=work.item.item_id)
    # Remembers nothing of other tables: what is decided here is of these codes alone.
    own = replace(data)
    places = _places(own, work)
    met = set(work.codes.values())
    names = [n for n in work.frame.names if n in met]
    shares = [_measure(work, places, name, "share") for name in names]
    people = [_measure(work, places, name, "number") for name in names]
    grouping = grouping_named(own, by)
    name = own.survey_round.name
    counted = estimates(name, own.frame, people, grouping)
    table = _both(estimates(name, own.frame, shares, grouping), counted)
    decided = [decisions(own, release, each) for each in (shares, people)]
    rows = protected(table, decided)
    n = np.array([cell.n for _, (cell,) in counted]).reshape(-1, len(names))
    hidden = np.array([row.suppressed for row in rows]).reshape(n.shape)
    least = rules_of(own, release).min_n
    more = hidden_by_lines(
        n, hidden, least, adds_up=by is not None and grouping.is_apart
    )
    also = {(grouping.groups[g], names[c]) for g, c in np.argwhere(more).tolist()}
    return hiding(rows, lambda row: (row.group, row.of) in also)


def grouping_named(data: RoundData, by: str | None) -> Grouping:
    """Return a grouping codes and words are shown by, everyone for None.

    Raise NotFound for any other.
    """
    if by is None:
        return everyone(data.frame)
    if by not in (known := groupings(data)):
        name = data.survey_round.name
        raise NotFound("group.unknown", name=by, known=", ".join(known), round=name)
    return data.groupings[by]


def _both(shares: Table, counted: Table) -> list[tuple[EstimateRow, Sequence[Cell]]]:
    """Return rows of shares that stand on their own cell and on that of their count."""
    return [
        (row, [cell, unless_alone(count)])
        for (row, (cell,)), (_, (count,)) in zip(shares, counted, strict=True)
    ]


def unless_alone(count: Cell) -> Cell:
    """Return the cell of a count, empty where nobody else has the code."""
    return replace(count, n=0) if count.is_group and not count.rest else count


def _places(data: RoundData, work: Work) -> IntArray:
    """Return the place of each row's code in the frame (rows,), -1 for none."""
    place = {name: n for n, name in enumerate(work.frame.names)}
    codes = work.codes
    of_seq = {a.seq: place[codes[a.number]] for a in work.answers if a.number in codes}
    found = [of_seq.get(seq, -1) for seq in data.frame.seq.tolist()]
    return np.array(found, dtype=np.int64)


def _measure(work: Work, places: IntArray, name: str, kind: MeasureKind) -> Measure:
    """Return who has a code: a share of those coded, or a number for each of them."""
    has = places == work.frame.names.index(name)
    if kind == "share":
        values = np.where(places < 0, np.nan, has.astype(np.float64))
    else:
        values = np.where(has, np.arange(len(places), dtype=np.float64), np.nan)
    return Measure(name, kind, values, work.item.sensitive, work.frame.names)


def with_variables(db: Database, data: RoundData) -> RoundData:
    """Return the round with a variable for the codes of each finished item.

    For files of single people, under their rules. Codes of fewer than five people are
    one, so that a rare text cannot be found by its code.
    """
    done = store.finished(db, data.survey_round.round_id)
    for item in coding.items(data):
        if item.item_id in done:
            data = _with_variable(data, coding.find(db, data, item.item_id))
    return data


def _with_variable(data: RoundData, work: Work) -> RoundData:
    places = _places(data, work)
    names = work.frame.names
    common = _common(np.bincount(places[places >= 0], minlength=len(names)))
    codes = np.full(len(places), MISSING["not_asked"], dtype=np.int16)
    codes[places >= 0] = len(common)
    for new, old in enumerate(common):
        codes[places == old] = new
    item = _item(data.instrument, work.item, [names[n] for n in common])
    frame = replace(data.frame, codes={**data.frame.codes, item.item_id: codes})
    instrument = replace(data.instrument, items=(*data.instrument.items, item))
    return replace(data, instrument=instrument, frame=frame)


def _common(counts: IntArray) -> list[int]:
    """Return the codes enough people have, so that all others together have enough too.

    >>> _common(np.array([9, 7, 3])), _common(np.array([9, 7, 0]))
    ([0], [0, 1])
    """
    common = [n for n in range(len(counts)) if counts[n] >= LEAST_ANSWERS]
    rare = int(counts.sum() - counts[common].sum())
    if common and 0 < rare < LEAST_ANSWERS:
        common.remove(min(common, key=lambda n: counts[n]))
    return common


def _item(instrument: Instrument, item: Item, names: Sequence[str]) -> Item:
    coded = [*enumerate(names, 1), (OTHER, OTHER)]
    languages = instrument.languages
    options = [Option(str(n), dict.fromkeys(languages, name)) for n, name in coded]
    return Item(
        f"{item.item_id}{VARIABLE}", "choice", item.text, options=tuple(options)
    )
