"""Pages of early warning, as people of each role use them."""

import re
import shutil
from datetime import date
from io import BytesIO

import pytest

from survey_app.services import watching
from survey_app.store import outside, rounds
from survey_app.store.database import connect
from tests.conftest import Visitor
from tests.services.test_watching import SURVEY, TODAY, WATCH, define, take, weeks

OFF = WATCH.replace("on = true", "on = false")


@pytest.fixture(scope="session")
def watched_file(world_file, tmp_path_factory):
    """The world with a survey, a log of incidents and rules over both, judged once."""
    path = tmp_path_factory.mktemp("watched") / "watched.db"
    shutil.copy(world_file, path)
    with connect(path) as db:
        rounds.set_open(db, "valley-2026", is_open=False, today=date(2026, 3, 6))
        take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9))
        define(db, SURVEY + WATCH)
        watching.evaluate(db, TODAY)
        db.execute("pragma wal_checkpoint(truncate)")
    return path


@pytest.fixture
def watched(watched_file, database, app):
    shutil.copy(watched_file, database)
    return Visitor(app).sign_in("coordinator")


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_nothing_is_watched_at_first(app):
    page = Visitor(app).sign_in("coordinator").get("/warning/").page
    assert "Nothing was judged yet" in page


def test_what_rings_comes_first_with_its_reasons(watched):
    watched.get("/warning/")
    page = text(watched.post("/warning/evaluate").page)
    assert re.search(r"Series judged: \d+", page)
    assert "What rings, the gravest first" in page
    assert "Incidents: More events than usual" in page
    assert "usual is 1.2, the limit is" in page
    assert "Where nobody can tell" in page
    assert page.index("alert") < page.index("too few to tell")
    assert "False alerts to be expected" in page


def test_judging_on_the_page_raises_alerts(watched, database):
    watched.get("/warning/")
    watched.post("/warning/evaluate")
    with connect(database) as db:
        raised = {row["rule_id"] for row in db.query("select rule_id from alerts")}
    assert {"surge", "behind", "low"} <= raised


def test_a_page_lists_so_many_verdicts_and_says_how_many_more(database, app):
    with connect(database) as db:
        points = [
            (f"{p}{i}", day, f"p{p}", n)
            for p in range(70)
            for i, day, _, n in weeks(1, 2, 1, 1, 9)
        ]
        take(db, *points)
        define(db, WATCH)
        watching.evaluate(db, TODAY)
    page = text(Visitor(app).sign_in("analyst").get("/warning/").page)
    assert "71 verdicts ring." in page
    assert page.count("Incidents: More events than usual") == 60 + 1
    assert "11 more are not listed here" in page


def test_a_failure_is_seen_in_words(watched, database):
    with connect(database) as db:
        define(
            db,
            WATCH.replace('"log"', '"gone"')
            .replace("incidents", "lost")
            .replace("surge", "of_lost"),
        )
    watched.get("/warning/")
    page = text(watched.post("/warning/evaluate").page)
    assert "could not be judged" in page
    assert "There is no data set “gone”" in page


def test_an_indicator_is_drawn_told_and_tabled(watched):
    page = watched.get("/warning/indicators/trust").page
    assert page.count("<svg") == 5
    assert "On the way to the target:" in page
    assert "All readings as a table" in page
    assert "displaced" in text(page).casefold()
    listed = text(watched.get("/warning/indicators").page)
    assert listed.index("What holds people together") < listed.index("What endangers")
    assert "Market office" in listed


def test_an_unknown_indicator_or_rule_is_not_found(watched):
    assert watched.get("/warning/indicators/nothing").status == 404
    assert watched.get("/warning/rules/nothing").status == 404


def test_a_rule_is_rehearsed_and_switched(database, app):
    with connect(database) as db:
        take(db, *weeks(1, 2, 1, 0, 2, 1, 1, 2, 9, 1))
        define(db, OFF)
    visitor = Visitor(app).sign_in("coordinator")
    page = text(visitor.get("/warning/rules/surge").page)
    assert "This rule is off." in page
    rehearsed = text(visitor.get("/warning/rules/surge?rehearse=yes").page)
    assert "While nothing changes," in rehearsed
    assert "When it would have rung" in rehearsed
    visitor.post("/warning/rules/surge", on="yes")
    assert "This rule is on." in visitor.page


