"""Fieldwork: opening and closing rounds."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.sampling.fieldwork import Clusters, Place, Sample, SurveyRound
from survey_app.errors import Conflict, Problem, Rejected
from survey_app.services import analysis
from survey_app.store import audit, instruments, rounds
from survey_app.store.database import Database, writing

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


@dataclass(frozen=True, slots=True)
class NewRound:
    """A round that somebody wants to open; with a name alone, a closed one again."""

    name: str
    survey: str | None = None
    instrument_id: str | None = None
    slug: str | None = None
    title: Labels = field(default_factory=dict)
    about: Labels = field(default_factory=dict)
    clusters: Clusters | None = None
    sample: Sample | None = None
    places: list[Place] = field(default_factory=list)


def open_round(db: Database, wanted: NewRound, today: date) -> SurveyRound:
    """Open a new round, or a closed one again; raise with every fault."""
    if wanted.survey is None and wanted.instrument_id is None:
        known = analysis.find_round(db, wanted.name)
        if known.slug is None:
            raise Conflict("round.imported", round=known.name)
        set_open(db, known.round_id, is_open=True, today=today)
        return rounds.get(db, known.round_id)
    if faults := _faults(db, wanted):
        raise Rejected(faults)
    instrument_id = str(wanted.instrument_id)
    instruments.get(db, instrument_id)
    survey = str(wanted.survey)
    round_id = _free_id(db, f"{survey}-{wanted.name}")
    found = SurveyRound(
        round_id=round_id,
        survey=survey,
        name=wanted.name,
        instrument_id=instrument_id,
        title=wanted.title,
        about=wanted.about,
        slug=wanted.slug or round_id,
        clusters=wanted.clusters,
        sample=wanted.sample,
        is_open=True,
        opened_on=today,
    )
    with writing(db):
        rounds.add(db, found, origin="web")
        rounds.add_places(db, found.round_id, _own(found, wanted.places))
        audit.record(db, "round-opened", found.round_id)
    return found


def declare_sample(db: Database, name: str, sample: Sample) -> SurveyRound:
    """Say how the people of a round were chosen; intervals are labelled by it."""
    found = analysis.find_round(db, name)
    rounds.set_sample(db, found.round_id, sample)
    return rounds.get(db, found.round_id)


def close_round(db: Database, name: str, today: date) -> SurveyRound:
    """Close a round; nothing more is taken."""
    found = analysis.find_round(db, name)
    set_open(db, found.round_id, is_open=False, today=today)
    return found


def set_open(db: Database, round_id: str, *, is_open: bool, today: date) -> None:
    """Open a round for answers, or close it, and tell the audit."""
    with writing(db):
        rounds.set_open(db, round_id, is_open=is_open, today=today)
        audit.record(db, "round-opened" if is_open else "round-closed", round_id)


def _own(survey_round: SurveyRound, places: list[Place]) -> list[Place]:
    """Return the places under ids of this round; other rounds may have the same."""
    return [
        replace(place, place_id=f"{survey_round.round_id}-{place.place_id}")
        for place in places
    ]


def _faults(db: Database, wanted: NewRound) -> list[Problem]:
    faults = []
    for option, value in (
        ("survey", wanted.survey),
        ("instrument", wanted.instrument_id),
    ):
        if not value:
            faults.append(Problem(f"--{option}", "round.needs", {"option": option}))
    if wanted.slug and not _SLUG.fullmatch(wanted.slug):
        faults.append(Problem("--slug", "round.slug", {"slug": wanted.slug}))
    if wanted.slug and rounds.find_by_slug(db, wanted.slug):
        faults.append(Problem("--slug", "round.slug_taken", {"slug": wanted.slug}))
    names = [each.name for each in rounds.of_survey(db, wanted.survey or "")]
    if wanted.name in names:
        faults.append(Problem(wanted.name, "round.exists", {"round": wanted.name}))
    return faults


def _free_id(db: Database, text: str) -> str:
    """Return an id made of a text that no round has, nor an address of one.

    Of names in other letters nothing may be left but a number, or nothing.
    """
    known = rounds.everything(db)
    taken = {each.round_id for each in known} | {each.slug for each in known}
    base = _slug(text) or "round"
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (base, *numbered) if name not in taken)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60]
