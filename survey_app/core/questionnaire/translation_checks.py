"""What a translated text must hold: its placeholders, and no more than the screen."""

import re

from survey_app.core.questionnaire.translation import OWN, Source, SourceKind
from survey_app.errors import Problem

PLACEHOLDER = re.compile(r"\{[A-Za-z_]+\}|%\([A-Za-z_]+\)s")

#: What a form of a plural may leave out: "one minute" needs no number.
COUNT = "%(num)s"

#: Signs the program's own sentences must not hold, for pages read them as their own.
OF_PAGES = "<>&%"

#: Signs that fit on the screen of a telephone whatever the source has: eight lines of
#: a question, two of an answer.
ROOM: dict[SourceKind, int] = {"title": 80, "question": 220, "answer": 60}

#: A translation may be this much longer than a source that is long itself.
LONGER = 2


def longest(source: Source) -> int:
    """Return how many signs a translation of a text may have.

    >>> longest(Source("PL1.1", "", "How much do you trust them?"))
    220
    """
    return max(ROOM[source.kind], LONGER * len(source.text))


def problems(source: Source, text: str) -> list[Problem]:
    """Return every fault of a translation: empty, too long, other placeholders."""
    if not text:
        return [Problem(source.key, "translation.empty")]
    found = []
    if len(text) > (most := longest(source)):
        facts = {"length": len(text), "most": most}
        found.append(Problem(source.key, "translation.too_long", facts))
    wanted, has = (set(PLACEHOLDER.findall(each)) for each in (source.text, text))
    if wanted - {COUNT} != has - {COUNT} or has - wanted:
        listed = ", ".join(sorted(wanted ^ has))
        found.append(
            Problem(source.key, "translation.placeholders", {"placeholders": listed})
        )
    if any(not (sign.isprintable() or sign in _JOINERS) for sign in text):
        found.append(Problem(source.key, "translation.control_sign"))
    rest = PLACEHOLDER.sub("", text)
    if source.context.startswith(OWN) and any(sign in rest for sign in OF_PAGES):
        signs = {"signs": " ".join(OF_PAGES)}
        found.append(Problem(source.key, "translation.sign_of_pages", signs))
    return found


#: Signs without a shape that some scripts need inside words.
_JOINERS = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"


def tidied(text: str) -> str:
    """Return a text with its spaces and lines as one space each.

    >>> tidied(" How\\n much? ")
    'How much?'
    """
    return " ".join(text.split())
