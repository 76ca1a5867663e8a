"""Raked weights, their variance and lonely strata: the command line's JSON against R."""

import csv
import re
from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.sampling.weighting import Margin, Weighted, calibrated, kish
from survey_app.services import analysis
from survey_app.store.database import connect
from tests.services.test_against_r import (
    API_VARIABLES,
    REFERENCE,
    SYNTH,
    TWO_ROUNDS,
    api_map,
    close,
    our_domain,
    table,
)

SYNTH_GROUPS = """
[groups.sex]
column = "sex"
codes = {f = "f", m = "m"}
[groups.age]
column = "age"
codes = {"18-29" = "18-29", "30-49" = "30-49", "50+" = "50+"}
"""


def margins(tmp_path, name, **renamed):
    """Write a population of the reference with the names of our groupings."""
    rows = [["grouping", "group", "population"]]
    rows += [
        [renamed.get(r["variable"], r["variable"]), r["level"], r["count"]]
        for r in table(name)
    ]
    path = tmp_path / "margins.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def raked(data, *estimators):
    return [
        row
        for row in table("raked_estimates")
        if row["dataset"] == data and row["estimator"] in estimators
    ]


def load(cli, name):
    db = connect(cli.database)
    data = analysis.load(db, analysis.find_round(db, name))
    db.close()
    return data


def weights_of(cli, name):
    return load(cli, name).frame.design.weights


@pytest.fixture(
    params=[(d, k) for d in ("apistrat", "apiclus1") for k in ("fpc", "wr")],
    ids="-".join,
)
def weighted_api(request, cli, tmp_path):
    """A round of the API data raked to school types and programmes."""
    data, design = request.param
    text = (REFERENCE / f"{data}.csv").read_text(encoding="utf-8")
    assert cli.import_csv(tmp_path, text, api_map(data, design, "2000", "api00")) == 0
    path = margins(tmp_path, "api_population_margins", **{"sch.wide": "wide"})
    assert cli("weight", "--round", "2000", "--margins", path) == 0, cli.err
    return cli, data, design


def test_raked_weights_are_those_of_r(weighted_api):
    cli, data, _ = weighted_api
    theirs = sorted(float(row["w_rake"]) for row in table(f"{data}_raked_weights"))
    assert sorted(weights_of(cli, "2000")) == pytest.approx(theirs, rel=1e-12)
    kish = [
        r["estimate"] for r in raked(data, "kish_deff") if r["variable"] == "w_rake"
    ]
    assert f"weights: {float(kish[0]):.3f}" in cli.err


@pytest.mark.parametrize("variance", ["calibrated", "fixed"])
def test_means_under_raked_weights_have_the_error_of_r(weighted_api, variance):
    cli, data, design = weighted_api
    options = ("--round", "2000", "--variance", variance)
    rows = cli.rows("estimate", *options)
    rows += cli.rows("estimate", *options, "--by", "stype", "wide")
    ours = {(r["of"], r["kind"], r["by"], r["group"]): r for r in rows}
    estimator = {"calibrated": "mean_raked_calib", "fixed": "mean_raked_fixedw"}
    checked = 0
    for row in raked(data, estimator[variance]):
        if row["design"] != design or row["variable"] not in API_VARIABLES:
            continue
        of, kind, factor, shift = API_VARIABLES[row["variable"]]
        mine = ours[of, kind, *our_domain(row["domain"])]
        assert close(mine["mean"], row["estimate"], factor, shift)
        assert mine["se"] == pytest.approx(factor * float(row["se"]), rel=1e-9)
        assert mine["deff"] == pytest.approx(float(row["deff_wr"]), rel=1e-9)
        assert mine["n"] == int(row["n"])
        checked += 1
    assert checked == 12
    assert "weighted to stype, wide" in cli.err
    assert ("taken as fixed" in cli.err) == (variance == "fixed")


def import_synth(cli, tmp_path, clusters, items):
    header, *lines = (REFERENCE / "synth2_open.csv").read_text().splitlines()
    asked = "\n".join(f'q{n} = {{column = "q{n}", kind = "number"}}' for n in items)
    for number in "12":
        text = "\n".join(
            [header, *(line for line in lines if line.split(",")[1] == number)]
        )
        mapped = SYNTH.format(round=number, clusters=clusters, items=asked)
        assert cli.import_csv(tmp_path, text, mapped + SYNTH_GROUPS) == 0, cli.err


