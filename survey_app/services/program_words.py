"""The program's own sentences respondents meet: translated and locked as questions are.

Consent, buttons, ways of declining, the code at the end: one questionnaire of its own
for translators, the same in all surveys, which no version carries.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from survey_app import i18n
from survey_app.core.questionnaire import translation
from survey_app.core.questionnaire.instrument import Instrument, Item, Option
from survey_app.core.questionnaire.translation import OWN, SHIPPED, Deed, Entry, Step
from survey_app.errors import NotFound
from survey_app.store import translations
from survey_app.store.database import Database

#: What translators call it by; no questionnaire can have such a name.
NAME = "@program"

#: What was done about a sentence that came locked.
_ALL: tuple[Deed, ...] = ("draft", "draft", "review", "adjudicate", "pretest", "lock")


@cache
def instrument(code: str) -> Instrument:
    """Return the sentences as a questionnaire in English and one language.

    The forms of a plural are the answers of a question without a text of its own.
    Raise NotFound for a language nobody knows, and for English, their source.
    """
    if code == i18n.SOURCE_LANGUAGE or not i18n.is_language(code):
        known = ", ".join(each.code for each in i18n.languages()[1:])
        raise NotFound("translation.not_asked", language=code, known=known)
    items = tuple(_item(each, code) for each in i18n.sentences(code))
    return Instrument(NAME, {}, (i18n.SOURCE_LANGUAGE, code), items)


def place(text: str) -> str:
    """Return where a sentence stands for translators.

    >>> place("I do not know")
    'program:i-do-not-know'
    """
    return OWN + re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def _item(sentence: i18n.Sentence, code: str) -> Item:
    labels = [_labels(sentence, code, form) for form in range(_forms(sentence, code))]
    if sentence.many is None:
        return Item(place(sentence.one), "text", labels[0])
    options = tuple(Option(str(form), each) for form, each in enumerate(labels))
    return Item(place(sentence.one), "choice", {}, options=options)


def _labels(sentence: i18n.Sentence, code: str, form: int) -> dict[str, str]:
    said = {code: sentence.said[form]} if sentence.said else {}
    return {i18n.SOURCE_LANGUAGE: sentence.source(form)} | said


def _forms(sentence: i18n.Sentence, code: str) -> int:
    if sentence.many is None:
        return 1
    return len(sentence.said) or max(i18n.plural_forms(code)) + 1


def entries(db: Database, code: str) -> list[Entry]:
    """Return every sentence with what was done about it; raise NotFound as above."""
    asked = instrument(code)
    kept = translations.steps_within(db, code, OWN)
    came = {
        place(each.one): each.is_locked for each in i18n.sentences(code) if each.said
    }
    return [
        _locked_as_it_came(entry) if came.get(entry.source.context) else entry
        for entry in translation.entries(asked, code, kept)
    ]


def _locked_as_it_came(entry: Entry) -> Entry:
    """Return the entry of a sentence that came locked, unless people worked on it."""
    if any(step.on for step in entry.steps):
        return entry
    steps = tuple(Step(deed, SHIPPED, None, entry.best) for deed in _ALL)
    return Entry(entry.source, steps, entry.earlier)


def unlocked(db: Database, code: str) -> int:
    """Return how many sentences of a language are not locked.

    None in English, their source, and where nobody writes the language: there people
    read the English beside what they hear.
    """
    if code == i18n.SOURCE_LANGUAGE or not i18n.language(code).is_written:
        return 0
    return sum(each.state != "locked" for each in entries(db, code))


@dataclass(frozen=True, slots=True)
class Said:
    """The program's sentences in a language, as those who answer may meet them.

    `forms` are the locked ones by their English; all others are as `rest` has them.
    """

    forms: Mapping[str, tuple[str, ...]]
    rest: i18n.Words
    counting: i18n.Words

    def gettext(self, text: str) -> str:
        """Return a sentence, in English where nobody has locked it."""
        found: str = (
            self.forms[text][0] if text in self.forms else self.rest.gettext(text)
        )
        return found

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of a sentence that goes with a number."""
        if one not in self.forms:
            found: str = self.rest.ngettext(one, many, count)
            return found
        return self.forms[one][self.counting.plural(count)]


def said(db: Database, asked: Instrument, code: str) -> Said:
    """Return the sentences of an interview in a language.

    Locked wordings, and English for all others; in a language that is a pilot in this
    version, what came with the program as well.
    """
    catalogue = i18n.catalogue(code)
    is_pilot = code in translation.pilots(asked)
    rest = catalogue if is_pilot else i18n.catalogue(i18n.SOURCE_LANGUAGE)
    return Said(_locked(db, code), rest, catalogue)


def spoken(db: Database, asked: Instrument) -> Callable[[str], Said]:
    """Return what gives the sentences of an interview, each language looked up once."""
    return cache(lambda code: said(db, asked, code))


def _locked(db: Database, code: str) -> dict[str, tuple[str, ...]]:
    if code == i18n.SOURCE_LANGUAGE or not i18n.language(code).is_written:
        return {}
    kept = translations.locked_texts(db, code, OWN)
    texts = {each.one: _wording(each, code, kept) for each in i18n.sentences(code)}
    return {one: forms for one, forms in texts.items() if all(forms)}


def _wording(
    sentence: i18n.Sentence, code: str, kept: Mapping[tuple[str, str, str], str]
) -> tuple[str, ...]:
    """Return the locked forms of a sentence, "" for one nobody has locked."""
    came = sentence.said if sentence.is_locked else ()
    where, is_plural = place(sentence.one), sentence.many is not None
    found = []
    for form in range(_forms(sentence, code)):
        key = (where, str(form) if is_plural else "", sentence.source(form))
        found.append(kept.get(key, "") or (came[form] if came else ""))
    return tuple(found)


def differing(db: Database, asked: Instrument) -> dict[str, dict[str, list[str]]]:
    """Return by language what an interview says otherwise than the program's files.

    The forms of each sentence by its English; a tablet has the files already.
    """
    return {
        code: _differing(said(db, asked, code), code)
        for code in asked.languages
        if code != i18n.SOURCE_LANGUAGE
    }


def _differing(found: Said, code: str) -> dict[str, list[str]]:
    differing = {}
    for each in i18n.sentences(code):
        forms = range(_forms(each, code))
        came = list(each.said) or [each.source(form) for form in forms]
        english = [each.source(form) for form in forms]
        rest = came if found.rest is found.counting else english
        says = list(found.forms.get(each.one, rest))
        if says != came:
            differing[each.one] = says
    return differing
