"""Compares gaps and changes of three real rounds with what R's survey package says.

Usage: .venv/bin/python benchmarks/tunisia.py FOLDER REFERENCE.csv

FOLDER holds the Afrobarometer network's own files of Tunisia's rounds 5, 6 and 7 as
round5*.sav, round6*.sav and round7*.sav; REFERENCE.csv has the columns what (gap or
change), round (5, or 5-6), of, by, group, est and se. Neither belongs to this project.
Imports by the maps in docs/examples/tunisia, asks the command line for JSON, prints the
largest differences relative to max(1, |value|), and why region cannot be compared.
"""

import contextlib
import csv
import io
import json
import sys
import tempfile
import tomllib
from functools import cache
from pathlib import Path

from survey_app.cli.main import main

MAPS = Path(__file__).parent.parent / "docs" / "examples" / "tunisia"
ROUNDS = {"5": "2013", "6": "2015", "7": "2018"}


def run(database, *arguments):
    """Return exit code, output and complaints of a command."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*map(str, arguments), "--database", str(database)])
    return code, out.getvalue(), err.getvalue()


class Survey:
    """The three rounds in a database of their own."""

    def __init__(self, folder, database):
        self.database = database
        last = tomllib.loads((MAPS / "2018.toml").read_text(encoding="utf-8"))
        self.codes = last["groups"]["region"]["codes"]
        assert run(database, "init")[0] == 0
        for number, name in ROUNDS.items():
            (file,) = folder.glob(f"round{number}*.sav")
            command = ("import", "responses", file, "--map", MAPS / f"{name}.toml")
            code, _, err = run(database, *command)
            assert code == 0, err

    @cache  # noqa: B019 (one survey a run)
    def rows(self, *arguments):
        """Return the rows of a command by (of, group)."""
        code, out, err = run(self.database, *arguments, "--format", "json")
        assert code == 0, err
        return {(row["of"], row["group"]): row for row in json.loads(out)}

    def found(self, line):
        """Return our estimate and standard error for a line of the reference."""
        by = () if line["by"] in ("", "all") else ("--by", line["by"])
        if line["what"] == "gap":
            options = ("--round", ROUNDS[line["round"]], *by)
            group = self.codes.get(line["group"], line["group"])
            row = self.rows("gaps", *options)[line["of"], group]
            return row["gap"], row["se"]
        earlier, later = (ROUNDS[each] for each in line["round"].split("-"))
        options = ("--from", earlier, "--to", later, *by)
        row = self.rows("compare", *options)[line["of"], line["group"] if by else None]
        return row["change"], row["se"]


def compare(folder, reference):
    """Print how far we are from the reference."""
    with tempfile.TemporaryDirectory() as place:
        survey = Survey(folder, Path(place) / "tunisia.db")
        worst = {"est": 0.0, "se": 0.0}
        hidden = lines = 0
        with reference.open(encoding="utf-8") as file:
            for line in csv.DictReader(file):
                lines += 1
                ours = dict(zip(("est", "se"), survey.found(line), strict=True))
                if ours["est"] is None:
                    hidden += 1
                    continue
                for key, value in ours.items():
                    expected = float(line[key])
                    off = abs(value - expected) / max(1, abs(expected))
                    worst[key] = max(worst[key], off)
        print(f"{lines} rows, {hidden} withheld; largest difference:")
        print(f"estimate {worst['est']:.1e}, standard error {worst['se']:.1e}")
        command = ("compare", "--from", "2015", "--to", "2018", "--by", "region")
        code, _, err = run(survey.database, *command)
        print(f"region, 2015 to 2018, exit {code}: {err}")


if __name__ == "__main__":
    compare(Path(sys.argv[1]), Path(sys.argv[2]))
