"""A round as a data set that any engine can read in parts: what its columns mean.

Its rows are the holder's own data, not a release: no text, no ids and no names of
people, but the answers of each respondent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.core.estimation.cells import CellName
from survey_app.core.estimation.gathering import Part, gather
from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure, MeasureKind
from survey_app.core.measurement.values import Coded, Column, MeanOf
from survey_app.core.sampling.design import Calibration, Design, FloatArray, Lonely

#: Data sets described in another way are not read.
FORMAT = 1

#: Columns of a part by name, each (rows,).
Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the values of a measure come from: an item, a number, or several sources.

    `worth` are the values of an item's codes; `mean` with `least` is the mean of the
    sources where at least so many have a value.
    """

    item: str | None = None
    worth: tuple[float, ...] = ()
    number: str | None = None
    mean: tuple["Source", ...] = ()
    least: int = 0

    def columns(self) -> Iterator[str]:
        """Yield the names of the columns the values are computed from."""
        if self.item is not None:
            yield f"item/{self.item}"
        elif self.number is not None:
            yield f"number/{self.number}"
        for each in self.mean:
            yield from each.columns()

    def read(self, arrays: Arrays) -> Column:
        """Return the column of values."""
        if self.item is not None:
            worth = np.array([*self.worth, np.nan, np.nan, np.nan])
            return Coded(arrays[f"item/{self.item}"], worth)
        if self.number is not None:
            return arrays[f"number/{self.number}"]
        return MeanOf(tuple(each.read(arrays) for each in self.mean), self.least)


@dataclass(frozen=True, slots=True)
class Description:
    """A measure without its values."""

    of: str
    kind: MeasureKind
    source: Source
    sensitive: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Margins:
    """What weights were raked to: Calibration but for its rows."""

    by: tuple[str, ...]
    totals: tuple[tuple[float, ...], ...]
    inverse: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A number that a release withholds, and why: a CellName and a Step."""

    of: str
    kind: MeasureKind
    by: str | None
    group: str | None
    step: str

    @property
    def name(self) -> CellName:
        """Return the name of the cell."""
        return CellName(self.of, self.kind, self.by, self.group)


@dataclass(frozen=True, slots=True)
class DataSet:
    """What the parts of a data set hold, and the design they are a sample of.

    `psu_strata` gives each PSU's place among `strata`; `populations` the PSUs a stratum
    has in all (None: no end); `enumerators` is 0 where it is not known who asked.
    It is of one `release` of the round, which withholds the numbers `withheld`.
    """

    format: int
    round: str
    rows: int
    strata: tuple[str, ...]
    psu_strata: tuple[int, ...]
    populations: tuple[float | None, ...]
    enumerators: int
    measures: tuple[Description, ...]
    groupings: dict[str, tuple[str, ...]]
    margins: Margins | None
    is_imported: bool
    release: str
    withheld: tuple[Withheld, ...]

    def design(self, lonely: Lonely = "adjust") -> Design:
        """Return the design without rows: all that variances need beside sums."""
        populations = [np.inf if n is None else n for n in self.populations]
        return Design(
            weights=np.empty(0),
            psu=np.empty(0, dtype=np.int64),
            psus=tuple(
                (self.strata[stratum], str(psu))
                for psu, stratum in enumerate(self.psu_strata)
            ),
            stratum=np.array(self.psu_strata, dtype=np.int64),
            population=np.array(populations),
            lonely=lonely,
            calibration=_calibration(self.margins),
        )


def described(
    round_name: str,
    frame: Frame,
    measures: Sequence[Measure],
    groupings: Mapping[str, Grouping],
) -> DataSet:
    """Return what a data set of a round holds: the analyst's, withholding nothing."""
    design = frame.design
    names = {id(codes): name for name, codes in frame.codes.items()}
    numbers = {id(values): name for name, values in frame.numbers.items()}
    people = frame.facts["enumerator"].names
    return DataSet(
        format=FORMAT,
        round=round_name,
        rows=len(design.psu),
        strata=tuple(dict.fromkeys(stratum for stratum, _ in design.psus)),
        psu_strata=tuple(design.stratum.tolist()),
        populations=tuple(
            None if np.isinf(n) else n for n in design.population.tolist()
        ),
        enumerators=len(people) if any(people) else 0,
        measures=tuple(
            Description(
                m.of, m.kind, _source(m.column, names, numbers), m.sensitive, m.codes
            )
            for m in measures
        ),
        groupings={by: tuple(map(str, each.groups)) for by, each in groupings.items()},
        margins=_margins(design.calibration),
        is_imported=False,
        release="analyst",
        withheld=(),
    )


