"""Who is to bring how many interviews from where, and what counts for it."""

import pytest

from survey_app.errors import Rejected
from survey_app.interchange.targets_csv import read_targets
from survey_app.services import assignments
from survey_app.store import accounts, responses, rounds
from survey_app.store.database import connect

TABLE = """enumerator,place,by,group,target
enumerator,north0,,,12
Enumerator,north0,gender,woman,5
enumerator,,identity,river,30
leader,valley-2026-south1,displacement,displaced,2
"""


@pytest.fixture
def db(database):
    opened = connect(database)
    # The interviews of E0 are the enumerator's: one of four, in places north0 and south0.
    opened.execute(
        "update responses set enumerator = 'enumerator' where enumerator = 'E0'"
    )
    yield opened
    opened.close()


@pytest.fixture
def survey_round(db):
    return rounds.get(db, "valley-2026")


def assign(db, survey_round, text=TABLE):
    return assignments.assign(db, survey_round, read_targets("a.csv", text.encode()))


def faults(db, survey_round, text):
    with pytest.raises(Rejected) as refused:
        assign(db, survey_round, text)
    return [(problem.where, problem.code) for problem in refused.value.problems]


def test_what_an_enumerator_brought_is_counted_by_place_and_group(db, survey_round):
    assign(db, survey_round)
    mine = [
        (row["place_id"], row["answers"])
        for row in db.query(
            "select place_id, answers from responses where enumerator = 'enumerator' "
            "and round_id = 'valley-2026'"
        )
    ]
    at_north = [answers for place, answers in mine if place == "valley-2026-north0"]
    done = [each.done for each in assignments.standings(db, survey_round)]
    assert done == [
        len(at_north),
        sum('"DEM1":"woman"' in answers for answers in at_north),
        sum('"river"' in answers for _, answers in mine),
        0,
    ]
    assert done[0] > 12
    missing = [each.missing for each in assignments.standings(db, survey_round)]
    assert missing[0] == 0
    assert missing[3] == 2


def test_an_enumerator_learns_of_own_work_only(db, survey_round):
    assign(db, survey_round)
    named = assignments.targets(db, "valley-2026", "enumerator")
    assert len(named) == 3
    assert named[1]["group"] == "woman"
    before = [each["done"] for each in named]
    others = "update responses set enumerator = 'leader' where enumerator = 'E1'"
    db.execute(others)
    assert [
        each["done"] for each in assignments.targets(db, "valley-2026", "enumerator")
    ] == before
    assert assignments.shortfall(db, ["valley-2025"], "enumerator") == {}


def test_a_withdrawn_interview_counts_no_more(db, survey_round):
    assign(db, survey_round)
    (before, *_) = assignments.standings(db, survey_round, "enumerator")
    db.execute(
        """
        update responses set receipt_hash = 'slip' where response_id = (
            select min(response_id) from responses where enumerator = 'enumerator'
                and place_id = 'valley-2026-north0')
        """
    )
    assert responses.withdraw(db, "slip")
    (after, *_) = assignments.standings(db, survey_round, "enumerator")
    assert after.done == before.done - 1


def test_new_assignments_take_the_place_of_the_old(db, survey_round):
    assign(db, survey_round)
    assign(db, survey_round, "enumerator,target\nenumerator,3\n")
    (only,) = assignments.standings(db, survey_round)
    assert (only.target.wanted, only.target.place_id, only.target.by) == (3, None, None)


def test_every_fault_is_told_and_nothing_changes(db, survey_round):
    assign(db, survey_round)
    text = (
        "enumerator,place,by,group,target\n"
        "nobody,north0,,,1\n"
        "enumerator,east9,,,1\n"
        "enumerator,,shoe,left,1\n"
        "enumerator,,gender,left,1\n"
        "enumerator,north0,,,1\n"
        "ENUMERATOR,valley-2026-north0,,,2\n"
    )
    assert faults(db, survey_round, text) == [
        ("a.csv:2 enumerator", "target.enumerator"),
        ("a.csv:3 place", "target.place"),
        ("a.csv:4 by", "target.grouping"),
        ("a.csv:5 group", "target.group"),
        ("a.csv:7", "target.twice"),
    ]
    assert len(assignments.standings(db, survey_round)) == 4


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "many", "", "٣", "1000000"])
def test_a_target_is_a_whole_number_from_one(db, survey_round, number):
    text = f"enumerator,place,target\nenumerator,north0,{number}\n"
    assert faults(db, survey_round, text) == [("a.csv:2 target", "target.number")]


def test_a_closed_account_gets_no_target(db, survey_round):
    accounts.disable(db, "enumerator")
    text = "enumerator,target\nenumerator,3\n"
    assert faults(db, survey_round, text) == [
        ("a.csv:2 enumerator", "target.enumerator")
    ]


def test_the_command_takes_a_file(cli, database, tmp_path):
    cli.database = database
    path = tmp_path / "targets.csv"
    path.write_text(TABLE)
    assert cli("round", "assign", "2026", path) == 0
    assert "4 targets" in cli.out
    path.write_text("enumerator,target\nnobody,3\n")
    assert cli("round", "assign", "2026", path) == 1
    assert "There is no account nobody" in cli.err
    assert cli("round", "assign", "2027", path) == 3
