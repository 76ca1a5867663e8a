"""The words for what rows name by codes: measures, groupings and groups."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from survey_app import i18n
from survey_app.core.measurement.groups import CROSS, FACT_GROUPS
from survey_app.core.questionnaire.instrument import Instrument, Labels, Option, say
from survey_app.core.questionnaire.targets import own_item

#: Words for who touched the screen.
MODES = {
    "interviewer": i18n.N_("Asked by an interviewer"),
    "alone": i18n.N_("Answered alone"),
    "helper": i18n.N_("Answered with a helper"),
}
#: Words for why an interview ended before it began.
REFUSALS = {
    "consent": i18n.N_("Did not agree to take part"),
    "adult": i18n.N_("Under 18 years old"),
    "broken_off": i18n.N_("Began, but did not finish"),
}
FACT_NAMES = {
    "community": i18n.N_("Community"),
    "stratum": i18n.N_("Stratum"),
    "language": i18n.N_("Language of the interview"),
    "mode": i18n.N_("Way of asking"),
}


class Worded(Protocol):
    """What has the words of a round: its answers, or what is told of them."""

    @property
    def instrument(self) -> Instrument: ...  # noqa: D102
    @property
    def communities(self) -> dict[str, Labels]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a round nobody has answered yet."""

    instrument: Instrument
    communities: dict[str, Labels] = field(default_factory=dict)


class Names:
    """Says in one language what the codes of a round mean."""

    def __init__(self, data: Worded, language: str) -> None:
        self.language = language
        self._ = i18n.gettext_for(language)
        self.communities = data.communities
        instrument = data.instrument
        self._measures: dict[str, Labels] = dict(instrument.domains)
        self._measures |= {c.construct_id: c.name for c in instrument.constructs}
        self._measures |= {i.item_id: i.text for i in instrument.items}
        self._measures |= {m.module_id: m.name for m in instrument.modules}
        self._higher = {c.construct_id: c.higher for c in instrument.constructs}
        self._groupings = instrument.group_names
        self._people: dict[tuple[str, str], Labels] = {}
        self._answers: dict[tuple[str, str], Labels] = {}
        for item in instrument.items:
            for option in instrument.options(item):
                self._answers[item.item_id, option.code] = option.label
                if item.group:
                    key = (item.group, option.code)
                    self._people[key] = option.people or option.label
        for by, rules in instrument.rule_groups.items():
            self._people |= {(by, each.code): each.people for each in rules}

    def measure(self, of: str) -> str:
        """Return the name of a measure."""
        return say(self._measures.get(of, {}), self.language) or of

    def higher(self, of: str) -> str:
        """Return what a high score of a construct means, "" if nobody said."""
        return say(self._higher.get(of, {}), self.language)

    def grouping(self, by: str) -> str:
        """Return the name of a grouping."""
        if CROSS in by:
            return " × ".join(self.grouping(part) for part in by.split(CROSS))
        if by in FACT_NAMES:
            return self._(FACT_NAMES[by])
        return say(self._groupings.get(by, {}), self.language) or by

    def groupings(self, names: Iterable[str]) -> list[str]:
        """Return the names of several groupings."""
        return [self.grouping(by) for by in names]

    def group(self, by: str, group: str) -> str:
        """Return the words for the people of a group."""
        if CROSS in by:
            pairs = zip(by.split(CROSS), group.split(CROSS), strict=True)
            return " · ".join(self.group(*pair) for pair in pairs)
        if by in FACT_GROUPS and (by, group) not in self._people:
            return self._fact(by, group)
        return say(self._people.get((by, group), {}), self.language) or group

    def option(self, option: Option) -> str:
        """Return the words of an answer."""
        return say(option.label, self.language) or option.code

    def answer(self, of: str, code: str) -> str:
        """Return the words of an answer to an item."""
        return say(self._answers.get((of, code), {}), self.language) or code

    def community(self, community: str) -> str:
        """Return the name of a community."""
        return say(self.communities.get(community, {}), self.language) or community

    def people_in(self, community: str) -> str:
        """Return the words for the people of a community."""
        return self._("People in {place}").format(place=self.community(community))

    def language_name(self, code: str) -> str:
        """Return a language's own name."""
        return i18n.language(code).name

    def mode(self, mode: str) -> str:
        """Return the words for who touched the screen."""
        return self._(MODES[mode]) if mode in MODES else mode

    def refusal(self, reason: str) -> str:
        """Return the words for why an interview was not given."""
        return self._(REFUSALS[reason]) if reason in REFUSALS else reason

    def as_is(self, name: str) -> str:
        """Return a name that is nobody's to translate."""
        return name

    def _fact(self, by: str, group: str) -> str:
        words = {
            "community": self.people_in,
            "language": self.language_name,
            "mode": self.mode,
        }
        return words[by](group)


class DyadNames:
    """The words for groups as raters and as rated, and for what was asked of them."""

    def __init__(self, data: Worded, names: Names) -> None:
        own = own_item(data.instrument)
        options = data.instrument.options(own) if own else ()
        self._by = str(own.group) if own else ""
        self._labels = {o.code: say(o.label, names.language) for o in options}
        self._names, self._instrument = names, data.instrument
        self._language = names.language

    def group(self, code: str) -> str:
        """Return the words for the people of a group."""
        return self._names.group(self._by, code)

    def measure(self, of: str) -> str:
        """Return what was asked, with a blank where the group's name is put in."""
        dyadic = self._instrument.dyadic()
        texts = [(e.construct_id, e.name, str(e.about)) for e in dyadic.constructs]
        texts += [(e.item_id, e.text, str(e.about)) for e in dyadic.items]
        for name, labels, about in texts:
            if name == f"{of}:{about}":
                words = say(labels, self._language)
                return words.replace(self._labels[about], "…")
        return of


def group_names(instrument: Instrument, language: str) -> Callable[[str, str], str]:
    """Return the function that says who the people of a grouping's group are."""
    people: dict[tuple[str, str], str] = {}
    for item in instrument.items:
        for option in instrument.options(item):
            if item.group:
                said = say(option.people or option.label, language)
                people[item.group, option.code] = said
    for by, rules in instrument.rule_groups.items():
        people |= {(by, each.code): say(each.people, language) for each in rules}
    return lambda by, group: people.get((by, group), group)
