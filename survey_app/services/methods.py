"""Methods statements: what the program knows of a round, and what people say of it."""

from collections.abc import Mapping
from datetime import date

from survey_app.core.disclosure.counts import shown_count
from survey_app.core.disclosure.released import Released
from survey_app.core.disclosure.rules import Release
from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.core.sampling.methods import ITEMS, NEEDED, MethodsFacts, MethodsItem
from survey_app.core.sampling.outcomes import Outcomes, rates
from survey_app.core.sampling.weighting import kish
from survey_app.errors import Problem, Rejected
from survey_app.services import analysis, outcomes, soundness
from survey_app.services.analysis import RoundData
from survey_app.store import methods as store
from survey_app.store import responses, rounds, weightings
from survey_app.store.database import Database, is_writable
from survey_app.words.outcomes import HEADLINES

#: Letters of what is said of one item.
LONGEST = 2000


def facts(db: Database, data: RoundData, release: Release) -> MethodsFacts:
    """Return what the program knows of how a round was made, as it is now."""
    survey_round, design = data.survey_round, data.frame.design
    round_id = survey_round.round_id
    plan = weightings.find(db, round_id)
    checks = [row for row in soundness.of_round(data) if row.check == "alpha"]
    return MethodsFacts(
        sample=survey_round.sample,
        is_clustered=design.is_clustered,
        clusters=len(design.psus),
        strata=len(design.population),
        df=design.df,
        deff=kish(design.weights)[0],
        weighted_to=design.calibration.by if design.calibration else (),
        trim=plan.trim if plan else None,
        languages=_met(responses.count_by(db, round_id, "language"), release),
        modes=_met(responses.count_by(db, round_id, "mode"), release),
        first_day=_day(survey_round.opened_on),
        last_day=_day(survey_round.closed_on),
        while_open=survey_round.is_open,
        is_imported=survey_round.is_imported,
        rates=_rates(outcomes.of_round(db, survey_round)),
        sound={
            verdict: sum(row.verdict == verdict for row in checks)
            for verdict in sorted({row.verdict for row in checks})
        },
    )


def keep(db: Database, released: Released, data: RoundData) -> None:
    """Keep what the program knows of a round that is being released."""
    store.keep_facts(db, released.release_id, facts(db, data, released.audience))


def of_release(db: Database, released: Released) -> MethodsFacts:
    """Return what was known of a round when it was released.

    Where it was not kept then, it is found now, and kept from now on. Raise
    Unanswerable where nobody has answered.
    """
    known = store.facts(db, released.release_id)
    if known is not None:
        return known
    survey_round = rounds.get(db, released.round_id)
    data = analysis.load(db, survey_round, released.audience)
    found = facts(db, data, released.audience)
    if is_writable(db):
        store.keep_facts(db, released.release_id, found)
    return found


def said(db: Database, survey_round: SurveyRound) -> dict[str, Labels]:
    """Return what people say of a round, by item and language."""
    return store.said(db, survey_round.round_id)


def lacking(texts: Mapping[str, Labels]) -> list[MethodsItem]:
    """Return the items of which nobody has said what only people know."""
    return [item for item in ITEMS if item in NEEDED and not texts.get(item)]


def write(
    db: Database,
    survey_round: SurveyRound,
    language: str,
    texts: Mapping[str, str],
    by: tuple[str, date],
) -> None:
    """Keep what somebody says on a day; raise Rejected with every text too long."""
    faults = [
        Problem(item, "methods.too_long", {"longest": LONGEST, "letters": len(text)})
        for item, text in texts.items()
        if len(text) > LONGEST
    ]
    if faults:
        raise Rejected(faults)
    store.write(db, survey_round.round_id, language, texts, by)


def _met(counts: Mapping[str, int], release: Release) -> tuple[str, ...]:
    """Return what enough people have in common to be named, in order."""
    few = {name for name, n in counts.items() if shown_count(n, release)[1]}
    return tuple(sorted(name for name in counts if name and name not in few))


def _rates(found: Outcomes) -> dict[str, float]:
    """Return the outcome rates a report names; none where nobody is known to lack."""
    if found.complete in (0, found.eligible + found.undecided):
        return {}
    return {
        each.rate: each.value
        for each in rates(found)
        if each.rate in HEADLINES and each.value is not None
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
