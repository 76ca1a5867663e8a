"""Codes of a second factor are those of RFC 6238, and each is taken once."""

import pytest

from survey_app.core import second_factor
from survey_app.core.second_factor import accepted_step, code_at

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
     (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_vectors_of_the_standard(seconds, code):
    """RFC 6238, appendix B, SHA-1, eight digits."""
    assert code_at(SECRET, seconds // 30, 8) == code


@pytest.mark.parametrize(
    ("late", "is_taken"), [(-31, True), (0, True), (30, True), (61, False)]
)
def test_a_clock_may_be_half_a_minute_wrong(late, is_taken):
    now = 1_700_000_010
    code = code_at(SECRET, (now - late) // 30)
    assert (accepted_step(SECRET, code, now, None) is not None) is is_taken


def test_a_code_is_taken_once_and_none_before_it():
    now = 1_700_000_010
    code, before = (code_at(SECRET, now // 30 - n) for n in (0, 1))
    step = accepted_step(SECRET, f"{code[:3]} {code[3:]}", now, None)
    assert step == now // 30
    assert accepted_step(SECRET, code, now, step) is None
    assert accepted_step(SECRET, before, now, step) is None


def test_an_app_reads_the_secret():
    """RFC 4648 has the alphabet of base 32."""
    text = second_factor.address(SECRET, "Amira ع")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&" in text
    assert text.startswith("otpauth://totp/survey_app%3AAmira%20%D8%B9?")
