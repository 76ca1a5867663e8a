"""What a gap or a change may be called, and from when on."""

from dataclasses import replace

import pytest

from survey_app.core.estimation import changes, gaps
from survey_app.core.estimation.rows import (
    ChangeRow,
    EstimateRow,
    GapChangeRow,
    GapRow,
    adjusted,
    hidden,
    to_dict,
)

GAP = GapRow(
    "1",
    "PL1",
    "gender",
    "woman",
    100,
    4.0,
    5.5,
    -1.5,
    0.3,
    40,
    -2.1,
    -0.9,
    0.001,
    0.01,
    -0.6,
    "",
)
CHANGE = ChangeRow(
    "PL1", None, None, "1", "2", 500, 500, 5.0, 4.0, -1.0, 0.2, 40, -1.4, -0.6, 0.001,
    0.01, "", None, None, None, "new_clusters",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "behind"),
        ({"gap": 1.5}, "ahead"),
        ({"gap": -0.99}, "no_clear_gap"),
        ({"p_adjusted": 0.05}, "no_clear_gap"),
        ({"n": 29}, "too_few"),
        ({"p_adjusted": None}, "too_few"),
        ({"gap": None}, "too_few"),
    ],
)
def test_verdicts_on_gaps(change, verdict):
    assert gaps.judged(replace(GAP, **change), is_number=False).verdict == verdict


@pytest.mark.parametrize(
    ("standardised", "verdict"), [(-0.6, "behind"), (0.39, "no_clear_gap")]
)
def test_a_number_is_judged_in_standard_deviations(standardised, verdict):
    row = replace(GAP, gap=-0.01, standardised=standardised)
    assert gaps.judged(row, is_number=True).verdict == verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "worse"),
        ({"change": 1.0}, "better"),
        ({"change": -0.49, "p_adjusted": 0.01}, "cannot_tell"),
        ({"change": -0.1, "p_adjusted": 0.6}, "stable"),
        ({"change": -0.1, "se": 0.25, "p_adjusted": 0.7}, "cannot_tell"),
        ({"change": -1.0, "p_adjusted": 0.05}, "cannot_tell"),
        ({"change": None}, "too_few"),
        ({"df": 0}, "too_few"),
    ],
)
def test_verdicts_on_changes(change, verdict):
    assert changes.judged(replace(CHANGE, **change)).verdict == verdict


def test_stable_needs_both_one_sided_tests():
    """method: D = -0.1, SE = 0.2, ±0.5 leaves p = .02275 on the worse side."""
    row = replace(CHANGE, change=-0.1, se=0.2, p_adjusted=0.6, df=10_000)
    assert changes.judged(row).verdict == "stable"
    assert changes.judged(replace(row, se=0.245)).verdict == "cannot_tell"


def test_holm_counts_the_rows_that_are_shown():
    rows = [replace(GAP, p=0.01), hidden(GAP), replace(GAP, p=0.04)]
    assert [row.p_adjusted for row in adjusted(rows)] == [0.02, None, 0.04]


@pytest.mark.parametrize("row", [GAP, CHANGE])
def test_a_hidden_row_keeps_its_name_alone(row):
    found = to_dict(hidden(row))
    told = {key for key, value in found.items() if value is not None}
    assert told <= {
        "round",
        "of",
        "by",
        "group",
        "from",
        "to",
        "design",
        "verdict",
        "suppressed",
    }
    assert found["verdict"] == "too_few"
    assert found["suppressed"] is True


def test_the_keys_are_the_contracts():
    """The public interface: keys and their order never change."""
    estimate = EstimateRow("1", "a", "item", None, None, 1, 1, 1, 1, 1, 1, 1)
    assert " ".join(to_dict(estimate)) == (
        "round of kind by group n mean se df ci_low ci_high deff suppressed"
    )
    assert " ".join(to_dict(GAP)) == (
        "round of by group n mean rest_mean gap se df ci_low ci_high p p_adjusted "
        "standardised verdict suppressed"
    )
    assert " ".join(to_dict(CHANGE)) == (
        "of by group from to n_from n_to mean_from mean_to change se df ci_low ci_high "
        "p p_adjusted verdict gap_change gap_change_se gap_change_p design suppressed"
    )


WIDER = GapChangeRow(
    "PL1", "g", "a", "b", "1", "2", -1.0, -2.0, -1.0, 0.2, 40, -1.4, -0.6, 0.001, 0.01,
    "", "mixed",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "widened"),
        ({"gap_from": -2.0, "gap_to": -1.0, "gap_change": 1.0}, "narrowed"),
        ({"gap_change": -0.1, "p_adjusted": 0.6}, "stable"),
        ({"p_adjusted": 0.05}, "cannot_tell"),
        ({"gap_change": None}, "too_few"),
    ],
)
def test_verdicts_on_the_change_of_a_gap(change, verdict):
    found = changes.judged_gap(replace(WIDER, **change), relevant=0.5)
    assert found.verdict == verdict
