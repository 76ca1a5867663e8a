import json
from pathlib import Path

import pytest

from survey_app.core.questionnaire.identifying import identifying, words_in

VECTORS = Path(__file__).parent.parent / "vectors" / "identifying.json"


@pytest.mark.parametrize(
    "vector", json.loads(VECTORS.read_text(encoding="utf-8")), ids=lambda v: v["why"]
)
def test_the_server_finds_what_the_vectors_say(vector):
    found = identifying(vector["text"], words_in(vector["known"]))
    assert found == vector["found"]


def test_a_text_full_of_signs_takes_no_time():
    for sign in ("1 ", "@", "A", "Ab ", "1+", "ا"):
        assert len(identifying(sign * 2000, frozenset())) <= 3
