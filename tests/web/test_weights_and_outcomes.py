import pytest

from survey_app.core.sampling.weighting import Plan
from survey_app.services import analysis, fieldwork, outcomes, weighting
from survey_app.store import interviews
from survey_app.store.database import connect
from tests.conftest import Visitor

PLAN = Plan({"community": {"north": 30.0, "south": 70.0}})


@pytest.fixture
def db(database):
    opened = connect(database)
    yield opened
    opened.close()


@pytest.fixture
def weighted(db):
    survey_round = analysis.find_round(db, "2026")
    weighting.keep(db, survey_round, PLAN)
    return survey_round


def test_pages_say_what_a_round_is_weighted_to(app, weighted):
    analyst = Visitor(app).sign_in("analyst")
    for path in ("/results/valley-2026/", "/results/valley-2026/gaps"):
        assert "weighted to the population by: Community." in analyst.get(path).page
    assert "weighted to" not in analyst.get("/results/valley-2025/").page
    said = "The answers of 2026 are weighted to the population by: Community."
    for path in ("valley-2026/changes", "valley-2025/changes?from=valley-2026"):
        page = analyst.get(f"/results/{path}").page
        assert said in page
        assert "answers of 2025 are weighted" not in page


def test_a_page_sets_respondents_beside_the_population(app, weighted):
    page = Visitor(app).sign_in("analyst").get("/results/valley-2026/respondents").page
    assert "People in South are 50% of those who answered, but 70%" in page
    assert "tell as much as those of 138 people" in page
    assert "has not been declared" in page


def test_the_public_learns_no_exact_number_from_the_weights(app, weighted, db):
    data = analysis.load(db, weighted)
    shown = weighting.facts(data, "public")
    assert (shown.n % 5, shown.n_eff % 5) == (0, 0)
    rows = weighting.of_round(db, data, "public").rows
    assert {row.weight_max for row in rows} == {None}


def test_a_group_of_too_few_is_not_hidden_alone(db):
    survey_round = analysis.find_round(db, "2026")
    data = analysis.load(db, survey_round)
    people = {"stayed": 40.0, "returned": 30.0, "displaced": 80.0, "moved": 10.0}
    rows = weighting.represented(data, {"displacement": people}, "public")
    assert [row.group for row in rows if row.ratio is None] == []
    db.execute(
        """delete from responses where answers like '%"moved"%' and rowid not in (
        select rowid from responses where answers like '%"moved"%'
        and round_id = 'valley-2026' limit 6)"""
    )
    data = analysis.load(db, survey_round)
    rows = weighting.represented(data, {"displacement": people}, "public")
    hidden = [row.group for row in rows if row.ratio is None]
    assert "moved" in hidden
    assert len(hidden) == 2


def test_pages_label_a_sample_that_is_not_by_chance(app, db):
    fieldwork.declare_sample(db, "2026", "open")
    leader = Visitor(app).sign_in("leader")
    assert "not drawn by chance" in leader.get("/results/valley-2026/").page
    assert "model-based" in leader.get("/results/valley-2026/respondents").page


def test_a_margin_that_does_not_fit_any_more_is_told(app, weighted, db):
    db.execute("delete from responses where psu like 'north%'")
    page = Visitor(app).sign_in("coordinator").get("/results/valley-2026/respondents")
    assert page.status == 422
    assert "do not fit its margins any more: community north." in page.page
    weighting.remove(db, weighted)
    assert page.get("/results/valley-2026/respondents").status == 200


def test_the_coordinator_enters_who_was_not_reached(app):
    visitor = (
        Visitor(app).sign_in("coordinator").get("/results/valley-2026/respondents")
    )
    assert "100% answered, of all who should have been asked" in visitor.page
    visitor.post(
        "/rounds/valley-2026/outcomes", not_reached="30", unknown="", other="10"
    )
    assert "80% answered, of all who should have been asked" in visitor.page
    assert "94% answered, of those spoken to" in visitor.page
    visitor.post("/rounds/valley-2026/outcomes", not_reached="some", refused="-1")
    assert visitor.status == 422
    assert "some is not a number of people" in visitor.page
    assert "-1 is not a number of people" in visitor.page


def test_leaders_do_not_see_outcome_rates(app):
    page = Visitor(app).sign_in("leader").get("/results/valley-2026/respondents").page
    assert "RR3" not in page


def test_an_interview_begun_and_left_is_counted_and_nothing_else_is_kept(app, db):
    Visitor(app).get("/s/valley").post("/s/valley", action="begin")
    (under_way,) = db.query("select interview_id from interviews")
    db.execute("""update interviews set answers = '{"SCR1": "1"}'""")
    interviews.break_off(db, under_way["interview_id"])
    assert interviews.refusals(db, "valley-2026") == {"broken_off": 1}
    assert not list(db.query("select 1 from interviews"))


def test_a_questionnaire_looked_at_and_left_is_nobody_who_broke_off(app, db):
    Visitor(app).get("/s/valley").post("/s/valley", action="begin")
    (under_way,) = db.query("select interview_id from interviews")
    interviews.break_off(db, under_way["interview_id"])
    assert interviews.refusals(db, "valley-2026") == {}


def test_refusals_and_people_under_age_are_counted_apart(db):
    survey_round = analysis.find_round(db, "2026")
    for reason in ("consent", "adult", "adult"):
        interviews.count_refusal(db, "valley-2026", reason)
    found = outcomes.of_round(db, survey_round)
    assert (found.complete, found.refused, found.ineligible) == (160, 1, 2)
