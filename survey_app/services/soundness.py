"""Soundness: whether the questions of a round measured what they were meant to."""

from collections.abc import Sequence
from dataclasses import replace

from survey_app.core.measurement import soundness
from survey_app.core.measurement.soundness import SoundnessRow
from survey_app.services.analysis import RoundData, measures_named
from survey_app.services.remembering import remembered


@remembered
def of_round(data: RoundData, of: Sequence[str] = ()) -> list[SoundnessRow]:
    """Return every check of the constructs `of`, of no name all; raise NotFound.

    All are about everyone who answered in a version, never about groups; a check of
    fewer than 30 people holds no numbers. Where one version has so few, the others do
    not say how many they have, nor how many did not know: they would give it away.
    """
    wanted = {measure.of for measure in measures_named(data, of)}
    rows = soundness.soundness(
        data.survey_round.name, data.instrument, data.frame, data.measures
    )
    few = {_versions(row) for row in rows if row.by and row.verdict == "too_few"}
    return [
        _uncounted(row) if _versions(row) in few else row
        for row in rows
        if row.of in wanted
    ]


def _versions(row: SoundnessRow) -> tuple[str, str | None, str, str | None]:
    """Return what all versions of a check have in common."""
    return row.of, row.item, row.check, row.by


def _uncounted(row: SoundnessRow) -> SoundnessRow:
    if row.check == "unknown":
        return replace(row, n=None, value=None, verdict="too_few")
    return replace(row, n=None)
