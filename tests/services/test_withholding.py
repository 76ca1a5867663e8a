"""What one table of a round withholds no other tells."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.disclosure.counts import shown_counts
from survey_app.core.estimation.cells import CellName
from survey_app.core.measurement.columns import FACTS
from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import measures
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
)
from survey_app.core.sampling.design import lay_out
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import analysis, distributions, soundness
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import decisions, respondents

ITEMS = ("q1", "q2", "q3")
INSTRUMENT = Instrument(
    "i",
    {},
    ("en",),
    tuple(Item(name, "scored", {}, "s") for name in ITEMS),
    scales={"s": Scale("s", tuple(Option(code, {}) for code in "01234"), ("3", "4"))},
    constructs=(Construct("c", "d", {}, {}, ITEMS),),
)


def round_of(sizes, codes=None):
    """Return a round with groups of these sizes; `codes` {item: answers}."""
    rows = sum(sizes.values())
    rng = np.random.default_rng(rows)
    answers = {name: rng.integers(0, 5, rows).astype(np.int16) for name in ITEMS}
    design, _ = lay_out([1.0] * rows, [""] * rows, [f"{n:04}" for n in range(rows)])
    facts = dict.fromkeys(FACTS, Fact.of([""] * rows))
    frame = Frame(design, answers | (codes or {}), {}, {}, {}, facts)
    place = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    members = place[:, None] == np.arange(len(sizes))
    groups = Grouping("a", tuple(sizes), members, members.any(axis=1))
    asked = SurveyRound("r", "s", "1", "i", origin="web")
    return RoundData(
        asked, INSTRUMENT, {}, frame, measures(INSTRUMENT, frame), {"a": groups}
    )


def spoken(data, **sizes):
    """Return the round with so many people of each language, in order."""
    texts = [language for language, n in sizes.items() for _ in range(n)]
    facts = data.frame.facts | {"language": Fact.of(texts)}
    return replace(data, frame=replace(data.frame, facts=facts))


def withheld(data, release, of, kind):
    found = decisions(data, release, data.measures).withheld
    return {
        name.group for name in found if name[:3] == (of, kind, "a")
    } & {*data.groupings["a"].groups}  # fmt: skip


def alike(data, item, group, codes):
    """Return the answers to an item with those of a group all among `codes`."""
    inside = data.groupings["a"].members[:, data.groupings["a"].groups.index(group)]
    answers = data.frame.codes[item].copy()
    answers[inside] = np.resize(codes, int(inside.sum()))
    return {item: answers}


SIZES = {"x": 20, "y": 60, "z": 80}


def test_a_mean_does_not_tell_a_share_that_everyone_has():
    data = round_of(SIZES)
    agreed = round_of(SIZES, alike(data, "q1", "x", [3, 4]))
    assert "x" in withheld(agreed, "public", "q1", "share")
    assert "x" in withheld(agreed, "public", "q1", "item")
    assert "x" not in withheld(data, "public", "q1", "item")


def test_a_construct_does_not_tell_the_item_that_everyone_answered_alike():
    data = round_of(SIZES)
    agreed = round_of(SIZES, alike(data, "q1", "x", [4]))
    assert "x" in withheld(agreed, "public", "q1", "item")
    assert "x" not in withheld(agreed, "public", "q2", "item")
    assert "x" in withheld(agreed, "public", "c", "construct")


def test_a_construct_does_not_tell_two_items_that_are_both_at_the_top():
    data = round_of(SIZES)
    one = alike(data, "q1", "x", [4])
    agreed = round_of(SIZES, one | alike(data, "q2", "x", [4]))
    assert "x" not in withheld(agreed, "public", "q3", "item")
    assert "x" in withheld(agreed, "public", "c", "construct")


def test_the_public_is_not_shown_what_analysts_are_not():
    data = round_of({"x": 3, "y": 60, "z": 80, "v": 90})
    for measure in data.measures:
        analyst = decisions(data, "analyst", [measure]).withheld
        assert analyst
        assert analyst.keys() <= decisions(data, "public", [measure]).withheld.keys()


def test_a_group_that_is_not_counted_shows_no_mean():
    data = round_of({"x": 3, "y": 60, "z": 80})
    counted = decisions(data, "analyst", [respondents(data)]).withheld
    assert {name.group for name in counted} >= {"x", "y"}
    shown = analysis.estimate(data, ["q1"], ["a"])
    assert {row.group for row in shown if not row.suppressed} == {"z"}


@pytest.mark.parametrize("kind", ["item", "share"])
def test_all_shares_of_an_item_are_withheld_with_its_mean(kind):
    data = round_of(SIZES)
    assert all(each.is_shown for each in distributions.of_round(data, "public"))
    frozen = frozenset({CellName("q1", kind, None, None)})
    held = replace(data, frozen={"public": frozen})
    shown = [each.is_shown for each in distributions.of_round(held, "public")]
    assert shown == [False, True, True]


def test_one_answer_is_not_hidden_alone():
    few = round_of({"x": 12}, {"q1": np.array([4] * 7 + [3] * 5, np.int16)})
    (first, *_) = distributions.of_round(few, "public")
    assert len({row.suppressed for row in first.rows}) == 1


def test_hidden_counts_look_the_same_and_are_never_alone():
    found = shown_counts({"ar": 40, "fr": 12, "en": 2, "sw": 1}, "analyst")
    assert found == {
        "ar": (40, False), "fr": (15, True), "en": (15, True), "sw": (15, True)
    }  # fmt: skip
    assert shown_counts({"ar": 40, "fr": 12}, "analyst", {"fr"}) == {
        "ar": (45, True), "fr": (45, True)
    }  # fmt: skip


def test_checks_of_languages_do_not_count_the_one_of_too_few():
    data = round_of({"x": 160})
    both = soundness.of_round(spoken(data, ar=80, fr=80))
    three = soundness.of_round(spoken(data, ar=80, fr=70, sw=10))
    asked = [row for row in both if row.by == "language" and row.check == "unknown"]
    assert asked
    assert all(row.n == 80 for row in asked)
    versions = [row for row in three if row.by == "language"]
    assert {row.version for row in versions} == {"ar", "fr", "sw"}
    assert all(row.n is None for row in versions)
    assert all(row.value is None for row in versions if row.check == "unknown")
