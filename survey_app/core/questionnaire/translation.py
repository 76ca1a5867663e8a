"""Translation as practised (TRAPD): what must be translated, and how far each text is.

Two people translate a text each for themselves; the drafts are compared, somebody who
wrote neither decides, it is tried with people, and locked. All of it is a list of
steps that only grows; where a text stands is what its steps make of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from survey_app.core.questionnaire.instrument import DRAWN, Instrument, Labels
from survey_app.core.questionnaire.relabelling import relabelled, title_of
from survey_app.errors import Conflict

State = Literal[
    "open", "drafting", "drafted", "reviewed", "adjudicated", "pretested", "locked"
]
Deed = Literal["draft", "redraft", "review", "adjudicate", "pretest", "lock", "reopen"]

#: All states, the least advanced first.
STATES: tuple[State, ...] = (
    "open", "drafting", "drafted", "reviewed", "adjudicated", "pretested", "locked",
)  # fmt: skip

#: (state, deed) -> next state. What is not here cannot happen. Source: the stages of
#: TRAPD (translation, review, adjudication, pre-testing, documentation; Harkness 2003).
STEPS: dict[tuple[State, Deed], State] = {
    ("open", "draft"): "drafting",
    ("drafting", "draft"): "drafted",
    ("drafting", "redraft"): "drafting",
    ("drafted", "review"): "reviewed",
    ("reviewed", "adjudicate"): "adjudicated",
    ("adjudicated", "pretest"): "pretested",
    ("adjudicated", "reopen"): "drafted",
    ("pretested", "lock"): "locked",
    ("pretested", "reopen"): "drafted",
    ("locked", "reopen"): "drafted",
}

#: What only somebody may do who wrote neither draft.
BY_OTHERS: frozenset[Deed] = frozenset({"adjudicate", "lock"})

#: What is written down with a deed: a text in the language, a note, or neither.
NEEDS_TEXT: frozenset[Deed] = frozenset({"draft", "redraft", "review", "adjudicate"})
NEEDS_NOTE: frozenset[Deed] = frozenset({"pretest", "reopen"})

#: Who wrote the drafts that come with the program.
SHIPPED = ""

#: How the places of the program's own sentences begin.
OWN = "program:"

SourceKind = Literal["title", "question", "answer"]


@dataclass(frozen=True, slots=True)
class Source:
    """A text to be translated: where it stands, and how it reads in its own language.

    `context` is an item or a scale, `part` an answer's code, "" for the question.
    """

    context: str
    part: str
    text: str
    language: str = "en"

    @property
    def key(self) -> str:
        """Return where it stands as one word, as files and pages name it."""
        return f"{self.context}/{self.part}" if self.part else self.context

    @property
    def kind(self) -> SourceKind:
        """Return what it is on a screen."""
        if self.context.startswith("@"):
            return "title"
        return "answer" if self.part else "question"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody did about a translation, and the day; never changed."""

    deed: Deed
    by: str
    on: date | None
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with all that was done about its translation into one language.

    `earlier` is how the text read before it was changed, and what it was translated as.
    """

    source: Source
    steps: tuple[Step, ...] = ()
    earlier: tuple[str, str] | None = None

    @property
    def state(self) -> State:
        """Return how far it is."""
        state: State = "open"
        for step in self.steps:
            state = STEPS[state, step.deed]
        return state

    @property
    def drafts(self) -> tuple[Step, ...]:
        """Return each writer's draft in its last wording, the first writer first."""
        found: dict[str, Step] = {}
        for step in self.steps:
            if step.deed in ("draft", "redraft"):
                found[step.by] = step
        return tuple(found.values())

    @property
    def settled(self) -> str:
        """Return the text that was agreed on last, "" while there are only drafts."""
        agreed = [s for s in self.steps if s.deed in ("review", "adjudicate")]
        return agreed[-1].text if agreed and self.state not in _ONLY_DRAFTS else ""

    @property
    def best(self) -> str:
        """Return the best text there is: what was agreed on, else the first draft."""
        return self.settled or next((step.text for step in self.drafts), "")

    def draft_of(self, name: str) -> str:
        """Return the draft somebody wrote, "" without one."""
        return next((step.text for step in self.drafts if step.by == name), "")

    def deeds(self, name: str) -> list[Deed]:
        """Return what somebody may do next."""
        wrote = bool(self.draft_of(name))
        return [
            deed
            for state, deed in STEPS
            if state == self.state
            and not (deed == "draft" and wrote)
            and not (deed == "redraft" and not wrote)
            and not (deed in BY_OTHERS and wrote)
        ]

    def seen_by(self, name: str) -> tuple[Step, ...]:
        """Return the drafts somebody may see: only their own until both are in."""
        if self.state in ("open", "drafting"):
            return tuple(step for step in self.drafts if step.by == name)
        return self.drafts


