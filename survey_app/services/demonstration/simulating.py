"""Simulates the people of the demonstration: who they are and what they answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from survey_app.core.questionnaire.answers import counted
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.routing import Answer
from survey_app.core.questionnaire.targets import drawn, with_drawn
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.services.demonstration import truths

#: Standard deviations, in points: between places, between people, between items.
BETWEEN_PLACES, BETWEEN_PEOPLE, BETWEEN_ITEMS = 0.45, 1.5, 1.4
DONT_KNOW, REFUSED = 0.03, 0.02
SAYS_SOMETHING = 0.2


def places(round_id: str) -> list[Place]:
    """Return the places of a round: neighbourhoods are PSUs, communities are strata."""
    return [
        Place(
            place_id=f"{round_id}-{community}-{number}",
            name={code: f"{word} {number}" for code, word in truths.PLACE.items()},
            community=community,
            community_name=words,
            stratum=community,
            psu=f"{community}-{number}",
            weight=weight,
        )
        for community, (words, weight) in truths.COMMUNITIES.items()
        for number in range(1, truths.PLACES + 1)
    ]


@dataclass(frozen=True, slots=True)
class Simulation:
    """One round to be simulated: `number` is its place in truths.ROUNDS from 0."""

    survey_round: SurveyRound
    instrument: Instrument
    number: int
    rng: np.random.Generator

    def responses(self, places: Sequence[Place], people: int) -> Iterator[Response]:
        """Yield `people` responses, spread evenly over the places."""
        first: dict[str, dict[str, Answer]] = {}
        # Places keep their character from round to round, whatever the seed draws next.
        character = np.random.default_rng(len(places)).normal(
            0, BETWEEN_PLACES, len(places)
        )
        for index in range(people):
            at = index % len(places)
            response = self._response(places[at], character[at], index)
            if self._copies(response, first):
                response = self._copied(response, first[response.enumerator])
            first.setdefault(response.enumerator, response.answers)
            yield response

    def _response(self, place: Place, character: float, index: int) -> Response:
        answers = self._who()
        answers |= self._opinions(place.community, answers, character)
        language = self._language(place.community)
        answers |= {
            "SCR1": "1",
            "SCR2": "1",
            "SCR3": self.choice({"no": 0.8, "family": 0.2}),
        }
        answers["SCR4"] = self.choice(
            {"interviewer": 0.85, "alone": 0.1, "helper": 0.05}
        )
        if self.rng.random() < SAYS_SOMETHING:
            answers["END1"] = str(self.rng.choice(truths.SAYINGS[language]))
        response_id = self.rng.bytes(16).hex()
        answers = _Dyads(self, response_id).added(answers, character)
        first_day = truths.ROUNDS[self.number][1]
        return Response(
            response_id=response_id,
            round_id=self.survey_round.round_id,
            instrument_id=self.survey_round.instrument_id,
            answers=counted(self.instrument, answers),
            origin="demo",
            language=language,
            mode=str(answers["SCR4"]),
            enumerator=truths.ENUMERATORS[index % len(truths.ENUMERATORS)],
            place_id=place.place_id,
            collected_on=first_day + timedelta(days=int(self.rng.integers(5))),
            half_day="am" if self.rng.random() < 0.5 else "pm",
            # Whoever lives in a large household was less likely to be chosen.
            weight=float(self.rng.integers(1, 4)) / 2,
        )

    def _who(self) -> dict[str, Answer]:
        answers: dict[str, Answer] = {
            item: self.choice(shares) for item, shares in truths.GROUPS.items()
        }
        for number in range(1, 7):
            hard = self.rng.random() < truths.DIFFICULTY
            answers[f"FN{number}"] = str(
                self.rng.integers(3, 5) if hard else self.rng.integers(1, 3)
            )
        return answers

    def _opinions(
        self, community: str, who: Mapping[str, Answer], character: float
    ) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for construct in self.instrument.constructs:
            if construct.about:
                continue
            level = truths.LEVELS[construct.construct_id] + character
            level += self._planted(construct.construct_id, community, who)
            level += self.rng.normal(0, BETWEEN_PEOPLE)
            for item_id in construct.items:
                answers[item_id] = self.answer(item_id, level)
        return answers

    def _planted(
        self, construct: str, community: str, who: Mapping[str, Answer]
    ) -> float:
        here = {**who, "community": community}
        return sum(
            each.points[self.number]
            for each in truths.PLANTED
            if construct in each.constructs and here.get(each.item) == each.code
        )

    def answer(self, item_id: str, level: float) -> str:
        """Return what somebody at a level answers, or that they do not."""
        draw = self.rng.random()
        if draw < DONT_KNOW:
            return "dont_know"
        if draw < DONT_KNOW + REFUSED:
            return "refused"
        points = level + self.rng.normal(0, BETWEEN_ITEMS)
        place = min(max(round(points / 2.5), 0), 4)
        is_reversed = self.instrument.item(item_id).reverse
        return str(5 - place if is_reversed else 1 + place)

    def _language(self, community: str) -> str:
        shares = dict(zip(truths.LANGUAGES, truths.SPOKEN[community], strict=True))
        return self.choice(shares)

    def choice(self, shares: Mapping[str, float]) -> str:
        """Return one of several, drawn by their shares."""
        return str(self.rng.choice(list(shares), p=list(shares.values())))

    def _copies(self, response: Response, first: Mapping[str, object]) -> bool:
        return (
            self.number == len(truths.ROUNDS) - 1
            and response.enumerator == truths.COPIER
            and response.enumerator in first
            and self.rng.random() < truths.COPIED_SHARE
        )

    def _copied(self, response: Response, answers: Mapping[str, Answer]) -> Response:
        """Return the response with most opinions copied from another interview."""
        scored = {i.item_id for i in self.instrument.items if i.kind == "scored"}
        for item_id, answer in answers.items():
            if item_id not in scored & response.answers.keys():
                continue
            if self.rng.random() < truths.KEPT_ANSWERS:
                response.answers[item_id] = answer
        return response


class _Dyads:
    """What somebody says of other groups, from a source of chance of its own.

    So everything else in the demonstration stays as it is without these questions.
    """

    def __init__(self, simulation: Simulation, response_id: str) -> None:
        rng = np.random.default_rng(int(response_id, 16))
        self.simulation, self.response_id = replace(simulation, rng=rng), response_id

    def added(self, answers: dict[str, Answer], character: float) -> dict[str, Answer]:
        """Return the answers with one's own groups and opinions of those drawn."""
        mine = self._identities()
        instrument = self.simulation.instrument
        found = with_drawn(instrument, self.response_id, answers | {"DEM3": mine})
        asked = drawn(instrument, self.response_id, found)
        for construct in instrument.constructs:
            name, _, about = construct.construct_id.partition(":")
            if about not in asked:
                continue
            level = truths.LEVELS[name] + character + _planted_in(name, about, mine)
            level += self.simulation.rng.normal(0, BETWEEN_PEOPLE)
            for item_id in construct.items:
                found[item_id] = self.simulation.answer(item_id, level)
        return found

    def _identities(self) -> list[str]:
        shares = {code: share for code, (_, share) in truths.IDENTITIES.items()}
        found = [self.simulation.choice(shares)]
        if self.simulation.rng.random() < truths.TWO_IDENTITIES:
            found.append(self.simulation.choice(shares))
        return list(dict.fromkeys(found))


def _planted_in(construct: str, about: str, mine: Sequence[str]) -> float:
    """Return the points planted in what somebody of these groups says of another."""
    return sum(
        each.points
        for each in truths.DYADS
        if (each.construct, each.about) == (construct, about) and each.group in mine
    )
