"""Reliability, differential functioning, vignettes, hidden shares: printed oracles."""

import csv
from pathlib import Path

import numpy as np
import pytest

from survey_app.core.estimation.sensitive import list_difference, list_effects
from survey_app.core.measurement.functioning import (
    functioning,
    log_likelihood,
    unknown_difference,
)
from survey_app.core.measurement.reliability import one_factor, reliability
from survey_app.core.measurement.vignettes import position

REFERENCE = Path(__file__).parent.parent / "reference"


def table(name):
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def digits(text):
    return np.array([[float(sign) for sign in row] for row in text.split()])


ITEMS = [f"A{n}" for n in range(1, 6)] + [f"C{n}" for n in range(1, 6)]
SCALES = {"A": ITEMS[:5], "C": ITEMS[5:], "A+C": ITEMS}
#: The statistic's name in the reference -> ours, and how close an optimiser comes.
STATISTICS = {
    "n": ("n", 0), "alpha_raw": ("alpha", 1e-9), "alpha_std": ("alpha_standardised", 1e-9),
    "alpha_feldt_lo": ("low", 1e-9), "alpha_feldt_hi": ("high", 1e-9),
    "item_rest_r": ("item_rest", 1e-9), "alpha_if_dropped": ("alpha_without", 1e-9),
    "loading_1f": ("loadings", 1e-5), "omega_total_1f": ("omega", 1e-6),
}  # fmt: skip


@pytest.fixture(scope="module")
def big_five():
    rows = table("bfi_items")
    columns = {
        i: [float(r[i]) if r[i] not in ("", "NA") else np.nan for r in rows]
        for i in ITEMS
    }
    for item in ("A1", "C4", "C5"):  # worded the other way round, answered 1 to 6
        columns[item] = [7 - answer for answer in columns[item]]
    return {
        name: reliability(np.column_stack([columns[item] for item in items]))
        for name, items in SCALES.items()
    }


@pytest.mark.parametrize(
    "row",
    table("bfi_items_reliability"),
    ids=lambda r: f"{r['scale']}-{r['statistic']}-{r['item']}",
)
def test_reliability_is_that_of_psych(big_five, row):
    name, tolerance = STATISTICS[row["statistic"]]
    found = getattr(big_five[row["scale"]], name)
    if row["item"]:
        found = found[SCALES[row["scale"]].index(row["item"])]
    assert found == pytest.approx(float(row["value"]), rel=tolerance, abs=tolerance)


def test_alpha_of_the_worked_tables():
    ten = reliability(
        digits("43543 54454 33242 44334 55545 21321 44544 32432 45555 43443")
    )
    assert ten.alpha == pytest.approx(0.9186102, abs=5e-8)
    expected = [0.8751, 0.8963, 0.5859, 0.7343, 0.9337]
    assert ten.item_rest == pytest.approx(expected, abs=5e-5)
    assert ten.verdict == "too_few"
    assert reliability(digits("454 343 555 232")).alpha == pytest.approx(
        0.9795918, abs=5e-8
    )


def test_a_forgotten_reversal_turns_the_item_rest_correlation_negative():
    rng = np.random.default_rng(4)
    people = rng.normal(size=(400, 1))
    scores = np.clip(np.rint(3 + people + rng.normal(size=(400, 4)) / 2), 1, 5)
    sound = reliability(scores)
    assert sound.verdict == "sound"
    scores[:, 2] = 6 - scores[:, 2]
    forgotten = reliability(scores)
    assert forgotten.item_rest[2] < 0 < sound.item_rest[2]
    assert forgotten.verdict == "weak"


def test_items_nobody_varies_on_have_no_reliability():
    same = reliability(np.full((200, 3), 2.0))
    assert np.isnan([same.alpha, same.omega]).all()
    assert same.verdict == "too_few"
    assert reliability(np.empty((0, 3))).verdict == "too_few"


def test_one_factor_gives_back_the_loadings_that_made_the_correlations():
    loadings = np.array([0.9, 0.7, 0.5, 0.3])
    correlation = np.outer(loadings, loadings)
    np.fill_diagonal(correlation, 1.0)
    assert one_factor(correlation) == pytest.approx(loadings, abs=1e-5)


