"""Words that distinguish what groups wrote, under the disclosure rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from survey_app.core.disclosure.rules import Release, may_show
from survey_app.core.estimation.cells import Cell, CellName
from survey_app.core.listening.folding import UNSPACED, words
from survey_app.core.listening.wording import typical
from survey_app.core.measurement.groups import Grouping
from survey_app.core.sampling.design import BoolArray, IntArray
from survey_app.errors import Conflict
from survey_app.services.analysis import RoundData
from survey_app.services.code_tables import grouping_named
from survey_app.services.coding import Work
from survey_app.services.withholding import decisions, respondents, rules_of

#: z above which a word is said to distinguish a group: one of a thousand is, by chance.
CLEAR = 3.0
#: How many words are named of a group.
MOST = 15


@dataclass(frozen=True, slots=True)
class Typical:
    """Words a group uses more than everyone else; None: too few people to tell."""

    group: str
    words: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Said:
    """Which of `words` each row wrote (rows, words), and who wrote anything (rows,)."""

    words: list[str]
    has: BoolArray
    wrote: BoolArray


def languages(work: Work) -> list[str]:
    """Return the languages answers were given in, those with words between spaces."""
    found = {each.language for each in work.answers}
    return sorted(code for code in found if code and code not in UNSPACED)


def by_group(
    data: RoundData, work: Work, by: str, language: str, release: Release
) -> list[Typical]:
    """Return the words that distinguish each group among answers of one language.

    A word counts once for each person. It is named only where enough people of the
    group and enough others wrote it: what nobody else says would tell whose a text is.
    Raise Conflict while the round is open, NotFound for a grouping not shown.
    """
    if data.survey_round.is_open:
        raise Conflict("coding.round_open", round=data.survey_round.name)
    grouping = grouping_named(data, by)
    said = _said(data, work, language)
    counted = decisions(data, release, [respondents(data)]).withheld
    return [
        Typical(str(group), _words(data, work, said, grouping, place, release))
        if CellName(respondents(data).of, "number", by, group) not in counted
        else Typical(str(group), None)
        for place, group in enumerate(grouping.groups)
    ]


def _said(data: RoundData, work: Work, language: str) -> _Said:
    own = {a.seq: set(words(a.text)) for a in work.answers if a.language == language}
    rows: list[set[str]] = [own.get(seq, set()) for seq in data.frame.seq.tolist()]
    names = sorted({word for each in own.values() for word in each if len(word) > 1})
    place = {name: n for n, name in enumerate(names)}
    has = np.zeros((len(rows), len(names)), dtype=np.bool_)
    for row, each in enumerate(rows):
        has[row, [place[word] for word in each if word in place]] = True
    wrote = np.array([seq in own for seq in data.frame.seq.tolist()], dtype=np.bool_)
    return _Said(names, has, wrote)


def _words(
    data: RoundData,
    work: Work,
    said: _Said,
    grouping: Grouping,
    place: int,
    release: Release,
) -> tuple[str, ...] | None:
    inside = grouping.members[:, place] & said.wrote
    outside = grouping.rest[:, place] & said.wrote
    least = rules_of(data, release).min_n
    if inside.sum() < least or outside.sum() < least:
        return None
    own, others = said.has[inside].sum(axis=0), said.has[outside].sum(axis=0)
    z = typical(own, others)
    psus = _psus(data.frame.design.psu, said.has & inside[:, None])
    rules = rules_of(data, release)
    found = [
        n
        for n in np.argsort(-z, kind="stable").tolist()
        if z[n] > CLEAR
        and others[n] >= least
        and may_show(_cell(own[n], others[n], psus[n], work), rules)
    ]
    return tuple(said.words[n] for n in found[:MOST])


def _cell(own: int, others: int, psus: int, work: Work) -> Cell:
    return Cell(
        n=int(own),
        psus=psus,
        rest=int(others),
        is_group=True,
        is_sensitive=work.item.sensitive,
    )


def _psus(psu: IntArray, has: BoolArray) -> Mapping[int, int]:
    """Return in how many clusters each word was said."""
    return {n: len(np.unique(psu[has[:, n]])) for n in range(has.shape[1])}
