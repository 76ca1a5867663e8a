"""The drawing of why an alert rings: its readings, their limits, the newest marked."""

from dataclasses import dataclass

from survey_app import i18n
from survey_app.core.warning.judging import Evidence
from survey_app.web.charts import lines
from survey_app.web.charts.lines import Scale

#: More readings than this stand too close to be told apart.
MOST = 12


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line of readings on a scale, and the path of the limits they were held to."""

    scale: Scale
    line: lines.Drawn
    limit: str
    is_mirrored: bool


def drawing(evidence: Evidence, language: i18n.Language) -> Drawing | None:
    """Return the drawing of an evidence, None where it has less than two readings."""
    points = evidence.points[-MOST:]
    if sum(each.value is not None for each in points) < 2:
        return None
    is_mirrored = language.direction == "rtl"
    values = [(each.period, each.value, each.low, each.high) for each in points]
    scale = lines.scale_of(
        number
        for each in points
        for number in (each.value, each.low, each.high, each.limit)
    )
    limits = [(each.period, each.limit, None, None) for each in points]
    return Drawing(
        scale,
        lines.drawn(values, scale, is_mirrored=is_mirrored),
        lines.drawn(limits, scale, is_mirrored=is_mirrored).path,
        is_mirrored,
    )