def shifted(shift, n):
    """Two versions of a questionnaire; the first item is `shift` higher in one."""
    rng = np.random.default_rng(11)
    people, version = rng.normal(size=(n, 1)), rng.random(n) < 0.5
    scores = np.clip(np.rint(3 + people + rng.normal(size=(n, 4))), 1, 5)
    scores[version, 0] = np.clip(scores[version, 0] + shift, 1, 5)
    return scores, version


@pytest.mark.parametrize(("n", "method"), [(900, "ordinal"), (240, "matched")])
def test_an_item_that_is_one_point_higher_in_a_language_is_found(n, method):
    scores, version = shifted(1, n)
    found = [functioning(scores, item, version) for item in range(4)]
    assert {each.method for each in found} == {method}
    assert [each.is_flagged for each in found] == [True, False, False, False]
    scores, version = shifted(0, n)
    assert not any(functioning(scores, item, version).is_flagged for item in range(4))


def test_too_few_answers_in_a_version_are_not_judged():
    scores, version = shifted(1, 40)
    found = functioning(scores, 0, version)
    assert found.method == "too_few"
    assert not found.is_flagged


def test_proportional_odds_on_two_levels_is_logistic_regression():
    """A 2x2 table has a closed form: the shares of its rows."""
    levels = np.repeat([0, 1, 0, 1], [30, 10, 20, 40])
    group = np.repeat([0.0, 1.0], [40, 60])[:, None]
    closed = sum(
        n * np.log(n / total) for n, total in ((30, 40), (10, 40), (20, 60), (40, 60))
    )
    assert log_likelihood(levels, group) == pytest.approx(closed, rel=1e-9)
    none = np.empty((100, 0))
    assert log_likelihood(levels, none) == pytest.approx(100 * np.log(0.5), rel=1e-12)


def test_do_not_know_is_compared_among_those_asked():
    asked = np.array([True] * 8 + [False] * 4)
    unknown = np.array(
        [True, True, False, False, False, False, True, False] + [True] * 4
    )
    version = np.array([True] * 4 + [False] * 4 + [True] * 4)
    assert unknown_difference(unknown, asked, version) == pytest.approx(0.25)
    assert np.isnan(unknown_difference(unknown, asked, ~asked))


def test_the_places_among_two_vignettes_are_those_of_king_and_wand():
    """The thirteen orderings of their table 1."""
    straight = [(1, 2, 3), (2, 2, 3), (2.5, 2, 3), (3, 2, 3), (4, 2, 3)]
    tied = [(1, 2, 2), (2, 2, 2), (3, 2, 2)]
    inverted = [(1, 3, 2), (2, 3, 2), (2.5, 3, 2), (3, 3, 2), (4, 3, 2)]
    found = [position(own, pair) for own, *pair in straight + tied + inverted]
    assert found[:5] == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]
    assert found[5:8] == [(1, 1), (2, 4), (5, 5)]
    assert found[8:] == [(1, 1), (1, 4), (1, 5), (2, 5), (5, 5)]


def counts(*people):
    return np.repeat(np.arange(len(people)), people)


CONTROL = counts(8, 132, 222, 227)
FAMILY, AFFIRM = counts(19, 123, 229, 219, 34), counts(9, 78, 172, 184, 139)


@pytest.mark.parametrize(
    ("treatment", "share", "se"),
    [(FAMILY, 0.067797, 0.049578), (AFFIRM, 0.494740, 0.054252)],
)
def test_the_list_experiment_of_1991(treatment, share, se):
    found = list_difference(CONTROL, treatment)
    assert (found.share, found.se) == pytest.approx((share, se), abs=5e-7)
    assert found.n == len(CONTROL) + len(treatment)


def test_the_table_of_design_effects_of_1991():
    found = list_effects(CONTROL, FAMILY, 3)
    assert found.with_it == pytest.approx([-0.0169, 0.0101, 0.0200, 0.0545], abs=5e-5)
    assert found.without_it == pytest.approx([0.0304, 0.2140, 0.3569, 0.3309], abs=5e-5)
    assert found.se_with[0] == pytest.approx(0.0084, abs=5e-5)
    assert found.p == pytest.approx(0.044, abs=5e-4)
    assert list_effects(CONTROL, AFFIRM, 3).p == pytest.approx(0.79, abs=5e-3)
    total = found.with_it.sum() + found.without_it.sum()
    assert total == pytest.approx(1.0)
