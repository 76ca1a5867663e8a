"""Attacks what is published: can a small group be worked out from all the rest?

Usage: .venv/bin/python benchmarks/attack.py [surveys] [seed]
       .venv/bin/python benchmarks/attack.py published [respondents]
       .venv/bin/python benchmarks/attack.py files FOLDER DATABASE [public|analyst]

Reads every table a release shows: means and shares of everyone and of all groups, gaps,
pairs of groups, inequality, comparisons and gap changes between all rounds, trends, all
answers, numbers of respondents as pages and as files tell them. Of random surveys of
three rounds with villages within districts, crossed groups, groups one can be several
of, unanimous villages and missing answers; and of the demonstration with few and with
many respondents. `published` releases the rounds of a demonstration, sensitive results
too, and reads everything that comes of it: the community's page and poster, the reports,
the files in every format, and what the API gives. `files` reads the exported files in a
folder, and holds them against the database they came from.

The attacker knows more than anybody could: who is in which group, how many people each
respondent stands for, and, as if rounding, standard errors, intervals and p were no
hindrance, the exact number and mean of every cell that any shown row was made of. They
look for

* reading: a small cell that some table shows;
* pairs: two shown cells, one within the other, whose difference is a few people;
* margins: a line of which one cell is missing;
* bounds: the least and most a hidden cell can be, from all lines at once;
* counts: how many of a small group answered, from numbers of respondents and of means;
* items: a cell that a construct and its other items tell, or a share an item tells;
* unequal: answers, or languages among described cases, of which some are shown and others
  not;
* totals: a number of how groups see each other that holds a cell of few raters.

A cell is recovered when how many people it has is certain, or its mean is to a tenth of
its scale; what the row of everyone alone tells does not count, nor that some of a group
that may be counted gave no answer. The same attack on the
primary rules alone shows that it is a real one. "Both" reads both releases. Flagged:
results with and without interviews in doubt. Late answers: no cell that was hidden
before a few more came may be shown after.
"""

import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from attacking import surveys
from attacking.attacking import ATTACKS, attack, attack_kept
from attacking.dyadic import attack_dyads  # noqa: F401 (for its test)
from attacking.files import read, read_folder
from attacking.learning import learned, together
from attacking.published import tables
from attacking.publishing import publish, survey_of
from attacking.world import KEPT

from survey_app.core.disclosure.door import plain
from survey_app.core.disclosure.rules import RULES
from survey_app.core.estimation.cells import CellName
from survey_app.services import analysis, doubting
from survey_app.services.demonstration import building
from survey_app.store import rounds
from survey_app.store.database import connect, create

RELEASES = ("public", "analyst")
#: Respondents of the demonstrations that are attacked.
SIZES = (120, 400, building.RESPONDENTS)


@contextmanager
def primary_rules():
    """Judge each cell by itself alone."""
    before = dict(RULES)
    for release, rules in before.items():
        RULES[release] = replace(rules, is_family=False)
    try:
        yield
    finally:
        RULES.update(before)


def fresh(data):
    """Return rounds of which nothing was decided yet."""
    return [replace(each) for each in data]


def attacked(db, data, found, *, is_primary):
    """Count what can be recovered of some rounds, from each release and from both."""
    public, analyst = (learned(tables(db, data, name)) for name in RELEASES)
    both = together(public, analyst)
    tallies = {}
    for name, what in (("public", public), ("analyst", analyst), ("both", both)):
        rules = RULES["public" if name == "public" else "analyst"]
        tallies[name] = Counter()
        if name == "both" and (what.cells, what.counts) == (
            analyst.cells,
            analyst.counts,
        ):
            tallies[name] = tallies["analyst"]  # the public's adds nothing
        else:
            attack(data, what, rules, tallies[name])
        found.setdefault((name, is_primary), Counter()).update(tallies[name])


def both_ways(db, data, found):
    """Attack some rounds under all rules and under the primary ones alone."""
    attacked(db, fresh(data), found, is_primary=False)
    with primary_rules():
        attacked(db, fresh(data), found, is_primary=True)


@contextmanager
def database():
    """Yield a database that knows the rounds of a random survey."""
    with tempfile.TemporaryDirectory() as folder:
        db = create(Path(folder) / "rounds.db")
        db.execute("pragma foreign_keys = off")
        for each in surveys.survey(np.random.default_rng(0)):
            rounds.add(db, each.survey_round, origin="web")
        yield db
        db.close()


def random_surveys(count, seed):
    """Return what was recovered from random surveys: {(release, is_primary): tally}."""
    found = {}
    with database() as db:
        for number in range(count):
            own = {}
            both_ways(db, surveys.survey(np.random.default_rng([seed, number])), own)
            for key, tally in own.items():
                found.setdefault(key, Counter()).update(tally)
                if not key[1] and any(tally[name] for name in ATTACKS):
                    print(f"  survey [{seed}, {number}], {key[0]}: {told(tally)}")
    return found


def demonstrations(sizes, seed=building.SEED):
    """Return what was recovered from demonstrations of these sizes."""
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            db = create(Path(folder) / "demo.db")
            building.build(db, size, seed, lambda _: None)
            data = [analysis.load(db, each) for each in rounds.everything(db)]
            both_ways(db, data, found)
            db.close()
    return found