def test_a_trend_says_how_its_limit_is_chosen(app, database):
    text_ = SURVEY + '[rules.drift]\nkind = "trend"\nindicator = "trust"\n'
    with connect(database) as db:
        define(db, text_)
    page = text(Visitor(app).sign_in("analyst").get("/warning/rules/drift").page)
    assert "40 rounds 2.03 10.2 4.5 2.8 2.0" in page


def test_what_happened_makes_alerts_true(watched):
    watched.get("/warning/")
    watched.post(
        "/warning/occurrences", day="2026-03-09", cell="community:north", what="A fight"
    )
    assert "Noted." in watched.page
    with connect(watched.client.application.config["DATABASE"]) as db:
        (row,) = db.query(
            "select by_name, group_name, on_day, written_by from occurrences"
        )
    assert row == {
        "by_name": "community",
        "group_name": "north",
        "on_day": "2026-03-09",
        "written_by": "coordinator",
    }
    watched.post("/warning/occurrences", day="soon", cell=":")
    assert watched.status == 422


def test_signals_are_chosen_owned_and_noted_by_hand(app, database):
    visitor = Visitor(app).sign_in("coordinator")
    visitor.get("/warning/indicators")
    visitor.post("/warning/signals", signal="markets_open", owner="")
    assert visitor.status == 422
    visitor.get("/warning/indicators")
    visitor.post("/warning/signals", signal="markets_open", owner="Council")
    assert "Market days held" in visitor.page
    visitor.get("/warning/indicators/markets_open")
    visitor.post(
        "/warning/indicators/markets_open/notes",
        day="2025-03-09",
        place="north",
        value="4",
    )
    assert "Noted." in visitor.page
    with connect(database) as db:
        (point,) = outside.of_series(db, "observed", "markets_open")
    assert (point.place, point.value) == ("north", 4)
    visitor.post(
        "/warning/indicators/markets_open/notes",
        day="2025-03-09",
        place="north",
        value="many",
    )
    assert visitor.status == 422
    visitor.get("/warning/indicators/markets_open")
    visitor.post(
        "/warning/indicators/markets_open/notes", day="2999-03-09", place="", value="1"
    )
    assert visitor.status == 422


def test_a_file_of_indicators_is_taken_in_or_refused_with_all_faults(app):
    visitor = Visitor(app).sign_in("coordinator")
    visitor.get("/warning/indicators")

    def bring(content):
        data = {"csrf_token": visitor.token, "file": (BytesIO(content), "watch.toml")}
        reply = visitor.client.post("/warning/indicators", data=data)
        return visitor._take(reply)

    bring(b'[indicators.a]\nname="A"\n[rules.b]\nkind="level"\n')
    assert visitor.status == 422
    assert "Nobody owns the indicator" in text(visitor.page)
    assert "watches nothing" in text(visitor.page)
    visitor.get("/warning/indicators")
    bring(WATCH.encode())
    assert "Indicators taken in: 1. Rules taken in: 1." in text(visitor.page)


def test_a_file_from_elsewhere_is_looked_at_then_taken_in(app, database):
    visitor = Visitor(app).sign_in("coordinator")
    content = b"event_id_cnty,event_date,event_type,admin1,fatalities\nX1,2026-01-06,Riots,North,1\n"

    def bring(deed, form="acled", until="2026-01-31"):
        visitor.get("/warning/indicators")
        fields = {
            "csrf_token": visitor.token, "form": form, "deed": deed, "until": until,
            "file": (BytesIO(content), "events.csv"),
        }  # fmt: skip
        visitor._take(visitor.client.post("/warning/series", data=fields))
        with connect(database) as db:
            return outside.covered(db, "acled")

    assert bring("look") is None
    assert "It would be: 3 new" in text(visitor.page)
    assert bring("take") == date(2026, 1, 31)
    assert "Taken in: 3 new" in text(visitor.page)
    assert "ACLED terms of use" in visitor.page
    bring("take", form="hxl")
    assert visitor.status == 422
    bring("take", form="pdf")
    assert visitor.status == 422


def test_the_evidence_of_a_rule_is_drawn_with_its_limits(watched):
    page = watched.get("/warning/rules/surge").page
    assert page.count("<svg") == 2
    assert page.count("stroke-dasharray") == 2
    assert watched.get("/warning/rules/low").page.count("stroke-dasharray") == 10


def test_analysts_look_and_leaders_do_not(app, watched):
    analyst = Visitor(app).sign_in("analyst")
    assert analyst.get("/warning/").status == 200
    assert "Read and judge everything now" not in analyst.page
    assert Visitor(app).sign_in("leader").get("/warning/indicators").status == 403
