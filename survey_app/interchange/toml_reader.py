"""Reads the tables of a TOML file and collects every fault instead of stopping."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from survey_app.core.questionnaire.instrument import Labels
from survey_app.errors import Problem, Rejected
from survey_app.interchange.toml_source import Source, nearest


@dataclass(frozen=True, slots=True)
class Reader:
    """One table of a file, and the list all readers of that file put faults on."""

    source: Source
    values: dict[str, Any]
    path: tuple[str | int, ...] = ()
    faults: list[Problem] = field(default_factory=list)

    def fault(self, code: str, /, *path: str | int, **facts: object) -> None:
        """Note a fault of this table or of something in it."""
        where = self.source.where(*self.path, *path)
        self.faults.append(Problem(where, code, facts))

    def done(self) -> None:
        """Raise Rejected if any reader of the file found a fault."""
        if self.faults:
            raise Rejected(self.faults)

    def only(self, *known: str) -> None:
        """Note a fault for every key that has no meaning here."""
        for key in self.values:
            if key not in known:
                like = nearest(key, list(known)) or ", ".join(known)
                self.fault("toml.unknown_key", key, key=key, known=like)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text, or a whole number as text; a fault if it is not there."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and (value.strip() or default == ""):
            return value.strip()
        code = "toml.missing_key" if value is None else "toml.not_text"
        self.fault(code, key, key=key)
        return ""

    def optional(self, key: str) -> str | None:
        """Return a text if the key is there, else None."""
        return self.text(key) if key in self.values else None

    def choice(self, key: str, known: Collection[str]) -> str | None:
        """Return one of the known words if the key is there, else None."""
        value = self.optional(key)
        if value is None or value in known:
            return value
        self.fault("toml.not_one_of", key, key=key, value=value, known=_list(known))
        return None

    def count(self, key: str) -> int:
        """Return a whole number, 0 where the key is not there."""
        text = self.text(key, "0")
        if not text.isdecimal():
            self.fault("bank.not_a_count", key, key=key)
            return 0
        return int(text)

    def flag(self, key: str) -> bool:
        """Return a truth value, False where the key is not there."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fault("toml.not_true_or_false", key, key=key)
        return value is True

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts (whole numbers count), empty where there is none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(map(_is_code, value)):
            self.fault("toml.not_a_list", key, key=key)
            return ()
        return tuple(str(each).strip() for each in value)

    def codes(self, key: str) -> dict[str, str]:
        """Return a table of texts, its keys trimmed, empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict) or not all(map(_is_code, value.values())):
            self.fault("toml.not_a_code_table", key, key=key)
            return {}
        return {code.strip(): str(each).strip() for code, each in value.items()}

    def labels(self, key: str) -> Labels:
        """Return words by language; a plain text is English."""
        value = self.values.get(key, {})
        if isinstance(value, str):
            return {"en": value.strip()} if value.strip() else {}
        return self.codes(key)

    def table(self, key: str) -> "Reader":
        """Return the reader of a table inside this one, empty where there is none."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fault("toml.not_a_table", key, key=key)
            value = {}
        return Reader(self.source, value, (*self.path, key), self.faults)

    def named(self, key: str) -> Iterator[tuple[str, "Reader"]]:
        """Yield the name and reader of every table in the table `key`."""
        inside = self.table(key)
        for name in inside.values:
            yield name, inside.table(name)

    def entries(self, key: str) -> Iterator["Reader"]:
        """Yield the reader of every entry of an array of tables."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(e, dict) for e in value):
            self.fault("toml.not_an_array", key, key=key)
            return
        for number, entry in enumerate(value):
            yield Reader(self.source, entry, (*self.path, key, number), self.faults)


def _is_code(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _list(words: Collection[str]) -> str:
    return ", ".join(sorted(words))