def flagged(count, seed):
    """Return what results with and without flagged interviews tell together."""
    tally = Counter()
    for number in range(count):
        rng = np.random.default_rng([seed, 2, number])
        data = surveys.random_round(rng)
        keep = rng.random(len(data.frame.design.psu)) < rng.choice([0.8, 0.95])
        found = doubting.beside(data, surveys.only(data, keep), int((~keep).sum()))
        by, name = list(data.groupings), data.survey_round.name
        shown = {
            "estimates": plain(analysis.everything(data, "analyst")),
            "gaps": plain(analysis.find_gaps(data, by)),
        }
        without = {
            "estimates": plain(doubting.estimate(found))
            + plain(doubting.estimate(found, by=by)),
            "gaps": plain(doubting.find_gaps(found, by)),
        }
        for table, rows in without.items():
            shown[table] += [row | {"round": name + KEPT} for row in rows]
        attack_kept(data, keep, learned(shown), RULES["analyst"], tally)
    return tally


def late(count, seed):
    """Return how many cells hidden before late answers came are shown after them.

    Whoever knows how few answers were late would know the cell as it was. Without the
    freeze (second number) some are shown.
    """
    frozen, thawed = Counter(), Counter()
    for number in range(count):
        rng = np.random.default_rng([seed, 1, number])
        data = surveys.random_round(rng)
        before = surveys.only(data, rng.random(len(data.frame.design.psu)) < 0.97)
        for release in RELEASES:
            first = plain(analysis.everything(before, release))
            hidden = {cell(row) for row in first if row["suppressed"]}
            held = replace(data, frozen={release: frozenset(hidden)})
            for each, found in ((held, frozen), (replace(data), thawed)):
                rows = plain(analysis.everything(each, release))
                shown = {cell(row) for row in rows if not row["suppressed"]}
                found[release] += len(shown & hidden)
    return frozen, thawed


def cell(row):
    """Return the name of the cell a row is about."""
    return CellName(row["of"], row["kind"], row["by"], row["group"])


def files(folder, database_path, release="public"):
    """Return what exported files in a folder give away of the rounds of a database."""
    db = connect(Path(database_path))
    data = [analysis.load(db, each) for each in rounds.everything(db)]
    found = read_folder(Path(folder), survey_of(db))
    tally = Counter()
    attack(data, learned(found), RULES[release], tally)
    db.close()
    return {name: len(rows) for name, rows in found.items()}, tally


def read_back(paths, survey):
    """Return the rows in published files: {kind of file: {table: rows}}."""
    found = {}
    for each in paths:
        own = each.told() if each.is_prose else read(each.path, survey)
        tables_of = found.setdefault(each.kind, {})
        for name, rows in own.items():
            tables_of.setdefault(name, []).extend(rows)
    return found


def released(database, audience, *, is_primary=False):
    """Release all rounds of a database; return what files tell, by kind of file."""
    db = connect(database)
    survey = survey_of(db)
    db.close()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as held:
        if is_primary:
            held.enter_context(primary_rules())
        return read_back(publish(database, audience, Path(folder)), survey)


def attack_released(database, found, rules):
    """Return what the files of releases, all kinds together, give away."""
    db, tally = connect(database), Counter()
    data = [analysis.load(db, each) for each in rounds.everything(db)]
    known = together(*(learned(own) for own in found))
    attack(data, known, rules, tally)
    db.close()
    return tally


def published(size):
    """Print what all that is published of a demonstration gives away."""
    for is_primary in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "demo.db"
            db = create(path)
            building.build(db, size, building.SEED, lambda _: None)
            db.close()
            found = {
                name: released(path, name, is_primary=is_primary) for name in RELEASES
            }
            if not is_primary:
                show_read(found)
            told_of = {name: list(kinds.values()) for name, kinds in found.items()}
            told_of["both"] = [*told_of["public"], *told_of["analyst"]]
            for name, files_of in told_of.items():
                rules = RULES["public" if name == "public" else "analyst"]
                tally = attack_released(path, files_of, rules)
                show(f"{size} respondents", {(name, is_primary): tally})


def show_read(found):
    """Print how many rows were read in each kind of file."""
    for name, kinds in found.items():
        for kind, own in kinds.items():
            print(f"{name}, {kind}:", {table: len(rows) for table, rows in own.items()})


def told(tally):
    """Return a tally in words."""
    recovered = ", ".join(f"{name} {tally[name]}" for name in ATTACKS)
    return f"{tally['small']} small cells; {recovered}"


def show(title, found):
    """Print what was recovered."""
    print(title)
    for (release, is_primary), tally in found.items():
        rules = "primary rules alone" if is_primary else "all rules"
        print(f"  {release}, {rules}: {told(tally)}", flush=True)


def main(count=200, seed=1):
    """Attack and print."""
    show("Demonstrations", demonstrations(SIZES))
    show(f"{count} random surveys", random_surveys(count, seed))
    print("With and without flagged interviews:", told(flagged(count, seed)))
    frozen, thawed = late(count, seed)
    print(f"Shown after late answers: {dict(frozen)}; without freezing: {dict(thawed)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["files"]:
        rows, tally = files(*sys.argv[2:])
        print(rows)
        print(told(tally))
    elif sys.argv[1:2] == ["published"]:
        published(int(sys.argv[2]) if sys.argv[2:] else SIZES[0])
    else:
        main(*map(int, sys.argv[1:]))
