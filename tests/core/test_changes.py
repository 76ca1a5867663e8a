"""Change between rounds: what the variance of a group's change is."""

import numpy as np
import pytest

from survey_app.core.estimation.changes import Side, changes
from survey_app.core.measurement.frame import Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import lay_out


def side(name, values, inside, psus=None):
    """A round of people of equal weight; each a PSU of their own unless told."""
    alone = [f"{name}-{number}" for number in range(len(values))]
    design, order = lay_out([1.0] * len(values), [""] * len(values), psus or alone)
    members = np.array(inside)[order][:, None]
    return Side(
        name,
        Frame(design, {}, {}, {}, {}, {"enumerator": Fact.of(("",) * len(values))}),
        [Measure("trust", "item", np.array(values, float)[order])],
        Grouping("gender", ("woman",), members, np.ones(len(values), bool)),
    )


def standard_error(earlier, later):
    ((row, _),) = changes(earlier, later, linked=False)
    return row.se


BEFORE = [2.0, 4.0, 7.0, 1.0, 9.0, 3.0, 5.0, 6.0]
AFTER = [3.0, 8.0, 6.0, 2.0, 7.0, 1.0, 4.0, 9.0]
WOMEN = [True, True, False, True, False, False, True, True]


def test_a_group_drawn_alone_is_a_sample_of_its_own():
    """Equal weights: the textbook's two samples, s²/m each."""
    expected = sum(
        np.var([v for v, w in zip(values, WOMEN, strict=True) if w], ddof=1) / 5
        for values in (BEFORE, AFTER)
    )
    found = standard_error(side("1", BEFORE, WOMEN), side("2", AFTER, WOMEN))
    assert found == pytest.approx(expected**0.5, rel=1e-12)


def test_a_group_inside_clusters_keeps_the_full_design():
    clusters = ["a", "a", "b", "b", "c", "c", "d", "d"]
    women = [True, True, False, False, True, False, False, False]
    totals = np.array([2.0 + 4.0, 0.0, 9.0, 0.0])
    parts = (totals - 5.0 * np.array([2, 0, 1, 0])) / 3
    one = 4 / 3 * (parts**2).sum()
    found = standard_error(
        side("1", BEFORE, women, clusters), side("2", BEFORE, women, clusters)
    )
    assert found == pytest.approx((2 * one) ** 0.5, rel=1e-12)
