"""Which items a respondent is asked: skip rules as data, without a language.

static/routing.js is this module for the tablet; tests/vectors/routing.json holds both
to the same answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Rule = Mapping[str, Any]
#: One answer: an option or kind of missing, several options, a number or a text.
Answer = str | float | list[str]
Answers = Mapping[str, Answer]


def holds(rule: Rule, answers: Answers) -> bool:
    """Return whether a skip rule holds; an item not answered is in no list.

    Of several options chosen, one in the list is enough.

    >>> holds({"item": "met", "in": ["yes"]}, {"met": "yes"})
    True
    """
    match rule:
        case {"all": rules}:
            return all(holds(each, answers) for each in rules)
        case {"any": rules}:
            return any(holds(each, answers) for each in rules)
        case {"not": inner}:
            return not holds(inner, answers)
        case {"item": item, "in": options}:
            answer = answers.get(item)
            chosen = answer if isinstance(answer, list) else [answer]
            return any(each in options for each in chosen)
    raise ValueError(rule)


def named_items(rule: Rule) -> Iterator[str]:
    """Yield every item a rule looks at."""
    match rule:
        case {"all": rules} | {"any": rules}:
            for each in rules:
                yield from named_items(each)
        case {"not": inner}:
            yield from named_items(inner)
        case {"item": item}:
            yield item


def is_rule(rule: object) -> bool:
    """Return whether `rule` has the form `holds` reads, down to the last part."""
    match rule:
        case {"all": list(rules), **rest} | {"any": list(rules), **rest} if not rest:
            return all(is_rule(each) for each in rules)
        case {"not": inner, **rest} if not rest:
            return is_rule(inner)
        case {"item": str(), "in": list(options), **rest} if not rest:
            return all(isinstance(option, str) for option in options)
    return False


def route(
    steps: Iterable[tuple[str, Rule | None]], answers: Answers
) -> dict[str, Answer | None]:
    """Return the items asked, in order, each with its answer so far or None.

    `steps` are (item, rule) in the order of asking. An answer to an item that is
    routed out counts for nothing, also not in the rules of later items.

    >>> steps = [("met", None), ("how", {"item": "met", "in": ["yes"]})]
    >>> route(steps, {"met": "no", "how": "well"})
    {'met': 'no'}
    """
    asked: dict[str, Answer | None] = {}
    counted: dict[str, Answer] = {}
    for item, rule in steps:
        if rule is None or holds(rule, counted):
            asked[item] = answers.get(item)
            if item in answers:
                counted[item] = answers[item]
    return asked
