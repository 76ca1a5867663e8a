"""Results with and without flagged interviews, and what subtracting them may not tell."""

import pytest

from survey_app.services import analysis, doubting, quality
from survey_app.store.database import connect
from tests.web.test_pages import text_of

ROUND = ("--round", "2026", "--of", "PL1")


@pytest.fixture
def world(cli, database):
    cli.database = database
    return cli


def flag(database, count):
    """Note of so many responses that another interview was open; return their ids."""
    with connect(database).conn as db:
        ids = [
            row[0]
            for row in db.execute(
                "select response_id from responses where round_id = 'valley-2026' "
                "order by response_id limit ?",
                (count,),
            )
        ]
        marks = ", ".join("?" * count)
        db.execute(
            f"update responses set flags = '[\"overlap\"]' where response_id in ({marks})",
            ids,
        )
    db.close()
    return ids


def test_flagged_interviews_are_left_out_as_if_they_had_never_come(world, database):
    ids = flag(database, 30)
    (without,) = world.rows("estimate", *ROUND, "--without-flagged")
    (whole,) = world.rows("estimate", *ROUND)
    assert whole["n"] - without["n"] == pytest.approx(30, abs=8)
    db = connect(database)
    survey_round = analysis.find_round(db, "2026")
    assert set(ids) <= quality.raised(db, survey_round).doubtful
    left = quality.raised(db, survey_round).doubtful
    with db.conn:
        db.conn.executemany(
            "delete from responses where response_id = ?", [(each,) for each in left]
        )
    db.close()
    (never,) = world.rows("estimate", *ROUND)
    assert never == pytest.approx(without)


def test_few_left_out_cannot_be_found_by_subtracting(world, database):
    flag(database, 3)
    db = connect(database)
    left = len(quality.raised(db, analysis.find_round(db, "2026")).doubtful)
    db.close()
    assert left < 5
    (without,) = world.rows("estimate", *ROUND, "--without-flagged")
    assert without["suppressed"]
    assert without["mean"] is None
    assert all(
        row["suppressed"]
        for row in world.rows("gaps", *ROUND, "--by", "gender", "--without-flagged")
    )


def test_where_one_group_loses_a_few_its_whole_grouping_is_hidden(world, database):
    flag(database, 40)
    db = connect(database)
    data = analysis.load(db, analysis.find_round(db, "2026"))
    found = doubting.doubted(db, data)
    least = 5
    for by in data.groupings:
        whole = {r.group: r.n for r in analysis.estimate(data, ["PL1"], [by])}
        kept = {r.group: r for r in doubting.estimate(found, ["PL1"], [by])}
        losses = [
            whole[group] - row.n
            for group, row in kept.items()
            if row.n is not None and whole[group] is not None
        ]
        assert not [loss for loss in losses if 0 < loss < least], by
        assert len({row.suppressed for row in kept.values()}) == 1 or losses, by
    assert any(
        r.mean is not None for r in doubting.find_gaps(found, ["gender"], ["PL1"])
    )
    db.close()


def test_nobody_in_doubt_changes_nothing(world):
    (whole,) = world.rows("estimate", *ROUND)
    (without,) = world.rows("estimate", *ROUND, "--without-flagged")
    assert without == whole


def test_the_page_compares_both(visitor, database):
    flag(database, 30)
    page = visitor.sign_in("analyst")
    page.get("/results/valley-2026/")
    assert "/results/valley-2026/without" in page.page
    page.get("/results/valley-2026/without")
    shown = text_of(page.page)
    assert "Interviews whose answers are in doubt: 30" in shown
    assert "Without flagged ones" in shown


def test_the_public_is_told_that_this_is_not_for_it(world):
    options = ("--without-flagged", "--release", "public")
    assert world("estimate", *ROUND, *options) != 0


@pytest.mark.parametrize("fact", ["language", "mode"])
def test_a_group_whose_every_interview_is_doubted_is_left_out(world, database, fact):
    with connect(database).conn as db:
        (value,) = db.execute(
            f"select {fact} from responses where round_id = 'valley-2026' limit 1"
        ).fetchone()
        db.execute(
            f"""
            update responses set flags = '["overlap"]'
            where round_id = 'valley-2026' and {fact} = ?
            """,
            (value,),
        )
        others = db.execute(
            f"select count(*) from responses where round_id = 'valley-2026' and {fact} <> ?",
            (value,),
        ).fetchone()[0]
    db.close()
    options = (*ROUND, "--by", "gender", "--without-flagged")
    if not others:
        assert world("estimate", *options) == 1
        return
    assert {row["group"] for row in world.rows("estimate", *options)} >= {
        "woman",
        "man",
    }
