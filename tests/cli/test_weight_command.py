import json
import shutil

import pytest

from survey_app.services import analysis
from survey_app.store.database import connect

#: Gender is half and half; the north is two fifths of the people.
MARGINS = """grouping,group,population
gender,woman,5200
gender,man,4800
community,north,4000
community,south,6000
"""


@pytest.fixture
def valley(cli, world_file, tmp_path):
    """The command line on a copy of the world."""
    shutil.copy(world_file, cli.database)

    def weight(text, *options):
        path = tmp_path / "margins.csv"
        path.write_text(text, encoding="utf-8")
        return cli(
            "weight", "--round", "2026", "--margins", path, "--format", "json", *options
        )

    cli.weight = weight
    return cli


def test_weighting_reports_every_group_of_every_margin(valley):
    assert valley.weight(MARGINS) == 0, valley.err
    rows = json.loads(valley.out)
    assert [(row["grouping"], row["group"]) for row in rows] == [
        ("gender", "woman"), ("gender", "man"), ("community", "north"), ("community", "south"),
    ]  # fmt: skip
    north = rows[2]
    assert north["n"] == 80
    assert (north["sample_share"], north["target_share"]) == (0.5, 0.4)
    assert north["ratio"] == pytest.approx(1.25)
    assert north["weight_min"] < 50 < rows[3]["weight_max"]
    assert "weighted to gender, community" in valley.err
    assert "160 people are worth" in valley.err


@pytest.mark.parametrize(
    "command",
    [
        ("gaps", "--by", "gender"),
        ("inequality", "--by", "gender"),
        ("export", "--as", "csv", "--out", "{out}"),
        ("export", "--as", "json", "--out", "{out}"),
    ],
)
def test_whatever_shows_weighted_numbers_says_so(valley, tmp_path, command):
    assert valley.weight(MARGINS) == 0, valley.err
    options = [text.format(out=tmp_path / "out") for text in command]
    assert valley(*options, "--round", "2026") == 0, valley.err
    assert "Round 2026 is weighted to gender, community." in valley.err


def test_a_weighting_lasts_until_it_is_removed(valley):
    asked = ("estimate", "--round", "2026", "--of", "PL1")
    plain = valley.rows(*asked)
    assert valley.weight(MARGINS) == 0, valley.err
    assert valley.rows(*asked)[0]["mean"] != plain[0]["mean"]
    assert "weighted to gender, community" in valley.err
    assert valley("weight", "--round", "2026", "--remove") == 0
    assert "the weights it came with" in valley.out
    assert valley.rows(*asked) == plain
    assert "weighted to" not in valley.err
    assert valley("weight", "--round", "2026", "--remove") == 0
    assert "was not weighted" in valley.out


FOUR = """survey = "few"
round = "1"
id = "id"
weight = "w"
[items]
age = {column = "age", kind = "number"}
[groups.sex]
column = "sex"
codes = {f = "f", m = "m"}
"""


def test_people_whose_group_is_unknown_keep_their_share(cli, tmp_path):
    rows = ["id,w,age,sex", "1,1,20,f", "2,1,30,f", "3,1,40,m", "4,1,50,"]
    assert cli.import_csv(tmp_path, "\n".join(rows), FOUR) == 0, cli.err
    path = tmp_path / "margins.csv"
    path.write_text("variable,level,count\nsex,f,60\nsex,m,40\n")
    assert cli("weight", "--round", "1", "--margins", path) == 0, cli.err
    db = connect(cli.database)
    data = analysis.load(db, analysis.find_round(db, "1"))
    db.close()
    assert sorted(data.frame.design.weights) == pytest.approx([22.5, 22.5, 25, 30])


FAULTY = """grouping,group,population
gender,woman,5200
gender,woman,5200
gender,man,many
community,,4000
community,south,-6000
"""


def test_every_fault_of_the_file_is_told_at_once(valley):
    assert valley.weight(FAULTY) == 1
    for place in ("margins.csv:3", "margins.csv:4 pop", "margins.csv:5 group", "csv:6"):
        assert place in valley.err
    assert valley.weight("place,people\nnorth,4\n") == 1
    for column in ("grouping", "group", "population"):
        assert f"no column {column}." in valley.err


UNFIT = """grouping,group,population
gender,woman,5200
gender,person,4800
identity,river,6000
identity,hill,4000
sex,man,10000
community,north,4000
community,south,6001
"""


def test_every_fault_of_margins_that_do_not_fit_the_round_is_told(valley):
    assert valley.weight(UNFIT) == 1
    assert "no group person" in valley.err
    assert "the group man answered, but" in valley.err
    assert "several groups of identity" in valley.err
    assert "no grouping sex" in valley.err
    assert valley.weight(MARGINS.replace("6000", "6001")) == 1
    assert "add up to 10001 people, those of gender to 10000" in valley.err
    assert valley.rows("estimate", "--round", "2026")
    assert "weighted to" not in valley.err


def test_trimming_and_the_people_who_were_chosen(valley, tmp_path):
    sampled = tmp_path / "sampled.csv"
    sampled.write_text(
        "grouping,group,population\ncommunity,north,100\ncommunity,south,90\n"
    )
    assert valley.weight(MARGINS, "--trim", "1.05", "--sampled", sampled) == 0
    assert "trimmed: 80" in valley.err
    assert valley.weight(MARGINS, "--trim", "0.5") == 2
