"""A dialogue of 5,000 people and 500 statements: the results page, a vote, a screen.

    python benchmarks/dialogue.py [PEOPLE [STATEMENTS]]

Three groups of opinion that agree on every tenth statement; people vote on what they
see, a tenth to all of the statements. Pages are asked for as a browser does.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np

from survey_app import create_app
from survey_app.core.listening.dialogue import Dialogue, Statement
from survey_app.core.questionnaire.definition import Definition
from survey_app.services import accounts, dialogues, publishing, voting
from survey_app.services.dialogues import Entry
from survey_app.store import dialogues as store
from survey_app.store.database import create, writing

ENTRY = Entry("coordinator", date(2026, 3, 9))
PASSWORD = "a long password"
TIMES = 5


def signs(people: int, statements: int, rng: np.random.Generator) -> list[str]:
    """Return the votes of people, as they are kept."""
    sides = rng.choice([0, 1], size=(3, statements))
    sides[:, ::10] = 0
    own = sides[np.arange(people) % 3]
    turned = rng.random((people, statements)) < 0.15
    found = np.array(list("ad"))[np.where(turned, 1 - own, own)]
    found[rng.random(found.shape) < 0.1] = "p"
    share = rng.uniform(0.1, 1.0, size=(people, 1))
    found[rng.random(found.shape) > share] = "."
    return ["".join(row) for row in found]


def fill(path: Path, people: int, statements: int) -> int:
    """Make the database; return how many votes it holds."""
    db = create(path)
    definition = Definition(
        name="talk",
        title={"en": "Talk"},
        languages=("en",),
        constructs=("PL1",),
        groups=("displacement",),
    )
    publishing.define(db, definition)
    publishing.publish(db, publishing.draft(db, "talk"), ENTRY.on)
    accounts.add(db, "c", "coordinator", "coordinator", PASSWORD)
    made = Dialogue("talk", "talk.1", {"en": "Talk"}, {}, "DEM4", "preparing")
    dialogues.make(db, made, ENTRY)
    votes = signs(people, statements, np.random.default_rng(1))
    codes = ("stayed", "displaced", "returned")
    with writing(db):
        said = (
            Statement(n, {"en": f"What somebody says, number {n}"}, "seed", "shown")
            for n in range(1, statements + 1)
        )
        store.add_statements(db, "talk", said)
        store.set_state(db, "talk", "open")
        for n, each in enumerate(votes):
            who = voting.join(db, dialogues.get(db, "talk"), f"{n:032x}")
            store.keep(db, _voted(who, codes[n % 3], each))
        _count(db, votes)
    db.close()
    return sum(len(each) - each.count(".") for each in votes)


def _voted(who, group, votes):
    return type(who)(who.participant_id, who.dialogue_id, group, votes)


def _count(db, votes: list[str]) -> None:
    """Keep how often each statement was voted on, as voting does one by one."""
    table = np.array([list(each) for each in votes])
    for name, sign in (("agree", "a"), ("disagree", "d"), ("passed", "p")):
        counts = (table == sign).sum(axis=0)
        db.conn.executemany(
            f"update dialogue_statements set {name} = ? where number = ?",
            [(int(n), place) for place, n in enumerate(counts, 1)],
        )


def timed(deed) -> float:
    """Return the seconds the median of several times takes."""
    found = []
    for _ in range(TIMES):
        start = perf_counter()
        deed()
        found.append(perf_counter() - start)
    return sorted(found)[TIMES // 2]


def main(people: int = 5000, statements: int = 500) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.db"
        votes = fill(path, people, statements)
        print(
            f"{people} people, {statements} statements, {votes} votes, {path.stat().st_size / 1e6:.1f} MB"
        )
        app = create_app(
            {
                "DATABASE": path,
                "SECRET_KEY": "x",
                "WTF_CSRF_ENABLED": False,
                "TESTING": True,
            }
        )
        leading, voter = app.test_client(), app.test_client()
        leading.post("/signin", data={"name": "coordinator", "password": PASSWORD})
        voter.post("/d/talk", data={"action": "begin"})
        voter.post("/d/talk", data={"action": "group", "group": "stayed"})
        numbers = iter(range(1, 1000))

        def vote():
            data = {"action": "vote", "number": next(numbers), "choice": "agree"}
            assert voter.post("/d/talk", data=data).status_code == 303

        pages = {
            "results": lambda: leading.get("/dialogues/talk/results"),
            "agenda": lambda: leading.get("/dialogues/talk/agenda"),
            "leading": lambda: leading.get("/dialogues/talk/"),
            "the next statement": lambda: voter.get("/d/talk"),
        }
        start = perf_counter()
        vote()
        print(f"a vote that measures statements again: {perf_counter() - start:.3f} s")
        print(f"a vote: {timed(vote):.3f} s")
        for name, ask in pages.items():
            assert ask().status_code == 200
            print(f"{name}: {timed(ask):.3f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
