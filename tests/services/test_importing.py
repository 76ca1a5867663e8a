"""Importing through the command line: all or nothing, once, and every fault named."""

from pathlib import Path

import pytest

from survey_app.interchange.import_map import read_map

MAP = """\
survey = "two"
round = "1"
id = "id"
weight = "w"
stratum = "s"
psu = "p"
missing = {9 = "refused"}

[language]
column = "l"
codes = {1 = "aeb", 2 = "fr"}

[scales.four]
codes = [0, 1, 2, 3]
positive = [2, 3]

[items]
police = {column = "q", scale = "four"}
rooms = {column = "r", kind = "number"}

[groups.place]
column = "g"
codes = {1 = "north", 2 = "south"}
"""
HEADER = "id,w,s,p,l,q,r,g,extra\n"


def data(**changes):
    """Twelve rows in two strata of two clusters; a change replaces one cell."""
    rows = []
    for number in range(12):
        row = {
            "id": f"r{number}", "w": "2", "s": "ab"[number % 2], "p": f"p{number % 4}",
            "l": "1", "q": str(number % 4), "r": "3", "g": str(1 + number % 2),
            "extra": "x",
        }  # fmt: skip
        rows.append(row)
    rows[5] |= changes
    return HEADER + "".join(",".join(row.values()) + "\n" for row in rows)


def test_a_file_is_imported_once(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(), MAP) == 0
    assert "12 new, 0 already known, 0 faulty" in cli.out
    assert "1 columns are not in the map and were left out: extra" in cli.out
    assert cli.import_csv(tmp_path, data(), MAP) == 0
    assert "0 new, 12 already known" in cli.out
    (row,) = cli.rows("estimate", "--round", "1", "--of", "rooms")
    assert (row["n"], row["mean"], row["kind"]) == (12, 3.0, "number")


def test_a_dry_run_reports_and_changes_nothing(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(q="9"), MAP) == 0
    (tmp_path / "data.csv").write_text(data().replace("r1,", "new,", 1))
    arguments = (
        "import",
        "responses",
        tmp_path / "data.csv",
        "--map",
        tmp_path / "map.toml",
    )
    assert cli(*arguments, "--dry-run") == 1
    assert "Rows imported before now have other answers" in cli.err
    other = MAP.replace('round = "1"', 'round = "2"')
    (tmp_path / "map.toml").write_text(other)
    assert cli(*arguments, "--dry-run") == 0
    assert "12 new" in cli.out
    assert "police: 0 3, 1 3, 2 3, 3 3" in cli.out
    assert cli("estimate", "--round", "2") == 3


def test_kinds_of_missing_are_told_apart(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(q="9", r=""), MAP) == 0
    assert "police: 0 3, 1 2, 2 3, 3 3, refused 1; missing: refused 8.3 %" in cli.out
    assert "missing: not_asked 8.3 %" in cli.out
    rows = cli.rows("estimate", "--round", "1", "--of", "police", "rooms")
    assert {row["n"] for row in rows} == {11}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"q": "7"}, "data.csv: q: 7 is not in the map (rows: 1)"),
        ({"q": "2.5"}, "data.csv: q: 2.5 is not in the map (rows: 1)"),
        ({"g": "3"}, "data.csv: g: 3 is not in the map (rows: 1)"),
        ({"l": "4"}, "data.csv: l: 4 is not in the map (rows: 1)"),
        ({"r": "many"}, "data.csv: r: “many” is not a number (rows: 1)"),
        ({"w": "-1"}, "data.csv: w: A weight is below zero (rows: 1)"),
        ({"w": ""}, "data.csv: w: A cell does not hold a number"),
        ({"w": "NaN"}, "data.csv: w: A cell does not hold a number: NaN (rows: 1)"),
        ({"p": ""}, "data.csv: p: A cell is empty, but every row needs this (rows: 1)"),
        ({"s": ""}, "data.csv: s: A cell is empty, but every row needs this (rows: 1)"),
        ({"id": "r1"}, "data.csv: id: Two rows share an id, such as r1 (rows: 2)"),
        (
            {"id": ""},
            "data.csv: id: A cell is empty, but every row needs this (rows: 1)",
        ),
    ],
)
def test_a_faulty_cell_is_named_and_nothing_imported(cli, tmp_path, changes, said):
    assert cli.import_csv(tmp_path, data(**changes), MAP) == 1
    assert said in cli.err
    assert "nothing was changed" in cli.err
    assert cli("estimate", "--round", "1") == 3


def test_all_faults_are_told_at_once(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(q="7", g="3", w="-1", r="many"), MAP) == 1
    assert "There are faults in what was sent: 4." in cli.err


