"""All rounds of a survey as one line: the command, and the page in words and drawings."""

import re

import pytest

from survey_app import create_app
from survey_app.services import accounts
from survey_app.store.database import create
from tests.conftest import PASSWORD, Visitor
from tests.services.test_comparing import valley  # noqa: F401 (a fixture)
from tests.web.test_pages import text_of

TREND = ("trend", "--survey", "valley")


@pytest.fixture
def three(valley):  # noqa: F811
    valley("1")
    valley("2", -1)
    return valley("3", -2)


def test_the_keys_are_documented_in_their_order(three):
    rows = three.rows(*TREND)
    assert " ".join(rows[0]) == (
        "of by group from to rounds unit slope se df ci_low ci_high p p_adjusted "
        "any_change_p verdict suppressed"
    )
    (trust,) = [row for row in rows if row["of"] == "trust"]
    assert (trust["from"], trust["to"], trust["rounds"], trust["unit"]) == (
        "1", "3", 3, "round",
    )  # fmt: skip
    assert trust["verdict"] == "worse"
    assert trust["any_change_p"] < 1e-6


def test_a_line_of_three_rounds_is_half_the_change_from_first_to_last(three):
    change = {r["of"]: r for r in three.rows("compare", "--from", "1", "--to", "3")}
    for row in three.rows(*TREND):
        assert row["slope"] == pytest.approx(change[row["of"]]["change"] / 2, rel=1e-9)
        assert row["se"] == pytest.approx(change[row["of"]]["se"] / 2, rel=0.2)


def test_a_measure_worded_differently_once_gets_no_verdict(valley):  # noqa: F811
    valley("1")
    valley("2", -1, label="Faith in the police")
    cli = valley("3", -2)
    verdicts = {row["of"]: row["verdict"] for row in cli.rows(*TREND)}
    assert verdicts["police"] == verdicts["trust"] == "cannot_tell"
    assert verdicts["water"] == "worse"
    assert "No verdict, as not the same was asked: police, trust" in cli.err


def test_groups_of_all_rounds_are_followed(three):
    rows = three.rows(*TREND, "--by", "region", "--of", "water")
    assert [row["group"] for row in rows] == ["north", "south"]


@pytest.mark.parametrize(
    ("survey", "code", "said"),
    [("nowhere", 3, "There is no survey nowhere"), ("valley", 1, "needs 3 rounds")],
)
def test_what_is_no_line_is_said(valley, survey, code, said):  # noqa: F811
    valley("1")
    cli = valley("2")
    assert cli("trend", "--survey", survey) == code
    assert said in cli.err


@pytest.fixture
def visitor(three):
    db = create(three.database)
    accounts.add(db, "a", "analyst", "analyst", PASSWORD)
    (path,) = db.query("select round_id from rounds where name = '3'")
    db.close()
    app = create_app(
        {"TESTING": True, "DATABASE": three.database, "SECRET_KEY": "test"}
    )
    found = Visitor(app).sign_in("analyst")
    return found, f"/results/{path['round_id']}/changes"


def test_the_page_draws_every_measure_and_says_where_it_goes(visitor):
    page, path = visitor
    shown = text_of(page.get(path).page)
    assert "Over all rounds" in shown
    assert "falls" in shown
    lines = re.findall(r'<polyline class="through" points="([^"]+)"', page.page)
    assert len(lines) == 1  # one construct is the headline
    assert len(lines[0].split()) == 3


def test_time_runs_in_the_direction_people_read(visitor):
    page, path = visitor

    def across():
        (line,) = re.findall(r'class="through" points="([^"]+)"', page.get(path).page)
        return [float(point.split(",")[0]) for point in line.split()]

    left = across()
    page.post("/language", language="ar")
    right = across()
    assert left == sorted(left)
    assert right == sorted(right, reverse=True)
