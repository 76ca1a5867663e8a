import shutil

import pytest


@pytest.fixture
def valley(cli, world_file, tmp_path):
    shutil.copy(world_file, cli.database)
    (tmp_path / "m.csv").write_text(
        "grouping,group,population\ngender,woman,30\ngender,man,70\n"
    )
    cli.margins = tmp_path / "m.csv"
    return cli


def test_the_design_of_a_round_and_what_its_weights_cost(valley):
    (plain,) = valley.rows("design", "--round", "2026")
    assert (plain["n"], plain["psus"], plain["strata"], plain["df"]) == (160, 8, 2, 6)
    assert (plain["kish_deff"], plain["n_eff"]) == (1.0, 160.0)
    assert (plain["sample"], plain["weighted_to"]) == (None, None)
    assert valley("weight", "--round", "2026", "--margins", valley.margins) == 0
    assert valley("round", "sample", "2026", "probability") == 0
    (row,) = valley.rows("design", "--round", "2026")
    assert (row["sample"], row["weighted_to"]) == ("probability", "gender")
    # Half the people weigh .3 / .5, the other half .7 / .5: n S(w2) / S(w)2.
    assert row["kish_deff"] == pytest.approx(2 * (0.3**2 + 0.7**2))
    assert row["n_eff"] == pytest.approx(160 / row["kish_deff"])


def test_respondents_beside_the_population(valley):
    rows = valley.rows("design", "--round", "2026", "--margins", valley.margins)
    assert [(r["group"], r["sample_share"], r["target_share"]) for r in rows] == [
        ("woman", 0.5, 0.3),
        ("man", 0.5, 0.7),
    ]
    assert rows[0]["ratio"] == pytest.approx(5 / 3)
    assert valley.rows("design", "--round", "2026")[0]["weighted_to"] is None


def test_a_round_without_a_probability_sample_is_labelled(valley):
    asked = ("estimate", "--round", "2026", "--of", "PL1")
    assert valley("round", "sample", "2026", "open") == 0
    assert valley.rows(*asked)
    assert "non-probability: intervals are model-based" in valley.err
    assert valley("weight", "--round", "2026", "--margins", valley.margins) == 0
    assert valley.rows(*asked)
    assert "non-probability: margins are model-based" in valley.err


def test_outcome_rates_from_what_is_counted_and_entered(valley):
    rows = valley.rows("round", "outcomes", "2026")
    assert {row["rate"]: row["value"] for row in rows}["RR1"] == 1.0
    entered = ("--not-reached", "20", "--unknown", "30", "--ineligible", "20")
    rows = valley.rows("round", "outcomes", "2026", "--refused", "20", *entered)
    found = {row["rate"]: row["value"] for row in rows}
    assert found["RR1"] == pytest.approx(160 / 230)
    assert found["RR3"] == pytest.approx(160 / (200 + 30 * 200 / 220))
    assert "0.909" in valley.err
    again = valley.rows("round", "outcomes", "2026", "--refused", "0")
    assert {row["rate"]: row["value"] for row in again}["COOP1"] == 1.0
    assert valley("round", "outcomes", "2026", "--refused", "-3") == 1
    assert "refused: -3 is not a number of people" in valley.err


def test_a_round_opened_says_how_its_sample_is_drawn(valley):
    asked = ("round", "open", "2027", "--survey", "valley", "--instrument", "trust.1")
    assert valley(*asked, "--sample", "quota") == 0
    assert valley("round", "outcomes", "2027") == 0