def test_a_missing_column_is_named_with_the_nearest(cli, tmp_path):
    text = data().replace("id,w,", "id,weight,")
    assert cli.import_csv(tmp_path, text, MAP.replace('"w"', '"wieght"')) == 1
    assert (
        "There is no column wieght. Correct the name in the map; the file has: weight."
        in cli.err
    )


def test_zero_weights_are_kept_but_do_not_count(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(w="0", r="99"), MAP) == 0
    (row,) = cli.rows("estimate", "--round", "1", "--of", "rooms")
    assert (row["n"], row["mean"]) == (11, 3.0)
    zeros = data().replace(",2,a", ",0,a").replace(",2,b", ",0,b")
    assert cli.import_csv(tmp_path, zeros, MAP.replace('"1"\nid', '"3"\nid')) == 1
    assert "All weights are zero (rows: 12)" in cli.err


def test_a_stratum_with_one_cluster_still_has_a_standard_error(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(s="lonely", p="alone"), MAP) == 0
    (row,) = cli.rows("estimate", "--round", "1", "--of", "police", "--format", "json")[
        :1
    ]
    assert row["se"] > 0
    assert row["df"] == 2


def test_a_group_nobody_is_in_has_no_numbers(cli, tmp_path):
    mapped = MAP.replace('2 = "south"', '2 = "south", 3 = "west"')
    assert cli.import_csv(tmp_path, data(), mapped) == 0
    rows = cli.rows("estimate", "--round", "1", "--of", "rooms", "--by", "place")
    west = next(row for row in rows if row["group"] == "west")
    assert (west["mean"], west["n"], west["suppressed"]) == (None, None, True)
    assert cli.rows("gaps", "--round", "1", "--by", "place")[-1]["verdict"] == "too_few"


def test_free_text_columns_are_left_out(cli, tmp_path):
    text = data().replace("x\n", '"=HYPERLINK(""http://e"")<script>"\n')
    assert cli.import_csv(tmp_path, text, MAP) == 0
    assert b"HYPERLINK" not in cli.database.read_bytes()


def test_the_populations_of_strata_must_hold(cli, tmp_path):
    mapped = MAP.replace('psu = "p"', 'psu = "p"\nfpc = "r"')
    assert cli.import_csv(tmp_path, data(), mapped.replace('r", kind', 'w", kind')) == 0
    mapped = mapped.replace('"1"\nid', '"2"\nid')
    assert cli.import_csv(tmp_path, data(r="4"), mapped) == 1
    assert "Stratum “b” has more than one number of clusters" in cli.err
    text = data().replace(",3,", ",1,")
    assert cli.import_csv(tmp_path, text, mapped) == 1
    assert "has 2 clusters in the sample but only 1.0 in all" in cli.err


def test_another_map_for_the_same_round_is_refused(cli, tmp_path):
    assert cli.import_csv(tmp_path, data(), MAP) == 0
    text = data().replace("r0,", "s0,", 1)
    changed = MAP.replace('column = "q", scale', 'column = "q", reverse = true, scale')
    assert cli.import_csv(tmp_path, text, changed) == 1
    assert "was asked with other items" in cli.err


def test_names_that_do_not_exist(cli, tmp_path):
    cli.import_csv(tmp_path, data(), MAP)
    assert cli("estimate", "--round", "7") == 3
    assert "There is no round 7. Use one of: 1." in cli.err
    assert cli("estimate", "--round", "1", "--of", "polise") == 3
    assert "Use: police." in cli.err
    assert cli("gaps", "--round", "1", "--by", "plase") == 3
    assert "Use: place." in cli.err
    assert (
        cli(
            "import", "responses", tmp_path / "none.csv", "--map", tmp_path / "map.toml"
        )
        == 3
    )


def test_rounds_of_one_name_must_be_told_apart(cli, tmp_path):
    cli.import_csv(tmp_path, data(), MAP)
    cli.import_csv(tmp_path, data(), MAP.replace('"two"', '"other"'))
    assert cli("estimate", "--round", "1") == 1
    assert "Say which: other/1, two/1." in cli.err
    assert cli("estimate", "--round", "two/1") == 0


REGIONS = """\
survey = "tun"
round = "{round}"
id = "id"
[scales.two]
codes = [0, 1]
[items]
q = {{column = "q", scale = "two"}}
[groups.region]
column = "region"
match = "label"
codes = {{"Ben Arous" = "ben_arous", "Bèja" = "beja"}}
"""


