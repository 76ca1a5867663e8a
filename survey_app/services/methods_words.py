"""What the program can say of each item of a methods statement, in one language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from survey_app import i18n
from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.sampling.methods import ITEMS, NEEDED, MethodsFacts, MethodsItem
from survey_app.interchange.paper import Section
from survey_app.services.report_sections import Tables, headlines
from survey_app.services.report_words import Wording
from survey_app.words.methods import ITEM_WORDS, SENTENCES
from survey_app.words.outcomes import HEADLINES

#: Below this many degrees of freedom intervals are rough.
FEW = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a round at a release: facts, the release's tables, and words."""

    facts: MethodsFacts
    tables: Tables
    words: Wording

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of SENTENCES with its facts."""
        text = self.words._(SENTENCES[key])
        return text % facts if "%(" in text else text.format(**facts)


def statement(known: Known, said: dict[str, Labels]) -> list[Section]:
    """Return the eleven items: what the program knows, then what people say.

    Where people must say something and nobody has, the item says so.
    """
    words = known.words
    intro = words.text(known.say("intro"))
    found = [Section(words._("How this was made"), (intro,))]
    for number, item in enumerate(ITEMS, start=1):
        title = f"{number}. {words._(ITEM_WORDS[item][0])}"
        knows = program_says(item, known)
        blocks = [words.text(knows)] if knows else []
        if own := said.get(item):
            blocks.append(words.theirs(own))
        elif item in NEEDED:
            blocks.append(words.text(known.say("no_more")))
        found.append(Section(title, tuple(blocks), 2))
    return found


def program_says(item: MethodsItem, known: Known) -> str:
    """Return what the program knows of an item in whole sentences, "" for nothing."""
    return " ".join(SAYINGS[item](known)) if item in SAYINGS else ""


def _strategy(known: Known) -> Iterator[str]:
    survey_round = known.words.asked.survey_round
    yield known.say(
        "round_of",
        round=known.words.apart(survey_round.name),
        survey=known.words.apart(survey_round.survey),
    )
    if known.facts.is_imported:
        yield known.say("imported")


def _instrument(known: Known) -> Iterator[str]:
    asked = known.words.asked
    names = map(known.words.names.language_name, asked.instrument.languages)
    yield known.say(
        "instrument",
        name=known.words.apart(asked.survey_round.instrument_id),
        count=known.words.whole(len(asked.instrument.items)),
        languages=known.words.listed(names),
    )
    yield known.say("annex")


def _population(known: Known) -> Iterator[str]:
    words = known.words
    names = sorted(map(words.names.community, words.asked.communities))
    if names:
        yield known.say("communities", names=words.listed(names))
    if words.asked.instrument.with_role("adult"):
        yield known.say("adults")


def _sample(known: Known) -> Iterator[str]:
    facts = known.facts
    yield known.say(facts.sample or "not_declared")
    if facts.is_clustered:
        yield known.say(
            "places",
            clusters=known.words.whole(facts.clusters),
            strata=known.words.whole(facts.strata),
        )
    for name, value in sorted(facts.rates.items()):
        yield known.say(
            "rate",
            share=known.words.percent(value),
            meaning=known.words._(HEADLINES[name]),
            rate=f"AAPOR {name}",
        )
    if not facts.rates:
        yield known.say("no_rates")


def _modes(known: Known) -> Iterator[str]:
    names, facts = known.words.names, known.facts
    if facts.modes:
        listed = known.words.listed(map(names.mode, facts.modes))
        yield known.say("modes", modes=listed)
    if facts.languages:
        listed = known.words.listed(map(names.language_name, facts.languages))
        yield known.say("languages", languages=listed)


def _dates(known: Known) -> Iterator[str]:
    facts, code = known.facts, known.words.language.code
    days = [
        None if day is None else i18n.day(code, date.fromisoformat(day))
        for day in (facts.first_day, facts.last_day)
    ]
    if days[0] is None:
        yield known.say("no_days")
    elif days[1] is None or facts.while_open:
        yield known.say("from_on", first=days[0])
    else:
        yield known.say("from_to", first=days[0], last=days[1])
    if facts.while_open:
        yield known.say("still_open")


def _precision(known: Known) -> Iterator[str]:
    rows = [row for row in headlines(known.tables["estimates"]) if row["n"] is not None]
    if rows:
        most = max(row["n"] for row in rows)
        yield known.say(
            "most",
            n=known.words.whole(most),
        )
    halves = [
        (row["ci_high"] - row["ci_low"]) / 2
        for row in rows
        if row["ci_low"] is not None
    ]
    if halves:
        yield known.say(
            "narrow",
            points=i18n.decimal(known.words.language.code, median(halves), 2),
        )
    yield known.say(
        "design_based" if known.facts.is_clustered else "srs",
        df=known.words.whole(known.facts.df),
    )
    yield known.say("withheld")


def _weighting(known: Known) -> Iterator[str]:
    facts, words = known.facts, known.words
    if facts.weighted_to:
        listed = words.listed(words.names.groupings(facts.weighted_to))
        yield known.say("weighted_to", groupings=listed)
    if facts.trim is not None:
        yield known.say(
            "trim",
            trim=words.points(facts.trim),
        )
    if facts.deff > 1.005:
        yield known.say(
            "deff",
            deff=i18n.decimal(words.language.code, facts.deff, 2),
        )
    elif not facts.weighted_to:
        yield known.say("equal")


def _processing(known: Known) -> Iterator[str]:
    yield known.say("checked")
    yield known.say("missing")
    total = sum(known.facts.sound.values())
    if total:
        yield known.say(
            "sound",
            count=known.words.whole(total),
            sound=known.words.whole(known.facts.sound.get("sound", 0)),
        )


def _limits(known: Known) -> Iterator[str]:
    facts = known.facts
    if facts.sample in ("quota", "open"):
        yield known.say("model_based")
    if not facts.is_clustered:
        yield known.say("no_clusters")
    if facts.df < FEW:
        yield known.say("few_places")
    yield known.say("never_exact")


#: item -> what the program says of it; of who paid for it the program knows nothing.
SAYINGS: dict[MethodsItem, Callable[[Known], Iterator[str]]] = {
    "strategy": _strategy,
    "instrument": _instrument,
    "population": _population,
    "sample": _sample,
    "modes": _modes,
    "dates": _dates,
    "precision": _precision,
    "weighting": _weighting,
    "processing": _processing,
    "limits": _limits,
}
