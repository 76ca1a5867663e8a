"""What to look at before a questionnaire is published, beyond its faults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from survey_app.core.questionnaire.instrument import Instrument, Item, say
from survey_app.core.questionnaire.reading import MOST_MINUTES, MOST_WORDS, load

#: From so many questions on one way of agreeing, a yes-sayer scores like a believer.
LEAST_WITH_REVERSE = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: which, at which question or language, and its facts."""

    code: str
    item: str = ""
    language: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def findings(instrument: Instrument) -> Iterator[Finding]:
    """Yield what may be wrong though nothing keeps it from being published."""
    language = instrument.languages[0] if instrument.languages else "en"
    found = load(instrument, language)
    if found.minutes > MOST_MINUTES:
        yield Finding(
            "too_long", facts={"minutes": found.minutes, "most": MOST_MINUTES}
        )
    if not instrument.group_names:
        yield Finding("no_groups")
    for construct in instrument.constructs:
        items = [i for i in instrument.items if i.item_id in construct.items]
        is_one_way = not any(item.reverse for item in items)
        if is_one_way and len(items) >= LEAST_WITH_REVERSE and _agree(items):
            name = say(construct.name, language)
            yield Finding("no_reverse", items[0].item_id, facts={"construct": name})
    for item in instrument.items:
        yield from _of_item(instrument, item)


def lacking(instrument: Instrument) -> Iterator[Finding]:
    """Yield every question that is not written in all languages of the instrument."""
    for item in instrument.items:
        for language in instrument.languages:
            texts = [item.text, *(o.label for o in instrument.options(item))]
            if any(text and not text.get(language) for text in texts):
                yield Finding("untranslated", item.item_id, language)


def _of_item(instrument: Instrument, item: Item) -> Iterator[Finding]:
    for language in instrument.languages:
        # Statements of a list are heard one by one.
        lines = say(item.text, language).splitlines()
        words = max((len(line.split()) for line in lines), default=0)
        if words > MOST_WORDS:
            facts = {"words": words, "most": MOST_WORDS}
            yield Finding("long_text", item.item_id, language, facts)
    if item.sensitive and item.kind == "text":
        yield Finding("sensitive_text", item.item_id)
    if item.sensitive and instrument.with_role("privacy") is None:
        yield Finding("no_privacy", item.item_id)


def _agree(items: list[Item]) -> bool:
    """Return whether all are statements on one scale of agreement, as the banks'."""
    return {item.scale for item in items} == {"A5"}
