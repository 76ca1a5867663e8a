"""What a text is under all its spellings: for searching, counting words, and learning.

No language is guessed and no word is changed: only what people write or leave out
freely is taken away, in any script.
"""

import re
from unicodedata import category, normalize

#: Marks left out freely: accents, Hebrew points, Arabic vowel signs, its long stroke.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
#: Letters of the Arabic script that are written one for another.
_ALIKE = str.maketrans("أإآٱىئؤةکی", "ااااييوهكي")
#: Format signs that are part of a spelling: joiner and non-joiner.
_JOINERS = "\u200c\u200d"
#: Languages whose scripts put no space between words.
UNSPACED = frozenset(["bo", "dz", "ja", "km", "lo", "my", "th", "zh"])


def clean(text: str) -> str:
    """Return a line as it is written, without signs nobody sees.

    Those that join letters or keep them apart are spelling, in Dari as in Hindi.

    >>> clean("We  need" + chr(10) + chr(0x202E) + "water")
    'We need water'
    >>> clean("می" + chr(0x200C) + "خواهم") == "می" + chr(0x200C) + "خواهم"
    True
    """
    kept = (" " if category(sign) == "Cc" else sign for sign in text)
    hidden = ("Cf", "Cs")
    seen = (s for s in kept if s in _JOINERS or category(s) not in hidden)
    # At the end of a word they join nothing.
    return " ".join(word.strip(_JOINERS) for word in "".join(seen).split())


def folded(text: str) -> str:
    """Return a text in small letters without what is written or left out freely.

    >>> folded("Élève, le  CONSEIL"), folded("بالمَجْلِس")
    ('eleve, le conseil', 'بالمجلس')
    """
    plain = normalize("NFKD", text.casefold())
    kept = (" " if category(sign) == "Cc" else sign for sign in _MARKS.sub("", plain))
    visible = "".join(sign for sign in kept if category(sign) not in ("Cf", "Cs"))
    return " ".join(normalize("NFC", visible).translate(_ALIKE).split())


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in order; numbers are none.

    >>> words("L'eau, l’EAU 3 fois")
    ["l'eau", "l'eau", 'fois']
    """
    plain = folded(text).replace("’", "'")
    kept = (s if s == "'" or category(s)[0] in "LM" else " " for s in plain)
    return [bare for each in "".join(kept).split() if (bare := each.strip("'"))]
