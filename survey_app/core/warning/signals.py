"""Signals that people can see: of danger, and of what holds them together.

Early-warning networks of herders and villages have long watched the second kind too.
The words for them are in words/signals.py.
"""

from dataclasses import dataclass

from survey_app.core.warning.indicators import Better, Side

#: The data set of what people note by hand.
OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal: what it tells of, which way is better, how often and how it is read."""

    signal_id: str
    side: Side
    better: Better
    frequency: str
    how: str = "sum"


SIGNALS = (
    Signal("markets_open", "peace", "higher", "month"),
    Signal("trade_between_groups", "peace", "higher", "month"),
    Signal("shared_water_and_pasture", "peace", "higher", "month"),
    Signal("marriages_between_groups", "peace", "higher", "quarter"),
    Signal("gifts_and_visits", "peace", "higher", "month"),
    Signal("children_in_school", "peace", "higher", "month", "mean"),
    Signal("peace_meetings", "peace", "higher", "month"),
    Signal("women_carrying_messages", "peace", "higher", "month"),
    Signal("quarrels_settled", "peace", "higher", "month"),
    Signal("groups_moving_apart", "risk", "lower", "month"),
    Signal("school_interrupted", "risk", "lower", "month"),
    Signal("livestock_price", "risk", "higher", "month", "mean"),
    Signal("weapons_traded", "risk", "lower", "month"),
    Signal("young_men_leaving", "risk", "lower", "month"),
    Signal("hostile_speech", "risk", "lower", "week"),
    Signal("people_arriving_in_flight", "risk", "lower", "week"),
    Signal("threats", "risk", "lower", "week"),
    Signal("quarrels_over_land", "risk", "lower", "month"),
)
