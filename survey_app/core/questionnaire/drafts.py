"""A questionnaire several people write: its revisions, and their edits put together.

Every edit is made on a revision somebody saw. When others have edited since, both are
merged part by part; only where both changed the same part do people have to choose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import msgspec

from survey_app.core.questionnaire.definition import Definition

#: Lists of things with a name of their own, and the key that names them.
_NAMED = {
    "own_items": "item_id",
    "own_constructs": "construct_id",
    "own_scales": "scale_id",
    "site_groups": "code",
    "options": "code",
}
#: Where the order of such things is kept while they are tables.
_ORDER = "@order"
#: Where the parts are rules: half of one and half of another is none.
_WHOLE = ("ask",)
#: What stands for a part that is not there.
_ABSENT: Any = None

Path = tuple[str, ...]
Side = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a draft: who made it of which one before, on which day.

    `what` and `facts` say what was done, as words.workshop.DEEDS tells it. One that is
    aside was never the draft: it keeps what somebody wrote while others did.
    """

    number: int
    parent: int | None
    what: str
    facts: Mapping[str, str]
    made_by: str
    made_on: date
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire under work; `revision` is the number of its head."""

    draft_id: str
    revision: int
    definition: Definition


@dataclass(frozen=True, slots=True)
class Clash:
    """A part that two people changed differently; None where one removed it."""

    path: Path
    before: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Two edits of one revision put together; at a clash, the other's is kept."""

    definition: Definition
    clashes: tuple[Clash, ...] = ()


@dataclass(slots=True)
class _Merge:
    """One merging under way; `chosen` says whose part is taken at a clash."""

    chosen: Mapping[Path, Side]
    clashes: list[Clash] = field(default_factory=list)

    def value(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        """Return one part of three states merged."""
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        if path[:1] == _WHOLE and len(path) > 1:
            return self._clash(path, base, mine, theirs)
        if all(isinstance(each, dict) for each in (mine, theirs)):
            return self._table(path, base or {}, mine, theirs)
        if all(isinstance(each, list) for each in (mine, theirs)):
            return merged_names(base or [], mine, theirs)
        return self._clash(path, base, mine, theirs)

    def _table(
        self,
        path: Path,
        base: dict[str, Any],
        mine: dict[str, Any],
        theirs: dict[str, Any],
    ) -> dict[str, Any]:
        keys = dict.fromkeys([*theirs, *mine])
        found = {
            key: self.value(
                (*path, key),
                base.get(key, _ABSENT),
                mine.get(key, _ABSENT),
                theirs.get(key, _ABSENT),
            )
            for key in keys
        }
        return {key: value for key, value in found.items() if value is not _ABSENT}

    def _clash(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:
        if side := self.chosen.get(path):
            return mine if side == "mine" else theirs
        self.clashes.append(Clash(path, base, mine, theirs))
        return theirs


def merged(
    base: Definition,
    mine: Definition,
    theirs: Definition,
    chosen: Mapping[Path, Side] | None = None,
) -> Merged:
    """Return both edits of `base` in one definition.

    Texts of different questions, languages or answers merge; what both added to a list
    is in it, what one took out is not. `chosen` settles clashes told before.
    """
    merge = _Merge(chosen or {})
    tables = (_tabled(msgspec.to_builtins(each)) for each in (base, mine, theirs))
    found = merge.value((), *tables)
    return Merged(
        msgspec.convert(_listed(_completed(found)), Definition), tuple(merge.clashes)
    )


def merged_names(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]
) -> list[Any]:
    """Return a list with what either added and without what either took out.

    The order is that of whoever changed it, and of `mine` where both did.

    >>> merged_names(["a", "b"], ["b", "a", "m"], ["a", "t", "b"])
    ['b', 'a', 't', 'm']
    """
    kept = [each for each in base if each in mine and each in theirs]
    is_moved = kept != [each for each in mine if each in kept]
    leading, other = (mine, theirs) if is_moved else (theirs, mine)
    lost = [each for each in base if each not in kept]
    found = [each for each in leading if each not in lost]
    for place, each in enumerate(other):
        if each not in found and each not in lost:
            before = next((b for b in reversed(other[:place]) if b in found), None)
            found.insert(0 if before is None else found.index(before) + 1, each)
    return found


def _tabled(value: Any, key: str = "") -> Any:
    """Return a document in which named things are tables by name."""
    match value:
        case dict():
            return {inside: _tabled(of, inside) for inside, of in value.items()}
        case list() | tuple() if key in _NAMED:
            names = [each[_NAMED[key]] for each in value]
            things = {each[_NAMED[key]]: _tabled(each) for each in value}
            return things | {_ORDER: names}
        case tuple():
            return list(value)
    return value


def _completed(value: Any) -> Any:
    """Return tables whose order names just what is in them."""
    if not isinstance(value, dict):
        return value
    found = {key: _completed(each) for key, each in value.items()}
    if _ORDER in found:
        names = [name for name in found[_ORDER] if name in found]
        found[_ORDER] = [*names, *(n for n in found if n not in (*names, _ORDER))]
    return found


def _listed(value: Any) -> Any:
    """Return a document with tables by name as lists again."""
    if not isinstance(value, dict):
        return value
    if _ORDER in value:
        return [_listed(value[name]) for name in value[_ORDER]]
    return {key: _listed(each) for key, each in value.items()}


def can_undo(revisions: Iterable[Revision], head: int) -> Revision | None:
    """Return the revision that undoing takes back; None at the beginning."""
    found = {each.number: each for each in revisions}[head]
    return found if found.parent is not None else None


def can_redo(revisions: Iterable[Revision], head: int) -> Revision | None:
    """Return the revision that was undone last; None where none was."""
    following = [r for r in revisions if r.parent == head and not r.is_aside]
    return max(following, key=lambda r: r.number, default=None)


def decoded(document: str) -> Definition:
    """Return the definition in a JSON document; raise msgspec.ValidationError."""
    return _decoder.decode(document)


def encoded(definition: Definition) -> str:
    """Return the definition as a JSON document."""
    return msgspec.json.encode(definition).decode()


_decoder = msgspec.json.Decoder(Definition)
