"""Which cells may be shown to whom."""

from dataclasses import replace

import pytest

from survey_app.core.disclosure.door import Decisions, protected
from survey_app.core.disclosure.rules import RULES, may_show, rounded_mean
from survey_app.core.estimation.cells import Cell
from survey_app.core.estimation.rows import EstimateRow

PUBLIC, ANALYST = RULES["public"], RULES["analyst"]
FINE = Cell(n=40, psus=4, rest=60, enumerators=3, is_group=True)


@pytest.mark.parametrize(
    ("change", "public", "analyst"),
    [
        ({}, True, True),
        ({"n": 10}, True, True),
        ({"n": 9}, False, True),
        ({"n": 5}, False, True),
        ({"n": 4}, False, False),
        ({"n": 0}, False, False),
        ({"rest": 9}, False, True),
        ({"rest": 4}, False, False),
        ({"rest": 0}, True, True),
        ({"psus": 1}, False, True),
        ({"enumerators": 1}, False, True),
        ({"enumerators": None}, True, True),
        ({"n": 29, "agreement": 0.9}, False, True),
        ({"n": 19, "is_sensitive": True}, False, False),
        ({"n": 20, "is_sensitive": True}, True, True),
        ({"rest": 19, "is_sensitive": True}, False, False),
        ({"n": 19, "is_sensitive": True, "is_group": False}, True, True),
    ],
)
def test_the_least_a_cell_needs(change, public, analyst):
    cell = replace(FINE, **change)
    assert may_show(cell, PUBLIC) is public
    assert may_show(cell, ANALYST) is analyst


ROW = EstimateRow(
    "1", "a", "item", "by", "g", 43, 5.1234, 0.2345, 9, 4.5678, 5.6789, 1.234
)


def shown(row, rules):
    (found,) = protected([(row, [FINE])], [Decisions(rules)])
    return found


def test_a_row_on_two_cells_needs_both():
    small = replace(FINE, n=3)
    (row,) = protected([(ROW, [FINE, small])], [Decisions(ANALYST)])
    assert row.suppressed


def test_the_analyst_sees_exact_numbers():
    assert shown(ROW, ANALYST) == ROW


def test_the_public_sees_rounded_numbers():
    row = shown(ROW, PUBLIC)
    assert (row.n, row.mean, row.se, row.ci_low, row.deff) == (45, 5.1, 0.23, 4.6, 1.2)


@pytest.mark.parametrize(("n", "share"), [(43, 0.35), (50, 0.37)])
def test_a_public_share_is_coarser_the_fewer_answered(n, share):
    row = replace(ROW, kind="share", n=n, mean=0.3678)
    assert shown(row, PUBLIC).mean == share


def fitting(mean, near, shown_n):
    """Return the numbers of people near a shown one with whom whole sums give a mean."""
    return [
        n
        for n in range(shown_n - 4, shown_n + 5)
        if any(abs(total / n - mean) <= near for total in range(20 * n))
    ]


@pytest.mark.parametrize(
    ("n", "total", "perturbed"), [(8, 90, 9), (12, 95, 14), (20, 185, 19)]
)
def test_a_mean_shown_exactly_would_betray_how_many_there_are(n, total, perturbed):
    """The handbook's attack on perturbed counts finds one fit; rounded means, many."""
    exact = fitting(total / n, 1e-9, perturbed)
    assert min(exact, key=lambda fit: abs(fit - perturbed)) == n
    assert len(exact) <= 2
    assert len(fitting(rounded_mean("number", total / n, n), 0.05, perturbed)) > 4
