"""Measures the pages of feedback with many records.

Usage: .venv/bin/python benchmarks/feedback.py [records]
"""

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from survey_app import create_app
from survey_app.core.listening.feedback import CATEGORIES, KINDS, Content, Step
from survey_app.services import accounts, feedback, feedback_desk
from survey_app.services.receiving import Secrets
from survey_app.store.database import create

PASSWORD = "a long password"
PATHS = (
    "desk/",
    "desk/?kind=concern&place=place7",
    "desk/?list=closed",
    "desk/1",
    "desk/sheet",
)
DAY = date(2026, 1, 1)


def lines(count):
    """Yield records of a year, in 20 places; most are answered."""
    rng = random.Random(1)
    for number in range(count):
        on = DAY + timedelta(rng.randrange(365))
        content = Content(
            " ".join(rng.choices(CATEGORIES, k=20)), "en", rng.choice(KINDS),
            criticality="action", place=f"place{rng.randrange(20)}",
        )  # fmt: skip
        for deed in ("answer", "done", "confirm")[: rng.choice((0, 1, 1, 3))]:
            content = content.stepped(Step(deed, "ada", on, f"a{feedback_desk.APART}b"))
        yield str(number), on, content


def main(count=50_000):
    """Build, then ask for every page ten times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.db"
        db = create(path)
        accounts.add(db, "co", "coordinator", "coordinator", PASSWORD)
        begun = perf_counter()
        feedback.take_in(db, lines(count), Secrets("s", b"k"))
        print(f"{count} records kept in {perf_counter() - begun:.1f} s")
        db.close()
        app = create_app(
            {"DATABASE": path, "SECRET_KEY": "s", "WTF_CSRF_ENABLED": False}
        )
        client = app.test_client()
        client.post("/signin", data={"name": "coordinator", "password": PASSWORD})
        for each in PATHS:
            times, size = [], 0
            for _ in range(10):
                begun = perf_counter()
                reply = client.get(f"/feedback/{each}")
                times.append(perf_counter() - begun)
                assert reply.status_code == 200, each
                size = len(reply.data)
            print(f"/feedback/{each}: {1000 * sorted(times)[5]:.0f} ms warm, "
                  f"{1000 * times[0]:.0f} ms first, {size / 1000:.0f} kB")  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
