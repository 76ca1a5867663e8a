"""Readings for other systems: as DHIS2's dataValueSets, or tagged with HXL."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from survey_app.interchange.dhis2 import write_dhis2
from survey_app.interchange.hxl_readings import write_hxl_readings
from survey_app.store import indicators, watching
from survey_app.store.database import Database

Writer = Callable[[Iterable[Mapping[str, Any]]], bytes]

WRITERS: dict[str, Writer] = {"dhis2": write_dhis2, "hxl": write_hxl_readings}


def readings(db: Database) -> Iterator[Mapping[str, Any]]:
    """Yield all kept readings that have a value, of indicators as they are now.

    Readings of answers came through the door of disclosure control for analysts.
    """
    for indicator in indicators.everything(db):
        for series in watching.readings(db, indicator):
            for each in series.readings:
                if each.value is not None:
                    yield {
                        "indicator": indicator.indicator_id,
                        "frequency": indicator.frequency,
                        "on": each.on,
                        "period": each.period,
                        "by": series.cell.by,
                        "group": series.cell.group,
                        "value": each.value,
                        "se": each.se,
                        "n": each.n,
                    }