@pytest.fixture(params=["mixed", "new"])
def weighted_synth(request, cli, tmp_path):
    """Both rounds of the invented survey raked to sex, age and strata."""
    import_synth(cli, tmp_path, request.param, (1, 3, 4, 7, 8))
    path = margins(tmp_path, "synth2_open_margins")
    for number in "12":
        assert cli("weight", "--round", number, "--margins", path) == 0, cli.err
    return cli, request.param


def split(domain):
    number, group = re.match(r"round=(\d)(?:&group[:=](\w))?", domain).groups()
    return number, group


def test_raking_each_round_to_sex_age_and_strata(weighted_synth):
    cli, _ = weighted_synth
    for number in "12":
        theirs = [
            float(row["w_rake"])
            for row in table("synth2_open_raked_weights")
            if row["round"] == number
        ]
        assert sorted(weights_of(cli, number)) == pytest.approx(
            sorted(theirs), rel=1e-9
        )


@pytest.mark.parametrize("variance", ["calibrated", "fixed"])
def test_means_of_the_weighted_rounds(weighted_synth, variance):
    cli, _ = weighted_synth
    ours = {
        (row["round"], row["of"], row["group"]): row
        for number in "12"
        for by in ([], ["--by", "group"])
        for row in cli.rows("estimate", "--round", number, "--variance", variance, *by)
    }
    estimator = {"calibrated": "mean_raked_calib", "fixed": "mean"}[variance]
    checked = 0
    for row in raked("synth2_open", estimator):
        number, group = split(row["domain"])
        mine = ours.get((number, row["variable"], group))
        if row["design"] != "round" or mine is None:
            continue
        assert close(mine["mean"], row["estimate"])
        assert mine["se"] == pytest.approx(float(row["se"]), rel=1e-9)
        checked += 1
    assert checked >= 16


def test_gaps_and_changes_under_fixed_weights(weighted_synth):
    cli, clusters = weighted_synth
    design = "stacked_independent" if clusters == "new" else "stacked_same_psu"
    fixed = ("--variance", "fixed")
    changes = {
        (row["of"], row["group"]): row
        for by in ([], ["--by", "group"])
        for row in cli.rows("compare", "--from", "1", "--to", "2", *fixed, *by)
    }
    checked = 0
    for row in raked("synth2_open", "change", "gap_change"):
        group = re.search(r"group[:=](\w)", row["domain"])
        mine = changes.get((row["variable"], group[1] if group else None))
        if row["design"] != design or mine is None or row["estimator"] != "change":
            continue
        assert close(mine["change"], row["estimate"])
        assert mine["se"] == pytest.approx(float(row["se"]), rel=1e-9)
        checked += 1
    assert checked >= 10


def test_calibrated_changes_keep_what_the_rounds_share(weighted_synth):
    """Rounds of new clusters add their variances; shared ones have a covariance."""
    cli, clusters = weighted_synth
    (change,) = cli.rows("compare", "--from", "1", "--to", "2", "--of", "q1")
    alone = [
        cli.rows("estimate", "--round", number, "--of", "q1")[0] for number in "12"
    ]
    apart = sum(row["se"] ** 2 for row in alone) ** 0.5
    assert change["change"] == pytest.approx(alone[1]["mean"] - alone[0]["mean"])
    if clusters == "new":
        assert change["se"] == pytest.approx(apart, rel=1e-12)
    else:
        assert abs(change["se"] / apart - 1) > 0.01


def with_score(line):
    """Return a row of the survey with the score R's rows are about: the last reversed."""
    cells = line.split(",")
    values = [float(cell) for cell in cells[8:14] if cell]
    values += [6 - float(cell) for cell in cells[14:15] if cell]
    return f"{line},{sum(values) / len(values)!r}"


@pytest.fixture
def scored(cli, tmp_path):
    """Import both rounds with one score, their clusters shared or not."""

    def build(clusters):
        header, *lines = (REFERENCE / "synth2_open.csv").read_text().splitlines()
        items = """
        q1 = {column = "q1", kind = "number"}
        q4 = {column = "q4", kind = "number"}
        score = {column = "score", kind = "number"}"""
        for number in "12":
            own = [with_score(line) for line in lines if line.split(",")[1] == number]
            text = "\n".join([f"{header},score", *own])
            mapped = SYNTH.format(round=number, clusters=clusters, items=items)
            assert cli.import_csv(tmp_path, text, mapped) == 0, cli.err
        return cli

    return build


