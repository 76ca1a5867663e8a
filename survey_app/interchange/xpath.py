"""Reads the XPath of XLSForms: as much of it as forms use, into a tree of parts.

It knows no items. What it cannot read raises `Beyond`, which says why.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from survey_app.errors import SurveyError

#: No person writes longer ones, or puts more parts in each other.
LONGEST, DEEPEST = 8000, 40


class Beyond(SurveyError):
    """An expression says what a skip rule cannot; code and facts say what."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to the question of that name; "" for the question itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """A text or a number."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Op:
    """Two parts and the sign between them."""

    sign: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Many:
    """Parts joined by "and" or "or"."""

    word: str
    parts: tuple["Expr", ...]


Expr = Ref | Const | Call | Op | Many

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<ref>\$\{[^}]*\})
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<sign><=|>=|!=|=|<|>|\+|\*|\(|\)|,|-)
    | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
    | (?P<here>\.(?![.\d/]))
    )""",
    re.VERBOSE,
)
#: What word processors make of quotation marks.
_CURLED = str.maketrans("‘’“”\xa0", "''\"\" ")

_COMPARING = ("=", "!=", "<", "<=", ">", ">=")
#: Signs of one strength each, from the weakest.
_STRENGTHS = (_COMPARING, ("+", "-"), ("*", "div", "mod"))


def parse(text: str) -> Expr:
    """Return the tree of an expression; raise Beyond where it cannot be read.

    >>> parse("${age} >= 18").sign
    '>='
    """
    if len(text) > LONGEST:
        raise Beyond("rule.too_long")
    reading = _Reading(list(_tokens(text.translate(_CURLED))))
    tree = reading.any_of(0)
    if reading.kind != "end":
        raise Beyond("rule.unreadable", part=reading.said)
    return tree


def named(tree: Expr) -> Iterator[str]:
    """Yield the name of every question an expression looks at."""
    match tree:
        case Ref(name):
            yield name
        case Call(_, parts) | Many(_, parts):
            for part in parts:
                yield from named(part)
        case Op(_, left, right):
            yield from named(left)
            yield from named(right)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    text = text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise Beyond("rule.unreadable", part=text[place : place + 20].strip())
        kind = found.lastgroup or ""
        yield kind, found[kind]
        place = found.end()
    yield "end", ""


#: What one token alone stands for.
_PLAIN: dict[str, Callable[[str], Expr]] = {
    "ref": lambda said: Ref(said[2:-1].strip()),
    "here": lambda said: Ref(""),
    "text": lambda said: Const(said[1:-1]),
    "number": lambda said: Const(float(said)),
}


class _Reading:
    """Goes through the tokens of one expression."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.place = tokens, 0

    @property
    def kind(self) -> str:
        """Return what kind the next token is."""
        return self.tokens[self.place][0]

    @property
    def said(self) -> str:
        """Return the next token as it was written."""
        return self.tokens[self.place][1]

    def take(self) -> str:
        """Return the next token and go on."""
        token = self.said
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def any_of(self, depth: int) -> Expr:
        """Return parts joined by "or"."""
        if depth > DEEPEST:
            raise Beyond("rule.too_deep", most=DEEPEST)
        return self._joined("or", depth)

    def _joined(self, word: str, depth: int) -> Expr:
        parts = [self._joined("and", depth) if word == "or" else self._pair(0, depth)]
        while self.kind == "name" and self.said == word:
            self.take()
            inner = self._joined("and", depth) if word == "or" else self._pair(0, depth)
            parts.append(inner)
        return parts[0] if len(parts) == 1 else Many(word, tuple(parts))

    def _pair(self, strength: int, depth: int) -> Expr:
        if strength == len(_STRENGTHS):
            return self._single(depth)
        left = self._pair(strength + 1, depth)
        while self.kind in ("sign", "name") and self.said in _STRENGTHS[strength]:
            sign = self.take()
            left = Op(sign, left, self._pair(strength + 1, depth))
        return left

    def _single(self, depth: int) -> Expr:
        kind, said = self.kind, self.take()
        if kind in _PLAIN:
            return _PLAIN[kind](said)
        match kind:
            case "sign" if said == "-" and depth < DEEPEST:
                return Op("-", Const(0.0), self._single(depth + 1))
            case "sign" if said == "(":
                inside = self.any_of(depth + 1)
                self._expect(")")
                return inside
            case "name" if self.said == "(":
                return self._call(said, depth)
        raise Beyond("rule.unreadable", part=said or "…")

    def _call(self, name: str, depth: int) -> Call:
        self.take()
        arguments: list[Expr] = []
        while self.said != ")" or self.kind != "sign":
            arguments.append(self.any_of(depth + 1))
            if self.said != ")":
                self._expect(",")
        self.take()
        return Call(name, tuple(arguments))

    def _expect(self, sign: str) -> None:
        if self.kind != "sign" or self.take() != sign:
            raise Beyond("rule.unreadable", part=sign)
