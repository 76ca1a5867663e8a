"""What is remembered is never stale, and never more than its bounds."""

import threading

import pytest

from survey_app.core.sampling.weighting import Plan
from survey_app.services import analysis
from survey_app.services.remembering import Memory
from survey_app.store import columns, rounds, weightings
from survey_app.store.database import connect

ROUND = "valley-2026"


@pytest.fixture
def world(database):
    db = connect(database)
    yield db
    db.close()


def load(db):
    return analysis.load(db, rounds.get(db, ROUND))


def test_a_round_is_loaded_once(world, monkeypatch):
    first = load(world)
    monkeypatch.setattr(columns, "of_round", None)
    assert load(world) is first
    rows = analysis.estimate(first, by=["gender"])
    monkeypatch.setattr(analysis, "estimates", None)
    assert analysis.estimate(first, by=["gender"]) == rows


def test_another_question_has_another_answer(world):
    data = load(world)
    asked = [
        analysis.estimate(data, of, by, release)
        for of in ((), ("PL1",), ("SE2",))
        for by in ((), ("gender",), ("community",))
        for release in ("analyst", "public")
    ]
    assert len({repr(rows) for rows in asked}) == len(asked)
    asked.append(analysis.estimate(data, by=("gender",)))
    assert asked[-1] == asked[2]


@pytest.mark.parametrize(
    ("statement", "responses"),
    [
        ("delete from responses where seq = (select max(seq) from responses)", 159),
        ("update responses set weight = 3 where round_id = 'valley-2026'", 160),
        ("update places set community = 'west' where community = 'north'", 160),
        ("update rounds set is_open = 0", 160),
    ],
)
def test_a_change_is_seen_at_once(world, statement, responses):
    first = load(world)
    world.execute(statement)
    again = load(world)
    assert again is not first
    assert len(again.frame.design.psu) == responses


def test_a_new_response_is_seen_at_once(world):
    first = load(world)
    before = analysis.estimate(first)
    (row, *_) = world.query("select * from responses where round_id = 'valley-2026'")
    row |= {
        "response_id": "another",
        "seq": 10**6,
        "receipt_hash": None,
        "device_id": None,
    }
    names = ", ".join(row)
    world.execute(
        f"insert into responses ({names}) values ({', '.join(f':{n}' for n in row)})",
        row,
    )
    after = analysis.estimate(load(world))
    assert {row.n for row in before} | {161} == {row.n for row in before} | {
        max(r.n for r in after)
    }
    assert before != after


def test_new_margins_are_seen_at_once(world):
    plain = load(world)
    women = [r.mean for r in analysis.estimate(plain, ["PL1"])]
    for share in (0.7, 0.9):
        margins = {"gender": {"woman": 100 * share, "man": 100 * (1 - share)}}
        weightings.replace(world, ROUND, Plan(margins, None, {}))
        women.append(analysis.estimate(load(world), ["PL1"])[0].mean)
    assert len(set(women)) == 3
    weightings.remove(world, ROUND)
    assert load(world) is plain


def test_a_round_seen_otherwise_remembers_on_its_own(world):
    data = load(world)
    rows = analysis.estimate(data)
    other = analysis.with_lonely(data, "certainty")
    assert other.memory is not data.memory
    assert analysis.estimate(data) == rows


def test_the_least_used_is_forgotten_first():
    made = []
    memory = Memory(limit=5, size=len)

    def get(key):
        return memory.get(key, lambda: made.append(key) or key)

    for key in ("aa", "bb", "aa", "cc", "aa", "bb"):
        assert get(key) == key
    assert made == ["aa", "bb", "cc", "bb"]
    assert get("far too long") == "far too long"
    assert get("far too long") == "far too long"
    assert made.count("far too long") == 1


def test_what_many_ask_for_is_made_once():
    memory, made, begun = Memory(limit=9, size=lambda _: 1), [], threading.Event()

    def make():
        begun.wait(5)
        made.append(1)
        return "thing"

    found = []
    threads = [
        threading.Thread(target=lambda: found.append(memory.get("key", make)))
        for _ in range(4)
    ]
    for each in threads:
        each.start()
    begun.set()
    for each in threads:
        each.join()
    assert (found, made) == (["thing"] * 4, [1])


def test_what_could_not_be_made_is_tried_again():
    memory = Memory(limit=9, size=lambda _: 1)
    with pytest.raises(ZeroDivisionError):
        memory.get("key", lambda: 1 / 0)
    assert memory.get("key", lambda: "thing") == "thing"
