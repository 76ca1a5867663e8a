"""Needs are what is missing times what matters; risks rise while their alert is open."""

from dataclasses import replace
from datetime import date

import pytest

from survey_app.core.warning.decisions import decision_problems
from survey_app.core.warning.needs import (
    Panel,
    Rating,
    agreement,
    needs,
    panel_problems,
)
from survey_app.core.warning.risks import Risk, risk_problems, standing

TODAY = date(2026, 3, 2)
FLOOD = Risk("Flood", 4, 5, "elders", date(2026, 3, 1), rule_id="rain")


def panel(*scores, name="staff", priority=2):
    ratings = {f"IN{n}": Rating(score, priority) for n, score in enumerate(scores, 1)}
    return Panel("Office", name, ratings)


def test_needs_of_several_panels_are_averaged_and_sorted():
    found = needs([panel(0, 3, 1), panel(2, 3, 1, name="citizens", priority=3)])
    assert [(each.item, each.score, each.need) for each in found] == [
        ("IN3", 1.0, 5.0), ("IN1", 1.0, 4.5), ("IN2", 3.0, 0.0)
    ]  # fmt: skip


def test_agreement_is_cohens_kappa_with_quadratic_weights():
    assert agreement(panel(0, 1, 2, 3), panel(0, 1, 2, 3)) == 1
    assert agreement(panel(0, 3), panel(3, 0)) == pytest.approx(-1)
    # Worked by hand: observed (0+1+0+1)/4, expected over all 16 pairs 32/16.
    assert agreement(panel(0, 1, 2, 3), panel(0, 2, 2, 2)) == pytest.approx(1 - 0.5 / 2)
    assert agreement(panel(1, 1), panel(1, 1)) is None
    assert agreement(panel(1), Panel("Office", "x", {"IN9": Rating(1, 1)})) is None


def test_every_fault_of_a_form():
    bad = Panel(" ", "", {"IN1": Rating(4, 1), "IN2": Rating(1, 0)})
    codes = [each.code for each in panel_problems(bad)]
    assert codes == [
        "needs.no_institution",
        "needs.no_panel",
        "needs.rating",
        "needs.rating",
    ]
    assert [each.code for each in panel_problems(panel())] == ["needs.no_ratings"]


@pytest.mark.parametrize(
    ("risk", "ringing", "expected"),
    [
        (FLOOD, (), (20, False, True)),
        (FLOOD, ("rain",), (25, True, True)),
        (replace(FLOOD, likelihood=5), ("rain",), (25, True, True)),
        (replace(FLOOD, rule_id=""), ("",), (20, False, True)),
        (replace(FLOOD, review_on=TODAY), (), (20, False, False)),
        (replace(FLOOD, is_open=False), (), (20, False, False)),
    ],
)
def test_how_a_risk_stands(risk, ringing, expected):
    found = standing(risk, ringing, TODAY)
    assert (found.score, found.is_raised, found.is_overdue) == expected


def test_every_fault_of_a_risk_and_of_a_decision():
    codes = [each.code for each in risk_problems(Risk("", 0, 6, " ", TODAY))]
    assert codes == ["risk.no_title", "risk.no_owner", "risk.level", "risk.level"]
    assert risk_problems(FLOOD) == []
    found = [each.facts["part"] for each in decision_problems("x", "", " ")]
    assert found == ["decision", "responsible"]
