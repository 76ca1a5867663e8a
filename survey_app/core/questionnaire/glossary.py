"""The glossary of a language: how terms are said, the same in every text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the source, how it is said in a language, and who agreed on it."""

    term: str
    word: str
    note: str
    by: str
    on: date


def terms_in(text: str, glossary: Iterable[Term]) -> list[Term]:
    """Return the terms that occur in a text, capitals or not.

    >>> council = Term("council", "conseil", "", "amal", date(2026, 3, 2))
    >>> [term.word for term in terms_in("Our Council decides.", [council])]
    ['conseil']
    """
    folded = text.casefold()
    return [each for each in glossary if each.term.casefold() in folded]
