"""Do a map and a file mean the same by a code?

The same code is often another place in another round. A map that translates by code
says what it means by its own names; the file says it by its value labels.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from unicodedata import combining, normalize

#: Labels less alike than this are taken for different things.
ALIKE = 0.6


def disagreements(
    meant: Mapping[str, Sequence[str]],
    labels: Mapping[str, str],
    earlier: Mapping[str, str],
) -> dict[str, tuple[str, str]]:
    """Return by code what was meant and the file's label, where they cannot both hold.

    `meant` are the names the map gives a code, `labels` the file's labels, `earlier`
    the label that code had in the round before ("" unknown). They disagree when the
    file gives the name meant to another code, or when the label resembles neither the
    earlier one nor any name.

    >>> disagreements({"1": ["a"], "2": ["b"]}, {"1": "B", "2": "A"}, {})
    {'1': ('a', 'B'), '2': ('b', 'A')}
    """
    owner = {folded(label): code for code, label in labels.items()}
    found = {}
    for code, names in meant.items():
        label = labels.get(code)
        if label is None or folded(label) in map(folded, names):
            continue
        before = earlier.get(code, "")
        taken = [name for name in (*names, before) if _is_anothers(name, code, owner)]
        if taken:
            found[code] = (taken[0], label)
        elif before and not _resembles(label, (*names, before)):
            found[code] = (before, label)
    return found


def folded(name: str) -> str:
    """Return a name without case, accents and punctuation.

    >>> folded("Bèja ") == folded("beja"), folded("Ben Arous") == folded("ben_arous")
    (True, True)
    """
    bare = "".join(c for c in normalize("NFKD", name.casefold()) if not combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _is_anothers(name: str, code: str, owner: Mapping[str, str]) -> bool:
    return owner.get(folded(name), code) != code


def _resembles(label: str, names: Iterable[str]) -> bool:
    return any(
        SequenceMatcher(None, folded(label), folded(name)).ratio() >= ALIKE
        for name in names
        if name
    )
