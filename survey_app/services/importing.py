"""Importing: from a file collected elsewhere to the responses of one round."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from survey_app.core.questionnaire.instrument import MISSING, Instrument
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Problem, Rejected
from survey_app.interchange.facts import Facts
from survey_app.interchange.foreign import ForeignTable
from survey_app.interchange.import_map import ImportMap, instrument
from survey_app.interchange.mapping import Mapped, apply
from survey_app.store import instruments, responses, rounds
from survey_app.store.database import Database, writing


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import would do: rows by outcome, and what was met on the way.

    `met` counts codes by item and group, `missing` gives the share 0-1 of each kind of
    missing; `faults` is empty when all rows can be taken.
    """

    round_name: str
    new: int
    known: int
    faulty: int
    met: dict[str, Counter[str]]
    missing: dict[str, dict[str, float]]
    left_out: list[str]
    faults: list[Problem]


@dataclass(frozen=True, slots=True)
class Examined:
    """A file read by a map, ready to be kept if its report has no faults."""

    report: ImportReport
    survey_round: SurveyRound
    instrument: Instrument
    responses: list[Response]


def examine(db: Database, import_map: ImportMap, table: ForeignTable) -> Examined:
    """Return what importing `table` would do, and every fault; nothing is changed."""
    mapped = apply(import_map, table, _earlier_words(db, import_map))
    asked = instrument(import_map, mapped.labels)
    survey_round = _round(db, import_map)
    if mapped.faults:
        report = _report(import_map, mapped, Counter(), mapped.faults)
        return Examined(report, survey_round, asked, [])
    found = [
        _response(survey_round.round_id, facts, answers)
        for facts, answers in zip(mapped.facts, mapped.answers, strict=True)
    ]
    outcomes = [responses.outcome(db, response) for response in found]
    faults = _changed(import_map, table, outcomes)
    faults += _other_instrument(db, survey_round, asked)
    report = _report(import_map, mapped, Counter(outcomes), faults)
    return Examined(report, survey_round, asked, found)


def run(
    db: Database, import_map: ImportMap, table: ForeignTable, today: date
) -> ImportReport:
    """Keep the rows of `table` as responses of the map's round, all or none.

    Importing the same file again adds nothing. Raise Rejected with every fault.
    """
    examined = examine(db, import_map, table)
    if examined.report.faults:
        raise Rejected(examined.report.faults)
    with writing(db):
        kept_round = _kept_round(db, examined, today)
        for response in examined.responses:
            responses.add(db, replace(response, instrument_id=kept_round.instrument_id))
        if days := responses.dates(db, kept_round.round_id):
            rounds.set_days(db, kept_round.round_id, *days)
    return examined.report


def _round(db: Database, import_map: ImportMap) -> SurveyRound:
    """Return the map's round as it is kept, or as it would be."""
    names = (import_map.survey, import_map.round_name)
    for each in rounds.of_survey(db, import_map.survey):
        if each.name == import_map.round_name:
            return each
    readable = re.sub(r"\W+", "-", "-".join(names).casefold()).strip("-")
    return SurveyRound(
        # The digest keeps apart rounds whose names differ only in signs.
        round_id=f"{readable}-{_digest(*names)[:6]}",
        survey=import_map.survey,
        name=import_map.round_name,
        instrument_id="",
        clusters=import_map.clusters,
        sample=import_map.sample,
    )


def _kept_round(db: Database, examined: Examined, today: date) -> SurveyRound:
    if examined.survey_round.instrument_id:
        return examined.survey_round
    kept = replace(
        examined.survey_round,
        instrument_id=instruments.publish(db, examined.instrument, today),
    )
    rounds.add(db, kept, origin="import")
    return kept


def _response(round_id: str, facts: Facts, answers: dict[str, Answer]) -> Response:
    """Return a row as a response; the foreign id is only in the id's digest."""
    return Response(
        response_id=_digest(round_id, facts.foreign_id)[:32],
        round_id=round_id,
        instrument_id="",
        answers=answers,
        origin="import",
        language=facts.language,
        enumerator=facts.enumerator,
        collected_on=facts.collected_on,
        weight=facts.weight,
        stratum=facts.stratum,
        psu=facts.psu,
        fpc=facts.fpc,
    )


def _changed(
    import_map: ImportMap, table: ForeignTable, outcomes: list[responses.Outcome]
) -> list[Problem]:
    count = sum(outcome == "differs" for outcome in outcomes)
    if not count:
        return []
    where = f"{table.name}: {import_map.columns['id']}"
    return [Problem(where, "id.other_answers", {"rows": count})]


def _other_instrument(
    db: Database, survey_round: SurveyRound, asked: Instrument
) -> list[Problem]:
    """A round has one instrument; other words for the same codes are no other one."""
    if not survey_round.instrument_id:
        return []
    kept = instruments.get(db, survey_round.instrument_id)
    if _shape(kept) == _shape(asked):
        return []
    return [
        Problem(survey_round.name, "round.other_items", {"round": survey_round.name})
    ]


def _shape(asked: Instrument) -> object:
    items = [
        (i.item_id, i.kind, i.reverse, i.group, [o.code for o in asked.options(i)])
        for i in asked.items
    ]
    constructs = [(c.construct_id, c.items) for c in asked.constructs]
    modules = [replace(module, name={}) for module in asked.modules]
    return items, constructs, modules, asked.confirmatory


def _earlier_words(db: Database, import_map: ImportMap) -> dict[str, dict[str, str]]:
    """Return by group the words the survey's other rounds have for its codes."""
    words: dict[str, dict[str, str]] = {}
    for each in rounds.of_survey(db, import_map.survey):
        if each.name == import_map.round_name:
            continue
        for item in instruments.get(db, each.instrument_id).items:
            if item.group:
                named = {o.code: o.label.get("en", "") for o in item.options}
                words.setdefault(item.group, {}).update(named)
    return words


def _report(
    import_map: ImportMap,
    mapped: Mapped,
    outcomes: Counter[responses.Outcome],
    faults: list[Problem],
) -> ImportReport:
    rows = len(mapped.facts)
    return ImportReport(
        round_name=import_map.round_name,
        new=outcomes["kept"],
        known=outcomes["known"],
        faulty=len(mapped.faulty) + outcomes["differs"],
        met=mapped.met,
        missing={
            name: {kind: codes[kind] / rows for kind in MISSING if codes[kind]}
            for name, codes in mapped.met.items()
        },
        left_out=mapped.left_out,
        faults=faults,
    )


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()
