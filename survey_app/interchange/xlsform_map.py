"""Drafts the map by which answers to an XLSForm, collected elsewhere, are taken in.

Kobo and ODK name the same columns in several ways, and write codes or words into cells:
which of them a file of answers uses is seen in the file.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from survey_app.core.questionnaire.instrument import MISSING, Item, Option
from survey_app.interchange.foreign import ForeignTable
from survey_app.interchange.xlsform_in import Form

#: Columns a submission is known by, and those with its day, the first met is taken.
IDS = (
    *("_uuid", "KEY", "__id", "meta/instanceID", "meta-instanceID", "instanceID"),
    "_id",
)
DAYS = (
    *("_submission_time", "SubmissionDate", "__system/submissionDate", "today", "end"),
)
#: What labels of declining contain, by the kind of missing they are.
_DECLINING = {
    "dont_know": (
        *("don't know", "dont know", "do not know", "don’t know", "ne sait pas"),
        *("ne sais pas", "لا أعرف", "لا اعرف", "لا أدري", "no sabe", "no sé", "sijui"),
    ),
    "refused": (
        *("refuse", "prefer not", "no answer", "decline", "préfère ne pas", "refus "),
        *("ne souhaite pas", "أفضل عدم", "أفضل ألا", "رفض", "prefiero no", "rechaz"),
    ),
}
HEAD = """\
# How answers to the form "{name}" become a round. Drafted from the form: read it before
# it is used. What is not named here is left out, free texts always.
"""


@dataclass(frozen=True, slots=True)
class _Column:
    """Where answers to an item stand: in one column, or in one for each option.

    `words` are the values for each code where the file has words instead of codes.
    """

    name: str = ""
    split: Mapping[str, str] | None = None
    words: Mapping[str, str] | None = None


def draft_map(form: Form, round_name: str, table: ForeignTable | None) -> str:
    """Return a map in TOML for answers to a form, for the columns of a file if given.

    Questions the file has no column for are told in a comment.
    """
    draft = _Draft(form, table)
    name = form.instrument.name
    head = [
        HEAD.format(name=name.replace("\n", " ")),
        f"survey = {_text(name)}",
        f"round = {_text(round_name)}",
        f"id = {_text(draft.first(IDS))}",
    ]
    if day := draft.first(DAYS):
        head.append(f"date = {_text(day)}")
    kinds = {kind: kind for kind in MISSING if kind != "not_asked"}
    head.append(f"missing = {_table(kinds)}\n")
    items = [line for item in form.instrument.items for line in draft.of(item)]
    scales = [line for n, options in draft.scales for line in _scale_lines(n, options)]
    constructs = [
        f"[constructs.{_text(each.construct_id)}]\nname = {_table(each.name)}\n"
        for each in form.instrument.constructs
    ]
    return "\n".join([*head, *scales, *items, *constructs])


class _Draft:
    """Goes through the items of a form, and keeps the scales they need."""

    def __init__(self, form: Form, table: ForeignTable | None) -> None:
        self.form, self.table = form, table
        self.scales: list[tuple[str, tuple[Option, ...]]] = []
        self.constructs = {
            item: each.construct_id
            for each in form.instrument.constructs
            for item in each.items
        }

    def first(self, columns: Sequence[str]) -> str:
        """Return the first of these that the file has; the first without a file."""
        if self.table is None:
            return columns[0]
        return next((each for each in columns if each in self.table.columns), "")

    def of(self, item: Item) -> Iterator[str]:
        """Yield the lines of one item."""
        if item.kind == "text":
            yield f"# {item.item_id}: free texts are left out\n"
            return
        column = self._column(item)
        if column is None:
            yield f"# {item.item_id}: the file has no column for it\n"
        elif item.group and column.name:
            yield from self._group(item, column)
        else:
            yield from self._item(item, column)

    def _item(self, item: Item, column: _Column) -> Iterator[str]:
        yield f"[items.{_text(item.item_id)}]"
        if column.split:
            yield f"columns = {_table(column.split)}"
        else:
            yield f"column = {_text(column.name)}"
        yield f"label = {_table(item.text)}"
        if item.kind == "number":
            yield 'kind = "number"\n'
            return
        kept, missing = _parted(self.form.instrument.options(item))
        yield f"scale = {_text(self._scale(item, kept))}"
        if item.kind != "scored":
            yield f"kind = {_text(item.kind)}"
        if item.item_id in self.constructs and item.kind == "scored":
            yield f"construct = {_text(self.constructs[item.item_id])}"
        yield from (
            f"{key} = true" for key in ("reverse", "sensitive") if _is(item, key)
        )
        if column.words:
            yield f"codes = {_table({column.words[o.code]: o.code for o in kept})}"
        yield from _missing_lines(missing, column)
        yield ""

    def _group(self, item: Item, column: _Column) -> Iterator[str]:
        kept, missing = _parted(self.form.instrument.options(item))
        words = column.words or {}
        yield f"[groups.{_text(item.group or '')}]"
        yield f"column = {_text(column.name)}"
        yield f"label = {_table(item.text)}"
        yield f"codes = {_table({words.get(o.code, o.code): o.code for o in kept})}"
        yield from _missing_lines(missing, column)
        people = ", ".join(
            f"{_text(o.code)} = {_table(o.people or o.label)}" for o in kept
        )
        yield f"people = {{{people}}}\n"

    def _scale(self, item: Item, options: tuple[Option, ...]) -> str:
        """Return the name of the scale with these options, one for all that have it."""
        for name, known in self.scales:
            if known == options:
                return name
        name = item.scale or item.item_id
        if name in dict(self.scales):
            name = f"{item.item_id}_{len(self.scales)}"
        self.scales.append((name, options))
        return name

    def _column(self, item: Item) -> _Column | None:
        """Return where the file has the answers; where Kobo would have them without."""
        options = self.form.instrument.options(item)
        names = list(self._names(item))
        if self.table is None:
            return _Column(names[0])
        for name in names:
            if name in self.table.columns:
                found = self._in(_Column(name), item, options)
                if found is not None:
                    return found
            if item.kind == "choices" and (split := self._split(name, options)):
                return _Column(split=split)
        return None

    def _names(self, item: Item) -> Iterator[str]:
        """Yield what the column may be called, the likeliest first."""
        path = self.form.paths.get(item.item_id, item.item_id)
        yield path
        yield path.replace("/", "-")
        yield path.rpartition("/")[2]
        words = self.form.labels.get(item.item_id, item.text).values()
        yield from words
        columns = self.table.columns if self.table else ()
        ends = tuple(f"/{text}" for text in words)
        yield from (column for column in columns if column.endswith(ends))

    def _in(
        self, column: _Column, item: Item, options: Sequence[Option]
    ) -> _Column | None:
        """Return the column with the words it uses, None where it has neither."""
        if self.table is None or item.kind == "number":
            return column
        cells = {cell for cell in self.table.cells(column.name) if cell is not None}
        codes = {*(option.code for option in options), *MISSING}
        if item.kind == "choices":
            used = {part for cell in cells for part in cell.split()}
            return column if used <= codes or not options else None
        if cells <= codes:
            return column
        for words in _labels(options):
            if len(cells & set(words.values())) > len(cells & codes):
                return replace(column, words=words)
        return column

    def _split(self, name: str, options: Sequence[Option]) -> dict[str, str]:
        """Return the column of each option, none unless all options have one."""
        columns = self.table.columns if self.table else {}
        for words in ({o.code: o.code for o in options}, *_labels(options)):
            found = {code: f"{name}/{word}" for code, word in words.items()}
            if found and all(column in columns for column in found.values()):
                return found
        return {}


def _labels(options: Sequence[Option]) -> list[dict[str, str]]:
    """Return the words for each code, in every language that has all of them."""
    languages = dict.fromkeys(code for option in options for code in option.label)
    found = [
        {o.code: " ".join(o.label[language].split()) for o in options}
        for language in languages
        if all(language in option.label for option in options)
    ]
    return [words for words in found if len(set(words.values())) == len(words)]


def _parted(options: Sequence[Option]) -> tuple[tuple[Option, ...], dict[str, str]]:
    """Return the options that are answers, and the kind of missing of the others."""
    missing = {
        option.code: kind
        for option in options
        for kind, signs in _DECLINING.items()
        for label in option.label.values()
        if any(sign in f"{label.casefold()} " for sign in signs)
    }
    kept = tuple(option for option in options if option.code not in missing)
    return (kept, missing) if len(kept) > 1 else (tuple(options), {})


def _missing_lines(missing: Mapping[str, str], column: _Column) -> Iterator[str]:
    words = column.words or {}
    if missing and not column.split:
        by_value = {words.get(code, code): kind for code, kind in missing.items()}
        yield f"missing = {_table(by_value)}"


def _scale_lines(name: str, options: Sequence[Option]) -> Iterator[str]:
    yield f"[scales.{_text(name)}]"
    yield f"codes = {json.dumps([o.code for o in options], ensure_ascii=False)}"
    languages = dict.fromkeys(code for option in options for code in option.label)
    for language in languages:
        labels = [option.label.get(language, option.code) for option in options]
        yield f"labels.{_text(language)} = {json.dumps(labels, ensure_ascii=False)}"
    yield ""


def _is(item: Item, key: str) -> bool:
    return bool(getattr(item, key)) and (key != "reverse" or item.kind == "scored")


def _text(text: str) -> str:
    """Return a text as TOML has it: as JSON, but for one sign more that it escapes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _table(values: Mapping[str, str]) -> str:
    inside = ", ".join(f"{_text(key)} = {_text(text)}" for key, text in values.items())
    return f"{{{inside}}}"