_ONLY_DRAFTS: frozenset[State] = frozenset({"open", "drafting", "drafted"})


def taken(entry: Entry, step: Step) -> Entry:
    """Return the entry after a step; raise Conflict where it is not open to it."""
    if step.deed not in entry.deeds(step.by):
        own = step.deed in BY_OTHERS and bool(entry.draft_of(step.by))
        code = "translation.own_draft" if own else "translation.step_not_open"
        facts = {"key": entry.source.key, "state": entry.state, "step": step.deed}
        raise Conflict(code, **facts)
    return Entry(entry.source, (*entry.steps, step), entry.earlier)


def sources(instrument: Instrument, language: str) -> list[Source]:
    """Return every text a respondent meets that must be translated into a language.

    In the order they are met, those of a scale once. Numbers and texts that are written
    in the language itself need no translation.
    """
    found = {
        source: None
        for context, part, labels in _respondents(instrument)
        if (source := _source(instrument, context, part, labels))
        and source.language != language
        and not source.text.isdecimal()
    }
    return list(found)


def entries(
    instrument: Instrument, language: str, kept: Mapping[Source, Sequence[Step]]
) -> list[Entry]:
    """Return the entry of each text, from the steps that are kept.

    Where none are, what the instrument itself says in the language is a first draft.
    """
    said = _said_in(instrument, language)
    before = {}
    for source, steps in kept.items():
        if text := Entry(source, tuple(steps)).best:
            before[source.context, source.part] = (source.text, text)
    found = []
    for source in sources(instrument, language):
        shipped = (
            (Step("draft", SHIPPED, None, said[source]),) if source in said else ()
        )
        steps = tuple(kept.get(source, ()))
        earlier = None if steps else before.get((source.context, source.part))
        found.append(Entry(source, steps or shipped, earlier))
    return found


def locked(found: Iterable[Entry]) -> bool:
    """Return whether every text is locked; so are none at all."""
    return all(entry.state == "locked" for entry in found)


def applied(
    instrument: Instrument, texts: Mapping[str, Mapping[Source, str]]
) -> Instrument:
    """Return the instrument saying these texts by language, where there are any.

    All languages at once: a text that gets its English would be another source.
    """

    def change(context: str, part: str, labels: Labels) -> Labels:
        source = _source(instrument, context, part, labels)
        if source is None:
            return labels
        said = {language: known.get(source, "") for language, known in texts.items()}
        return labels | {language: text for language, text in said.items() if text}

    return relabelled(instrument, change)


def carrying(instrument: Instrument, languages: Iterable[str]) -> Instrument:
    """Return the instrument with nothing said in other languages than these.

    English, or what an own text was first written in, stays: it is what others are
    read by where a text is missing.
    """
    kept = set(languages)

    def change(context: str, part: str, labels: Labels) -> Labels:
        source = _source(instrument, context, part, labels)
        known = kept | ({source.language} if source else set())
        return {code: text for code, text in labels.items() if code in known}

    return relabelled(instrument, change)


def pilots(instrument: Instrument) -> list[str]:
    """Return the languages of an instrument that nobody has reviewed and locked.

    A questionnaire that was first written in one of them is said around its questions
    in the program's words all the same; those are first written in English.
    """
    known = {"en", *instrument.reviewed}
    return [code for code in instrument.languages if code not in known]


def _said_in(instrument: Instrument, language: str) -> dict[Source, str]:
    return {
        source: labels[language]
        for context, part, labels in _respondents(instrument)
        if (source := _source(instrument, context, part, labels))
        and labels.get(language)
    }


def _respondents(instrument: Instrument) -> Iterator[tuple[str, str, Labels]]:
    """Yield (context, part, labels) of all that is asked, in the order it is met."""
    yield title_of(instrument), "", instrument.title
    for item in instrument.items:
        if item.role in DRAWN:
            continue
        yield item.item_id, "", item.text
        for option in instrument.options(item):
            yield item.scale or item.item_id, option.code, option.label


def _source(
    instrument: Instrument, context: str, part: str, labels: Labels
) -> Source | None:
    """Return a text as it was first written: in English, else in the first language."""
    known = [code for code in ("en", *instrument.languages) if labels.get(code)]
    if not known:
        return None
    return Source(context, part, labels[known[0]], known[0])
