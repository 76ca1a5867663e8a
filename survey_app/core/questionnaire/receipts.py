"""Receipt codes: the slip by which a respondent can take their answers back."""

import hmac
from collections.abc import Callable
from hashlib import sha256

#: Letters and digits that are told apart when read aloud or written by hand.
ALPHABET = "ACDEFHJKLMNPRTVWXY3479"
LENGTH = 8


def new_code(choose: Callable[[str], str]) -> str:
    """Return a code of eight signs, drawn by `choose` from the alphabet.

    >>> new_code(lambda alphabet: alphabet[0])
    'AAAA-AAAA'
    """
    signs = "".join(choose(ALPHABET) for _ in range(LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def receipt_hash(code: str, key: bytes) -> str:
    """Return what is kept of a code: nobody can tell the code from it without the key.

    Case, blanks and dashes do not matter.
    """
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return hmac.new(key, signs.encode(), sha256).hexdigest()