def arrays(
    dataset: DataSet, frame: Frame, groupings: Mapping[str, Grouping], rows: np.ndarray
) -> dict[str, np.ndarray]:
    """Return some rows of a round as the columns of a part."""
    design = frame.design
    found: dict[str, np.ndarray] = {
        "weight": design.weights[rows],
        "psu": design.psu[rows].astype(np.int32),
    }
    if dataset.enumerators:
        found["enumerator"] = frame.facts["enumerator"].places[rows].astype(np.int32)
    used = {name for each in dataset.measures for name in each.source.columns()}
    for name in sorted(used):
        kind, _, item = name.partition("/")
        found[name] = (frame.codes if kind == "item" else frame.numbers)[item][rows]
    for by, grouping in groupings.items():
        found[f"known/{by}"] = grouping.known[rows]
        for group, members in enumerate(grouping.members.T):
            found[f"group/{by}/{group}"] = members[rows]
    if design.calibration is not None:
        found["base"] = design.calibration.base[rows]
        for margin, own in enumerate(design.calibration.indicators.T):
            found[f"margin/{margin}"] = own[rows]
    return found


def needed(
    dataset: DataSet, measures: Sequence[Description], by: Sequence[str]
) -> list[str]:
    """Return the names of the columns that a table of measures and groupings reads."""
    names = ["weight", "psu", *(["enumerator"] if dataset.enumerators else [])]
    names += sorted({name for each in measures for name in each.source.columns()})
    for grouping in by:
        names.append(f"known/{grouping}")
        groups = len(dataset.groupings[grouping])
        names += [f"group/{grouping}/{group}" for group in range(groups)]
    if dataset.margins is not None:
        margins = len(dataset.margins.inverse)
        names += ["base", *(f"margin/{margin}" for margin in range(margins))]
    return names


def part(
    dataset: DataSet, measures: Sequence[Description], by: Sequence[str], found: Arrays
) -> Part:
    """Return what the rows of a part add to a table; no `by`: of the whole sample."""
    places, own = np.unique(found["psu"], return_inverse=True)
    design = Design(
        weights=found["weight"],
        psu=own.astype(np.int64),
        psus=(("", ""),) * len(places),
        stratum=np.zeros(len(places), dtype=np.int64),
        population=np.array([np.inf]),
        calibration=_calibration(dataset.margins, found),
    )
    people = tuple(str(number + 1) for number in range(dataset.enumerators))
    asked_by = found.get("enumerator", np.zeros(len(own), dtype=np.int32))
    return Part(
        places.astype(np.int64),
        gather(
            design,
            [each.source.read(found) for each in measures],
            [_grouping(dataset, each, found) for each in by or (None,)],
            Fact(people, asked_by),
        ),
    )


def bare(dataset: DataSet, by: Sequence[str]) -> list[Grouping]:
    """Return the names of groupings and groups without members."""
    return [_grouping(dataset, each, {}) for each in by or (None,)]


def _grouping(dataset: DataSet, by: str | None, found: Arrays) -> Grouping:
    if by is None:
        inside = np.ones(len(found.get("psu", ())), dtype=np.bool_)
        return Grouping(None, (None,), inside[:, None], inside)
    groups = dataset.groupings[by]
    if not found:
        return Grouping(by, groups, np.empty((0, len(groups)), bool), np.empty(0, bool))
    members = [found[f"group/{by}/{group}"] for group in range(len(groups))]
    return Grouping(by, groups, np.column_stack(members), found[f"known/{by}"])


def _source(
    column: Column, names: Mapping[int, str], numbers: Mapping[int, str]
) -> Source:
    if isinstance(column, Coded):
        worth = column.worth[~np.isnan(column.worth)].tolist()
        return Source(item=names[id(column.codes)], worth=tuple(worth))
    if isinstance(column, MeanOf):
        inner = tuple(_source(each, names, numbers) for each in column.columns)
        return Source(mean=inner, least=column.least)
    return Source(number=numbers[id(column)])


def _margins(calibration: Calibration | None) -> Margins | None:
    if calibration is None:
        return None
    return Margins(
        calibration.by, _rows(calibration.totals), _rows(calibration.inverse)
    )


def _rows(matrix: FloatArray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


def _calibration(
    margins: Margins | None, found: Arrays | None = None
) -> Calibration | None:
    if margins is None:
        return None
    own = [found[f"margin/{n}"] for n in range(len(margins.inverse))] if found else []
    return Calibration(
        by=margins.by,
        # Of no part in a variance, and not in the parts.
        given=np.empty(0),
        base=found["base"] if found else np.empty(0),
        indicators=np.column_stack(own) if own else np.empty((0, len(margins.inverse))),
        totals=np.array(margins.totals),
        inverse=np.array(margins.inverse),
    )
