"""Which columns of a round may leave as answers of single people, and what they hold.

What is not named here stays: ids, days, who asked, tablets, texts, what was asked about
single groups, sensitive modules, languages, and places below the community.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from survey_app.core.disclosure.anonymity import NONE, classes
from survey_app.core.disclosure.confidential import Units, published, units
from survey_app.core.disclosure.recoding import Category, Key, Masked, masked
from survey_app.core.measurement.columns import CodeArray
from survey_app.core.measurement.frame import Frame
from survey_app.core.measurement.groups import CROSS, Grouping, holds
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.sampling.design import FloatArray

#: Why a person has no value, and the codes of it: MISSING, not asked by a skip rule,
#: and taken away (or not given) in a key variable.
KINDS = {**MISSING, "routed_out": -4, "withheld": -5}

#: Names of groupings that are the key variables of the method, the most important
#: first: what is less important is withheld first. All other groupings come behind.
IMPORTANCE = (
    "gender", "sex", "displacement", "age", "age_group", "disability", "identity",
    "group", "ethnicity", "community", "district", "region",
)  # fmt: skip
#: Names that stand for years or bands of them: neighbours may be joined.
AGES = ("age", "age_group")
#: Groupings that never leave: they tell of where and who more than of what is thought.
NEVER = ("language", "mode")

#: Kinds of variables that tell of the sample.
_SAMPLE = ("weight", "stratum", "unit")

#: What a number becomes: that many bands of about as many people each.
BANDS = 5

#: key: what people may know of each other; answer: what was said; tick: whether one
#: option of several was; band: a number, banded; the others are of the sample.
Kind = Literal["key", "answer", "tick", "band", "weight", "stratum", "unit"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A column of a file: `values` (rows,) are codes, negative where there is none.

    `codes` are what they stand for: the codes of options, or how far a band goes.
    `of` is the item or grouping it was made of, `option` the one a tick is for.
    """

    of: str
    kind: Kind
    values: np.ndarray
    codes: Mapping[int, Category | str]
    option: str = ""
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be asked of a round: names of key variables and of items."""

    keys: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; `design` is where people stand in the sample."""

    keys: tuple[str, ...]
    items: tuple[str, ...]
    design: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The answers of a round as one file hides them, of which every request is a part.

    `global_risk_by_unit` is what the risk would be for who knows which unit is which
    place; None without units. `same` are sensitive items that all answered alike.
    """

    masked: Masked
    variables: tuple[Variable, ...]
    global_risk_by_unit: float | None
    same: tuple[str, ...]
    distinct_weights: tuple[int, int]


def offered(
    instrument: Instrument, frame: Frame, groupings: Mapping[str, Grouping]
) -> Offer:
    """Return what can be asked of a round, key variables the most important first."""
    return Offer(
        tuple(sorted(_key_names(frame, groupings), key=_importance)),
        tuple(item.item_id for item in _leaving(instrument)),
    )


def kept(
    instrument: Instrument,
    frame: Frame,
    groupings: Mapping[str, Grouping],
    keys: Sequence[str],
    rng: np.random.Generator,
) -> Kept:
    """Return the file of a round that gives away the key variables `keys`.

    It holds all items there are to ask for: two requests that get parts of it cannot be
    put together to more. Rows are in an order that tells nothing.
    """
    weights = frame.design.weights
    items = _leaving(instrument)
    secret, same = _sensitive(items, frame)
    wanted = sorted(keys, key=_importance)
    found = masked([_key(name, frame, groupings) for name in wanted], secret, weights)
    shared = published(weights, frame.design.psu)
    unit = units(frame.design, rng)
    variables = [
        *(_of_key(key) for key in found.keys),
        *(v for item in items if item.item_id not in same
          for v in _of_item(instrument, frame, item)),
        Variable("weight", "weight", shared, {}),
        *_of_design(unit),
    ]  # fmt: skip
    order = rng.permutation(len(weights))
    counts = len(np.unique(weights)), len(np.unique(shared))
    return Kept(
        found,
        tuple(_ordered(variable, order) for variable in variables),
        _risk_by_unit(found, unit, secret, weights),
        same,
        counts,
    )


def part(whole: Kept, wanted: Wanted) -> tuple[Variable, ...]:
    """Return the variables of a file that somebody asked for; weights always."""
    kinds = {"weight", "stratum", "unit"} if wanted.design else {"weight"}
    names = {"key": wanted.keys}
    return tuple(
        v
        for v in whole.variables
        if v.kind in kinds
        or (v.kind not in _SAMPLE and v.of in names.get(v.kind, wanted.items))
    )


def _ordered(variable: Variable, order: np.ndarray) -> Variable:
    return Variable(
        variable.of, variable.kind, variable.values[order], variable.codes,
        variable.option, variable.is_sensitive,
    )  # fmt: skip


def _importance(name: str) -> tuple[int, str]:
    place = IMPORTANCE.index(name) if name in IMPORTANCE else len(IMPORTANCE)
    return place, name


def _key_names(frame: Frame, groupings: Mapping[str, Grouping]) -> Iterator[str]:
    for name in groupings:
        if CROSS not in name and name not in NEVER:
            yield name
    yield from (name for name in AGES if name in frame.numbers)


def _leaving(instrument: Instrument) -> list[Item]:
    """Return the items whose answers can leave."""
    inside = {name for module in instrument.modules for name in module.items}
    for rules in instrument.rule_groups.values():
        inside |= {name for each in rules for name in _named(each.rule)}
    return [
        item
        for item in instrument.plain().items
        if item.kind != "text"
        # Whether somebody can be told apart by them is not judged.
        and not (item.sensitive and item.kind in ("choices", "number"))
        and item.role is None
        and item.group is None
        and item.item_id not in inside
        and item.item_id not in AGES
    ]


def _named(rule: Mapping[str, Any]) -> Iterator[str]:
    """Yield the items a rule is about."""
    if "item" in rule:
        yield rule["item"]
    for inner in (*rule.get("all", ()), *rule.get("any", ())):
        yield from _named(inner)
    if "not" in rule:
        yield from _named(rule["not"])


def _sensitive(
    items: Sequence[Item], frame: Frame
) -> tuple[CodeArray, tuple[str, ...]]:
    """Return the codes (items, rows) of sensitive items, and those all answered alike.

    The latter could be diverse in no file, and are left out of it.
    """
    columns, same = [], []
    for item in items:
        codes = frame.codes.get(item.item_id)
        if not item.sensitive or codes is None:
            continue
        if len(np.unique(codes[codes >= 0])) == 1:
            same.append(item.item_id)
        else:
            columns.append(codes)
    rows = len(frame.design.weights)
    secret = np.array(columns, dtype=np.int16).reshape(len(columns), rows)
    return secret, tuple(same)


def _key(name: str, frame: Frame, groupings: Mapping[str, Grouping]) -> Key:
    if name in frame.numbers:
        codes, edges = _banded(frame.numbers[name])
        bands: tuple[Category, ...] = tuple(((span(*each),),) for each in edges)
        return Key(name, codes, bands, is_ordered=True)
    grouping = groupings[name]
    looks = np.where(grouping.known[:, None], grouping.members, False)
    every, codes = np.unique(looks, axis=0, return_inverse=True)
    # The order of the options, which for ages is that of the years.
    rank = np.lexsort(~every.T[::-1])
    if not every[rank[-1]].any():  # in no group: nothing is known
        rank = rank[:-1]
    place = np.full(len(every), NONE)
    place[rank] = np.arange(len(rank))
    names = np.array(grouping.groups, dtype=object)
    return Key(
        name,
        place[codes.ravel()],
        tuple((tuple(names[every[one]].tolist()),) for one in rank),
        is_ordered=name in AGES,
    )


def span(low: float, high: float) -> str:
    """Return from where to below where a band goes, in signs of no language.

    >>> span(-np.inf, 18), span(18, 25), span(65, np.inf)
    ('< 18', '≥ 18, < 25', '≥ 65')
    """
    parts = [f"≥ {low:g}"] if np.isfinite(low) else []
    parts += [f"< {high:g}"] if np.isfinite(high) else []
    return ", ".join(parts)


def _banded(numbers: FloatArray) -> tuple[CodeArray, list[tuple[float, float]]]:
    """Return the band of each number, and from where to where the bands go.

    The lowest begins and the highest ends nowhere: a single high number is no band.
    """
    known = numbers[~np.isnan(numbers)]
    places = np.arange(1, BANDS) / BANDS
    cuts = np.unique(np.quantile(known, places)) if len(known) else known
    codes = np.where(np.isnan(numbers), NONE, np.searchsorted(cuts, numbers, "right"))
    edges = [-np.inf, *map(float, cuts), np.inf]
    return codes.astype(np.int16), list(pairwise(edges))


def _of_key(key: Key) -> Variable:
    codes = {place + 1: category for place, category in enumerate(key.categories)}
    values = np.where(key.codes == NONE, KINDS["withheld"], key.codes + 1)
    return Variable(key.name, "key", values.astype(np.int16), codes)


def _of_item(instrument: Instrument, frame: Frame, item: Item) -> Iterator[Variable]:
    name, sensitive = item.item_id, item.sensitive
    if item.kind == "number":
        codes, edges = _banded(frame.numbers[name])
        values = np.where(codes == NONE, KINDS["not_asked"], codes + 1)
        bands = dict(enumerate((span(*each) for each in edges), 1))
        yield Variable(name, "band", values.astype(np.int16), bands, "", sensitive)
    elif item.kind == "choices":
        answered = frame.answered[name]
        for place, option in enumerate(item.options):
            ticked = np.where(
                answered, frame.chosen[name][:, place], KINDS["not_asked"]
            )
            values = ticked.astype(np.int16)
            yield Variable(name, "tick", values, {}, option.code, sensitive)
    else:
        options = tuple(option.code for option in instrument.options(item))
        numbers = numeric(options)
        table = np.array([*numbers, *sorted(MISSING.values())], dtype=np.int16)
        values = table[frame.codes[name]]
        if item.ask:
            out = (values == KINDS["not_asked"]) & ~holds(instrument, frame, item.ask)
            values[out] = KINDS["routed_out"]
        codes_of = dict(zip(numbers, options, strict=True))
        yield Variable(name, "answer", values, codes_of, "", sensitive)


def numeric(codes: Sequence[str]) -> list[int]:
    """Return a number for each code: itself if all are whole and none is below 0.

    >>> numeric(["0", "1"]), numeric(["yes", "no"]), numeric(["-1", "1"])
    ([0, 1], [1, 2], [1, 2])
    """
    if all(code.isascii() and code.isdigit() and len(code) < 5 for code in codes):
        found = list(map(int, codes))
        if len(set(found)) == len(found):
            return found
    return list(range(1, len(codes) + 1))


def _of_design(unit: Units) -> Iterator[Variable]:
    yield Variable("stratum", "stratum", unit.strata, {})
    yield Variable("unit", "unit", unit.units, {})


def _risk_by_unit(
    found: Masked, unit: Units, secret: CodeArray, weights: FloatArray
) -> float | None:
    if not unit.is_clustered:
        return None
    looks = np.column_stack([*(key.codes for key in found.keys), unit.units])
    return classes(looks.astype(np.int64), secret, weights).global_risk
