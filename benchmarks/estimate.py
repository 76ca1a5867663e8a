"""Measures how fast tables of estimates are made, beside other ways to make them.

Usage: .venv/bin/python benchmarks/estimate.py [table ROWS | database ROWS | engines ROWS] ...

`table` simulates three rounds of ROWS respondents together: 40 items of five points, four
groupings of 2, 4, 6 and 10 groups, 30 strata, 40 clusters each (4 where there are fewer
than 50,000 respondents), and makes the 2,640 means with standard error, interval and design
effect; then the same sums by Polars (and pandas, where it is quick), and the same estimates
one after the other. `database` puts one round into a database and measures the snapshot and a
page of results. `engines` makes the table of one round from a data set. Without arguments:
all of them at a size that takes a minute or two. Prints medians, minima, and the least time on
processors of all threads, which other work on the machine disturbs least.
"""

import resource
import sys
import tempfile
import time
from datetime import date
from itertools import chain
from pathlib import Path
from statistics import median

import numpy as np

from survey_app import create_app
from survey_app.core.estimation.estimates import estimates, figures
from survey_app.core.measurement.columns import Columns, in_order
from survey_app.core.measurement.frame import framed
from survey_app.core.measurement.groups import groupings
from survey_app.core.measurement.scoring import measures
from survey_app.core.questionnaire.instrument import Instrument, Item, Option, Scale
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import accounts, analysis, datasets, engines
from survey_app.store import columns, instruments, responses, rounds, snapshot
from survey_app.store.database import connect, create, writing

ITEMS, GROUPS, STRATA, ENUMERATORS = 40, (2, 4, 6, 10), 30, 40
FIVE = Scale("F", tuple(Option(code, {"en": code}) for code in "12345"))
TEXTS = np.array(["1", "2", "3", "4", "5", "dont_know"])


def instrument():
    """Return a questionnaire of five-point items and one item for each grouping."""
    items = [Item(f"q{n}", "scored", {"en": "?"}, scale="F") for n in range(ITEMS)]
    items += [
        Item(f"g{n}", "choice", {"en": "?"}, group=f"g{n}",
             options=tuple(Option(str(code), {"en": str(code)}) for code in range(n)))
        for n in GROUPS
    ]  # fmt: skip
    return Instrument("bench", {"en": "Bench"}, ("en",), tuple(items), {"F": FIVE})


def simulated(rows, seed):
    """Return the columns of a round; a sixth of the answers are missing."""
    rng = np.random.default_rng(seed)
    clusters = 40 if rows >= 15_000 else 4
    psu = rng.integers(0, STRATA * clusters, rows).astype(np.int32)
    codes = np.empty((ITEMS + len(GROUPS), rows), np.int8)
    for item in range(ITEMS):
        codes[item] = rng.integers(-1, 5, rows)
    for place, groups in enumerate(GROUPS, ITEMS):
        codes[place] = rng.integers(0, groups, rows)
    none = np.empty((0, rows))
    facts = np.zeros((4, rows), np.int32)
    facts[0] = psu % ENUMERATORS
    return Columns(
        codes,
        none.astype(bool),
        none.astype(bool),
        none,
        rng.uniform(0.5, 3, rows),
        psu,
        facts,
        np.arange(rows),
        tuple((f"s{p // clusters:02}", f"p{p:04}") for p in range(STRATA * clusters)),
        (tuple(f"e{n}" for n in range(ENUMERATORS)), ("",), ("",), ("",)),
        {f"s{stratum:02}": np.inf for stratum in range(STRATA)},
    )


def timed(what, work, runs=7):
    """Print and return the median seconds of some runs, the first one not counted."""
    work()
    seconds, processor = [], []
    for _ in range(runs):
        begun, used = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    least, cpu = min(seconds) * 1e3, min(processor) * 1e3
    print(
        f"  {what:52} {median(seconds) * 1e3:9.1f} ms  (min {least:.1f}, cpu {cpu:.1f})"
    )
    return median(seconds)


