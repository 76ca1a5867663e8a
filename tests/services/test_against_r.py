"""The command line's own JSON against R's survey package (tests/reference)."""

import csv
import re
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parent.parent / "reference"

#: Items every API map has: as they are, as a 0-10 scale, and as shares.
API_ITEMS = """
missing = {NA = "not_asked"}
[scales.yes_no]
codes = ["No", "Yes"]
positive = ["Yes"]
[scales.five]
codes = [1, 2, 3, 4, 5]
positive = [4, 5]
[items]
enroll = {column = "enroll", kind = "number"}
acs = {column = "acs.core", kind = "number"}
lik = {column = "lik00", scale = "five"}
sch_wide = {column = "sch.wide", scale = "yes_no"}
[groups.stype]
column = "stype"
codes = {E = "E", H = "H", M = "M"}
[groups.wide]
column = "sch.wide"
codes = {Yes = "Yes", No = "No"}
"""
STRATIFIED = 'stratum = "stype"\n'
CLUSTERED = 'psu = "dnum"\n'
#: The reference's variable -> (our item, kind, factor and shift of our unit).
API_VARIABLES = {
    "api00": ("api", "number", 1, 0),
    "enroll": ("enroll", "number", 1, 0),
    "acs.core": ("acs", "number", 1, 0),
    "lik00": ("lik", "item", 2.5, -2.5),
    "lik00@4|5": ("lik", "share", 1, 0),
    "sch.wide@Yes": ("sch_wide", "share", 1, 0),
}


def table(name):
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def close(value, expected, factor=1.0, shift=0.0):
    return value == pytest.approx(
        factor * float(expected) + shift, rel=1e-9, abs=1e-9 * max(1, abs(factor))
    )


def api_map(data, design, round_name, api):
    design_lines = STRATIFIED if data == "apistrat" else CLUSTERED
    fpc = 'fpc = "fpc"\n' if design == "fpc" else ""
    head = f'survey = "api"\nround = "{round_name}"\nid = "cds"\nweight = "pw"\n'
    score = f'api = {{column = "{api}", kind = "number"}}\n'
    items = API_ITEMS.replace("[items]\n", "[items]\n" + score)
    return head + design_lines + fpc + items


@pytest.fixture(
    params=[
        (data, design) for data in ("apistrat", "apiclus1") for design in ("fpc", "wr")
    ],
    ids="-".join,
)
def api(request, cli, tmp_path):
    """A round of the API data, and R's rows for it."""
    data, design = request.param
    text = (REFERENCE / f"{data}.csv").read_text(encoding="utf-8")
    assert cli.import_csv(tmp_path, text, api_map(data, design, "2000", "api00")) == 0
    expected = [row for row in table(f"{data}_estimates") if row["design"] == design]
    return cli, expected


def our_domain(domain):
    by, _, group = domain.partition("=")
    return (
        (None, None) if domain == "all" else ({"sch.wide": "wide"}.get(by, by), group)
    )


def test_means_standard_errors_and_design_effects(api):
    cli, expected = api
    rows = cli.rows("estimate", "--round", "2000", "--by", "stype", "wide")
    rows += cli.rows("estimate", "--round", "2000")
    ours = {(r["of"], r["kind"], r["by"], r["group"]): r for r in rows}
    checked = 0
    for row in expected:
        if row["estimator"] not in ("mean", "ordinal_mean"):
            continue
        if row["domain"] != "all" and row["method"] != "df=domain":
            continue
        of, kind, factor, shift = API_VARIABLES[row["variable"]]
        mine = ours[(of, kind, *our_domain(row["domain"]))]
        if int(row["n"]) < 5:
            assert mine["suppressed"]
            continue
        assert mine["n"] == int(row["n"])
        assert close(mine["mean"], row["estimate"], factor, shift)
        assert close(mine["se"], row["se"], factor)
        assert mine["df"] == int(row["df"])
        assert close(mine["ci_low"], row["lo"], factor, shift)
        assert close(mine["ci_high"], row["hi"], factor, shift)
        if row["deff_wr"]:
            assert close(mine["deff"], row["deff_wr"])
        checked += 1
    assert checked >= 14


