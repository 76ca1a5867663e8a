"""Measures files of single answers: from the database to the last byte of each format.

Usage: .venv/bin/python benchmarks/export.py [people]

Makes a round of that many people (100,000) who answered 46 questions, in a sample of 50
strata and 1,000 clusters, then writes the part of its file with all items and four key
variables, 50 columns with the weights, in every format, each in a process of its own.
Prints seconds for hiding people (once, as a first request does it), seconds, processor
seconds (with the start of the process) and size of
each zip (it always holds the CSV too, the codebook, the report and the scripts), and the
peak memory of the process in MB.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from survey_app.core.applications import Application
from survey_app.core.people import Account
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import microdata, microdata_files, publishing
from survey_app.services.releases import Asking
from survey_app.store import microdata as store
from survey_app.store import responses, rounds
from survey_app.store.database import connect, create, writing

TODAY = date(2026, 4, 1)
ROUND = "census"
KEYS = ("gender", "displacement", "age", "disability")
CONSTRUCTS = (
    "PL1",
    "PL2",
    "PL3",
    "SC1",
    "SC2",
    "SC3",
    "SE1",
    "SE2",
    "SE3",
    "LI1",
    "LI2",
)
ASKING = Asking("analyst", "benchmark", TODAY)


def build(path, people):
    """Make the round, closed."""
    db = create(path)
    publishing.define(
        db, Definition("wide", {"en": "Wide"}, ("en",), CONSTRUCTS, groups=KEYS)
    )
    instrument = publishing.draft(db, "wide")
    instrument_id = publishing.publish(db, instrument, TODAY)
    rounds.add(db, SurveyRound(ROUND, "wide", "1", instrument_id), origin="web")
    rng = np.random.default_rng(1)
    asked = [item for item in instrument.items if item.role is None]
    drawn = []
    for item in asked:
        codes = np.array([o.code for o in instrument.options(item)] + ["refused"])
        chances = np.full(len(codes), 0.97 / (len(codes) - 1))
        chances[-1] = 0.03
        drawn.append(rng.choice(codes, people, p=chances).tolist())
    with writing(db):
        for n, answers in enumerate(zip(*drawn, strict=True)):
            given = {i.item_id: a for i, a in zip(asked, answers, strict=True)}
            psu = n % 1000
            responses.add_within(
                db,
                Response(
                    f"r{n}", ROUND, instrument_id, given, "web", "en", "interviewer",
                    weight=5.0 + psu % 40, stratum=f"s{psu % 50}", psu=f"p{psu}",
                ),
            )  # fmt: skip
    db.close()


def approved(path):
    """Ask for all items, and let two others allow it."""
    db = connect(path)
    offer = microdata.offer(db, rounds.get(db, ROUND), ASKING)
    items = offer.items[: 49 - len(KEYS)]
    until = TODAY + timedelta(days=30)
    wanted = Application(0, ROUND, "x", "x", KEYS, items, False, until, "x", 0)
    analyst = Account("a", "a", "analyst")
    number = microdata.ask(db, rounds.get(db, ROUND), wanted, analyst, TODAY)
    begun = time.perf_counter()
    report = microdata.find(db, store.get(db, number), ASKING).report
    hiding = time.perf_counter() - begun
    for name in ("b", "c"):
        other = Account(name, name, "coordinator")
        microdata.decide(db, number, other, "approve", report.digest, TODAY)
    db.close()
    print(
        f"hiding {report.people} people: {hiding:.2f} s; {report.recodings}", flush=True
    )
    print(f"global risk {report.risk_before:.4f} -> {report.risk:.4f}, lost a value: "
          f"{report.losing}, columns {len(items) + len(report.kept_keys) + 1}")  # fmt: skip


def write(path, form):
    """Write the file of the request in one format, from the database on."""
    begun = time.perf_counter()
    db = connect(Path(path))
    application, found = microdata.release(db, 1, ASKING, "a")
    ready = time.perf_counter() - begun
    made = microdata_files.package(application, found, "en", form, TODAY)
    seconds = time.perf_counter() - begun
    worked = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{form}: {seconds:.2f} s ({ready:.2f} s until people are hidden), "
          f"processor {worked:.2f} s, zip {len(made.content) / 1e6:.1f} MB, peak {peak:.0f} MB", flush=True)  # fmt: skip


def main():
    """Build the round, then measure every format in a process of its own."""
    if len(sys.argv) == 3:
        write(*sys.argv[1:])
        return
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.db"
        build(path, people)
        approved(path)
        for form in microdata_files.FORMATS:
            command = [sys.executable, __file__, str(path), form]
            subprocess.run(command, check=True, timeout=600)


if __name__ == "__main__":
    main()
