"""Words in every language: catalogues read as they are written, and CLDR's facts.

A .po file is read when its language is first asked for; there is no compile step, so a
community can put in a corrected file and start again.
"""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

from survey_app.config import data_dir

#: interface: pages and commands; banks: questions, answers and scales.
Domain = Literal["interface", "banks"]

SOURCE_LANGUAGE = "en"

#: What says texts of a language: gettext and ngettext.
Words = NullTranslations


def N_(text: str) -> str:
    """Return the text unchanged; marks it for the catalogue."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """A language people speak: its code, its own name, and the way it is written.

    One that is not written is heard; beside it stand the texts it was spoken from.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    is_written: bool = True


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages with a catalogue, English first."""
    found = {path.parent.parent.name for path in _folder().glob("*/LC_MESSAGES/*.po")}
    codes = [SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE})]
    return tuple(language(code) for code in codes)


@cache
def language(code: str) -> Language:
    """Return what CLDR knows of a language, else what translations/languages.toml says.

    A language neither knows has its code as its name.
    """
    locale, own = find_locale(code), _own_languages().get(code, {})
    if locale is None or own:
        facts = (own.get("name", code), own.get("direction", "ltr"))
        return Language(code, *facts, own.get("written", True))
    name = locale.get_display_name() or code
    direction: Literal["ltr", "rtl"] = (
        "rtl" if locale.text_direction == "rtl" else "ltr"
    )
    return Language(code, name[:1].upper() + name[1:], direction)


@cache
def find_locale(code: str) -> Locale | None:
    """Return CLDR's locale for a language code, or None."""
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def is_language(code: str) -> bool:
    """Return whether anything is known of a language, here or in CLDR."""
    ours = {SOURCE_LANGUAGE, *(each.code for each in languages()), *_own_languages()}
    return code in ours or code.replace("-", "_") in locale_identifiers()


def language_code(name: str) -> str | None:
    """Return a language's code by its English, French, Spanish or own name, or code.

    >>> language_code("Français"), language_code("swa"), language_code("xyzzy")
    ('fr', 'sw', None)
    """
    folded = " ".join(name.split()).casefold()
    aliases = get_global("language_aliases")
    found = _codes_by_name().get(folded) or aliases.get(folded, "").replace("_", "-")
    return found or (folded if is_language(folded) else None)


#: Names of languages that forms use and CLDR does not.
_OTHER_NAMES = {
    "bengali": "bn", "farsi": "fa", "kiswahili": "sw", "kirundi": "rn", "myanmar": "my",
    "kurmanji": "ku", "sorani": "ckb", "nepalese": "ne", "standard arabic": "ar",
}  # fmt: skip


@cache
def _codes_by_name() -> dict[str, str]:
    own = {language(code): code for code in ("ar", "fr", "es", "pt", "sw", "uk", "fa")}
    found = {each.name.casefold(): code for each, code in own.items()}
    for speaker in ("es", "fr", "en"):
        for code, name in Locale(speaker).languages.items():
            found[name.casefold()] = code.replace("_", "-")
    return found | _OTHER_NAMES


def locale(code: str) -> Locale:
    """Return CLDR's locale for a language code, English for an unknown one."""
    return find_locale(code) or Locale(SOURCE_LANGUAGE)


@cache
def catalogue(code: str, domain: Domain = "interface") -> NullTranslations:
    """Return the translations of a language, the source text where there are none."""
    path = _folder() / code / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        words = read_po(file, locale=find_locale(code), domain=domain)
    compiled = BytesIO()
    write_mo(compiled, words)
    compiled.seek(0)
    return Translations(compiled, domain=domain)


def words_in(code: str, folder: str) -> dict[str, str | list[str]]:
    """Return the translated texts of a folder's code, a plural's as a list of forms."""
    return {
        str(message.id[0] if message.pluralizable else message.id): (
            list(message.string) if message.pluralizable else str(message.string)
        )
        for message in _messages(code, "interface")
        if message.string
        and not message.fuzzy
        and any(str(where).startswith(folder) for where, _ in message.locations)
    }


def plural_forms(code: str, most: int = 200) -> list[int]:
    """Return for each number below `most` which of a plural's forms goes with it.

    >>> plural_forms("fr", 4)
    [0, 0, 1, 1]
    """
    form: Callable[[int], int] = catalogue(code).plural
    return [form(number) for number in range(most)]


def bank_words(code: str, context: str, text: str) -> str | None:
    """Return a bank's text in a language, None where it is not translated."""
    found: str | None = _bank_catalogue(code).get((context, text))
    return found


@cache
def _bank_catalogue(code: str) -> dict[tuple[str, str], str]:
    return {
        (message.context or "", str(message.id)): str(message.string)
        for message in _messages(code, "banks")
        if message.string and not message.fuzzy
    }


