"""Random surveys of few people: villages in districts, crossed and several groups."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from survey_app.core.measurement.columns import FACTS
from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import CROSS, Grouping
from survey_app.core.measurement.scoring import measures
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
)
from survey_app.core.sampling.design import lay_out
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services.analysis import RoundData

SCALE = Scale("s", tuple(Option(code, {}) for code in "01234"), ("3", "4"))
ITEMS = ("q1", "q2", "q3")
LANGUAGES = ("ar", "en", "fr")
INSTRUMENT = Instrument(
    "i",
    {},
    ("en",),
    (
        *(Item(name, "scored", {}, "s", sensitive=name == "q3") for name in ITEMS),
        Item("age", "number", {}),
    ),
    scales={"s": SCALE},
    constructs=(Construct("c", "d", {}, {}, ITEMS),),
)


@dataclass
class Shape:
    """What the rounds of a survey have in common: villages, groups, how they answer."""

    villages: np.ndarray
    a: np.ndarray
    b: np.ndarray
    several: np.ndarray
    spoken: np.ndarray
    lean: np.ndarray
    weights: bool


def shape(rng):
    """Return a random shape of a survey."""
    villages = int(rng.integers(3, 9))
    return Shape(
        villages=rng.dirichlet(np.ones(villages)),
        a=rng.dirichlet(np.full(int(rng.integers(2, 5)), 0.7)),
        b=rng.dirichlet(np.full(int(rng.integers(2, 4)), 0.7)),
        several=rng.random(2),
        spoken=rng.dirichlet(np.full(3, 0.6)),
        lean=rng.normal(0, 1.2, (villages, len(ITEMS))),
        weights=rng.random() < 0.3,
    )


def survey(rng, rounds=3):
    """Return the rounds of a random survey, each of new people."""
    drawn = shape(rng)
    return [random_round(rng, drawn, number) for number in range(rounds)]


def random_round(rng, drawn=None, number=0):
    """Return a round of villages in districts, crossed and overlapping groups."""
    drawn = drawn or shape(rng)
    size, count = int(rng.integers(40, 400)), len(drawn.villages)
    village = np.sort(rng.choice(count, size, p=drawn.villages))
    weights = rng.integers(1, 4, size) / 2 if drawn.weights else np.ones(size)
    design, order = lay_out(
        list(weights), [""] * size, [f"{v}.{rng.integers(2)}" for v in village]
    )
    village = village[order]
    a, b = (rng.choice(len(p), size, p=p) for p in (drawn.a, drawn.b))
    several = rng.random((size, 2)) < drawn.several
    language = rng.choice(3, size, p=drawn.spoken)
    community = [f"village{v}" for v in village]
    facts = dict.fromkeys(FACTS, Fact.of([""] * size)) | {
        "community": Fact.of(community),
        "language": Fact.of([LANGUAGES[each] for each in language]),
        "enumerator": Fact.of([f"{v // 2}{rng.integers(2)}" for v in village]),
    }
    groupings = {
        "community": divided("community", village, count, "village"),
        "language": divided("language", language, 3, names=LANGUAGES),
        "district": divided("district", village // 3, (count + 2) // 3),
        "a": _unknown(rng, divided("a", a, len(drawn.a))),
        "b": divided("b", b, len(drawn.b)),
        "identity": Grouping("identity", ("x", "y"), several, several.any(axis=1)),
    }
    groupings["a*b"] = crossed(groupings["a"], groupings["b"])
    frame = Frame(
        design, _answers(rng, drawn, village), {}, {}, _ages(rng, size), facts
    )
    asked = SurveyRound(
        f"s-{number}", "s", f"r{number}", "i", origin="web", clusters="same",
        opened_on=date(2025, 1 + number, 1),
    )  # fmt: skip
    return RoundData(
        asked, INSTRUMENT, {}, frame, measures(INSTRUMENT, frame), groupings
    )


def _answers(rng, drawn, village):
    """Return the answers to every item; villages lean, some are all but of one mind."""
    found = {}
    for place, name in enumerate(ITEMS):
        felt = 2 + 1.6 * drawn.lean[village, place] + rng.normal(0, 0.8, len(village))
        codes = np.clip(np.rint(felt), 0, 4).astype(np.int16)
        lost = rng.random(len(village)) < rng.choice([0.0, 0.02, 0.1])
        codes[lost] = rng.choice([-1, -2], int(lost.sum()))
        found[name] = codes
    return found


def _ages(rng, size):
    return {"age": rng.integers(18, 80, size).astype(float)}


def divided(by, codes, groups, word=None, names=()):
    """Return an exclusive grouping."""
    members = codes[:, None] == np.arange(groups)
    names = tuple(names) or tuple(f"{word or by}{group}" for group in range(groups))
    return Grouping(by, names, members, members.any(axis=1))


def _unknown(rng, grouping):
    """Return the grouping where one in fifty did not say."""
    said = rng.random(len(grouping.known)) >= rng.choice([0.0, 0.02])
    return replace(grouping, members=grouping.members & said[:, None], known=said)


def crossed(first, second):
    """Return two groupings crossed."""
    names = tuple(f"{a}{CROSS}{b}" for a in first.groups for b in second.groups)
    members = first.members[:, :, None] & second.members[:, None, :]
    return Grouping(
        f"{first.by}{CROSS}{second.by}",
        names,
        members.reshape(len(members), -1),
        first.known & second.known,
    )


def only(data, rows):
    """Return a round with some of its rows, as it was before the others came."""
    design = data.frame.design
    part, order = lay_out(
        list(design.weights[rows]),
        [""] * int(rows.sum()),
        [f"{psu:05}" for psu in design.psu[rows]],
    )
    kept = np.flatnonzero(rows)[order]
    frame = Frame(
        part,
        {name: codes[kept] for name, codes in data.frame.codes.items()},
        {},
        {},
        {name: values[kept] for name, values in data.frame.numbers.items()},
        {
            name: Fact(fact.names, fact.places[kept])
            for name, fact in data.frame.facts.items()
        },
    )
    groupings = {
        by: replace(each, members=each.members[kept], known=each.known[kept])
        for by, each in data.groupings.items()
    }
    return replace(
        data, frame=frame, groupings=groupings, measures=measures(INSTRUMENT, frame)
    )
