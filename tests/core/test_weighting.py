from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.estimation.calibrated import cross
from survey_app.core.estimation.moments import moments, variance
from survey_app.core.estimation.sums import Domains, sums
from survey_app.core.sampling.design import lay_out
from survey_app.core.sampling.weighting import (
    Margin,
    Weighting,
    adjusted_for_nonresponse,
    calibrated,
    kish,
    limit,
    problems,
    rake,
    trim,
    weigh,
)
from survey_app.errors import Rejected, Unanswerable


def margin(by, codes, population, groups="abcdef"):
    people = np.array(population, dtype=float)
    return Margin(by, tuple(groups[: len(people)]), people, np.array(codes))


@st.composite
def samples(draw):
    """A sample with somebody in every crossing, its base weights, and two margins."""
    sizes = draw(st.tuples(st.integers(2, 4), st.integers(2, 3)))
    cells = [(a, b) for a in range(sizes[0]) for b in range(sizes[1])]
    extra = draw(st.lists(st.sampled_from(cells), max_size=30))
    rows = np.array(cells + extra)
    positive = st.floats(0.5, 20.0)
    weights = draw(st.lists(positive, min_size=len(rows), max_size=len(rows)))
    people = [
        np.array(draw(st.lists(positive, min_size=size, max_size=size)))
        for size in sizes
    ]
    margins = [
        margin(by, rows[:, place], 1000 * own / own.sum())
        for place, (by, own) in enumerate(zip(("sex", "age"), people, strict=True))
    ]
    return np.array(weights), margins


@given(samples())
@settings(max_examples=60, deadline=None)
def test_raked_weights_add_up_to_every_margin(sample):
    weights, margins = sample
    raked = rake(weights, margins)
    for each in margins:
        assert each.totals(raked.weights) == pytest.approx(each.population, rel=1e-11)
    # The margins change weights by a factor per group of each margin, nothing else.
    factor = np.log(raked.weights / weights)
    sex, age = (each.codes for each in margins)
    corner = {
        (a, b): factor[(sex == a) & (age == b)][0] for a in (0, 1) for b in (0, 1)
    }
    assert corner[0, 0] + corner[1, 1] == pytest.approx(
        corner[0, 1] + corner[1, 0], abs=1e-9
    )


@given(st.lists(st.floats(0.1, 100.0), min_size=3, max_size=40), st.floats(1.5, 6.0))
@settings(max_examples=80, deadline=None)
def test_no_trimmed_weight_is_above_the_limit_and_the_sum_stays(weights, times):
    weights = np.array(weights)
    try:
        trimmed = trim(weights, times)
    except Unanswerable:
        assert weights.mean() > limit(weights, times)
        return
    assert trimmed.max() <= limit(weights, times) * (1 + 1e-9)
    assert trimmed.sum() == pytest.approx(weights.sum(), rel=1e-9)
    assert (trimmed >= np.minimum(weights, limit(weights, times)) - 1e-9).all()


def test_trimming_rakes_once_more_and_counts_what_it_cut():
    codes = [0] * 9 + [1] * 10
    age = [0, 1] * 9 + [0]
    base = np.array([1.0] * 18 + [30.0])
    margins = (
        margin("sex", codes, [400, 600]),
        margin("age", age, [500, 500]),
    )
    plain = weigh(base, Weighting(margins))
    done = weigh(base, Weighting(margins, trim=3.0))
    assert (plain.trimmed, done.trimmed) == (0, 1)
    assert done.weights.max() < plain.weights.max()
    for each in margins:
        assert each.totals(done.weights) == pytest.approx(each.population, rel=1e-11)


def test_one_margin_is_post_stratification():
    weights = np.array([1.0, 3.0, 2.0, 2.0])
    raked = rake(weights, [margin("sex", [0, 0, 1, 1], [8, 2])])
    assert raked.weights.tolist() == [2.0, 6.0, 1.0, 1.0]


def test_those_who_answered_stand_for_all_who_were_chosen():
    weights = np.array([2.0, 2.0, 0.0, 1.0])
    chosen = margin("village", [0, 0, 0, 1], [6, 3])
    assert adjusted_for_nonresponse(weights, chosen).tolist() == [6.0, 6.0, 0.0, 3.0]


def test_kish_of_equal_weights_is_one():
    assert kish(np.full(7, 3.2)) == pytest.approx((1.0, 7.0))


def test_every_fault_of_the_margins_is_named_at_once():
    weights = np.array([1.0, 1.0, 0.0])
    how = Weighting(
        (
            margin("sex", [0, 0, 1], [500, 500]),
            margin("age", [0, 1, 1], [400, 500]),
        ),
        sampled=(margin("village", [0, 0, 0], [1]),),
    )
    found = [(each.where, each.code) for each in problems(weights, how)]
    assert found == [
        ("sex", "weights.empty_group"),
        ("age", "weights.totals_differ"),
        ("village", "weights.more_than_sampled"),
    ]
    with pytest.raises(Rejected):
        weigh(weights, how)


def test_margins_that_contradict_each_other_are_refused_by_name():
    """Nobody is (a, b) or (b, a), so both margins must be equal; they are not."""
    both = [0, 0, 1, 1]
    margins = [margin("sex", both, [700, 300]), margin("age", both, [300, 700])]
    with pytest.raises(Unanswerable) as refused:
        rake(np.ones(4), margins)
    assert refused.value.code == "weights.not_converged"
    assert refused.value.facts["by"] == "sex"


