"""Skip rules, lots and codes as XPath, in functions ODK Collect and Enketo know."""

from survey_app.core.questionnaire import receipts
from survey_app.core.questionnaire.instrument import MISSING, Instrument, Item
from survey_app.core.questionnaire.routing import Rule
from survey_app.core.questionnaire.targets import MOST, own_item
from survey_app.interchange.xform_names import Names

#: An XPath that never holds.
NEVER = "false()"


def xpath(rule: Rule, instrument: Instrument, names: Names) -> str:
    """Return a skip rule as XPath; an item without an answer is in no list."""
    match rule:
        case {"all": rules}:
            return _joined("and", rules, instrument, names) or "true()"
        case {"any": rules}:
            return _joined("or", rules, instrument, names) or NEVER
        case {"not": inner}:
            return f"not({xpath(inner, instrument, names)})"
        case {"item": item_id} if item_id not in names.nodes:
            return NEVER
        case {"item": item_id, "in": codes}:
            item = instrument.item(item_id)
            return " or ".join(_tests(item, codes, names)) or NEVER
    raise ValueError(rule)


def not_ended(items: list[Item], names: Names) -> str:
    """Return that none of the questions which end an interview has ended it."""
    paths = [names.path(item.item_id) for item in items]
    return " and ".join(f"({path} = '' or {path} = '1')" for path in paths)


def all_of(*parts: str) -> str:
    """Return the XPath that holds where all do; an empty one always holds."""
    known = [part for part in parts if part]
    return known[0] if len(known) == 1 else " and ".join(f"({each})" for each in known)


def one_by_lot(values: list[str]) -> str:
    """Return an XPath that draws one of the values, each equally likely."""
    found = quoted(values[-1])
    for left, value in enumerate(reversed(values[:-1]), 2):
        found = f"if(random() < {1 / left:.6f}, {quoted(value)}, {found})"
    return found


def few_by_lot(item: Item, instrument: Instrument, names: Names) -> str:
    """Return the XPath of the groups to ask about: those with the lowest lots.

    They are at most MOST, and never one's own (core/questionnaire/targets.py).
    """
    own = own_item(instrument)
    if own is None:
        return "''"
    others = {
        code: f"not(selected({names.path(own.item_id)}, {quoted(value)}))"
        for code, value in names.values[own.item_id].items()
    }
    lots = {code: f"/data/{names.lot(item.item_id, code)}" for code in others}
    drawn = []
    for code, is_other in others.items():
        before = " + ".join(
            f"if({others[each]} and {lots[each]} < {lots[code]}, 1, 0)"
            for each in others
            if each != code
        )
        value = quoted(f"{names.values[item.item_id][code]} ")
        drawn.append(f"if({is_other} and ({before or '0'}) < {MOST}, {value}, '')")
    return f"concat({', '.join(drawn)})" if len(drawn) > 1 else "".join(drawn)


def receipt(lots: list[str]) -> str:
    """Return the XPath of a receipt code whose signs are at the places in `lots`."""
    signs = [
        f"substr('{receipts.ALPHABET}', /data/{lot}, /data/{lot} + 1)" for lot in lots
    ]
    half = len(signs) // 2
    return f"concat({', '.join([*signs[:half], quoted('-'), *signs[half:]])})"


def alone(values: list[str]) -> str:
    """Return the constraint that each of these is chosen without any other."""
    return " and ".join(
        f"not(selected(., {quoted(value)}) and count-selected(.) > 1)"
        for value in values
    )


def quoted(text: str) -> str:
    """Return a text as XPath writes it; what we name holds no quotes."""
    return f"'{text}'"


def _joined(word: str, rules: list[Rule], instrument: Instrument, names: Names) -> str:
    parts = [f"({xpath(rule, instrument, names)})" for rule in rules]
    return f" {word} ".join(parts)


def _tests(item: Item, codes: list[str], names: Names) -> list[str]:
    """Return a test for each code that can be an answer to the item."""
    values = names.values[item.item_id]
    if item.kind in ("number", "text"):
        declined = f"/data/{names.declined(item.item_id)}"
        return [f"{declined} = {quoted(c)}" for c in codes if c in MISSING]
    path = names.path(item.item_id)
    known = [values.get(c, c) for c in codes if c in values or c in MISSING]
    if item.kind == "choices":
        return [f"selected({path}, {quoted(value)})" for value in known]
    return [f"{path} = {quoted(value)}" for value in known]
