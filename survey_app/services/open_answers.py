"""Open answers: read by people, apart from all else known of who gave them."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from survey_app.core.listening.folding import folded
from survey_app.core.questionnaire.instrument import MISSING, Item
from survey_app.services.analysis import RoundData
from survey_app.store import responses
from survey_app.store.database import Database

#: Fewer answers than this could be known by who was there that day.
LEAST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class OpenAnswers:
    """The texts written to one item as (language, text); None: too few to show."""

    item: Item
    texts: list[tuple[str, str]] | None


def of_round(db: Database, data: RoundData, sought: str = "") -> list[OpenAnswers]:
    """Return the open answers of a round; harsh English ones first, to be read first.

    With words that are `sought`, those that hold all of them, in any script, however
    accents and vowel signs are written. Nothing is copied into an index, so that what
    was taken back is found nowhere.

    The order is no measurement: it comes from a word list of everyday English. Texts in
    other languages follow in no order.
    """
    return [
        OpenAnswers(item, _texts(db, data, item, sought))
        for item in data.instrument.items
        if item.kind == "text"
    ]


def _found(texts: list[tuple[str, str]], sought: str) -> list[tuple[str, str]]:
    parts = folded(sought).split()
    return [
        (language, text)
        for language, text in texts
        if all(part in folded(text) for part in parts)
    ]


def _texts(
    db: Database, data: RoundData, item: Item, sought: str
) -> list[tuple[str, str]] | None:
    rows = responses.texts(db, data.survey_round.round_id, item.item_id)
    texts = [
        (row["language"], row["text"]) for row in rows if row["text"] not in MISSING
    ]
    if len(texts) < LEAST_ANSWERS:
        return None
    found = _found(texts, sought)
    return sorted(found, key=lambda text: (text[0] != "en", _polarity(*text)))


#: What was found of texts, by a digest of theirs: no text stays here.
_polarities: dict[bytes, float] = {}
MOST_REMEMBERED = 100_000


def _polarity(language: str, text: str) -> float:
    """Return -1 harsh ... 1 kind for English; 0 for what the word list cannot read."""
    if language != "en":
        return 0.0
    digest = blake2b(text.encode(), digest_size=16).digest()
    if digest not in _polarities:
        if len(_polarities) >= MOST_REMEMBERED:
            _polarities.clear()
        _polarities[digest] = float(_textblob()(text).sentiment.polarity)
    return _polarities[digest]


@cache
def _textblob() -> Any:
    """Load TextBlob only for this page: it takes as long as the rest of the program."""
    from textblob import TextBlob  # noqa: PLC0415

    return TextBlob