def test_weights_cannot_be_trimmed_below_their_mean():
    with pytest.raises(Unanswerable) as refused:
        trim(np.array([1.0, 1.0, 1.0, 100.0]), 2.0)
    assert refused.value.code == "weights.trim_too_low"


def clustered(seed=7):
    """40 villages of 6 in 4 strata: an outcome that depends on sex and village."""
    rng = np.random.default_rng(seed)
    psu = np.repeat(np.arange(40), 6)
    strata = [f"s{c // 10}" for c in psu]
    weights = rng.uniform(1, 5, 240)
    design, order = lay_out(weights, strata, [f"p{c:02}" for c in psu])
    sex, age = rng.integers(0, 2, 240), rng.integers(0, 3, 240)
    group = rng.integers(0, 3, 240)
    values = 5 + 2 * sex + 0.5 * age - group + rng.normal(0, 1, 40)[psu]
    values = values + rng.normal(0, 1, 240)
    margins = [
        margin("sex", sex[order], [520, 480]),
        margin("age", age[order], [300, 450, 250]),
    ]
    return design, values[order], group[order], margins


def weighted(design, margins):
    return calibrated(design, weigh(design.weights, Weighting(tuple(margins))), margins)


def parts_of(design, values, domains):
    table = sums(design, values[:, None], domains)
    found = moments(table, design, cross(design, [values], Domains((domains,))))
    return found.mean[:, 0], found.parts[:, :, 0]


def test_a_gap_has_the_variance_of_its_residuals():
    """Two routes: PSU sums and slopes, and a regression on all rows at once."""
    design, values, group, margins = clustered()
    design = weighted(design, margins)
    domains = np.column_stack([group == 0, group != 0])
    mean, parts = parts_of(design, values, domains)
    w, base = design.weights, design.calibration.base
    influence = np.zeros(len(values))
    for place, sign in ((0, 1), (1, -1)):
        inside = domains[:, place]
        influence += sign * inside * (values - mean[place]) / (w * inside).sum()
    x = np.column_stack(
        [(m.codes == g).astype(float) for m in margins for g in range(len(m.groups))]
    )
    root = np.sqrt(base)[:, None]
    slopes = np.linalg.lstsq(x * root, influence * root[:, 0], rcond=None)[0]
    residual = w * (influence - x @ slopes)
    by_psu = np.bincount(design.psu, residual)[:, None]
    ours = variance((parts[:, 0] - parts[:, 1])[:, None], design)
    assert ours[0] == pytest.approx(variance(by_psu, design)[0], rel=1e-10)


def test_linearised_and_jackknife_variance_agree():
    """Leave out a village, rake again, and look how far the gap moves."""
    design, values, group, margins = clustered()
    domains = np.column_stack([group == 0, group != 0])
    raked = weighted(design, margins)
    (inside, rest), parts = parts_of(raked, values, domains)
    linear = variance((parts[:, 0] - parts[:, 1])[:, None], raked)[0]
    jackknife = 0.0
    for psu in range(len(design.psus)):
        kept = np.where(design.psu == psu, 0.0, 1.0)
        same = design.stratum[design.psu] == design.stratum[psu]
        left = replace(
            design, weights=design.weights * kept * np.where(same, 10 / 9, 1)
        )
        weights = weigh(left.weights, Weighting(tuple(margins))).weights
        means = [np.average(values[d], weights=weights[d]) for d in domains.T]
        jackknife += 0.9 * (means[0] - means[1] - (inside - rest)) ** 2
    assert linear == pytest.approx(jackknife, rel=0.1)
    fixed = replace(raked, calibration=None)
    _, plain = parts_of(fixed, values, domains)
    assert variance((plain[:, 0] - plain[:, 1])[:, None], fixed)[0] > 1.05 * linear


def test_a_change_between_raked_rounds_of_the_same_villages_jackknifed():
    """Leave a village out of both rounds, rake both again, look how the change moves."""
    first, second = clustered(3), clustered(4)
    rounds = [
        (design, values, margins) for design, values, _, margins in (first, second)
    ]
    everyone = np.ones((240, 1), dtype=bool)
    means, parts = [], []
    for design, values, margins in rounds:
        mean, own = parts_of(weighted(design, margins), values, everyone)
        means.append(mean[0])
        parts.append(own)
    # Both designs have the same villages in the same order.
    linear = variance(parts[1] - parts[0], first[0])[0]
    jackknife = 0.0
    for psu in range(40):
        change = 0.0
        for sign, (design, values, margins) in zip((-1, 1), rounds, strict=True):
            kept = np.where(design.psu == psu, 0.0, 1.0)
            same = design.stratum[design.psu] == design.stratum[psu]
            base = design.weights * kept * np.where(same, 10 / 9, 1)
            again = weigh(base, Weighting(tuple(margins))).weights
            change += sign * np.average(values, weights=again)
        jackknife += 0.9 * (change - (means[1] - means[0])) ** 2
    assert linear == pytest.approx(jackknife, rel=0.1)


def test_the_mean_of_what_was_raked_to_is_known_exactly():
    design, _, _, margins = clustered()
    design = weighted(design, margins)
    everyone = np.ones((240, 1), dtype=bool)
    mean, parts = parts_of(design, (margins[0].codes == 0).astype(float), everyone)
    assert mean[0] == pytest.approx(0.52, rel=1e-12)
    assert variance(parts, design)[0] == pytest.approx(0, abs=1e-20)
