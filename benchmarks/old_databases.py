"""Upgrades databases that earlier versions made, and compares what both say.

Usage: .venv/bin/python -m benchmarks.old_databases [commit ...]

For every commit that changed the schema (or those named) its own code, taken from the
repository, makes a database, imports the example of docs/importing.md and prints its
estimates. This version upgrades the file, checks it and prints them again: every row of
before must be there with the same numbers.
"""

import io
import json
import math
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROUND = "clinic-2026"
ESTIMATE = ("estimate", "--round", ROUND, "--by", "gender", "--format", "json")
EXAMPLE = ROOT / "docs" / "examples" / "clinic"
IMPORT = ("import", "responses", f"{EXAMPLE}.csv", "--map", f"{EXAMPLE}.toml")
#: What a row is about, and what it says of it.
ABOUT = ("round", "of", "kind", "by", "group")
SAYS = ("n", "mean", "se", "df", "ci_low", "ci_high", "deff", "suppressed")


def git(*arguments):
    """Return what git says of this repository."""
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True
    ).stdout


def commits():
    """Return the commits that changed the schema, oldest first."""
    paths = ["log", "--format=%h", "--reverse", "--", "survey_app/store/*migrations.py"]
    return git(*paths).decode().split()


def run(code, database, *arguments):
    """Return what a command of a version of the program prints; raise when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "survey_app.cli.main", *arguments, "--database", str(database)],
        cwd=code,
        env=os.environ | {"PYTHONPATH": str(code), "LC_ALL": "C.UTF-8",
                          "SURVEY_APP_INSTANCE": str(database.parent)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments[0]}: {done.stderr.strip()[-300:]}")
    return done.stdout


def rows(text):
    """Return the rows of a table by what they are about."""
    return {tuple(row.get(key) for key in ABOUT): row for row in json.loads(text)}


def differences(before, after):
    """Yield what an upgraded database says otherwise."""
    for about, row in before.items():
        new = after.get(about)
        if new is None:
            yield f"{about} is gone"
            continue
        for key in SAYS:
            if key in row and not is_same(row[key], new.get(key)):
                yield f"{about} {key}: {row[key]} -> {new.get(key)}"


def is_same(one, other):
    """Return whether two values are the same, numbers to the last digits."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return one == other


def tried(commit, folder):
    """Return what came of the database a version made."""
    code, database = folder / "code", folder / "survey.db"
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit))) as archive:
        archive.extractall(code, filter="data")
    run(code, database, "init")
    run(code, database, *IMPORT)
    before = rows(run(code, database, *ESTIMATE))
    told = run(ROOT, database, "upgrade").strip().rpartition(": ")[2]
    run(ROOT, database, "check")
    found = list(differences(before, rows(run(ROOT, database, *ESTIMATE))))
    return f"{len(before)} rows, {len(found)} differ; {told} {'; '.join(found[:2])}"


def main():
    """Try every version; print what came of it."""
    for commit in sys.argv[1:] or commits():
        with tempfile.TemporaryDirectory() as name:
            try:
                told = tried(commit, Path(name))
            except RuntimeError as error:
                told = f"FAILED {error}"
        print(f"{commit} {told}", flush=True)


if __name__ == "__main__":
    main()