def test_shares_with_the_logit_interval(api):
    cli, expected = api
    ours = {
        r["of"]: r
        for r in cli.rows("estimate", "--round", "2000")
        if r["kind"] == "share"
    }
    checked = 0
    for row in expected:
        if row["estimator"].endswith("_xlogit") and row["domain"] == "all":
            if row["variable"] not in API_VARIABLES:
                continue
            mine = ours[API_VARIABLES[row["variable"]][0]]
            for key, theirs in (("mean", "estimate"), ("se", "se"), ("ci_low", "lo")):
                assert close(mine[key], row[theirs])
            assert close(mine["ci_high"], row["hi"])
            checked += 1
    assert checked >= 2


def test_each_group_against_the_rest(api):
    cli, expected = api
    rows = cli.rows("gaps", "--round", "2000", "--by", "stype", "wide")
    ours = {(r["of"], r["by"], r["group"]): r for r in rows}
    checked = 0
    for row in expected:
        if row["estimator"] != "diff_vs_rest" or row["variable"] not in API_VARIABLES:
            continue
        by, group = row["domain"].removesuffix("-rest").split(":")
        of, _, factor, _ = API_VARIABLES[row["variable"]]
        mine = ours[of, {"sch.wide": "wide"}.get(by, by), group]
        if mine["suppressed"]:
            continue
        assert close(mine["gap"], row["estimate"], factor)
        assert close(mine["se"], row["se"], factor)
        assert mine["df"] == int(row["df"])
        assert close(mine["p"], row["p"])
        assert close(mine["ci_low"], row["lo"], factor)
        checked += 1
    assert checked >= 10


@pytest.mark.parametrize("data", ["apistrat", "apiclus1"])
@pytest.mark.parametrize("clusters", ["same", "new"])
@pytest.mark.parametrize("design", ["fpc", "wr"])
def test_change_between_rounds(cli, tmp_path, data, clusters, design):
    text = (REFERENCE / f"{data}.csv").read_text(encoding="utf-8")
    for name, column in (("1999", "api99"), ("2000", "api00")):
        mapped = f'clusters = "{clusters}"\n' + api_map(data, design, name, column)
        assert cli.import_csv(tmp_path, text, mapped) == 0, cli.err
    kind = "same_psu" if clusters == "same" else "independent"
    ours = {
        row["group"]: row
        for options in ([], ["--by", "stype"], ["--by", "wide"])
        for row in cli.rows(
            "compare", "--from", "1999", "--to", "2000", "--of", "api", *options
        )
    }
    checked = 0
    for row in table(f"{data}_estimates"):
        if row["estimator"] != f"change_stacked_{kind}" or row["design"] != design:
            continue
        if row["variable"] not in ("api00-api99",):
            continue
        mine = ours[row["domain"].partition("=")[2] or None]
        assert close(mine["change"], row["estimate"])
        assert close(mine["se"], row["se"])
        assert mine["df"] == int(row["df"])
        assert close(mine["p"], row["p"])
        checked += 1
    assert checked == 6
    assert ours[None]["design"] == f"{clusters}_clusters"


SYNTH = """
survey = "synth"
round = "{round}"
id = "id"
weight = "w"
stratum = "stratum"
psu = "psu"
clusters = "{clusters}"
[items]
{items}
[groups.group]
column = "group"
codes = {{P = "P", Q = "Q", R = "R", S = "S"}}
"""


@pytest.fixture
def synth(cli, tmp_path):
    """Import both rounds of the invented survey, clusters shared or not."""

    def build(clusters):
        header, *lines = (REFERENCE / "synth2_open.csv").read_text().splitlines()
        items = "\n".join(
            f'q{n} = {{column = "q{n}", kind = "number"}}' for n in (1, 3, 4, 7, 8)
        )
        for number in "12":
            text = "\n".join(
                [header, *(line for line in lines if line.split(",")[1] == number)]
            )
            mapped = SYNTH.format(round=number, clusters=clusters, items=items)
            assert cli.import_csv(tmp_path, text, mapped) == 0, cli.err
        return cli

    return build


def synth_rows(design, *estimators):
    return [
        row
        for row in table("synth2_open_estimates")
        if row["estimator"] in estimators
        and row["design"] == design
        and row["method"].startswith("base weights; lonely.psu=adjust")
        and "@" not in row["variable"]
    ]


