"""The words of a comparison: what differs between two rounds, in plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.core.measurement.comparability import Note
from survey_app.services.comparing import Comparison
from survey_app.services.naming import Names
from survey_app.web import words
from survey_app.web.words import _
from survey_app.words.comparing import NOTES

#: Notes whose texts are shares of people.
MIXES = ("mode_mix", "language_mix", "sample_mix")


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text that changed: of what, in which language, before and now."""

    name: str
    kind: str
    language: str
    before: str
    after: str


def reworded(notes: Sequence[Note], names: Names) -> list[Reworded]:
    """Return the texts that changed, to be shown side by side."""
    return [
        Reworded(
            names.measure(note.about), note.kind, note.language, note.before, note.after
        )
        for note in notes
        if note.language
    ]


def remarks(notes: Sequence[Note], names: Names) -> list[str]:
    """Return what else differs, a sentence each."""
    return [_remark(note, names) for note in notes if not note.language]


def _remark(note: Note, names: Names) -> str:
    texts = [note.before, note.after]
    about = names.measure(note.about)
    if note.kind in MIXES:
        texts = [words.percent(float(share)) for share in texts]
        by, _space, group = note.about.partition(" ")
        about = names.group(by, group)
    elif note.kind == "mode":
        texts = [names.mode(mode) for mode in texts]
    elif note.kind == "items":
        texts = [
            words.listed(names.measure(item) for item in text.split(" / "))
            for text in texts
        ]
    return _(NOTES[note.kind]).format(
        about=words.apart(about), before=texts[0], after=texts[1]
    )


def blocked(found: Comparison | None, names: Names) -> list[str]:
    """Return the names of the measures that get no verdict."""
    rows = found.rows if found else []
    without = [row.of for row in rows if found and found.is_blocked(row)]
    return [names.measure(of) for of in dict.fromkeys(without)]


def left_out(found: Comparison | None, names: Names) -> list[str]:
    """Return the names of the measures that are not the same in both rounds."""
    return [names.measure(of) for of in (found.not_comparable if found else [])]


def is_declared(found: Comparison | None) -> bool:
    """Return whether all that is shown was declared beforehand."""
    rows = found.rows if found else []
    return all(
        found is not None and found.family(row) == "confirmatory" for row in rows
    )
