"""Collection: from an interview to a response that is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from survey_app.core.questionnaire import (
    answers,
    identifying,
    interview,
    receipts,
)
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.interview import Interview, Met
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.errors import Conflict, NotFound, Problem, Rejected
from survey_app.store import instruments, interviews, responses, rounds
from survey_app.store.database import Database, writing

#: An interview nobody touched for this long is forgotten.
FORGOTTEN_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Intake:
    """What a round needs to judge the responses that arrive for it."""

    survey_round: SurveyRound
    instrument: Instrument
    places: Mapping[str, Place]
    judge: answers.Judge

    def problems(
        self, response: Response, *, begun_open: bool = False
    ) -> list[Problem]:
        """Return every fault of a response, one begun in time may come late."""
        found = []
        if not (self.survey_round.is_open or begun_open):
            facts = {"round": self.survey_round.name}
            found.append(Problem("round_id", "round.closed", facts))
        if response.instrument_id != self.survey_round.instrument_id:
            facts = {"version": response.instrument_id}
            facts["asked"] = self.survey_round.instrument_id
            found.append(Problem("instrument_id", "response.other_version", facts))
        return found + self.content_problems(response)

    def content_problems(self, response: Response) -> list[Problem]:
        """Return every fault of what was answered, in which language and where."""
        found = []
        if response.language not in self.instrument.languages:
            known = ", ".join(self.instrument.languages)
            facts = {"language": response.language, "known": known}
            found.append(Problem("language", "response.language", facts))
        if response.place_id is not None and response.place_id not in self.places:
            facts = {"place": response.place_id}
            found.append(Problem("place_id", "response.place", facts))
        return found + self.judge.problems(response.answers)

    def placed(self, response: Response) -> Response:
        """Return the response with the design facts of its place."""
        drawn = self.drawn(response.place_id)
        if not drawn:
            return response
        return replace(
            response, **drawn | {"weight": response.weight * drawn["weight"]}
        )

    def drawn(self, place_id: str | None) -> dict[str, Any]:
        """Return the design facts of a response from a place, none where unknown."""
        place = self.places.get(place_id or "")
        if place is None:
            return {}
        return {
            "weight": place.weight,
            "stratum": place.stratum,
            "psu": place.psu,
            "fpc": place.fpc,
        }


def intake(db: Database, round_id: str, instrument_id: str | None = None) -> Intake:
    """Return what is needed to judge responses of a round; raise NotFound.

    They are judged by the version of the round, or by that of `instrument_id`.
    """
    survey_round = rounds.get(db, round_id)
    instrument = instruments.get(db, instrument_id or survey_round.instrument_id)
    return Intake(
        survey_round,
        instrument,
        {place.place_id: place for place in rounds.places(db, round_id)},
        answers.Judge(instrument),
    )


def accept(
    db: Database, judge: Intake, response: Response, *, begun_open: bool = False
) -> bool:
    """Keep a faultless response; return False for one kept before.

    Raise Rejected with every fault, Conflict if it was kept with other answers.
    """
    if problems := judge.problems(response, begun_open=begun_open):
        raise Rejected(problems)
    outcome = responses.add(db, judge.placed(response))
    if outcome == "differs":
        raise Conflict("response.differs", response=response.response_id)
    return outcome == "kept"


def accept_all(db: Database, judge: Intake, arrived: Iterable[Response]) -> int:
    """Keep many responses in one transaction; return how many were new."""
    with writing(db):
        return sum(accept(db, judge, response) for response in arrived)


def open_round(db: Database, slug: str) -> SurveyRound:
    """Return the open round at a public address; raise NotFound or Conflict."""
    found = rounds.find_by_slug(db, slug)
    if found is None:
        raise NotFound("round.no_such_address", slug=slug)
    if not found.is_open:
        raise Conflict("round.closed", round=found.name)
    return found


def save(db: Database, under_way: Interview, today: date) -> None:
    """Keep an interview as it is now, and forget those long abandoned."""
    interviews.save(db, under_way)
    interviews.remove_untouched(db, today - FORGOTTEN_AFTER)


def decline(db: Database, under_way: Interview, reason: interview.Refusal) -> None:
    """Forget an interview that was refused; only the count grows."""
    with writing(db):
        interviews.remove(db, under_way.interview_id)
        met = Met(
            under_way.enumerator,
            under_way.place_id or "",
            under_way.touched_on.isoformat(),
        )
        interviews.count_refusal(db, under_way.round_id, reason, met)


def finish(
    db: Database, under_way: Interview, receipt_hash: str, now: datetime
) -> None:
    """Keep a finished interview as a response, and forget it as an interview.

    Of when it was, only the day and the half of the day are kept. Finishing twice keeps
    one response.
    """
    judge = intake(db, under_way.round_id)
    response = Response(
        response_id=under_way.interview_id,
        round_id=under_way.round_id,
        instrument_id=judge.survey_round.instrument_id,
        answers=answers.counted(judge.instrument, under_way.answers),
        origin="web",
        language=under_way.language,
        mode=interview.mode(judge.instrument, under_way),
        enumerator=under_way.enumerator,
        place_id=under_way.place_id,
        collected_on=now.date(),
        half_day="am" if now.hour < 12 else "pm",
        receipt_hash=receipt_hash,
    )
    with writing(db):
        accept(db, judge, response, begun_open=True)
        interviews.remove(db, under_way.interview_id)


def withdraw(db: Database, code: str, key: bytes) -> None:
    """Remove the response of a receipt code, if there is one.

    Nothing tells whether there was: somebody forced to show a code shows nothing.
    """
    responses.withdraw(db, receipts.receipt_hash(code, key))


def usable_answer(
    instrument: Instrument, item_id: str, answer: Answer
) -> list[Problem]:
    """Return the faults of one answer on its own."""
    return [
        problem
        for problem in answers.problems(instrument, {item_id: answer})
        if problem.code != "answer.not_asked"
    ]


def telling(db: Database, instrument: Instrument, round_id: str, text: str) -> str:
    """Return what of an open answer may tell who somebody is, or an empty text.

    Places and answers of the survey name nobody.
    """
    places = rounds.places(db, round_id)
    labels = [label for p in places for label in (p.name, p.community_name)]
    options = (o for item in instrument.items for o in instrument.options(item))
    labels += [option.label for option in options]
    known = identifying.words_in(text for each in labels for text in each.values())
    return ", ".join(identifying.identifying(text, known))
