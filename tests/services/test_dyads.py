"""How groups see each other: what the command and the page show, and to whom."""

import random
import re
import shutil
from dataclasses import replace
from datetime import date

import pytest

from survey_app import create_app
from survey_app.core.estimation.cells import CellName
from survey_app.core.people import ROLES
from survey_app.core.questionnaire.answers import counted
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Option
from survey_app.core.questionnaire.response import Response
from survey_app.core.questionnaire.targets import with_drawn
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import accounts, analysis, collection, dyads, publishing
from survey_app.store import rounds
from survey_app.store.database import connect, create
from tests.conftest import PASSWORD, Visitor
from tests.web.test_pages import text_of

GROUPS = {"river": 90, "hill": 90, "plain": 60, "coast": 60, "isle": 12}
ABOUT = Definition(
    "about", {"en": "Neighbours"}, ("en", "fr", "ar"), constructs=("DY1",),
    groups=("identity",),
    site_groups=tuple(
        Option(g, {code: f"{g.title()} people" for code in ("en", "fr", "ar")})
        for g in GROUPS
    ),
)  # fmt: skip


def answers(instrument, response_id, own, rng):
    found = {"SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "alone", "DEM3": [own]}
    found = with_drawn(instrument, response_id, found)
    for about in found["DY0"]:
        level = 1 if (own, about) == ("hill", "river") else 3
        for number in (1, 2, 3):
            step = rng.randint(level, level + 2)
            found[f"DY1.{number}:{about}"] = str(6 - step if number == 3 else step)
    return counted(instrument, found)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A database with one round in which groups were asked about each other."""
    path, rng = tmp_path_factory.mktemp("n") / "n.db", random.Random(4)
    db = create(path)
    publishing.define(db, ABOUT)
    instrument = publishing.draft(db, "about")
    instrument_id = publishing.publish(db, instrument, date(2026, 1, 1))
    opened = SurveyRound(
        "n-1", "n", "1", instrument_id, ABOUT.title, slug="n", is_open=True,
        opened_on=date(2026, 3, 2),
    )  # fmt: skip
    rounds.add(db, opened, origin="web")
    own = [group for group, count in GROUPS.items() for _ in range(count)]
    people = [
        Response(
            f"{i:032x}", "n-1", instrument_id,
            answers(instrument, f"{i:032x}", group, rng), "web", "en", "alone",
        )
        for i, group in enumerate(own)
    ]  # fmt: skip
    collection.accept_all(db, collection.intake(db, "n-1"), people)
    for role in ROLES:
        accounts.add(db, f"id-{role}", role, role, PASSWORD)
    db.close()
    return path


@pytest.fixture
def neighbours(built, tmp_path):
    return shutil.copy(built, tmp_path / "neighbours.db")


@pytest.fixture
def here(cli, neighbours):
    cli.database = neighbours
    return cli


@pytest.fixture
def visitor(neighbours):
    app = create_app({"TESTING": True, "DATABASE": neighbours, "SECRET_KEY": "test"})
    return Visitor(app)


def test_the_keys_and_the_kinds_of_rows(here):
    rows = here.rows("dyads", "--round", "1", "--of", "DY1")
    assert " ".join(rows[0]) == (
        "round of kind group about n mean se df ci_low ci_high back asymmetry "
        "asymmetry_se asymmetry_low asymmetry_high p p_adjusted mutual verdict suppressed"
    )
    assert [row["kind"] for row in rows] == ["cell"] * 20 + ["received"] * 5 + [
        "bridging"
    ]


def test_distrust_that_is_not_returned_is_found(here):
    cells = {
        (row["group"], row["about"]): row
        for row in here.rows("dyads", "--round", "1", "--of", "DY1")
        if row["kind"] == "cell"
    }
    assert cells["hill", "river"]["verdict"] == "asymmetric"
    assert cells["hill", "river"]["asymmetry"] == pytest.approx(-5.0, abs=0.8)
    asymmetric = [key for key, row in cells.items() if row["verdict"] == "asymmetric"]
    assert sorted(asymmetric) == [("hill", "river"), ("river", "hill")]


def test_twelve_people_neither_rate_nor_are_rated(here):
    rows = here.rows("dyads", "--round", "1", "--of", "DY1")
    for row in rows:
        if row["kind"] == "cell":
            assert row["suppressed"] is ("isle" in (row["group"], row["about"]))
            assert row["suppressed"] or row["n"] >= 20


def test_the_public_sees_the_average_of_all_pairs_alone(here):
    (row,) = here.rows("dyads", "--round", "1", "--of", "DY1", "--release", "public")
    assert (row["kind"], row["group"], row["about"]) == ("bridging", None, None)
    assert row["mean"] == round(row["mean"], 1)


def test_no_other_command_shows_how_groups_are_rated(here):
    shown = here.rows("estimate", "--round", "1", "--by", "identity")
    assert [row for row in shown if "DY" in row["of"]] == []
    assert here("gaps", "--round", "1", "--by", "identity", "--of", "DY1:river") == 3


def test_what_was_not_asked_is_said(here, database):
    assert here("dyads", "--round", "1", "--of", "DY9") == 3
    here.database = database
    assert here("dyads", "--round", "2026") == 1
    assert "nobody was asked how they see other groups" in here.err


@pytest.mark.parametrize("role", ROLES)
def test_the_page_is_for_those_who_work_with_the_groups(visitor, role):
    visitor.sign_in(role).get("/results/n-1/dyads")
    may = role in ("analyst", "coordinator")
    assert (visitor.status == 200) is may
    visitor.get("/results/n-1/")
    assert ("/results/n-1/dyads" in visitor.page) is may


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_page_says_it_in_words(visitor, language):
    visitor.sign_in("analyst").post("/language", language=language)
    visitor.get("/results/n-1/dyads")
    shown = text_of(visitor.page)
    assert "Hill people" in shown
    if language == "en":
        assert "Hill people rate River people" in shown
        assert "drawn by lot" in shown


def test_the_leader_sees_the_average_among_the_scores(visitor):
    visitor.sign_in("leader").get("/results/n-1/")
    assert re.search(r"trust is \d\.\d of 10 on average", text_of(visitor.page))


def test_answers_about_groups_are_not_on_the_page_of_answers(visitor):
    visitor.sign_in("analyst").get("/results/n-1/answers")
    assert "River people" not in text_of(visitor.page)
    assert "cheat" not in text_of(visitor.page)


def test_a_person_is_asked_about_others_groups_only(visitor, neighbours):
    """Through the server's pages: three targets at most, one's own never."""
    visitor.get("/s/n")
    visitor.post("/s/n", action="begin", language="en")
    asked = set()
    for _ in range(30):
        if 'name="item"' not in visitor.page:
            break
        item = visitor.page.split('name="item" value="')[1].split('"')[0]
        asked.add(item)
        given = {"SCR1": "1", "SCR2": "1", "DEM3": "river"}.get(item, "3")
        visitor.post("/s/n", action="next", item=item, answer=given)
    about = {item.partition(":")[2] for item in asked if ":" in item}
    assert len(about) == 3
    assert "river" not in about
    assert "DY0" not in asked
    db = create(neighbours)
    (row,) = db.query(
        "select answers from responses where origin = 'web' and mode = 'alone' order by seq desc limit 1"
    )
    db.close()
    assert all(f'"{code}"' in row["answers"] for code in about)


def test_what_the_last_release_withheld_stays_so_with_its_mirror(built):
    db = connect(built)
    data = analysis.load(db, rounds.everything(db)[0])
    few = dyads.withheld(data, "analyst")
    assert {name.group for name in few} == {"isle"} | (GROUPS.keys() - {"isle"})
    assert all("isle" in (name.group, name.of.partition(":")[2]) for name in few)
    name = CellName("DY1:river", "item", "identity", "hill")
    held = replace(data, frozen={"analyst": frozenset({name})})
    for which, expected in (
        (data, set()),
        (held, {("hill", "river"), ("river", "hill")}),
    ):
        rows = dyads.find(which, ["DY1"])
        hidden = {
            (row.group, row.about)
            for row in rows
            if row.kind == "cell" and row.suppressed
        }
        assert {pair for pair in hidden if "isle" not in pair} == expected
    db.close()
