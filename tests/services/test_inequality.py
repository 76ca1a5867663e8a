"""How unequal groups are, on the command line and on the page of gaps."""

import pytest

from tests.web.test_pages import text_of

BY = ("--round", "2026", "--by", "displacement")


@pytest.fixture
def world(cli, database):
    cli.database = database
    return cli


def test_the_keys_are_documented_in_their_order(world):
    rows = world.rows("inequality", *BY)
    assert " ".join(rows[0]) == (
        "round of by groups n lowest highest range range_corrected standardised df p "
        "p_adjusted gap_index gap_index_se share_between verdict suppressed"
    )
    pairs = world.rows("inequality", *BY, "--pairs")
    assert " ".join(pairs[0]) == (
        "round of by group other n n_other mean mean_other difference se df ci_low "
        "ci_high p p_adjusted standardised verdict suppressed"
    )


def test_displaced_people_are_the_far_end(world):
    (row,) = world.rows("inequality", *BY, "--of", "PL1")
    assert (row["lowest"], row["verdict"]) == ("displaced", "unequal")
    assert row["groups"] == 3  # thirteen people moved: too few to be called anything
    assert 0 < row["range_corrected"] < row["range"]


def test_a_pair_is_the_difference_of_the_two_means(world):
    means = {
        row["group"]: row["mean"]
        for row in world.rows("estimate", *BY, "--of", "PL1")
        if row["kind"] == "construct"
    }
    for pair in world.rows("inequality", *BY, "--of", "PL1", "--pairs"):
        expected = means[pair["group"]] - means[pair["other"]]
        assert pair["difference"] == pytest.approx(expected, rel=1e-9, abs=1e-12)
        is_small = "moved" in (pair["group"], pair["other"])
        assert (pair["verdict"] == "too_few") is is_small


def test_small_sensitive_groups_take_no_part(world):
    pairs = world.rows("inequality", *BY, "--of", "SE2", "--pairs")
    assert pairs
    assert not [p for p in pairs if "moved" in (p["group"], p["other"])]


def test_the_public_sees_rounded_figures(world):
    options = ("--round", "2026", "--by", "gender", "--of", "PL1")
    (row,) = world.rows("inequality", *options, "--release", "public")
    (exact,) = world.rows("inequality", *options)
    assert row["range"] != exact["range"]
    assert row["n"] % 5 == 0
    assert row["range"] == round(row["range"], 1)


def test_one_group_left_is_withheld(cli, tmp_path):
    mapped = (
        'survey = "s"\nround = "1"\nid = "i"\n[items]\nx = {column = "x", kind = "number"}\n'
        '[groups.g]\ncolumn = "g"\ncodes = {a = "a", b = "b"}\n'
    )
    lines = [f"{i},{i % 9},{'b' if i < 20 else 'a'}" for i in range(80)]
    assert cli.import_csv(tmp_path, "\n".join(["i,x,g", *lines]), mapped) == 0
    (row,) = cli.rows("inequality", "--round", "1", "--by", "g")
    assert row["suppressed"]
    assert {row[key] for key in ("range", "gap_index", "n", "lowest", "p")} == {None}


def test_the_page_of_gaps_says_it_in_words(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/gaps?by=displacement")
    shown = text_of(visitor.page)
    assert "the groups are about" in shown
    visitor.get("/results/valley-2026/gaps?by=gender")
    assert "not clearly further apart than equal groups would be by chance" in text_of(
        visitor.page
    )