def test_domains_with_a_lonely_cluster_and_an_empty_group(synth):
    cli = synth("new")
    ours = {
        (r["round"], r["of"], r["group"]): r
        for number in "12"
        for options in ([], ["--by", "group"])
        for r in cli.rows("estimate", "--round", number, *options)
    }
    checked = empty = 0
    for row in synth_rows("round", "mean"):
        number, group = re.match(r"round=(\d)(?:&group=(\w))?", row["domain"]).groups()
        mine = ours.get((number, row["variable"], group))
        if mine is None or not row["estimate"]:
            empty += 1
            assert mine is None or (mine["mean"] is None and mine["suppressed"])
            continue
        assert (mine["n"], close(mine["mean"], row["estimate"])) == (
            int(row["n"]),
            True,
        )
        assert close(mine["se"], row["se"])
        assert close(mine["deff"], row["deff_wr"])
        checked += 1
    assert checked >= 25
    assert empty >= 4


@pytest.mark.parametrize("clusters", ["mixed", "new"])
def test_changes_with_lost_and_replaced_clusters(synth, clusters):
    cli = synth(clusters)
    design = "stacked_independent" if clusters == "new" else "stacked_same_psu"
    ours = {
        (r["of"], r["group"]): r
        for options in ([], ["--by", "group"])
        for r in cli.rows("compare", "--from", "1", "--to", "2", *options)
    }
    checked = 0
    for row in synth_rows(design, "change"):
        group = row["domain"].partition("group=")[2] or None
        mine = ours[row["variable"], group]
        assert close(mine["change"], row["estimate"])
        assert close(mine["se"], row["se"])
        assert mine["df"] == int(row["df"])
        assert close(mine["p"], row["p"])
        assert mine["design"] == ("mixed" if clusters == "mixed" else "new_clusters")
        checked += 1
    assert checked >= 12
    assert ours["q1", "S"]["verdict"] == "too_few"


def test_group_against_the_rest_of_a_clustered_survey(synth):
    cli = synth("new")
    ours = {
        (r["round"], r["of"], r["group"]): r
        for number in "12"
        for r in cli.rows("gaps", "--round", number, "--by", "group")
    }
    checked = 0
    # Stacked as independent, the rounds' variances are those of each round alone.
    for row in synth_rows("stacked_independent", "diff_vs_rest"):
        number, group = re.match(r"round=(\d)&group:(\w)-rest", row["domain"]).groups()
        mine = ours[number, row["variable"], group]
        assert close(mine["gap"], row["estimate"])
        assert close(mine["se"], row["se"])
        checked += 1
    assert checked >= 15


#: What R 4.2.2 prints for synth_two_rounds.csv.
TWO_ROUNDS = """
survey = "two"
round = "{round}"
id = "id"
weight = "w"
stratum = "stratum"
psu = "psuid"
clusters = "same"
[scales.five]
codes = [1, 2, 3, 4, 5]
[items]
q1 = {{column = "q1", scale = "five", construct = "trust"}}
q2 = {{column = "q2", scale = "five", construct = "trust"}}
q3 = {{column = "q3", scale = "five", construct = "trust", reverse = true}}
q4 = {{column = "q4", scale = "five", construct = "trust"}}
[groups.group]
column = "grp"
codes = {{A = "A", B = "B", C = "C"}}
"""


def test_a_construct_over_two_rounds_of_the_same_villages(cli, tmp_path):
    header, *lines = (REFERENCE / "synth_two_rounds.csv").read_text().splitlines()
    for number in "12":
        text = "\n".join(
            [header, *(line for line in lines if line.split(",")[1] == number)]
        )
        assert cli.import_csv(tmp_path, text, TWO_ROUNDS.format(round=number)) == 0

    (first,) = cli.rows("estimate", "--round", "1", "--of", "trust")
    assert first["n"] == 234
    assert first["mean"] == pytest.approx(4.864092394536, rel=1e-12)
    assert first["se"] == pytest.approx(0.395290515195, rel=1e-11)
    assert (first["df"], first["kind"]) == (16, "construct")
    assert first["ci_low"] == pytest.approx(4.02611393664, rel=1e-11)

    gaps = {
        row["group"]: row
        for row in cli.rows("gaps", "--round", "1", "--of", "trust", "--by", "group")
    }
    assert gaps["C"]["gap"] == pytest.approx(-2.153091635290, rel=1e-12)
    assert gaps["C"]["se"] == pytest.approx(0.503273194196, rel=1e-11)
    assert gaps["C"]["verdict"] == "behind"
    assert gaps["B"]["gap"] == pytest.approx(0.173941900476, rel=1e-11)
    assert gaps["B"]["verdict"] == "no_clear_gap"

    (change,) = cli.rows("compare", "--from", "1", "--to", "2", "--of", "trust")
    assert change["change"] == pytest.approx(-0.566420333941, rel=1e-11)
    assert change["se"] == pytest.approx(0.289261489131, rel=1e-11)
    assert (change["df"], change["design"]) == (16, "same_clusters")
    assert change["verdict"] == "cannot_tell"


