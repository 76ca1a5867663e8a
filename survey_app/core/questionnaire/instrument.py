"""The instrument: items in order, their options in every language, what they measure.

A published instrument is a document on its own: nothing in it points to a bank or a
catalogue, so that what a response answered can always be read again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

import msgspec

#: Words by language code.
Labels = dict[str, str]

#: Kinds of item nonresponse and the negative codes they have in columns. An item
#: without any answer was not asked.
MISSING = {"dont_know": -1, "refused": -2, "not_asked": -3}

Kind = Literal["scored", "choice", "choices", "number", "text"]

#: What an item is for beyond being asked.
#: "targets": the groups drawn to be asked about; "half": the half of a list experiment
#: one is in by lot. The program fills both in, nobody is asked them.
#: "follow_up": whether somebody may come back to ask a few questions again.
Role = Literal["consent", "adult", "privacy", "mode", "follow_up", "targets", "half"]
DRAWN: tuple[Role, ...] = ("targets", "half")

ModuleKind = Literal["list", "forced", "warner", "vignettes"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a respondent can pick; `people` names those who pick it."""

    code: str
    label: Labels
    people: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordered options; `positive` are the codes that count as agreeing."""

    scale_id: str
    options: tuple[Option, ...]
    positive: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes in order."""
        return tuple(option.code for option in self.options)

    @property
    def scores(self) -> tuple[float, ...]:
        """Return the 0-10 score of each option: numeric codes by size, others by place.

        >>> Scale("t", tuple(Option(code, {}) for code in "0123")).scores[1]
        3.3333333333333335
        """
        values = _numbers(self.codes) or tuple(map(float, range(len(self.options))))
        low, high = min(values), max(values)
        return tuple(10 * (value - low) / (high - low) for value in values)


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `group` names the groups its options make, `ask` its skip rule.

    `about` is the code of the site's group it asks about, None for all other items.
    """

    item_id: str
    kind: Kind
    text: Labels
    scale: str | None = None
    options: tuple[Option, ...] = ()
    reverse: bool = False
    sensitive: bool = False
    group: str | None = None
    role: Role | None = None
    ask: dict[str, Any] | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """What several items measure together; `higher` says what a high score means.

    `about` is the code of the site's group it is about, None for all others.
    """

    construct_id: str
    domain: str
    name: Labels
    higher: Labels
    items: tuple[str, ...]
    sensitive: bool = False
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Module:
    """Items that say something only together; `items` in the order of its kind.

    list: the half drawn, the count of the statements, the count with one more.
    forced: the item; a die of `sides` lets `truthful` tell the truth, `yes` say yes.
    warner: the item; `truthful` sides judge the statement, the others its opposite.
    vignettes: the rating of oneself, then those of the cases, worst case first.
    """

    module_id: str
    kind: ModuleKind
    name: Labels
    items: tuple[str, ...]
    sides: int = 0
    truthful: int = 0
    yes: int = 0


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """A group made of answers to several items: the first rule that holds names it."""

    code: str
    people: Labels
    rule: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire; once published it is never edited."""

    name: str
    title: Labels
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    scales: dict[str, Scale] = field(default_factory=dict)
    constructs: tuple[Construct, ...] = ()
    domains: dict[str, Labels] = field(default_factory=dict)
    group_names: dict[str, Labels] = field(default_factory=dict)
    rule_groups: dict[str, tuple[RuleGroup, ...]] = field(default_factory=dict)
    crossings: tuple[tuple[str, str], ...] = ()
    #: Constructs whose changes were declared beforehand to be judged; none: all.
    confirmatory: tuple[str, ...] = ()
    modules: tuple[Module, ...] = ()
    #: Languages of which every text was translated twice, reviewed and locked.
    reviewed: tuple[str, ...] = ()

    def options(self, item: Item) -> tuple[Option, ...]:
        """Return the options of an item, its scale's or its own."""
        return self.scales[item.scale].options if item.scale else item.options

    def plain(self) -> "Instrument":
        """Return the instrument without what is asked about single groups."""
        return self._with(lambda about: about is None)

    def dyadic(self) -> "Instrument":
        """Return the instrument with nothing but what is asked about single groups."""
        return self._with(lambda about: about is not None)

    def _with(self, holds: Callable[[str | None], bool]) -> "Instrument":
        return replace(
            self,
            items=tuple(item for item in self.items if holds(item.about)),
            constructs=tuple(each for each in self.constructs if holds(each.about)),
        )

    def item(self, item_id: str) -> Item:
        """Return the item of that id; raise KeyError."""
        for item in self.items:
            if item.item_id == item_id:
                return item
        raise KeyError(item_id)

    def with_role(self, role: Role) -> Item | None:
        """Return the item that has a role, if there is one."""
        return next((item for item in self.items if item.role == role), None)


#: Ends of documents in which these are empty, the last first: a document ends as it
#: did before there were any, so that versions published then stay the same.
_EMPTY = (b',"reviewed":[]}', b',"modules":[]}')

#: Made here, by one thread: msgspec crashes where two first meet a type at once.
_decoder = msgspec.json.Decoder(Instrument)


def encode(instrument: Instrument) -> bytes:
    """Return the instrument as canonical JSON: equal instruments, equal bytes."""
    document = msgspec.json.encode(instrument, order="deterministic")
    for empty in _EMPTY:
        if not document.endswith(empty):
            break
        document = document.removesuffix(empty) + b"}"
    return document


def decode(document: bytes) -> Instrument:
    """Return the instrument in a JSON document; raise msgspec.ValidationError."""
    return _decoder.decode(document)


def content_hash(instrument: Instrument) -> str:
    """Return the SHA-256 of the canonical document, by which a version is known."""
    return sha256(encode(instrument)).hexdigest()


def say(labels: Mapping[str, str], language: str) -> str:
    """Return the words in `language`, else in English, else in any there is.

    >>> say({"en": "Police", "fr": "Police nationale"}, "ar")
    'Police'
    """
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")


def _numbers(codes: tuple[str, ...]) -> tuple[float, ...] | None:
    try:
        return tuple(float(code) for code in codes)
    except ValueError:
        return None