def _messages(code: str, domain: Domain) -> list[Message]:
    """Return the messages of a language's .po file, none where there is no file."""
    path = _folder() / code / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return []
    with path.open("rb") as file:
        return [
            message for message in read_po(file, locale=find_locale(code)) if message.id
        ]


#: The comment that says a speaker has read a translation (docs/translating.md), and
#: the one that says it was reviewed and locked before it came here.
REVIEWED, LOCKED = "review: done", "review: locked"

#: Where the sentences stand that respondents read or hear beside the questions.
ASKING = (
    "survey_app/web/static/collect/answers.js",
    "survey_app/web/static/collect/ask.js",
    "survey_app/web/static/collect/frame.js",
    "survey_app/web/static/collect/question.js",
    "survey_app/web/templates/ask/",
    "survey_app/words/answering.py",
    "survey_app/words/asking.py",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text of the program: in English, with what goes with many where it counts.

    `said` are its forms in a language, none where it is not translated.
    """

    one: str
    many: str | None
    said: tuple[str, ...] = ()
    is_locked: bool = False

    def source(self, form: int) -> str:
        """Return the English a form of it is translated from."""
        return self.one if self.many is None or not form else self.many


@cache
def sentences(code: str) -> tuple[Sentence, ...]:
    """Return what respondents read or hear beside the questions, in a language."""
    known = {_english(each)[0]: each for each in _messages(code, "interface")}
    every = next(_folder().glob("*/LC_MESSAGES/interface.po")).parent.parent.name
    return tuple(
        _sentence(*_english(each), known.get(_english(each)[0]))
        for each in _messages(every, "interface")
        if any(str(place).startswith(ASKING) for place, _ in each.locations)
    )


def _english(message: Message) -> tuple[str, str | None]:
    one, *many = (message.id,) if isinstance(message.id, str) else message.id
    return str(one), str(many[0]) if many else None


def _sentence(one: str, many: str | None, found: Message | None) -> Sentence:
    if found is None or found.fuzzy:
        return Sentence(one, many)
    said = (found.string,) if isinstance(found.string, str) else found.string or ("",)
    if not all(said):
        return Sentence(one, many)
    return Sentence(one, many, tuple(said), LOCKED in found.user_comments)


def gettext_for(code: str) -> Callable[[str], str]:
    """Return the function that says an interface text in a language."""
    found: Callable[[str], str] = catalogue(code).gettext
    return found


#: Marks of the bidirectional algorithm; the first keeps a sign before its number.
LEFT_TO_RIGHT, ISOLATE, END_OF_ISOLATE = "\u200e", "\u2068", "\u2069"


def decimal(code: str, value: float, digits: int = 1) -> str:
    """Return a number as people of a language write it.

    >>> decimal("fr", 6.25, 2)
    '6,25'
    """
    form = "0." + "0" * digits if digits else "0"
    return format_decimal(value, form, locale(code))


def signed(code: str, value: float, digits: int = 1) -> str:
    """Return a difference with its sign; the minus is a real one."""
    text = decimal(code, abs(value), digits)
    if float(f"{abs(value):.{digits}f}") == 0:
        return text
    # Without its mark a sign would jump behind the number in right-to-left text.
    mark = LEFT_TO_RIGHT if language(code).direction == "rtl" else ""
    return mark + ("−" if value < 0 else "+") + text


def chance(code: str, p: float | None) -> str:
    """Return a probability to three decimals; one below them is none of zero.

    >>> chance("fr", 0.0461), chance("fr", 0.00004), chance("fr", None)
    ('0,046', '<0,001', '–')
    """
    if p is None:
        return "–"
    least = 0.001
    mark = LEFT_TO_RIGHT if language(code).direction == "rtl" else ""
    return f"{mark}<{decimal(code, least, 3)}" if p < least else decimal(code, p, 3)


def whole(code: str, value: int) -> str:
    """Return a count as people of a language write it."""
    return format_decimal(value, locale=locale(code))


def percent(code: str, share: float) -> str:
    """Return a share 0-1 as a whole percentage."""
    return format_percent(share, locale=locale(code))


def day(code: str, value: date) -> str:
    """Return a day as people of a language write it."""
    return format_date(value, "medium", locale=locale(code))


def apart(code: str, text: object) -> str:
    """Return a name that keeps its own direction inside a sentence of a language."""
    if language(code).direction == "ltr":
        return str(text)
    return f"{ISOLATE}{text}{END_OF_ISOLATE}"


def listed(code: str, texts: Iterable[object]) -> str:
    """Return several names as people of a language list them."""
    return format_list([apart(code, text) for text in texts], "unit", locale(code))


@cache
def _own_languages() -> dict[str, Any]:
    path = _folder() / "languages.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _folder() -> Path:
    return data_dir("translations")
