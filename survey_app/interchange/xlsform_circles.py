"""Conditions of an XLSForm that come back to themselves."""

from collections.abc import Mapping

from survey_app.errors import Problem
from survey_app.interchange.xlsform_rows import Walked
from survey_app.interchange.xlsform_sheets import FormRow
from survey_app.interchange.xpath import Beyond, named, parse


def circles(walked: Walked) -> list[Problem]:
    """Return a fault for every row whose condition comes back to itself."""
    looks: dict[str, set[str]] = {}
    rows: dict[str, FormRow] = {}
    for question in walked.questions:
        name = question.row["name"]
        rows[name] = question.row
        for condition in question.conditions:
            looks.setdefault(name, set()).update(names_in(condition.text))
    for name, (row, text) in walked.calculated.items():
        rows[name] = row
        # A value may keep what it was: only conditions need its cases.
        looks.setdefault(name, set()).update({*names_in(text)} - {name})
    return [
        Problem(rows[name].where, "form.circle", {"named": name})
        for name in _around(looks)
    ]


def _around(looks: Mapping[str, set[str]]) -> list[str]:
    """Return the names that lead back to themselves, or lie between two that do."""
    inward: dict[str, set[str]] = {name: set() for name in looks}
    outward = {name: {n for n in seen if n in looks} for name, seen in looks.items()}
    for name, seen in outward.items():
        for each in seen:
            inward[each].add(name)
    kept = _without_ends(outward, inward, set(looks))
    kept = _without_ends(inward, outward, kept)
    return [name for name in looks if name in kept]


def _without_ends(
    forth: Mapping[str, set[str]], back: Mapping[str, set[str]], among: set[str]
) -> set[str]:
    """Return the names from which one can go forth for ever."""
    count = {name: len(forth[name] & among) for name in among}
    ends = [name for name in among if not count[name]]
    kept = set(among)
    while ends:
        name = ends.pop()
        kept.discard(name)
        for each in back[name] & kept:
            count[each] -= 1
            if not count[each]:
                ends.append(each)
    return kept


def names_in(text: str) -> list[str]:
    """Return the questions an expression names, none where it cannot be read."""
    try:
        return [name for name in named(parse(text)) if name]
    except (Beyond, RecursionError):
        return []
