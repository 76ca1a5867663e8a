"""Finds in an open answer what may tell who somebody is: an address, a number, a name.

It only asks people to think again. static/collect/identifying.js is this module for
tablets; tests/vectors/identifying.json holds both to the same findings.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from unicodedata import category

_LETTER = r"[^\W\d_]"
_MAIL = re.compile(rf"[^\s@]*@[^\s@]*{_LETTER}[^\s@]*")
#: Seven digits of any script or more in a row, however they are grouped.
_NUMBER = re.compile(r"\+?(?:\d[\s().+/-]*){7,}")
_TITLE = re.compile(
    "m|mr|mrs|ms|miss|dr|mme|mlle|monsieur|madame|cheikh|sheikh|shaikh|hajj?|hadj|hajja|imam"
)
#: The same in Arabic, with what is written together with them.
_ARABIC_TITLE = re.compile(
    "[وف]?(?:ال|لل|بال)?(?:سيد|سيدة|انسة|استاذ|استاذة|دكتور|دكتورة|شيخ|حاج|مهندس|عقيد|نقيب|سي)"
)
_PARTICLES = frozenset(
    ["ben", "bin", "bint", "ibn", "abu", "abou", "van", "von", "el", "al", "بن", "بنت"]
)
#: Where a script has no capitals: what follows a title and is hardly a name.
_NO_NAME = re.compile(
    "(?:ال|[يتو])|(?:على|هذا|هذه|كان|كانت|قال|غير|ليس|لكن|حتى|بعد|قبل|عند|منذ|جيد|هنا|هناك|دائما|ايضا)$"
)
#: What sentences begin with beside names.
_OPENING = """
    after also because before during every from many most near only other since some
    that their then there these they this those what when where while with your
    aucun avec beaucoup certains chaque chez dans depuis entre leur leurs mais notre
    pendant plusieurs pour quand sans tous toutes vers votre
"""
_OPENERS = frozenset(_OPENING.split())
#: A word shorter than this at the start of a sentence is rather an article than a name.
_SHORTEST_AT_START = 4
#: A word shorter than this in a script without capitals is hardly a name.
_SHORTEST_UNCASED = 3
#: An article or a preposition joined to a word.
_PREFIX = re.compile("(?:(?:al|el)-|(?:[cdjlmnst]|qu)['’])", re.I)
_MARKS = re.compile("[\u0640\u064b-\u0652]")
_ALIFS = str.maketrans("أإآ", "ااا")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word without the marks around it, and where it stands."""

    bare: str
    folded: str
    begins: bool
    ends: bool


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, such as the names of places, that name nobody."""
    return frozenset(word.folded for text in texts for word in _read(text))


def identifying(text: str, known: Set[str]) -> list[str]:
    """Return what may tell who somebody is, at most one of each kind.

    `known` are words, as `words_in` gives them, that do not.

    >>> identifying("Ask Amira Haddad, 071 234 567", frozenset())
    ['071 234 567', 'Amira Haddad']
    """
    signs = (sign.search(text) for sign in (_MAIL, _NUMBER))
    found = [sign[0].rstrip(" \t\r\n().+/-") if sign else "" for sign in signs]
    return [each for each in (*found, _name_in(list(_read(text)), known)) if each]


def _name_in(words: list[_Word], known: Set[str]) -> str:
    """Return the first name of a text, or an empty one."""

    def free(place: int) -> _Word | None:
        is_there = place < len(words) and words[place].folded not in known
        return words[place] if is_there else None

    for place, word in enumerate(words):
        last = _end_of_name(word, place, free) if free(place) else 0
        if last:
            return " ".join(each.bare for each in words[place : last + 1])
    return ""


def _end_of_name(word: _Word, place: int, free: Callable[[int], _Word | None]) -> int:
    """Return the place of the last word of a name that begins with `word`, or 0."""
    following = free(place + 1)
    if following is None:
        return 0
    if _is_title(word):
        return place + 1 if _is_named(following) else 0
    if word.ends or not _may_begin(word):
        return 0
    if following.folded in _PARTICLES:
        last = None if following.ends else free(place + 2)
        return place + 2 if last and _are_alike(word, last) else 0
    return place + 1 if _are_pair(word, following) else 0


def _are_pair(word: _Word, following: _Word) -> bool:
    is_servant = word.folded == "عبد" and following.folded.startswith("ال")
    return is_servant or (_is_capital(word) and _is_capital(following))


def _are_alike(word: _Word, last: _Word) -> bool:
    return _is_capital(word) == _is_capital(last) and _is_named(last)


def _is_title(word: _Word) -> bool:
    found = _TITLE.fullmatch(word.folded) or _ARABIC_TITLE.fullmatch(word.folded)
    return found is not None


def _is_named(word: _Word) -> bool:
    if _is_cased(word.bare):
        return _is_capital(word)
    return len(word.bare) >= _SHORTEST_UNCASED and not _NO_NAME.match(word.folded)


def _may_begin(word: _Word) -> bool:
    if not _is_cased(word.bare):
        return _is_named(word)
    is_long = len(word.bare) >= _SHORTEST_AT_START and word.folded not in _OPENERS
    return _is_capital(word) and (is_long or not word.begins)


def _is_cased(text: str) -> bool:
    return text.lower() != text.upper()


def _is_capital(word: _Word) -> bool:
    """Return whether a capital letter stands in front, but not only capitals."""
    name = _alone(word.bare)
    return name[:1] != name[:1].lower() and name != name.upper()


def _read(text: str) -> Iterator[_Word]:
    """Yield the words of a text, and where sentences begin and parts end."""
    begins = True
    for written in text.split():
        bare = _bare(written)
        after = written[written.index(bare) + len(bare) :] if bare else written
        yield _Word(bare, _fold(bare), begins, after != "")
        begins = any(mark in after for mark in ".!?؟…:")


def _bare(written: str) -> str:
    """Return a word from its first letter to its last, or an empty one."""
    letters = [n for n, sign in enumerate(written) if category(sign)[0] in "LM"]
    first = next((n for n in letters if category(written[n])[0] == "L"), None)
    return "" if first is None else written[first : letters[-1] + 1]


def _fold(word: str) -> str:
    """Return small letters, without what is joined in front and Arabic's marks."""
    return _MARKS.sub("", _alone(word).lower()).translate(_ALIFS)


def _alone(word: str) -> str:
    """Return a word without an article or a preposition joined to it."""
    joined = _PREFIX.match(word)
    return word[joined.end() :] if joined else word
