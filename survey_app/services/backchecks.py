"""Back-checks: which interviews to ask again, and what came of it.

First answers are read to be compared, and reach nobody; second ones are not kept.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from survey_app.core.quality import backchecks as rules
from survey_app.core.quality.backchecks import Backcheck, Tally, Verdict
from survey_app.core.questionnaire.instrument import Instrument, Item
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.errors import Problem, Rejected, Unanswerable
from survey_app.interchange.backchecks_csv import SecondAnswers
from survey_app.store import accounts, fieldwork, instruments
from survey_app.store import backchecks as store
from survey_app.store.database import Database, writing

#: Second answers that are none.
DECLINED = ("dont_know", "refused")
#: The round's total is told to analysts from so many interviews on.
LEAST_IN_TOTAL = 5


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What came of asking again: of an enumerator, of everybody where that is None.

    `share` is 0-1, None until two interviews are checked: of a single one it would tell
    whether answers somebody guessed are right.
    """

    enumerator: str | None
    drawn: int
    checked: int
    compared: int | None
    share: float | None
    ci_low: float | None
    ci_high: float | None
    verdict: Verdict


def draw(db: Database, survey_round: SurveyRound, rng: np.random.Generator) -> int:
    """Draw what is missing to a tenth of everybody's interviews; return how many.

    Raise Unanswerable where nothing can be asked again, or of nobody.
    """
    instrument = _instrument(db, survey_round)
    with writing(db):
        by_enumerator: dict[str, list[str]] = {}
        for each in fieldwork.worked(db, survey_round.round_id):
            if each.enumerator and rules.may_be_asked_again(instrument, each.answers):
                by_enumerator.setdefault(each.enumerator, []).append(each.response_id)
        if not by_enumerator:
            raise Unanswerable("backcheck.nobody")
        before = {each.response_id for each in of_round(db, survey_round)}
        found = rules.drawn(by_enumerator, frozenset(before), rng)
        known, codes = set(store.known_codes(db)), {}
        for response_id in found:
            code = rules.new_code(frozenset(known), rng)
            known.add(code)
            codes[code] = response_id
        store.add(db, codes)
    return len(found)


def of_round(db: Database, survey_round: SurveyRound) -> list[Backcheck]:
    """Return the interviews to be asked again and those that were, by enumerator."""
    return store.of_round(db, survey_round.round_id)


def questions(db: Database, survey_round: SurveyRound) -> list[Item]:
    """Return the questions to ask again; raise Unanswerable where there are none."""
    return rules.asked_again(_instrument(db, survey_round))


def asks_for_agreement(instrument: Instrument) -> bool:
    """Return whether respondents are asked if somebody may come back."""
    return instrument.with_role("follow_up") is not None


def still_to_ask(db: Database, survey_round: SurveyRound) -> list[Backcheck]:
    """Return the interviews drawn and not yet checked, by enumerator and day."""
    return [each for each in of_round(db, survey_round) if each.checked_by is None]


def sheet(db: Database, survey_round: SurveyRound) -> list[dict[str, str]]:
    """Return a row to fill in for each interview still to be asked again."""
    items = [item.item_id for item in questions(db, survey_round)]
    return [
        {
            "code": each.code,
            "enumerator": each.enumerator,
            "day": each.day,
            "half_day": each.half_day,
            "place": each.place_id,
            "checked_by": "",
            **dict.fromkeys(items, ""),
        }
        for each in still_to_ask(db, survey_round)
    ]


def take(
    db: Database, survey_round: SurveyRound, lines: Sequence[SecondAnswers]
) -> int:
    """Compare second answers and keep the counts; return how many interviews.

    Raise Rejected with every fault; then nothing is kept.
    """
    instrument = _instrument(db, survey_round)
    with writing(db):
        drawn = {each.code: each for each in of_round(db, survey_round)}
        people = {
            each.name.casefold(): each.name
            for each in accounts.everyone(db)
            if not each.is_disabled
        }
        judge = _Judge(instrument, drawn, people)
        if faults := judge.faults(lines):
            raise Rejected(faults)
        for line in lines:
            asked = drawn[_code(line)]
            first = store.first_answers(db, asked.response_id)
            compared, mismatched = rules.compare(first, judge.answers(line))
            name = people[line.checked_by.casefold()]
            store.keep(
                db,
                replace(
                    asked, checked_by=name, compared=compared, mismatched=mismatched
                ),
            )
    return len(lines)


def results(db: Database, survey_round: SurveyRound) -> list[ResultRow]:
    """Return what came of asking again, by enumerator, then of everybody."""
    tallies = store.tallies(db, survey_round.round_id)
    rows = [_row(name, tally, rules.LEAST_CHECKED) for name, tally in tallies.items()]
    return [*rows, total(db, survey_round)] if rows else []


