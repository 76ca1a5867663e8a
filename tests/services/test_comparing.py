"""Two rounds side by side: families of tests, guards, and groups that are not the same."""

from random import Random

import pytest

from survey_app.services import analysis, comparing
from survey_app.store.database import create

MAP = """
survey = "valley"
round = "{name}"
id = "id"
psu = "psu"
clusters = "{clusters}"
[scales.five]
codes = [1, 2, 3, 4, 5]
labels.en = ["No", "Hardly", "Half", "Mostly", "Yes"]
[items]
police = {{column = "police", scale = "five", construct = "trust", label = "{label}"}}
army = {{column = "army", scale = "five", construct = "trust", label = "Trust in the army"}}
water = {{column = "water", scale = "five", label = "Water"}}
[groups.region]
column = "region"
[groups.region.codes]
{codes}
"""
REGIONS = {"1": "north", "2": "south"}


def lines(seed, shift, psus, regions=("1", "2")):
    draw = Random(seed)
    yield "id,psu,police,army,water,region"
    for i in range(240):
        score = [max(1, min(5, draw.randint(1, 5) + shift)) for _ in range(3)]
        yield f"{i},{psus[i % len(psus)]},{','.join(map(str, score))},{regions[i % len(regions)]}"


@pytest.fixture
def valley(cli, tmp_path):
    def build(name, shift=0, *, clusters="mixed", label="Trust in the police",
              regions=REGIONS, psus=range(12)):  # fmt: skip
        codes = "\n".join(f'"{code}" = "{ours}"' for code, ours in regions.items())
        text = "\n".join(lines(name, shift, list(psus), list(regions)))
        mapped = MAP.format(name=name, clusters=clusters, label=label, codes=codes)
        assert cli.import_csv(tmp_path, text, mapped) == 0, cli.err
        return cli

    return build


PAIR = ("compare", "--from", "1", "--to", "2")


def test_clusters_of_two_rounds_are_counted(valley):
    valley("1")
    cli = valley("2", psus=range(3, 15))
    assert cli.rows(*PAIR)[0]["design"] == "mixed"
    assert "Clusters asked in both rounds: 9 of 12 and 12" in cli.err


def test_new_clusters_of_the_same_names_are_not_shared(valley):
    valley("1")
    cli = valley("2", clusters="new")
    assert cli.rows(*PAIR)[0]["design"] == "new_clusters"
    assert "Clusters asked in both rounds: 0 of 12 and 12" in cli.err


def test_what_was_worded_differently_gets_no_verdict(valley):
    valley("1")
    cli = valley("2", -2, label="Faith in the police")
    verdicts = {row["of"]: row["verdict"] for row in cli.rows(*PAIR)}
    assert verdicts == {
        "trust": "cannot_tell", "police": "cannot_tell", "army": "worse", "water": "worse",
    }  # fmt: skip
    assert "Before: “Trust in the police” Now: “Faith in the police”" in cli.err
    assert "No verdict, as not the same was asked: trust, police" in cli.err


def test_a_construct_is_one_family_however_one_looks_at_it(valley):
    """Holm for the declared construct alone; Benjamini and Hochberg for the items."""
    valley("1")
    cli = valley("2", -1)
    rows = {row["of"]: row for row in cli.rows(*PAIR)}
    assert rows["trust"]["p_adjusted"] == rows["trust"]["p"]
    items = sorted((rows[i] for i in ("police", "army", "water")), key=lambda r: r["p"])
    expected = min(items[k]["p"] * 3 / (k + 1) for k in range(3))
    assert items[0]["p_adjusted"] == pytest.approx(expected, rel=1e-12)
    alone = cli.rows(*PAIR, "--of", "water")[0]
    assert alone["p_adjusted"] == alone["p"]


def test_groups_that_no_round_shares_are_named_both(valley):
    valley("1")
    cli = valley("2", regions={"1": "east", "2": "west", "3": "far_west"})
    assert cli(*PAIR, "--by", "region") == 1
    assert "1 has 2 (north, south), 2 has 3 (east, west, far_west)" in cli.err


def test_a_margin_of_ones_own_makes_stable_easier_or_harder(valley):
    valley("1")
    cli = valley("2")
    wide = {row["verdict"] for row in cli.rows(*PAIR, "--margin", "5")}
    narrow = {row["verdict"] for row in cli.rows(*PAIR, "--margin", "0.01")}
    assert (wide, narrow) == ({"stable"}, {"cannot_tell"})


def test_a_comparison_is_made_once_until_something_it_rests_on_changes(valley):
    valley("1")
    db = create(valley("2", clusters="same").database)
    earlier, later = (analysis.find_round(db, name) for name in ("1", "2"))

    def compare(by=None, release="analyst"):
        pair = (analysis.load(db, earlier), analysis.load(db, later))
        return comparing.compare(db, pair, (), by, release)

    first = compare()
    assert compare() is first
    assert len({id(first), id(compare("region")), id(compare(None, "public"))}) == 3
    gaps = comparing.compare_gaps(
        db, (analysis.load(db, earlier), analysis.load(db, later)), (), "region"
    )
    assert gaps
    db.execute("update responses set weight = 9 where seq = 1")
    assert compare() is not first
    assert compare().rows != first.rows
    assert compare() is compare()
    db.close()