def resident():
    """Return the most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rounds_of(rows):
    """Return frame, measures and groupings of three rounds."""
    asked = instrument()
    found = []
    for seed in range(3):
        frame = framed(asked, in_order(simulated(rows // 3, seed)))
        groups = groupings(asked, frame)
        found.append((frame, measures(asked, frame), [groups[f"g{n}"] for n in GROUPS]))
    return found


def table(rows):
    """Measure the whole table, and other ways to it."""
    print(f"table of 2,640 estimates, {rows:,} respondents")
    three = rounds_of(rows)

    def numbers():
        for frame, of, by in three:
            figures(frame, of, np.concatenate([each.members for each in by], axis=1))

    def listed():
        for frame, of, by in three:
            estimates("r", frame, of, *by)

    runs = 3 if rows > 2_000_000 else 7
    ours = timed("means, errors, intervals, design effects", numbers, runs)
    timed("the same as rows with who stands behind each", listed, runs)
    print(f"  {'most memory':52} {resident():9.0f} MB")
    if rows <= 1_000_000:
        beside("Polars, sums alone", polars_sums, three, ours)
        if rows <= 100_000:
            beside("pandas, sums alone", pandas_sums, three, ours)
        one_by_one(three, ours)


def beside(name, sums, three, ours):
    """Measure the sums of another library and their ratio to our whole table."""
    tables = [sums.prepare(*each) for each in three]
    theirs = timed(name, lambda: [sums(each) for each in tables], 3)
    print(f"  {'':52} {theirs / ours:9.1f} times ours")


def wide(frame, of, by):
    """Return the columns of a round for a table library: derived ones included."""
    codes = {"w": frame.design.weights, "psu": frame.design.psu}
    for grouping in by:
        codes[grouping.by] = grouping.members.argmax(axis=1)
    for measure in of:
        values = measure.values
        valid = ~np.isnan(values)
        known = np.nan_to_num(values)
        codes |= {
            f"w_{measure.of}": codes["w"] * valid,
            f"t_{measure.of}": codes["w"] * known,
            f"s_{measure.of}": codes["w"] * known**2,
            f"n_{measure.of}": valid.astype(np.int64),
        }
    return codes


def polars_sums(data):
    """Return sums by PSU and group for each grouping."""
    import polars  # noqa: PLC0415

    sums = [polars.col(f"^{kind}_.*$").sum() for kind in "wtsn"]
    return [data.group_by("psu", f"g{n}").agg(sums) for n in GROUPS]


def pandas_sums(data):
    """Return sums by PSU and group for each grouping."""
    named = [name for name in data if name[:2] in ("w_", "t_", "s_", "n_")]
    return [data.groupby(["psu", f"g{n}"])[named].sum() for n in GROUPS]


def _polars(*each):
    import polars  # noqa: PLC0415

    return polars.DataFrame(wide(*each))


def _pandas(*each):
    import pandas  # noqa: PLC0415

    return pandas.DataFrame(wide(*each))


polars_sums.prepare, pandas_sums.prepare = _polars, _pandas


def one_by_one(three, ours, estimated=20):
    """Measure estimates made one after the other, as most survey packages do."""
    frame, of, by = three[0]

    def some():
        for number in range(estimated):
            group = by[number % 4].members[:, :1]
            figures(frame, [of[number]], group)

    seconds = timed(f"one estimate after the other ({estimated} of them)", some, 3)
    scaled = seconds / estimated * 2640
    print(
        f"  {'  scaled to 2,640':52} {scaled:9.1f} s   ({scaled / ours:.0f} times ours)"
    )


def filled(path, rows):
    """Make a database of one round; return who may see its pages."""
    db = create(path)
    instrument_id = instruments.publish(db, instrument(), date(2026, 1, 1))
    rounds.add(db, SurveyRound("b-1", "b", "1", instrument_id), origin="import")
    accounts.add(db, "a", "analyst", "analyst", "a long password")
    with writing(db):
        for response in given(simulated(rows, 0), instrument_id):
            responses.add(db, response)
    db.close()


def given(found, instrument_id, prefix="r"):
    """Yield simulated columns as responses."""
    names = [item.item_id for item in instrument().items]
    answers = [TEXTS[found.codes[n]].tolist() for n in range(ITEMS)]
    answers += [found.codes[n].astype(str).tolist() for n in range(ITEMS, len(names))]
    for row, codes in enumerate(zip(*answers, strict=True)):
        stratum, psu = found.psus[found.psu[row]]
        yield Response(
            f"{prefix}-{row}", "b-1", instrument_id, dict(zip(names, codes, strict=True)),
            "import", enumerator=f"e{found.facts[0, row]}", stratum=stratum, psu=psu,
            weight=float(found.weights[row]),
        )  # fmt: skip


def once(what, work):
    """Print the seconds of one run and return what it gave."""
    begun = time.perf_counter()
    found = work()
    print(f"  {what:52} {(time.perf_counter() - begun) * 1e3:9.1f} ms")
    return found


def database(rows):
    """Measure the snapshot and a page of results."""
    print(f"database of one round, {rows:,} responses")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "survey.db"
        once("responses added", lambda: filled(path, rows))
        db = connect(path)
        survey_round = rounds.get(db, "b-1")
        asked = instruments.get(db, survey_round.instrument_id)

        def read():
            return columns.of_round(db, "b-1", asked)[1]

        once("columns read from the responses, snapshot written", read)
        timed("columns read from the snapshot", read)
        with writing(db):
            new = given(simulated(1000, 9), survey_round.instrument_id, "new")
            for response in new:
                responses.add(db, response)
        appended = once("1,000 new responses appended, snapshot written", read)
        assert appended.rows == rows + 1000
        assert appended.sorted_rows == rows
        pages(path)
        size = sum(
            p.stat().st_size for p in snapshot.home(db).rglob("*") if p.is_file()
        )
        print(f"  {'snapshot on disk':52} {size / 2**20:9.0f} MB")
        db.close()


def pages(path):
    """Measure pages of results in a server process."""
    app = create_app({"DATABASE": path, "SECRET_KEY": "x", "WTF_CSRF_ENABLED": False})
    client = app.test_client()
    fields = {"name": "analyst", "password": "a long password"}
    assert client.post("/signin", data=fields).status_code == 302
    for page in ("", "gaps", "answers"):
        address = f"/results/b-1/{page}"
        reply = once(f"page {address}, first time", lambda: client.get(address))  # noqa: B023
        assert reply.status_code == 200
        timed(f"page {address}, again", lambda: client.get(address))  # noqa: B023


def whole(rows, folder):
    """Write a data set of one round; return the round."""
    asked = instrument()
    frame = framed(asked, in_order(simulated(rows, 0)))
    data = analysis.RoundData(
        SurveyRound("b-1", "b", "1", "bench.1", origin="import"), asked, {}, frame,
        measures(asked, frame), groupings(asked, frame),
    )  # fmt: skip
    once("data set written", lambda: datasets.write(data, "analyst", folder))
    return data


def engines_(rows):
    """Measure the table of one round from a data set by every engine there is."""
    print(
        f"engines, {rows:,} respondents of one round, {ITEMS * sum(GROUPS)} estimates"
    )
    by = [f"g{n}" for n in GROUPS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "set"
        data = whole(rows, folder)
        own = [data.groupings[each] for each in by]
        ours = timed(
            "in process", lambda: estimates("1", data.frame, data.measures, *own)
        )
        for engine, address in chain([("numpy", None), ("threads", None)], clusters()):
            asked = datasets.Asked(engine, address=address)

            def run(asked=asked):
                return datasets.estimate(folder, (), by, "analyst", asked)

            theirs = timed(engine, run, 3)
            print(f"  {'':52} {theirs / ours:9.1f} times in process")


def clusters():
    """Yield the clusters that can be run here, with two workers each."""
    try:
        from distributed import LocalCluster  # noqa: PLC0415
    except ImportError:
        return
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        yield "dask", cluster.scheduler_address
    try:
        import pyspark  # noqa: F401, PLC0415
    except ImportError:
        return
    yield "spark", "local[2]"


WORK = {"table": table, "database": database, "engines": engines_}
USUAL = ["table", "10000", "table", "100000", "database", "20000", "engines", "100000"]


def main():
    """Measure what the command line names."""
    words = sys.argv[1:] or USUAL
    print(f"engines known: {', '.join(engines.ENGINES)}")
    for name, rows in zip(words[::2], words[1::2], strict=True):
        WORK[name](int(rows))


if __name__ == "__main__":
    main()
