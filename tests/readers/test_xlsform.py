"""pyxform, which ODK and Kobo read forms with, takes ours without a warning.

Where Java is installed, ODK Validate judges what pyxform made of them.
"""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Instrument, Item, Option
from survey_app.services import banks, publishing
from tests.interchange.test_xlsform_out import instruments, written
from tests.readers.test_readers import reader

pytestmark = pytest.mark.readers

ODD = (
    Item("data", "choice", {"en": "${x} & <b>", "ar": "نعم"}, options=(Option("1", {"en": "A"}), Option("01", {"en": "B"}))),
    Item("Data", "text", {"en": "="}, ask={"not": {"item": "data", "in": ["1", "01"]}}),
    Item("9:é", "number", {"en": "+1"}),
)  # fmt: skip


def convert(instrument, tmp_path, validate=False):
    path = tmp_path / "form.xlsx"
    path.write_bytes(written(instrument))
    result = reader("pyxform.xls2xform").convert(str(path), validate=validate)
    assert result.warnings == []
    return result.xform


def test_a_form_of_all_banks_is_taken_in_every_language(tmp_path):
    bank = banks.shipped()
    languages = ("en", "ar", "fr")
    constructs = tuple(c for c in bank.constructs if not c.startswith("DY"))
    definition = Definition(
        "whole", {"en": "Trust"}, languages, constructs=constructs,
        groups=("gender", "age"), modules=tuple(bank.modules),
    )  # fmt: skip
    has_java = shutil.which("java") is not None
    xform = convert(publishing.build(definition), tmp_path, validate=has_java)
    assert xform.count("<translation ") == len(languages)


def test_odd_names_and_words_are_taken(tmp_path):
    odd = Instrument("odd", {"en": "Odd"}, ("en", "ar"), ODD)
    convert(odd, tmp_path, validate=shutil.which("java") is not None)


def test_any_instrument_is_taken(tmp_path):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(instruments())
    def taken(instrument):
        convert(instrument, tmp_path)

    taken()
