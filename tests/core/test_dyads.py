"""How groups see each other: by hand, by a second route, and what is withheld."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.estimation import dyads
from survey_app.core.estimation.rows import DyadRow
from survey_app.core.measurement.frame import FACTS, Fact, Frame
from survey_app.core.measurement.groups import Grouping
from survey_app.core.measurement.scoring import Measure
from survey_app.core.sampling.design import lay_out

GROUPS = ("a", "b", "c", "d", "e")


def survey(seed=5, psus=40, size=1600):
    """Return everything `dyads.matrix` takes: five groups, three targets drawn each."""
    draw = np.random.default_rng(seed)
    design, order = lay_out(
        list(draw.uniform(1, 3, size)),
        [str(i % psus % 4) for i in range(size)],
        [str(i % psus) for i in range(size)],
    )
    own = draw.choice(5, size, p=[0.3, 0.25, 0.2, 0.15, 0.1])[order]
    members = own[:, None] == np.arange(5)
    lots = np.where(members, 9.0, draw.random((size, 5)))
    drawn = lots.argsort(axis=1).argsort(axis=1) < 3
    about = {}
    for b, group in enumerate(GROUPS):
        level = 5 - 2.0 * ((own == 1) & (b == 0))
        values = np.where(drawn[:, b], level + draw.normal(0, 2, size), np.nan)
        about[group] = Measure(f"T:{group}", "item", values)
    frame = Frame(design, {}, {}, {}, {}, dict.fromkeys(FACTS, Fact.of([""] * size)))
    grouping = Grouping("g", GROUPS, members, np.ones(size, bool))
    return frame, grouping, about, drawn


def found(least=20, **changes):
    frame, grouping, about, drawn = survey()
    matrix = dyads.matrix("T", frame, grouping, changes.get("about", about), drawn)
    shown = matrix.ratings.n >= least
    rows = dyads.rows("1", matrix, shown)
    return matrix, {(row.kind, row.group, row.about): row for row in rows}


def by_hand(weights):
    """Return the ratings, received trust and bridging index of plain columns."""
    _, grouping, about, _ = survey()
    could = 4 / 3
    ratings = np.full((5, 5), np.nan)
    for a in range(5):
        for b, group in enumerate(GROUPS):
            y = about[group].values
            use = grouping.members[:, a] & ~np.isnan(y)
            if use.any():
                ratings[a, b] = np.average(y[use], weights=weights[use] * could)
    share = weights @ grouping.members / weights.sum()
    off = ~np.eye(5, dtype=bool)
    known = np.where(off, ratings, 0)
    received = (off * share[:, None] * known).sum(0) / (off * share[:, None]).sum(0)
    outer = np.outer(share, share) * off
    return ratings, received, (outer * known).sum() / outer.sum()


def test_the_matrix_and_its_summaries_by_hand():
    frame, *_ = survey()
    _, rows = found()
    ratings, received, bridging = by_hand(frame.design.weights)
    assert rows["cell", "b", "a"].mean == pytest.approx(ratings[1, 0], rel=1e-12)
    assert rows["received", None, "a"].mean == pytest.approx(received[0], rel=1e-12)
    assert rows["bridging", None, None].mean == pytest.approx(bridging, rel=1e-12)
    row = rows["cell", "a", "b"]
    assert row.asymmetry == pytest.approx(ratings[0, 1] - ratings[1, 0], rel=1e-12)
    assert row.mutual == pytest.approx(min(ratings[0, 1], ratings[1, 0]), rel=1e-12)
    assert row.back == rows["cell", "b", "a"].mean


def test_errors_agree_with_the_jackknife():
    frame, *_ = survey()
    design = frame.design
    _, rows = found()
    whole = by_hand(design.weights)
    squares = np.zeros(3)
    for psu, stratum in enumerate(design.stratum):
        count = int(design.psus_in[stratum])
        scale = np.where(design.stratum == stratum, count / (count - 1), 1.0)
        scale[psu] = 0.0
        each = by_hand(design.weights * scale[design.psu])
        off = np.array(
            [
                each[0][0, 1] - each[0][1, 0] - (whole[0][0, 1] - whole[0][1, 0]),
                each[1][0] - whole[1][0],
                each[2] - whole[2],
            ]
        )
        squares += (count - 1) / count * off**2
    ours = (
        rows["cell", "a", "b"].asymmetry_se,
        rows["received", None, "a"].se,
        rows["bridging", None, None].se,
    )
    assert ours == pytest.approx(np.sqrt(squares), rel=0.06)


def test_a_rating_weighs_by_the_chance_its_target_had():
    """Somebody of two groups can be asked about fewer others, so counts for less."""
    frame, grouping, about, drawn = survey()
    both = grouping.members.copy()
    both[:, 1] |= both[:, 0]  # whoever is in a is in b too
    drawn = drawn & ~both
    matrix = dyads.matrix("T", frame, replace(grouping, members=both), about, drawn)
    y = about["c"].values
    use = both[:, 1] & ~np.isnan(y) & (drawn.sum(axis=1) > 0)
    factor = (~both).sum(axis=1) / np.maximum(drawn.sum(axis=1), 1)
    weights = (frame.design.weights * factor)[use]
    assert matrix.ratings.mean[1, 2] == pytest.approx(
        np.average(y[use], weights=weights), rel=1e-12
    )


def test_planted_asymmetry_is_found_once_for_each_direction():
    _, rows = found()
    asymmetric = {key[1:] for key, row in rows.items() if row.verdict == "asymmetric"}
    assert asymmetric == {("a", "b"), ("b", "a")}
    assert rows["cell", "a", "b"].p_adjusted == rows["cell", "b", "a"].p_adjusted


def test_a_cell_goes_with_its_mirror():
    matrix, rows = found(least=int(np.sort(survey_n())[3]))
    for a in GROUPS:
        for b in GROUPS:
            if a != b:
                hidden = rows["cell", a, b].suppressed
                assert hidden == rows["cell", b, a].suppressed
    assert sum(row.suppressed for row in rows.values()) >= 2
    assert matrix.of == "T"


def survey_n():
    matrix, _ = found()
    n = matrix.ratings.n
    return n[~np.eye(5, dtype=bool)]


def test_where_nothing_may_be_shown_nothing_is():
    _, rows = found(least=10_000)
    assert all(row.suppressed for row in rows.values())
    assert {row.mean for row in rows.values()} == {None}


def test_nobody_is_asked_about_their_own_unless_the_survey_did():
    _, rows = found()
    assert not [key for key in rows if key[0] == "own_preference"]
    frame, grouping, about, _ = survey()
    own = {
        g: replace_values(
            about[g], np.where(grouping.members[:, i], 8.0, about[g].values)
        )
        for i, g in enumerate(GROUPS)
    }
    matrix = dyads.matrix("T", frame, grouping, own, None)
    rows = dyads.rows("1", matrix, np.ones((5, 5), bool))
    (row,) = [r for r in rows if (r.kind, r.group) == ("own_preference", "c")]
    others = [matrix.ratings.mean[2, b] for b in (0, 1, 3, 4)]
    assert row.mean == pytest.approx(8 - np.mean(others), rel=1e-12)
    assert row.se > 0


def replace_values(measure, values):
    return Measure(measure.of, "item", values)


CELL = DyadRow("1", "T", "cell", "a", "b", asymmetry=-1.2, p_adjusted=0.01)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "asymmetric"),
        ({"asymmetry": -0.9}, "no_clear_gap"),
        ({"p_adjusted": 0.05}, "no_clear_gap"),
        ({"p_adjusted": None}, "too_few"),
    ],
)
def test_verdicts_on_asymmetry(change, verdict):
    assert dyads.judged(replace(CELL, **change)).verdict == verdict
