"""A TOML file somebody wrote: its values, and on which line each of them stands."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from survey_app.errors import Problem, Rejected

Path = tuple[str | int, ...]

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[\w"'-]+)*)\s*=""")


@dataclass(frozen=True, slots=True)
class Source:
    """The values of a TOML file named `name`, with the lines of its tables and keys."""

    name: str
    values: dict[str, Any]
    lines: dict[Path, int]

    def where(self, *path: str | int) -> str:
        """Return "file:line path" for a value, or for the nearest thing around it."""
        line = next(
            (
                self.lines[path[:depth]]
                for depth in range(len(path), 0, -1)
                if path[:depth] in self.lines
            ),
            1,
        )
        dotted = ".".join(str(part) for part in path if isinstance(part, str))
        return f"{self.name}:{line} {dotted}".rstrip()


def read_toml(name: str, content: bytes) -> Source:
    """Return the file's values and lines, or raise Rejected with the fault's place."""
    try:
        text = content.decode("utf-8-sig")
        return Source(name, tomllib.loads(text), _lines(text))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = Problem(f"{name}:{line}", "file.not_utf8", {"byte": error.start})
        raise Rejected([fault]) from None
    except tomllib.TOMLDecodeError as error:
        raise Rejected([Problem(name, "toml.broken", {"reason": str(error)})]) from None


def nearest(word: str, known: list[str]) -> str:
    """Return the known word most like `word`, or "" when none is.

    >>> nearest("wieght", ["weight", "stratum"])
    'weight'
    """
    return next(iter(get_close_matches(word, known, 1, 0.6)), "")


def _lines(text: str) -> dict[Path, int]:
    """Return the line of every table header and key, tables in arrays numbered from 0.

    Reads line by line: a key inside a multi-line string would be taken for one, which
    can only make a place less exact.
    """
    lines: dict[Path, int] = {}
    met: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = _numbered(_split(header[2]), met, is_new=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_split(key[1])), number)
    return lines


def _numbered(path: Path, met: Counter[Path], *, is_new: bool) -> Path:
    """Return the path with the number of the array entry each part stands in."""
    found: Path = ()
    for depth, part in enumerate(path):
        found = (*found, part)
        if depth == len(path) - 1 and is_new:
            met[found] += 1
        if met[found]:
            found = (*found, met[found] - 1)
    return found


def _split(dotted: str) -> Path:
    parts = re.findall(r'"([^"]*)"|\'([^\']*)\'|([^.\s]+)', dotted)
    return tuple("".join(part) for part in parts)
