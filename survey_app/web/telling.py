"""What a community's page and poster say: whole sentences made of released numbers."""

from dataclasses import dataclass

from survey_app.core.community import (
    Change,
    Difference,
    Finding,
    Story,
    Topic,
    level,
    of_ten,
)
from survey_app.core.disclosure.released import Released
from survey_app.core.questionnaire.instrument import Item, Labels, Option, say
from survey_app.i18n import N_, language
from survey_app.services.community import Telling
from survey_app.services.naming import Names
from survey_app.web import words
from survey_app.web.words import _, apart, decimal, ngettext, whole

#: What the levels of a score are called, after "The level is".
LEVEL_WORDS = (N_("very low"), N_("low"), N_("medium"), N_("high"), N_("very high"))
#: What is said of a score beside the round before, by the verdict about the change.
CHANGE_WORDS = {
    "better": N_(
        "This is higher than when people were asked before, by {points} points."
    ),
    "worse": N_(
        "This is lower than when people were asked before, by {points} points."
    ),
    "stable": N_("This is about the same as when people were asked before."),
    "cannot_tell": N_(
        "We cannot tell whether this has changed since people were asked before."
    ),
}


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """One question: how many of ten people answered one of `options`."""

    question: str
    sentence: str
    sure: str
    filled: int
    item: Item
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class TopicWords:
    """One topic: whole sentences, its place on a scale of ten, and single questions.

    `meaning` is what a 10 would mean, "" where nobody said.
    """

    name: str
    meaning: str
    sentences: tuple[str, ...]
    score: Finding | None
    answers: tuple[AnswerWords, ...]


@dataclass(frozen=True, slots=True)
class DifferenceWords:
    """One group behind everyone else, and how sure that is."""

    sentence: str
    sure: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, and the language they wrote it in."""

    text: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a page in the language of the request.

    `kicker` stands above a title that the round has, "" above one it has not;
    `decisions` are pairs of what people said and what was done.
    """

    kicker: str
    title: str
    people: str
    decisions: tuple[tuple[Said, Said], ...]
    source: str
    topics: tuple[TopicWords, ...]
    differences: tuple[DifferenceWords, ...]
    compared: tuple[str, ...]


def told(telling: Telling) -> Told:
    """Return all that is said of a round, in the language of this request."""
    code = words.language().code
    names = Names(telling, code)
    own, ours = say(telling.survey_round.title, code), _("What we said")
    return Told(
        ours if own else "",
        own or ours,
        _people_asked(telling.story),
        tuple((_said(each.said), _said(each.done)) for each in telling.decisions),
        _source(telling.released),
        tuple(_topic(topic, telling, names) for topic in telling.story.topics),
        tuple(_difference(each, names) for each in telling.story.differences),
        tuple(names.groupings(telling.page.choice.groupings)),
    )


def _people_asked(story: Story) -> str:
    """Return how many answered, "" where nothing may be told of them."""
    if not story.topics:
        return ""
    return _("About {n} people answered.").format(n=whole(story.people))


def _source(released: Released) -> str:
    return _("The numbers are those of release {number}, made on {day}.").format(
        number=whole(released.release_id), day=words.day(released.made_on)
    )


def _said(labels: Labels) -> Said:
    """Return a text in this language, else in one it has: better than not told."""
    wished = words.language().code
    code = next((each for each in (wished, "en") if each in labels), None)
    code = code or next(iter(labels))
    return Said(labels[code], code, language(code).direction)


def _topic(topic: Topic, telling: Telling, names: Names) -> TopicWords:
    score = topic.score
    sentences = () if score is None else _score(score, topic.change)
    return TopicWords(
        names.measure(topic.of),
        names.higher(topic.of),
        sentences,
        score if score and score.kind != "number" else None,
        tuple(_answer(each, telling, names) for each in topic.answers),
    )


def _score(score: Finding, change: Change | None) -> tuple[str, ...]:
    if score.kind == "number":
        first = _("On average: {mean}.").format(mean=decimal(score.value))
    else:
        first = _level(score)
    found = [first, _range(score)]
    if change and change.verdict in CHANGE_WORDS:
        points = decimal(abs(change.points))
        found.append(_(CHANGE_WORDS[change.verdict]).format(points=points))
    return tuple(found)


def _level(score: Finding) -> str:
    """Return how high a score is, honest about which levels it may be of."""
    mean = decimal(score.value)
    ends = (score.low, score.high)
    low, high = (level(score.value if end is None else end) for end in ends)
    if low == high:
        return _("The level is {level}: {mean} of 10.").format(
            level=_(LEVEL_WORDS[low]), mean=mean
        )
    return _("The level is between {low} and {high}: {mean} of 10.").format(
        low=_(LEVEL_WORDS[low]), high=_(LEVEL_WORDS[high]), mean=mean
    )


def _range(score: Finding) -> str:
    if score.low is None or score.high is None:
        return _("Too few places were asked to say how sure this is.")
    return _(
        "If everyone had been asked, it would most likely be between {low} and {high}."
    ).format(low=decimal(score.low), high=decimal(score.high))


def _answer(share: Finding, telling: Telling, names: Names) -> AnswerWords:
    instrument = telling.instrument
    item = instrument.item(share.of)
    positive = instrument.scales[str(item.scale)].positive
    options = tuple(o for o in instrument.options(item) if o.code in positive)
    said = [_("“{answer}”").format(answer=names.option(each)) for each in options]
    return AnswerWords(
        names.measure(share.of),
        _people(of_ten(share.value), words.either(said)),
        _sure_share(share),
        of_ten(share.value),
        item,
        options,
    )


def _people(count: int, answers: str) -> str:
    if count == 0:
        return _("Fewer than 1 of 10 people answered {answers}.").format(
            answers=answers
        )
    if count == 10:
        return _("Almost everybody answered {answers}.").format(answers=answers)
    return ngettext(
        "About {count} of 10 people answered {answers}.",
        "About {count} of 10 people answered {answers}.",
        count,
    ).format(count=whole(count), answers=answers)


def _sure_share(share: Finding) -> str:
    hundred = whole(round(100 * share.value))
    if share.low is None or share.high is None:
        return _("{share} of 100; too few places were asked to say how sure.").format(
            share=hundred
        )
    return _("{share} of 100, most likely between {low} and {high}.").format(
        share=hundred,
        low=whole(round(100 * share.low)),
        high=whole(round(100 * share.high)),
    )


def _difference(each: Difference, names: Names) -> DifferenceWords:
    sentence = _(
        "{people}: “{measure}” is lower than among everyone else, {mean} against "
        "{rest} of 10."
    ).format(
        people=apart(names.group(each.by, each.group)),
        measure=apart(names.measure(each.of)),
        mean=decimal(each.value),
        rest=decimal(each.rest),
    )
    sure = _("The difference is most likely between {low} and {high} points.").format(
        low=decimal(each.low), high=decimal(each.high)
    )
    return DifferenceWords(sentence, sure)
