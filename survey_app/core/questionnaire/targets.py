"""Which groups a respondent is asked about, and which half of a list experiment.

Of a site's groups it is a few, never their own. The choice is drawn from the random id
of the response, so that server and tablet draw the same and nobody can ask again until
it suits. static/collect/targets.js is this module for the tablet;
tests/vectors/targets.json holds both to the same choice.
"""

from collections.abc import Iterable, Iterator

from survey_app.core.questionnaire.instrument import Instrument, Item
from survey_app.core.questionnaire.routing import Answer, Answers, named_items
from survey_app.errors import Problem

#: Groups one respondent is asked about at most: each takes several questions.
MOST = 3
_WORD = 0xFFFFFFFF


def targets_item(instrument: Instrument) -> Item | None:
    """Return the item that holds the groups drawn; nobody ever sees it asked."""
    return instrument.with_role("targets")


def own_item(instrument: Instrument) -> Item | None:
    """Return the item in which respondents said which groups they feel part of.

    It is the one the rule of the drawn groups looks at.
    """
    item = targets_item(instrument)
    if item is None or item.ask is None:
        return None
    return instrument.item(next(iter(named_items(item.ask))))


def drawn(instrument: Instrument, response_id: str, answers: Answers) -> list[str]:
    """Return the groups to ask about: at most MOST, each others' group equally likely.

    Nobody is asked about their own groups, nor about any without having said theirs.
    """
    item, own = targets_item(instrument), own_item(instrument)
    mine = answers.get(own.item_id) if own else None
    if item is None or not isinstance(mine, list):
        return []
    others = [o.code for o in instrument.options(item) if o.code not in mine]
    return sorted(sorted(others, key=lambda code: lot(response_id, code))[:MOST])


def halves(instrument: Instrument, response_id: str) -> dict[str, Answer]:
    """Return the half of each list experiment a response is in, each equally likely."""
    return {
        item.item_id: _half(item, response_id)
        for item in instrument.items
        if item.role == "half"
    }


def _half(item: Item, response_id: str) -> str:
    codes = (option.code for option in item.options)
    return min(codes, key=lambda code: lot(response_id, f"{item.item_id}\x1f{code}"))


def with_drawn(
    instrument: Instrument, response_id: str, answers: dict[str, Answer]
) -> dict[str, Answer]:
    """Return the answers with all that is drawn, as far as it can be drawn yet."""
    answers = answers | halves(instrument, response_id)
    item = targets_item(instrument)
    if item is None:
        return answers
    rest = {name: each for name, each in answers.items() if name != item.item_id}
    chosen = drawn(instrument, response_id, answers)
    return rest | {item.item_id: chosen} if chosen else rest


def problems(
    instrument: Instrument, response_id: str, answers: Answers
) -> Iterator[Problem]:
    """Yield a fault for all that is not what the id of the response draws.

    What is not there is left to the skip rules: it was not asked.
    """
    right: dict[str, Answer] = halves(instrument, response_id)
    if item := targets_item(instrument):
        right[item.item_id] = drawn(instrument, response_id, answers)
    for item_id, answer in right.items():
        if item_id in answers and answers[item_id] != answer:
            yield Problem(item_id, "answer.not_drawn")


def first_drawing(
    ids: Iterable[str], instrument: Instrument, answers: Answers
) -> str | None:
    """Return the first of the ids that draws what was drawn, None where none does.

    Programs that cannot reckon lots draw by chance and are given the id afterwards.
    What no id can draw (one's own group, too few or too many) is told at once.
    """
    if not _can_be_drawn(instrument, answers):
        return None
    return next(
        (each for each in ids if not any(problems(instrument, each, answers))), None
    )


def _can_be_drawn(instrument: Instrument, answers: Answers) -> bool:
    item, own = targets_item(instrument), own_item(instrument)
    chosen = answers.get(item.item_id) if item else None
    if item is None or own is None or not isinstance(chosen, list):
        return True
    mine = answers.get(own.item_id)
    codes = {option.code for option in instrument.options(item)}
    others = codes - set(mine if isinstance(mine, list) else codes)
    is_right_many = len(chosen) == min(MOST, len(others))
    return is_right_many and set(chosen) <= others


def lot(response_id: str, code: str) -> int:
    """Return the lot, 0 to 2^32 - 1, that a group draws in a response.

    FNV-1a over the bytes of both, then MurmurHash3's finaliser, so that groups that
    are spelled alike do not fall together.

    >>> lot("a", "hill") == lot("a", "hill"), lot("a", "hill") == lot("b", "hill")
    (True, False)
    """
    found = 0x811C9DC5
    for byte in f"{code}\x1f{response_id}".encode():
        found = ((found ^ byte) * 0x01000193) & _WORD
    found = ((found ^ (found >> 16)) * 0x85EBCA6B) & _WORD
    found = ((found ^ (found >> 13)) * 0xC2B2AE35) & _WORD
    return found ^ (found >> 16)
