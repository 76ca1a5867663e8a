"""Which groups a respondent is asked about: few, never their own, all equally likely."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import msgspec
import pytest

from survey_app.core.questionnaire import interview
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.core.questionnaire.interview import Interview
from survey_app.core.questionnaire.targets import (
    drawn,
    lot,
    own_item,
    problems,
    with_drawn,
)

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "targets.json").read_text("utf-8")
)
INSTRUMENT = msgspec.convert(VECTORS["instrument"], Instrument)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda c: c["response_id"][:6])
def test_the_tablet_draws_the_same(case):
    found = drawn(INSTRUMENT, case["response_id"], case["answers"])
    assert found == case["drawn"]
    assert not set(found) & set(case["answers"].get("own", ()))


@pytest.mark.parametrize("case", VECTORS["lots"], ids=lambda c: str(c["lot"]))
def test_every_group_draws_the_tablets_lot(case):
    assert lot(case["response_id"], case["code"]) == case["lot"]


def test_every_group_and_every_pair_is_equally_likely():
    """Of five others three are drawn: each with 3/5, each pair with 3/10."""
    single, pairs, total = Counter(), Counter(), 20_000
    for number in range(total):
        found = drawn(INSTRUMENT, f"{number:032x}", {"own": ["g2"]})
        single.update(found)
        pairs.update((a, b) for a in found for b in found if a < b)
    assert [single[code] / total for code in sorted(single)] == pytest.approx(
        [0.6] * 5, abs=0.014
    )
    assert len(pairs) == 10
    assert [n / total for n in pairs.values()] == pytest.approx([0.3] * 10, abs=0.013)


def test_the_choice_follows_ones_own_groups():
    assert own_item(INSTRUMENT).item_id == "own"
    answers = with_drawn(INSTRUMENT, "a", {"own": ["hill"]})
    assert len(answers["DY0"]) == 3
    other = with_drawn(INSTRUMENT, "a", answers | {"own": answers["DY0"]})
    assert not set(other["DY0"]) & set(answers["DY0"])
    assert "DY0" not in with_drawn(INSTRUMENT, "a", answers | {"own": "refused"})


def test_nobody_sees_the_groups_drawn_as_a_question():
    begun = Interview("a", "r", "en", {}, date(2026, 3, 2))
    known = interview.answering(INSTRUMENT, begun, {"own": ["hill"]})
    assert known.answers["DY0"] == drawn(INSTRUMENT, "a", {"own": ["hill"]})
    assert [i.item_id for i in interview.asked(INSTRUMENT, known)] == ["own"]
    assert interview.answered(INSTRUMENT, begun, {"own": ["hill"]}) is None


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda c: c["response_id"][:6])
def test_what_the_tablet_drew_has_no_fault(case):
    answers = with_drawn(INSTRUMENT, case["response_id"], dict(case["answers"]))
    assert list(problems(INSTRUMENT, case["response_id"], answers)) == []


def test_what_was_not_drawn_is_a_fault():
    answers = with_drawn(INSTRUMENT, "a", {"own": ["hill"]})
    for changed in (answers["DY0"][:2], "refused", []):
        found = list(problems(INSTRUMENT, "a", answers | {"DY0": changed}))
        assert [(p.where, p.code, p.facts) for p in found] == [
            ("DY0", "answer.not_drawn", {})
        ]
    assert list(problems(INSTRUMENT, "a", {"own": ["hill"]})) == []
