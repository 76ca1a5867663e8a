"""Builds the demonstration through the same services that pages and commands use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from survey_app.core.disclosure.door import Protected
from survey_app.core.estimation.rows import ChangeRow, DyadRow, GapRow
from survey_app.core.maps.areas import Area
from survey_app.core.quality.duplicates import Copies
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import (
    analysis,
    collection,
    comparing,
    dyads,
    overview,
    publishing,
    quality,
)
from survey_app.services.boundaries import PLACES
from survey_app.services.demonstration import truths
from survey_app.services.demonstration.simulating import Simulation, places
from survey_app.store import boundaries, interviews, rounds
from survey_app.store.database import Database, writing

RESPONDENTS = 1200
SEED = 1


@dataclass(frozen=True, slots=True)
class Findings:
    """What the program finds in the demonstration."""

    gaps: dict[str, Protected[GapRow]]
    changes: Protected[ChangeRow]
    copies: list[Copies]
    dyads: Protected[DyadRow]


def is_built(db: Database) -> bool:
    """Return whether the database holds the demonstration."""
    return len(rounds.of_survey(db, truths.SURVEY)) == len(truths.ROUNDS)


def build(
    db: Database, respondents: int, seed: int, done: Callable[[str], None]
) -> None:
    """Define, publish, open, ask and close three rounds; the last stays open.

    All are kept or none. `done` is told the name of each round when it is simulated.
    """
    rng = np.random.default_rng(seed)
    with writing(db):
        publishing.define(db, truths.DEFINITION)
        instrument = publishing.draft(db, truths.DEFINITION.name)
        boundaries.replace(db, truths.SURVEY, PLACES, outlines())
        for number, (name, first_day) in enumerate(truths.ROUNDS):
            instrument_id = publishing.publish(db, instrument, first_day, truths.PILOT)
            survey_round = _opened(db, number, instrument_id)
            simulation = Simulation(survey_round, instrument, number, rng)
            judge = collection.intake(db, survey_round.round_id)
            asked = simulation.responses(list(judge.places.values()), respondents)
            collection.accept_all(db, judge, asked)
            for _ in range(int(rng.integers(20, 60))):
                interviews.count_refusal(db, survey_round.round_id, "consent")
            if not survey_round.slug:
                last_day = first_day + timedelta(days=4)
                rounds.set_open(
                    db, survey_round.round_id, is_open=False, today=last_day
                )
            done(name)


def outlines() -> list[Area]:
    """Return the areas of the communities in degrees."""
    return [
        Area(code, (tuple((x / 100, y / 100) for x, y in ring),))
        for code, ring in truths.OUTLINES.items()
    ]


def _opened(db: Database, number: int, instrument_id: str) -> SurveyRound:
    """Return a round, open, with its places; only the last has a public address."""
    name, first_day = truths.ROUNDS[number]
    is_last = number == len(truths.ROUNDS) - 1
    survey_round = SurveyRound(
        round_id=f"{truths.SURVEY}-{name}",
        survey=truths.SURVEY,
        name=name,
        instrument_id=instrument_id,
        title=truths.DEFINITION.title,
        slug=truths.SLUG if is_last else None,
        clusters=None if number == 0 else "same",
        is_open=True,
        opened_on=first_day,
    )
    rounds.add(db, survey_round, origin="demo")
    rounds.add_places(db, survey_round.round_id, places(survey_round.round_id))
    return survey_round


def findings(db: Database) -> Findings:
    """Return what the program finds, as the pages of the rounds show it."""
    loaded = [analysis.load(db, each) for each in rounds.of_survey(db, truths.SURVEY)]
    gaps = {
        data.survey_round.name: overview.gap_findings(data, "analyst").rows
        for data in loaded
    }
    pair = (loaded[-2], loaded[-1])
    changes = comparing.compare(
        db, pair, overview.headline_measures(loaded[-1]), "community"
    )
    return Findings(
        gaps,
        changes.rows,
        quality.copies(db, loaded[-1].survey_round),
        dyads.find(loaded[-1], ["DY1"]),
    )
