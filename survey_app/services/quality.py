"""Quality: what in a round somebody should look at before trusting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.core.quality import blocking, contradictions, copying
from survey_app.core.quality.duplicates import LEAST_ITEMS, Copies
from survey_app.core.quality.flags import DOUBTS, flagged, team_flagged
from survey_app.core.quality.interviews import Interviews, Worked, interviews
from survey_app.core.sampling.design import BoolArray
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import assignments
from survey_app.services.remembering import Memory
from survey_app.store import backchecks, changes, fieldwork, instruments
from survey_app.store.database import Database

#: Simulated interviews are the same at every look, so that flags do not come and go.
SEED = 2016
#: Simulated interviews in which contradictions are counted.
SIMULATED = 2000
#: Rounds whose flags a process keeps.
MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Raised:
    """The flags of a round: on which interviews (rows,), and on which enumerators."""

    ids: tuple[str, ...]
    asked_by: tuple[str, ...]
    interviews: Mapping[str, BoolArray]
    enumerators: Mapping[str, set[str]]

    @property
    def doubtful(self) -> frozenset[str]:
        """Return the ids of interviews with a flag that puts their answers in doubt."""
        found = np.sum([self.interviews[flag] for flag in DOUBTS], axis=0) > 0
        return frozenset(np.array(self.ids, object)[found].tolist())


_RAISED: Memory[Raised] = Memory(MOST_ROUNDS, lambda _: 1)


def raised(
    db: Database, survey_round: SurveyRound, worked: Sequence[Worked] | None = None
) -> Raised:
    """Return the flags of a round, remembered until anything about it changes.

    `worked` are its interviews where they have been read already.
    """

    def find() -> Raised:
        read = fieldwork.worked(db, survey_round.round_id) if worked is None else worked
        columns = prepared(db, survey_round, read)
        return Raised(
            tuple(each.response_id for each in read),
            tuple(each.enumerator for each in read),
            flagged(columns),
            team_flagged(columns),
        )

    key = (
        changes.state(db, survey_round.round_id),
        repr(survey_round),
        repr(assignments.of_round(db, survey_round)),
        repr(backchecks.tallies(db, survey_round.round_id)),
    )
    return _RAISED.get(key, find)


def copies(db: Database, survey_round: SurveyRound) -> list[Copies]:
    """Return whose interviews look copied, most first."""
    found = raised(db, survey_round)
    names = np.array(found.asked_by, np.str_)
    copied = found.interviews["near_duplicate"]
    listed = [
        Copies(name, int(copied[names == name].sum()), int((names == name).sum()))
        for name in sorted(set(names[copied].tolist()) - {""})
    ]
    return sorted(listed, key=lambda each: -each.copied)


def prepared(
    db: Database, survey_round: SurveyRound, worked: Sequence[Worked]
) -> Interviews:
    """Return the interviews as flags look at them, with limits found for this form."""
    instrument = instruments.get(db, survey_round.instrument_id)
    found = interviews(instrument, survey_round.instrument_id, worked)
    places: dict[str, set[str]] = {}
    for each in assignments.of_round(db, survey_round):
        places.setdefault(each.enumerator, set()).add(each.place_id or "")
    # A target without a place leaves its enumerator free.
    assigned = {
        name: frozenset(known) for name, known in places.items() if "" not in known
    }
    again = backchecks.tallies(db, survey_round.round_id)
    return replace(calibrated(found), assigned=assigned, backchecks=again)


def calibrated(found: Interviews) -> Interviews:
    """Return the interviews with the limits that honest ones of the form have."""
    rng = np.random.default_rng(SEED)
    scored = found.codes[:, found.scored]
    if not scored.size:
        return found
    if len(columns := copying.comparable(found)) >= LEAST_ITEMS:
        codes = found.codes[:, columns]
        anywhere = copying.calibrated_anywhere(codes, rng)
        found = replace(
            found,
            nearly_from=copying.calibrated(codes, rng),
            anywhere_from=anywhere,
            draws=blocking.draws(codes, anywhere, rng) if anywhere <= 1 else (),
        )
    honest = copying.honest(scored, SIMULATED, rng)
    return replace(
        found,
        equal_from=copying.calibrated(scored, rng),
        contradictions_from=contradictions.most_of_honest(found, honest),
    )
