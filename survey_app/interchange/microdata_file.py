"""A file of single answers on its way out: columns of codes, and words for each."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import BinaryIO

import numpy as np

from survey_app.interchange.outgoing import harmless, inert

#: Names that programs of statistics keep for themselves.
_RESERVED = {
    "all", "and", "by", "eq", "ge", "gt", "in", "if", "int", "le", "long", "lt", "ne",
    "not", "or", "to", "with", "using", "byte", "double", "float", "str",
}  # fmt: skip
LONGEST_NAME = 32
#: Rows written at a time.
PIECE = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `values` (rows,) are codes, negative where there is none, or weights.

    `labels` say what the codes mean, `question` how it was asked. `role` is the kind of
    variable it was made of.
    """

    name: str
    of: str
    role: str
    label: str
    question: str
    values: np.ndarray
    labels: Mapping[int, str]

    @property
    def is_weight(self) -> bool:
        """Return whether the values are weights and no codes."""
        return self.values.dtype.kind == "f"

    @property
    def missing(self) -> list[int]:
        """Return the codes of missing values there are, -1 first."""
        if self.is_weight:
            return []
        return sorted(
            set(np.unique(self.values[self.values < 0]).tolist()), reverse=True
        )


@dataclass(frozen=True, slots=True)
class MicrodataFile:
    """Columns of a round, and all that stands beside them, in one language.

    `kinds` name the codes of missing values for programs, `kind_labels` for people.
    `facts` are what a description of the study says, by its own names.
    """

    name: str
    title: str
    language: str
    is_mirrored: bool
    made_on: date
    fields: tuple[Field, ...]
    kinds: Mapping[int, str]
    kind_labels: Mapping[int, str]
    facts: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Return the number of people."""
        return len(self.fields[0].values)

    def field(self, role: str) -> Field | None:
        """Return the first column of a role, if there is one."""
        return next((each for each in self.fields if each.role == role), None)

    def words(self, field: Field) -> dict[int, str]:
        """Return the words for all codes of a column, missing values there are too."""
        missing = {code: self.kind_labels[code] for code in field.missing}
        return {**field.labels, **missing}


def names(wanted: Iterable[str]) -> list[str]:
    """Return names that every program of statistics takes, no two alike.

    >>> names(["PL1.1", "1st", "by", "PL1-1"])
    ['pl1_1', 'v_1st', 'v_by', 'pl1_1_2']
    """
    found: list[str] = []
    for each in wanted:
        name = re.sub(r"[^a-z0-9]+", "_", each.lower()).strip("_") or "v"
        if name in _RESERVED or not name[0].isalpha():
            name = f"v_{name}"
        name, number = name[:LONGEST_NAME], 2
        while name in found:
            ending = f"_{number}"
            name = name.removesuffix(f"_{number - 1}") if number > 2 else name
            name = name[: LONGEST_NAME - len(ending)] + ending
            number += 1
        found.append(name)
    return found


def write_csv(file: MicrodataFile, out: BinaryIO) -> None:
    """Write codes as numbers, missing values as words that nobody computes with."""
    # Excel takes UTF-8 for UTF-8 only with its signature.
    out.write("\ufeff".encode())
    out.write((",".join(field.name for field in file.fields) + "\n").encode())
    texts = [_said(field, file.kinds) for field in file.fields]
    for start in range(0, file.rows, PIECE):
        piece = slice(start, start + PIECE)
        columns = [said(values[piece]) for said, values in texts]
        # Numbers and names of kinds: nothing in them needs quotes.
        lines = "\n".join(map(",".join, zip(*columns, strict=True)))
        out.write(lines.encode() + b"\n")


def _said(
    field: Field, kinds: Mapping[int, str]
) -> tuple[Callable[[np.ndarray], list[str]], np.ndarray]:
    """Return what writes values of a column as text, and the values."""
    if field.is_weight:
        return (lambda values: list(map(repr, values.tolist()))), field.values
    low, high = int(field.values.min(initial=0)), int(field.values.max(initial=0))
    texts = np.array(
        [kinds.get(code, str(code)) for code in range(low, high + 1)], object
    )
    return (lambda values: texts[values - low].tolist()), field.values.astype(np.int64)


def codebook(file: MicrodataFile) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (name, meaning, question, code, meaning of the code) of every code."""
    yield "name", "label", "question", "code", "value"
    for field in file.fields:
        about = (field.name, harmless(field.label), harmless(field.question))
        words = file.words(field)
        if not words:
            yield (*about, "", "")
        for code, label in words.items():
            yield (*about, file.kinds.get(code, str(code)), harmless(label))


def write_codebook(file: MicrodataFile, out: BinaryIO) -> None:
    """Write the codebook as CSV."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([inert(each) for each in row] for row in codebook(file))
    out.write(("\ufeff" + text.getvalue()).encode())


def labelled(
    file: MicrodataFile, start: int, end: int
) -> list[tuple[str | float, ...]]:
    """Return some rows in words: labels in place of codes."""
    columns: list[Sequence[str | float]] = []
    for field in file.fields:
        values = field.values[start:end].tolist()
        words = {code: harmless(text) for code, text in file.words(field).items()}
        columns.append(
            [words.get(value, value) for value in values] if words else values
        )
    return list(zip(*columns, strict=True))