#: R's word for each rule: "remove" and "certainty" both add nothing.
RULES = {"average": "average", "certainty": "certainty", "remove": "certainty"}


def lonely_rows(rule, design, estimator):
    return [
        row
        for row in table("synth2_lonely_estimates")
        if f"lonely.psu={RULES[rule]};" in row["method"]
        and row["design"] == design
        and row["estimator"] == estimator
    ]


@pytest.mark.parametrize("rule", RULES)
def test_means_and_gaps_where_strata_have_one_cluster(scored, rule):
    cli = scored("new")
    lonely = ("--lonely", rule)
    means = {
        (row["round"], row["of"], row["group"]): row
        for number in "12"
        for by in ([], ["--by", "group"])
        for row in cli.rows("estimate", "--round", number, *lonely, *by)
    }
    checked = lonely_rows(rule, "round", "mean")
    for row in checked:
        mine = means[row["domain"][6], row["variable"], split(row["domain"])[1]]
        assert mine["se"] == pytest.approx(float(row["se"]), rel=1e-9)
    assert len(checked) == 27
    assert f"one cluster ({rule})" in cli.err


@pytest.mark.parametrize("clusters", ["mixed", "new"])
@pytest.mark.parametrize("rule", RULES)
def test_changes_where_strata_have_one_cluster(scored, clusters, rule):
    cli = scored(clusters)
    design = "stacked_independent" if clusters == "new" else "stacked_same_psu"
    ours = {
        row["group"]: row
        for by in ([], ["--by", "group"])
        for row in cli.rows(
            "compare",
            "--from",
            "1",
            "--to",
            "2",
            "--of",
            "score",
            "--lonely",
            rule,
            *by,
        )
    }
    checked = lonely_rows(rule, design, "change")
    for row in checked:
        mine = ours[row["domain"].partition("group=")[2] or None]
        assert close(mine["change"], row["estimate"])
        assert mine["se"] == pytest.approx(float(row["se"]), rel=1e-9)
        assert mine["df"] == int(row["df"])
    assert len(checked) == 4


def test_a_construct_raked_to_groups_and_sex(cli, tmp_path):
    """R 4.2.2 on the first round of synth_two_rounds.csv.

    Its reference has the standard error of rake(), 0.387946895021, whose projection
    ignores base weights: with all of them one, our residuals give the same.
    """
    header, *lines = (REFERENCE / "synth_two_rounds.csv").read_text().splitlines()
    text = "\n".join([header, *(line for line in lines if line.split(",")[1] == "1")])
    sex = '[groups.sex]\ncolumn = "sex"\ncodes = {f = "f", m = "m"}\n'
    assert cli.import_csv(tmp_path, text, TWO_ROUNDS.format(round=1) + sex) == 0
    path = tmp_path / "people.csv"
    path.write_text(
        "variable,level,count\ngroup,A,1200\ngroup,B,700\ngroup,C,300\n"
        "sex,f,1150\nsex,m,1050\n"
    )
    assert cli("weight", "--round", "1", "--margins", path) == 0, cli.err
    weights = weights_of(cli, "1")
    assert weights.sum() == pytest.approx(2200, rel=1e-12)
    assert weights.min() == pytest.approx(2.81637675532, rel=1e-11)
    assert weights.max() == pytest.approx(23.98385035788, rel=1e-11)
    assert kish(weights)[0] == pytest.approx(1.22600715399, rel=1e-11)
    options = ("--round", "1", "--of", "trust")
    (fixed,) = cli.rows("estimate", *options, "--variance", "fixed")
    assert fixed["mean"] == pytest.approx(4.984554098283, rel=1e-11)
    assert fixed["se"] == pytest.approx(0.391325829522, rel=1e-10)
    (row,) = analysis.estimate(as_if_base_weights_were_one(load(cli, "1")), ["trust"])
    assert row.se == pytest.approx(0.387946895021, rel=1e-10)


def as_if_base_weights_were_one(data):
    design = data.frame.design
    names = data.frame.design.calibration.by
    margins = [
        Margin(by, data.groupings[by].groups, np.array([]), place)
        for by in names
        for place in [data.groupings[by].members.argmax(axis=1)]
    ]
    ones = Weighted(design.weights, np.ones(len(design.weights)), 0, 0.0)
    return replace(
        data, frame=replace(data.frame, design=calibrated(design, ones, margins))
    )
