"""How many interviews an enumerator is to bring, and which interviews count for it."""

from dataclasses import dataclass

from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.routing import Answers, holds


@dataclass(frozen=True, slots=True)
class Target:
    """Interviews wanted of an enumerator; None: at any place, of anybody."""

    enumerator: str
    wanted: int
    place_id: str | None = None
    by: str | None = None
    group: str | None = None


def groups(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the group codes of every grouping a target can name."""
    found = {
        item.group: tuple(option.code for option in instrument.options(item))
        for item in instrument.items
        if item.group
    }
    for by, rules in instrument.rule_groups.items():
        found[by] = tuple(each.code for each in rules)
    return found


def counts_for(
    target: Target, instrument: Instrument, place_id: str | None, answers: Answers
) -> bool:
    """Return whether an interview of its enumerator counts for a target."""
    is_there = target.place_id in (None, place_id)
    if target.by is None or target.group is None:
        return is_there
    return is_there and _is_in(instrument, target.by, target.group, answers)


def _is_in(instrument: Instrument, by: str, group: str, answers: Answers) -> bool:
    """Return whether somebody who answered so is in a group of a grouping."""
    if by in instrument.rule_groups:
        rules = instrument.rule_groups[by]
        first = next((each for each in rules if holds(each.rule, answers)), None)
        return first is not None and first.code == group
    chosen = [answers.get(i.item_id) for i in instrument.items if i.group == by]
    return any(
        group in each if isinstance(each, list) else group == each for each in chosen
    )