def pairs(data, design):
    """Return R's rows on two groups and on how their gap changed."""
    return [
        row
        for row in table("pairs_estimates")
        if (row["dataset"], row["design"]) == (data, design)
    ]


def pair_of(domain):
    """Return (by, group, other) of R's "by:group-other"."""
    by, groups = domain.split("&")[-1].split(":")
    return {"sch.wide": "wide"}.get(by, by), *groups.split("-")


def signed(rows, key, by, group, other):
    """Return a pair's row and the sign that turns it the way R has it."""
    for row in rows:
        if (row["by"], row["group"], row["other"]) == (by, group, other):
            return row, 1
        if (row["by"], row["group"], row["other"]) == (by, other, group):
            return row, -1
    raise KeyError((key, by, group, other))


def test_every_two_groups(api, request):
    cli, _ = api
    expected = pairs(*request.node.callspec.params["api"])
    rows = cli.rows("inequality", "--round", "2000", "--by", "stype", "wide", "--pairs")
    checked = 0
    for row in expected:
        if row["estimator"] != "diff" or row["variable"] not in API_VARIABLES:
            continue
        of, kind, factor, _ = API_VARIABLES[row["variable"]]
        if kind == "share":
            continue
        ours = [each for each in rows if each["of"] == of]
        mine, sign = signed(ours, of, *pair_of(row["domain"]))
        assert close(sign * mine["difference"], row["estimate"], factor)
        assert close(mine["se"], row["se"], factor)
        assert mine["df"] == int(row["df"])
        assert close(mine["p"], row["p"])
        checked += 1
    assert checked >= 12


@pytest.mark.parametrize("data", ["apistrat", "apiclus1"])
@pytest.mark.parametrize("clusters", ["same", "new"])
@pytest.mark.parametrize("design", ["fpc", "wr"])
def test_change_of_the_gap_between_two_groups(cli, tmp_path, data, clusters, design):
    text = (REFERENCE / f"{data}.csv").read_text(encoding="utf-8")
    for name, column in (("1999", "api99"), ("2000", "api00")):
        mapped = f'clusters = "{clusters}"\n' + api_map(data, design, name, column)
        assert cli.import_csv(tmp_path, text, mapped) == 0, cli.err
    kind = "same_psu" if clusters == "same" else "independent"
    rows = [
        row
        for by in ("stype", "wide")
        for row in cli.rows(
            "compare",
            "--from",
            "1999",
            "--to",
            "2000",
            "--of",
            "api",
            "--by",
            by,
            "--pairs",
        )
    ]
    checked = 0
    for row in pairs(data, design):
        if row["estimator"] != f"gap_change_stacked_{kind}":
            continue
        mine, sign = signed(rows, "api", *pair_of(row["domain"]))
        assert close(sign * mine["gap_change"], row["estimate"])
        assert close(mine["se"], row["se"])
        assert mine["df"] == int(row["df"])
        assert close(mine["p"], row["p"])
        checked += 1
    assert checked == 3


@pytest.mark.parametrize("clusters", ["mixed", "new"])
def test_change_of_gaps_with_lost_and_replaced_clusters(synth, clusters):
    cli = synth(clusters)
    design = "stacked_independent" if clusters == "new" else "stacked_same_psu"
    pair = ("compare", "--from", "1", "--to", "2", "--by", "group", "--pairs")
    rows = cli.rows(*pair)
    checked = 0
    for row in pairs("synth2_open", design):
        ours = [each for each in rows if each["of"] == row["variable"]]
        if not ours:  # a share, or the mean of all items
            continue
        mine, sign = signed(ours, row["variable"], *pair_of(row["domain"]))
        assert close(sign * mine["gap_change"], row["estimate"])
        assert close(mine["se"], row["se"])
        assert mine["df"] == int(row["df"])
        assert close(mine["p"], row["p"])
        checked += 1
    assert checked >= 6
