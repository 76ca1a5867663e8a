"""Soundness: whether the questions of a round measured what they were meant to."""

from collections.abc import Sequence

from survey_app.core.measurement import soundness
from survey_app.core.measurement.soundness import SoundnessRow
from survey_app.services.analysis import RoundData, measures_named


def of_round(data: RoundData, of: Sequence[str] = ()) -> list[SoundnessRow]:
    """Return every check of the constructs `of`, of no name all; raise NotFound.

    All are about everyone who answered in a version, never about groups; a check of
    fewer than 30 people holds no numbers.
    """
    wanted = {measure.of for measure in measures_named(data, of)}
    rows = soundness.soundness(
        data.survey_round.name, data.instrument, data.frame, data.measures
    )
    return [row for row in rows if row.of in wanted]