def test_a_label_the_map_does_not_know_is_told_with_the_nearest(cli, tmp_path):
    text = "id,q,region\n" + "".join(f"{n},1, Ben  arous\n" for n in range(6))
    assert cli.import_csv(tmp_path, text, REGIONS.format(round=5)) == 0
    text += "9,1,Beja\n"
    assert cli.import_csv(tmp_path, text, REGIONS.format(round=6)) == 1
    assert "region: Beja is not in the map (rows: 1); nearest is “Bèja”" in cli.err


SMALL_SAV = Path(__file__).parent.parent / "data" / "small.sav"
BY_CODE = """\
survey = "tun"
round = "{round}"
id = "RESPNO"
missing = {{98 = "refused"}}
[scales.two]
codes = [0, 1]
[items]
q = {{column = "Q1", scale = "two"}}
[groups.region]
column = "REGION"
{groups}
"""


def import_small(cli, tmp_path, survey_round, groups):
    mapped = BY_CODE.format(round=survey_round, groups=groups)
    (tmp_path / "map.toml").write_text(mapped, encoding="utf-8")
    return cli("import", "responses", SMALL_SAV, "--map", tmp_path / "map.toml")


def test_a_code_the_file_gives_another_name_is_refused(cli, tmp_path):
    assert import_small(cli, tmp_path, 5, 'codes = {1 = "beja", 2 = "ben_arous"}') == 1
    assert (
        "The map takes 1 for “beja”, but the file calls it “Ben Arous” (rows: 1)."
        in cli.err
    )
    assert 'match = "label"' in cli.err
    right = 'match = "label"\ncodes = {"Ben Arous" = "ben_arous", "Bèja" = "beja"}'
    assert import_small(cli, tmp_path, 5, right) == 0


def test_a_code_that_had_another_name_in_the_round_before_is_refused(cli, tmp_path):
    named = 'match = "label"\ncodes = {"Ben Arous" = "r1", "Bèja" = "r2"}'
    assert import_small(cli, tmp_path, 5, named) == 0
    assert import_small(cli, tmp_path, 6, 'codes = {1 = "r2", 2 = "r1"}') == 1
    assert "The map takes 1 for “Bèja”, but the file calls it “Ben Arous”" in cli.err
    assert import_small(cli, tmp_path, 6, 'codes = {1 = "r1", 2 = "r2"}') == 0


@pytest.mark.parametrize("year", ["2013", "2015", "2018"])
def test_the_maps_of_the_worked_example_have_no_fault(year):
    path = Path(__file__).parents[2] / "docs" / "examples" / "tunisia" / f"{year}.toml"
    found = read_map(path.name, path.read_bytes())
    assert (found.round_name, len(found.items)) == (year, 7)
    assert len(found.groups["region"].codes) == (7 if year == "2018" else 24)


LIST = """\
survey = "race"
round = "1991"
id = "id"
sample = "quota"
confirmatory = ["mood"]

[scales.half]
codes = ["control", "added"]
[scales.three]
codes = [0, 1, 2, 3]
[scales.four]
codes = [0, 1, 2, 3, 4]

[items]
half = {column = "t", scale = "half", kind = "choice", codes = {0 = "control", 1 = "added"}}
three = {column = "y0", scale = "three", kind = "choice"}
four = {column = "y1", scale = "four", kind = "choice"}
calm = {column = "m", scale = "four", construct = "mood"}

[modules.family]
kind = "list"
name = "A black family next door"
items = ["half", "three", "four"]
"""
#: Respondents by count, without and with the added statement (Blair and Imai 2012).
COUNTS = ((8, 132, 222, 227), (19, 123, 229, 219, 34))


def test_a_list_experiment_comes_in_with_its_halves(cli, tmp_path):
    """The 1991 National Race and Politics Survey, difference in means as published."""
    rows = [
        f"{half},{count if not half else ''},{count if half else ''}"
        for half, counts in enumerate(COUNTS)
        for count, people in enumerate(counts)
        for _ in range(people)
    ]
    text = "id,t,y0,y1,m\n" + "".join(
        f"{n},{row},{n % 5}\n" for n, row in enumerate(rows)
    )
    assert cli("init") == 0
    assert cli.import_csv(tmp_path, text, LIST) == 0, cli.err
    (found,) = cli.rows("hidden", "--round", "1991")
    assert (found["of"], found["n"], found["verdict"]) == ("family", 1213, "suspect")
    assert found["share"] == pytest.approx(0.067797, abs=1e-6)
    assert found["se"] == pytest.approx(0.049578, abs=1e-4)
    rows = cli.rows("estimate", "--round", "1991")
    assert not {row["of"] for row in rows} & {"half", "three", "four"}
    assert "non-probability" in cli.err
    undeclared = LIST.replace('confirmatory = ["mood"]\n', "")
    assert cli.import_csv(tmp_path, text, undeclared) == 1
