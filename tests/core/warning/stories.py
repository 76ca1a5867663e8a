"""Series written as text, as rules are tested elsewhere: `5.1 5.0 _ 4.2`."""

from datetime import date, timedelta

from survey_app.core.warning.indicators import Indicator, Source
from survey_app.core.warning.series import Case, Cell, Reading, Series

START = date(2024, 1, 1)
TRUST = Indicator(
    "trust",
    {"en": "Trust"},
    Source("measure", survey="valley", of=("PL1",)),
    owner="Office",
)
RUMOURS = Indicator(
    "rumours", {"en": "Rumours"}, Source("measure", survey="valley", of=("PU7",)),
    better="lower", owner="Office",
)  # fmt: skip
INCIDENTS = Indicator(
    "incidents", {"en": "Incidents"}, Source("outside", dataset="log", series="events"),
    better="lower", owner="Office", frequency="week",
)  # fmt: skip


def story(text, cell=None, *, se=None, n=None, df=None, days=91):
    """Return the series of a text; `_` is a period without a reading."""
    values = [None if word == "_" else float(word) for word in text.split()]
    readings = [
        Reading(
            f"t{t}", START + timedelta(days=days * t), value,
            None if value is None else se, n, df,
        )
        for t, value in enumerate(values, 1)
    ]  # fmt: skip
    return Series(cell or Cell(), tuple(readings))


def case(text, cell=None, **facts):
    return Case(story(text, cell, **facts))
