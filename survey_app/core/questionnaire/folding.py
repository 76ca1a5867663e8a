"""Words as they are compared when people search: without marks that vary."""

import unicodedata

#: Letters that Arabic writing uses one for the other, and the stroke that only fills.
_ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": ""})


def folded(text: str) -> str:
    """Return a text in small letters, without accents and vowel signs.

    >>> folded("Élu"), folded("الثِّقة") == folded("الثقه")
    ('elu', True)
    """
    apart = unicodedata.normalize("NFKD", text.translate(_ALIKE).casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFC", plain).split())
