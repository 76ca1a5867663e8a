"""Data sets: rounds written for engines to read, and the tables these make of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np

from survey_app.core.disclosure.door import Decisions, Protected, Step, protected
from survey_app.core.disclosure.rules import Release, rules_for
from survey_app.core.estimation import dataset as datasets
from survey_app.core.estimation.dataset import DataSet, Description, Withheld
from survey_app.core.estimation.estimates import table
from survey_app.core.estimation.gathering import assembled
from survey_app.core.estimation.rows import EstimateRow
from survey_app.core.sampling.design import Lonely
from survey_app.errors import Conflict, NotFound, SurveyError
from survey_app.interchange import parquet_dataset as files
from survey_app.interchange.toml_source import nearest
from survey_app.services import withholding
from survey_app.services.analysis import RoundData
from survey_app.services.engines import ENGINES, Request

#: Rows of a part: some ten megabytes, a second's work.
PART = 125_000


def write(data: RoundData, release: Release, folder: Path) -> DataSet:
    """Write a round, as loaded for a release, into an empty folder as a data set.

    Raise Conflict if the folder is not empty.

    Rows are sorted by PSU and, within, by what was answered: their order tells nothing.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("dataset.not_empty", path=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    frame, groupings = data.frame, data.groupings
    dataset = replace(
        datasets.described(data.survey_round.name, frame, data.measures, groupings),
        is_imported=data.survey_round.is_imported,
        release=release,
        withheld=_withheld(data, release),
    )
    order = np.lexsort((*frame.codes.values(), frame.design.weights, frame.design.psu))
    for number, start in enumerate(range(0, len(order), PART)):
        rows = order[start : start + PART]
        found = datasets.arrays(dataset, frame, groupings, rows)
        files.write_part(folder, number, found)
    files.write_header(folder, dataset)
    return dataset


@dataclass(frozen=True, slots=True)
class Asked:
    """Who reads a data set, and which variance is wanted (see analysis)."""

    engine: str = "numpy"
    #: None: whichever round it is of.
    round_name: str | None = None
    address: str | None = None
    lonely: Lonely = "adjust"
    is_fixed: bool = False


def estimate(
    folder: Path,
    of: Sequence[str],
    by: Sequence[str],
    release: Release,
    asked: Asked,
) -> Protected[EstimateRow]:
    """Return the rows of `analysis.estimate`, made from a data set by an engine.

    Raise NotFound for a measure or grouping it does not hold.
    """
    dataset = files.read_header(folder)
    if asked.round_name not in (None, dataset.round):
        facts = {"path": str(folder), "found": dataset.round}
        raise SurveyError("dataset.other_round", round=asked.round_name, **facts)
    if release != dataset.release:
        facts = {"path": str(folder), "found": dataset.release}
        raise SurveyError("dataset.other_release", release=release, **facts)
    if asked.is_fixed:
        dataset = replace(dataset, margins=None)
    measures = _measures(dataset, of)
    for name in by:
        if name not in dataset.groupings:
            raise _unknown("group.unknown", name, list(dataset.groupings), dataset)
    request = Request(folder, dataset, measures, tuple(by), asked.address)
    design = dataset.design(asked.lonely)
    found = assembled(ENGINES[asked.engine](request), len(design.psus))
    rows = table(dataset.round, design, measures, datasets.bare(dataset, by), found)
    rules = rules_for(release, is_imported=dataset.is_imported)
    steps = {each.name: cast(Step, each.step) for each in dataset.withheld}
    return protected(rows, [Decisions(rules, steps)])


def _withheld(data: RoundData, release: Release) -> tuple[Withheld, ...]:
    """Return what a release withholds, for which it looks at all tables at once."""
    found = withholding.decisions(data, release, data.measures).withheld
    return tuple(Withheld(*name, step) for name, step in found.items())


def _measures(dataset: DataSet, of: Sequence[str]) -> tuple[Description, ...]:
    known = list(dict.fromkeys(measure.of for measure in dataset.measures))
    for name in of:
        if name not in known:
            raise _unknown("measure.unknown", name, known, dataset)
    return tuple(m for m in dataset.measures if not of or m.of in of)


def _unknown(code: str, name: str, known: list[str], dataset: DataSet) -> NotFound:
    listed = nearest(name, known) or ", ".join(known)
    return NotFound(code, name=name, known=listed, round=dataset.round)
