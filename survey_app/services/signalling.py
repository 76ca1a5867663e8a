"""Signals people see: begin to watch shipped ones, and note what was seen, by hand."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from math import isfinite

from survey_app import i18n
from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.warning.indicators import Indicator, Source
from survey_app.core.warning.outside import Point, Provenance, Taken
from survey_app.core.warning.signals import OBSERVED, SIGNALS
from survey_app.errors import Problem, Rejected
from survey_app.interchange.warning_toml import Watch
from survey_app.services import indicators
from survey_app.services.indicators import Defined
from survey_app.store import outside
from survey_app.store.database import Database
from survey_app.words.signals import SIGNAL_WORDS

#: Under which terms people here keep what they note.
OWN = "own notes, not for others"


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw in a place on a day, as a number."""

    place: str
    on: date
    value: float


def begin(
    db: Database, chosen: Collection[str], owner: str, by: str, today: date
) -> Defined:
    """Watch shipped signals from now on; raise Rejected without an owner."""
    found = [
        Indicator(
            each.signal_id,
            _in_all_languages(SIGNAL_WORDS[each.signal_id][0]),
            Source("outside", dataset=OBSERVED, series=each.signal_id, how=each.how),
            definition=_in_all_languages(SIGNAL_WORDS[each.signal_id][1]),
            side=each.side,
            better=each.better,
            frequency=each.frequency,
            owner=owner,
        )
        for each in SIGNALS
        if each.signal_id in chosen
    ]
    return indicators.define(db, Watch(found, []), by, today)


def note(db: Database, indicator: Indicator, seen: Seen, by: str, today: date) -> None:
    """Keep what was seen; the same place and day again is a correction.

    Raise Rejected for a day to come, a number that is none, or an indicator that is
    not noted by hand.
    """
    source = indicator.source
    problems = []
    if source.kind != "outside" or source.dataset != OBSERVED:
        facts = {"indicator": indicator.indicator_id}
        problems.append(Problem("", "indicator.not_by_hand", facts))
    if seen.on > today:
        facts = {"day": seen.on.isoformat()}
        problems.append(Problem("day", "watching.day_to_come", facts))
    if not isfinite(seen.value):
        problems.append(Problem("value", "outside.number", {"value": seen.value}))
    if problems:
        raise Rejected(problems)
    day, series = seen.on.isoformat(), source.series
    point = Point(
        f"{series}.{day}.{seen.place}",
        series,
        seen.place,
        day,
        seen.on,
        seen.on,
        seen.value,
    )
    digest = sha256(repr(point).encode()).hexdigest()
    provenance = Provenance(OBSERVED, "note", "", digest, by, OWN, until=seen.on)
    outside.take(db, provenance, [point], [], (by, today, Taken(imported=1)))


def _in_all_languages(text: str) -> Labels:
    said: Callable[[str], str]
    found = {}
    for language in i18n.languages():
        said = i18n.gettext_for(language.code)
        if language.code == i18n.SOURCE_LANGUAGE or said(text) != text:
            found[language.code] = said(text)
    return found
