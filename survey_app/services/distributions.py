"""Distributions: the share of every answer, and of those who gave none."""

from dataclasses import dataclass

import numpy as np

from survey_app.core.disclosure.door import Protected, hiding, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.estimates import shares
from survey_app.core.estimation.rows import EstimateRow
from survey_app.core.measurement.scoring import Measure
from survey_app.core.measurement.values import coded, declined
from survey_app.core.questionnaire.instrument import Item, Option
from survey_app.services.analysis import RoundData
from survey_app.services.remembering import remembered
from survey_app.services.withholding import decisions

#: What the share of those who did not answer is called among the options.
DECLINED = "\x00declined"


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers to one item: a share of those who answered for each option.

    All shares are shown or none: one alone is what the others lack to the whole.
    `declined` is the share, of those who were asked, who did not know or did not say.
    """

    item: Item
    options: tuple[Option, ...]
    rows: Protected[EstimateRow]

    @property
    def shares(self) -> Protected[EstimateRow]:
        """Return the share of each option."""
        return self.rows.where(lambda row: row.of != DECLINED)

    @property
    def declined(self) -> EstimateRow:
        """Return the share of those who did not answer."""
        return self.rows[-1]

    @property
    def is_shown(self) -> bool:
        """Return whether every share may be shown: a bar needs all of them."""
        return not any(row.suppressed for row in self.shares)


@remembered
def of_round(data: RoundData, release: Release) -> list[Distribution]:
    """Return the distribution of every scored item, in the order of asking."""
    return [
        _of_item(data, item, release)
        for item in data.instrument.plain().items
        if item.kind == "scored"
    ]


def _of_item(data: RoundData, item: Item, release: Release) -> Distribution:
    codes = data.frame.codes[item.item_id]
    options = data.instrument.options(item)
    given = [
        Measure(option.code, "share", coded(codes, own))
        for option, own in zip(options, np.eye(len(options)), strict=True)
    ]
    none = Measure(DECLINED, "share", declined(codes, len(options)))
    name = data.survey_round.name
    table = shares(name, data.frame, [*given, none])
    rows = protected(table, [decisions(data, release, ())])
    if _is_withheld(data, item, release) or any(row.suppressed for row in rows):
        rows = hiding(rows, lambda _: True)
    return Distribution(item, options, rows)


def _is_withheld(data: RoundData, item: Item, release: Release) -> bool:
    """Return whether the item's mean or share is withheld: all shares would tell it."""
    own = [measure for measure in data.measures if measure.of == item.item_id]
    names = {CellName(measure.of, measure.kind, None, None) for measure in own}
    return not names.isdisjoint(decisions(data, release, own).withheld)
