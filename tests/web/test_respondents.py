"""*Who answered?*: people beside the plan, and nothing of too few."""

import re

import pytest

from survey_app.core.sampling.fieldwork import Place
from survey_app.core.sampling.targets import Target
from survey_app.services import analysis, respondents
from survey_app.store import interviews, rounds, targets
from survey_app.store.database import connect
from tests.web.test_pages import text_of

PATH = "/results/valley-2026/respondents"


@pytest.fixture
def db(database):
    opened = connect(database)
    yield opened
    opened.close()


@pytest.fixture
def data(db):
    return analysis.load(db, rounds.get(db, "valley-2026"))


def shown(visitor, role):
    return text_of(visitor.sign_in(role).get(PATH).page)


def test_the_page_counts_people_by_everything_known_of_them(visitor):
    page = shown(visitor, "analyst")
    assert "160 people answered. The round is open." in page
    assert "People answered in every place of the plan." in page
    assert "Women 80" in page
    assert "People displaced by the conflict 74" in page
    assert "Asked by an interviewer 160" in page
    assert "العربية 53" in page
    assert "E0 40" in page


def test_leaders_see_rounded_counts_and_nobody_who_asked(visitor):
    page = shown(visitor, "leader")
    assert "People displaced by the conflict 75" in page
    assert "Asked by E0" not in page
    assert "outcome rates" not in page


def test_a_count_is_withheld_as_a_mean_would_be(db, data):
    """What a grouping hides, nobody finds by taking the others from the total."""
    db.execute(
        """delete from responses where round_id = 'valley-2026' and rowid in (
        select rowid from responses where round_id = 'valley-2026'
        and answers like '%"moved"%' limit 10)"""
    )
    data = analysis.load(db, rounds.get(db, "valley-2026"))
    rows = respondents.counted(data, "public")
    hidden = {row.group for row in rows if row.by == "displacement" and row.n is None}
    assert "moved" in hidden
    assert len(hidden) >= 2


def test_places_where_nobody_answered_are_counted_for_all_and_named_for_some(
    visitor, db
):
    place = Place(
        "valley-2026-far", {"en": "Far Farm"}, "north", {"en": "North"}, "north", "far"
    )
    rounds.add_places(db, "valley-2026", [place])
    assert "Nobody answered in 1 of the 9 places of the plan." in shown(
        visitor, "leader"
    )
    assert "Far Farm" not in visitor.page
    assert "Far Farm (North)" in shown(visitor, "coordinator")


def test_groups_stand_beside_what_was_wanted_of_them(visitor, db, data):
    targets.replace(
        db, "valley-2026",
        [
            Target("E1", 30, by="gender", group="woman"),
            Target("E2", 60, by="gender", group="woman"),
            Target("E2", 20, by="gender", group="man"),
            Target("E2", 5),
        ],
    )  # fmt: skip
    rows = respondents.against_targets(db, data, "analyst")
    assert [(r.group, r.wanted, r.n) for r in rows] == [
        ("woman", 90, 80),
        ("man", 20, 80),
    ]
    assert "As many as planned?" in shown(visitor, "leader")


def test_without_targets_nothing_is_said_of_them(visitor):
    assert "As many as planned?" not in shown(visitor, "coordinator")


def test_refusals_are_counted_by_reason_as_exactly_as_they_may(visitor, db):
    for _ in range(3):
        interviews.count_refusal(db, "valley-2026", "consent")
    assert "Did not agree to take part fewer than 5" in shown(visitor, "analyst")


def test_the_same_navigation_stands_on_every_page(visitor):
    pages = [
        PATH, "/results/valley-2026/", "/results/valley-2026/gaps", "/rounds/valley-2026",
        "/results/valley-2026/changes", "/results/valley-2026/dyads",
        "/results/valley-2026/report/", "/results/valley-2026/export",
        "/results/valley-2026/microdata/", "/rounds/valley-2026/fieldwork",
        "/rounds/valley-2026/boundaries", "/rounds/valley-2026/releases/",
    ]  # fmt: skip
    visitor.sign_in("coordinator")
    found = {}
    for path in pages:
        page = visitor.get(path).page
        assert visitor.status == 200, path
        nav = re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0]
        found[path] = re.findall(r'href="([^"]+)"', nav)
        assert nav.count("aria-current") == 1, path
    assert len({tuple(links) for links in found.values()}) == 1
    assert set(pages) <= set(found[PATH])


def test_the_navigation_leads_leaders_nowhere_they_may_not_go(visitor):
    page = visitor.sign_in("leader").get(PATH).page
    nav = re.search(r'<nav class="tabs".*?</nav>', page, re.S)[0]
    for path in re.findall(r'href="([^"]+)"', nav):
        assert visitor.get(path).status == 200, path


def test_who_was_not_asked_about_groups_is_told_so(visitor):
    visitor.sign_in("analyst").get("/results/valley-2026/dyads")
    page = text_of(visitor.page)
    assert "Nobody was asked in this round how they see other groups." in page
