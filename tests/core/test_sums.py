"""Sums that add up: over any parts, in any order, whatever the blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.estimation import blocks
from survey_app.core.estimation.moments import moments, variance
from survey_app.core.estimation.sums import sums, sums_of
from survey_app.core.measurement.values import MeanOf, block, coded, valid
from survey_app.core.sampling.design import Design, lay_out

FIELDS = ("weight", "total", "members", "square", "n")


def sample(rows, seed=0, psus=7):
    """Return design (rows sorted), values with gaps, and overlapping domains."""
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.5, 3, rows) * (rng.random(rows) > 0.1)
    psu = rng.integers(0, psus, rows)
    design, _ = lay_out(weights, [f"s{p % 3}" for p in psu], [f"p{p}" for p in psu])
    values = rng.choice([0.0, 2.5, 5.0, 7.5, 10.0, np.nan], (rows, 4))
    return design, values, rng.random((rows, 3)) < 0.5


def reordered(design, order):
    return Design(
        design.weights[order],
        design.psu[order],
        design.psus,
        design.stratum,
        design.population,
    )


def same(one, other):
    for name in FIELDS:
        assert getattr(one, name) == pytest.approx(
            getattr(other, name), rel=1e-12, abs=1e-12
        )


def by_hand(design, values, domains):
    """Return weight and total of every PSU, domain and measure, one by one."""
    shape = (len(design.psus), domains.shape[1], values.shape[1])
    weight, total = np.zeros(shape), np.zeros(shape)
    for row, psu in enumerate(design.psu):
        for d in np.flatnonzero(domains[row]):
            for k in np.flatnonzero(~np.isnan(values[row])):
                weight[psu, d, k] += design.weights[row]
                total[psu, d, k] += design.weights[row] * values[row, k]
    return weight, total


def test_sums_are_those_counted_one_by_one():
    design, values, domains = sample(300)
    found = sums(design, values, domains)
    weight, total = by_hand(design, values, domains)
    assert found.weight == pytest.approx(weight, rel=1e-12)
    assert found.total == pytest.approx(total, rel=1e-12)
    inside = domains & (design.weights > 0)[:, None]
    answered = ~np.isnan(values)
    assert found.n.tolist() == (inside.T.astype(int) @ answered).tolist()
    weighted = (domains * design.weights[:, None]).T
    squares = np.nan_to_num(values) ** 2
    assert found.square == pytest.approx(weighted @ squares, rel=1e-12)
    assert found.members.sum(axis=0) == pytest.approx(weighted.sum(axis=1))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200), st.integers(0, 99), st.data())
def test_the_sums_of_parts_add_up_to_the_whole(rows, seed, data):
    design, values, domains = sample(rows, seed)
    part = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))
    )
    whole = sums(design, values, domains)
    parts = [
        sums(
            reordered(design, part == each), values[part == each], domains[part == each]
        )
        for each in range(4)
    ]
    for name in FIELDS:
        added = sum(getattr(each, name) for each in parts)
        assert added == pytest.approx(getattr(whole, name), rel=1e-12, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(0, 99), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, seed, random):
    design, values, domains = sample(rows, seed)
    order = list(range(rows))
    random.shuffle(order)
    shuffled = sums(reordered(design, order), values[order], domains[order])
    same(sums(design, values, domains), shuffled)


@pytest.mark.parametrize("size", [1, 16, 100])
def test_the_size_of_blocks_does_not_matter(monkeypatch, size):
    design, values, domains = sample(500)
    whole = sums(design, values, domains)
    monkeypatch.setattr(blocks, "BLOCK", size)
    same(whole, sums(design, values, domains))


def test_a_large_cluster_is_multiplied_in_pieces(monkeypatch):
    design, values, domains = sample(500, psus=2)
    whole = sums(design, values, domains)
    monkeypatch.setattr(blocks, "ONE_THREAD", 1)
    same(whole, sums(design, values, domains))


def test_statistics_of_shuffled_rows_are_the_same():
    design, values, domains = sample(400)
    order = np.random.default_rng(5).permutation(400)
    found = []
    for own, rows in ((design, np.arange(400)), (reordered(design, order), order)):
        each = moments(sums(own, values[rows], domains[rows]), own)
        found.append((each.mean, variance(each.parts, own)))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-12)
    assert found[0][1] == pytest.approx(found[1][1], rel=1e-12)


def test_codes_are_worth_what_their_table_says():
    codes = np.array([0, 1, 2, -1, -2, -3], np.int8)
    column = coded(codes, [0.0, 5.0, 10.0])
    assert block([column])[0].tolist()[:3] == [0, 5, 10]
    assert valid([column])[0].tolist() == [True] * 3 + [False] * 3
    assert block([column], np.array([2, 0]))[0].tolist() == [10, 0]
    assert len(column) == 6


def test_a_mean_of_columns_is_read_row_by_row():
    one = coded(np.array([0, 1, -1], np.int8), [0.0, 10.0])
    other = np.array([4.0, np.nan, np.nan])
    mean = MeanOf((one, other), least=1)
    assert block([mean, one])[0].tolist()[:2] == [2, 10]
    assert np.isnan(block([mean])[0][2])
    assert block([MeanOf((one, other), least=2)], slice(1, 2)).shape == (1, 1)


def test_columns_give_the_sums_of_their_values():
    design, _, domains = sample(300)
    codes = np.random.default_rng(2).integers(-3, 3, (2, 300)).astype(np.int8)
    columns = [coded(each, [0.0, 5.0, 10.0]) for each in codes]
    columns.append(MeanOf(tuple(columns), least=2))
    same(sums_of(design, columns, domains), sums(design, block(columns).T, domains))