def total(db: Database, survey_round: SurveyRound) -> ResultRow:
    """Return what came of asking again in a whole round, from five interviews on.

    A single interview whose count is not shown is left out: it could be subtracted.
    """
    tallies = list(store.tallies(db, survey_round.round_id).values())
    hidden = [each for each in tallies if each.checked == 1]
    shown = [each for each in tallies if each not in hidden]
    found = rules.added(shown if len(hidden) == 1 else tallies)
    drawn = sum(each.drawn for each in tallies)
    return _row(None, replace(found, drawn=drawn), LEAST_IN_TOTAL)


def _row(name: str | None, tally: Tally, least: int) -> ResultRow:
    if tally.checked < least or tally.share is None:
        return ResultRow(
            name, tally.drawn, tally.checked, None, None, None, None, "too_few"
        )
    low, high = tally.interval
    return ResultRow(
        name,
        tally.drawn,
        tally.checked,
        tally.compared,
        tally.share,
        low,
        high,
        tally.verdict,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges second answers: what was drawn by code, people by folded name."""

    instrument: Instrument
    drawn: dict[str, Backcheck]
    people: dict[str, str]

    @property
    def items(self) -> dict[str, Item]:
        return {item.item_id: item for item in rules.fit(self.instrument)}

    def faults(self, lines: Iterable[SecondAnswers]) -> list[Problem]:
        """Return all that is wrong, each unknown column once."""
        lines = list(lines)
        counts = Counter(_code(line) for line in lines)
        columns = dict.fromkeys(item for line in lines for item in line.answers)
        known = ", ".join(self.items)
        found = [
            Problem(item, "backcheck.item", {"item": item, "known": known})
            for item in columns
            if item not in self.items
        ]
        for line in lines:
            found += self._of_code(line, counts)
            found += self._of_person(line)
            found += self._of_answers(line)
        return found

    def answers(self, line: SecondAnswers) -> dict[str, Answer]:
        """Return the answers of a line without faults."""
        return {
            name: float(text)
            if self.items[name].kind == "number" and text not in DECLINED
            else text
            for name, text in line.answers.items()
        }

    def _of_code(self, line: SecondAnswers, counts: Counter[str]) -> Iterator[Problem]:
        code = _code(line)
        asked = self.drawn.get(code)
        if asked is None:
            yield Problem(f"{line.where} code", "backcheck.code", {"code": code})
        elif asked.checked_by is not None or counts[code] > 1:
            yield Problem(f"{line.where} code", "backcheck.twice", {"code": code})

    def _of_person(self, line: SecondAnswers) -> Iterator[Problem]:
        where, name = f"{line.where} checked_by", line.checked_by.casefold()
        asked = self.drawn.get(_code(line))
        if name not in self.people:
            known = ", ".join(self.people.values())
            facts = {"name": line.checked_by, "known": known}
            yield Problem(where, "backcheck.person", facts)
        elif asked and asked.enumerator.casefold() == name:
            yield Problem(where, "backcheck.same_person", {"name": self.people[name]})

    def _of_answers(self, line: SecondAnswers) -> Iterator[Problem]:
        given = [text for text in line.answers.values() if text not in DECLINED]
        least = min(rules.LEAST_ANSWERS, len(self.items))
        if len(given) < least:
            facts = {"count": len(given), "least": least}
            yield Problem(line.where, "backcheck.too_few", facts)
        if len(line.answers) > rules.MOST_ITEMS:
            most = {"count": len(line.answers), "most": rules.MOST_ITEMS}
            yield Problem(line.where, "backcheck.too_many", most)
        for name, text in line.answers.items():
            if name in self.items and text not in DECLINED:
                yield from self._of_answer(f"{line.where} {name}", name, text)

    def _of_answer(self, where: str, name: str, text: str) -> Iterator[Problem]:
        item = self.items[name]
        codes = [option.code for option in self.instrument.options(item)]
        if item.kind == "number":
            if not _is_number(text):
                yield Problem(where, "backcheck.number", {"value": text})
        elif text not in codes:
            facts = {"answer": text[:80], "options": ", ".join(codes)}
            yield Problem(where, "answer.not_an_option", facts)


def _instrument(db: Database, survey_round: SurveyRound) -> Instrument:
    found = instruments.get(db, survey_round.instrument_id)
    if not rules.fit(found):
        raise Unanswerable("backcheck.no_questions")
    return found


def _code(line: SecondAnswers) -> str:
    return line.code.strip().upper()


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
