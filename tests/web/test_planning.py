import re

import pytest

from tests.conftest import Visitor

POPULATION = """grouping,group,population
community,riverside,3000
community,hilltop,1000
gender,woman,2200
gender,man,1800
"""


@pytest.fixture
def planner(app):
    return Visitor(app).sign_in("coordinator")


def cells(page):
    return re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", page)


def test_a_plan_with_usual_assumptions_is_there_at_once(planner):
    page = planner.get("/planning/").page
    assert "ask 609 people in each round, in 51 places." in page
    assert "a change of 0.62 points or more is found, in 80 of 100 tries." in page
    assert "The smallest group is 40 people" in page


def test_the_answer_follows_the_numbers(planner):
    asked = "/planning/?n=100&change=1&per_cluster=1&rho=0&smallest=20&sd=2.5&power=80"
    page = planner.get(asked).page
    assert "a change of 0.99 points or more" in page
    assert "ask 99 people in each round, in 99 places." in page
    assert "The smallest group is 20 people" in page
    assert "Fewer than 30" in page
    again = planner.get(asked + "&again=yes").page
    assert "a change of 0.70 points or more" in again
    assert 'value="yes" checked' in again


def test_a_comma_is_a_point(planner):
    assert "ask 609 people" in planner.get("/planning/?change=0,5").page


def test_every_fault_of_a_plan_is_told_beside_its_field(planner):
    page = planner.get("/planning/?n=many&sd=x").page
    assert planner.status == 422
    assert "People in each round: “many” is not a number." in page
    assert "lie apart: “x” is not a number." in page
    page = planner.get("/planning/?power=100&rho=3").page
    assert "1 is not between" in page
    assert "3 is not between" in page


def test_people_are_shared_out_in_whole_numbers(planner):
    planner.get("/planning/")
    page = planner.post("/planning/quotas", quota_n="50", population=POPULATION).page
    assert planner.status == 200
    found = cells(page[page.index('id="quotas"') :])
    assert found[:4] == ["Place", "woman", "man", "All"]
    place, woman, man, both = found[4:8]
    assert (place, both) in (("riverside", "37"), ("riverside", "38"))
    assert int(woman) + int(man) == int(both)
    assert found[-1] == "50"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"quota_n": "some", "population": POPULATION}, "“some” is not a number"),
        ({"quota_n": "50", "population": "grouping\nx\n"}, "no column group"),
        ({"quota_n": "50", "population": POPULATION[:70]}, "two groupings"),
        ({"quota_n": "50", "population": ""}, "population"),
    ],
    ids=["number", "columns", "one grouping", "empty"],
)
def test_faults_of_quotas_are_told(planner, form, said):
    planner.get("/planning/")
    assert said in planner.post("/planning/quotas", **form).page
    assert planner.status == 422


def test_planning_is_for_those_who_run_the_survey(member):
    allowed = member.role in ("coordinator", "analyst")
    assert member.get("/planning/").status == (200 if allowed else 403)
