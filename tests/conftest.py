"""What tests share: an empty database, and the command line run in this process."""

import json
from pathlib import Path

import pytest

from survey_app.cli.main import main
from survey_app.store.database import create

REFERENCE = Path(__file__).parent / "reference"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """No setting of the machine reaches a test."""
    for name in ("DATABASE", "LANGUAGE", "TIMEZONE", "HTTPS"):
        monkeypatch.delenv(f"SURVEY_APP_{name}", raising=False)
    monkeypatch.setenv("SURVEY_APP_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def db():
    database = create(None)
    yield database
    database.close()


class CommandLine:
    """The command line on one database: run it, then look at what it said."""

    def __init__(self, database, capsys):
        self.database, self.capsys = database, capsys
        self.out = self.err = ""

    def __call__(self, *arguments):
        """Run a command and return its exit code."""
        options = [] if arguments[0] == "bank" else ["--database", str(self.database)]
        code = main([*map(str, arguments), *options])
        self.out, self.err = self.capsys.readouterr()
        return code

    def rows(self, *arguments):
        """Return the rows a command prints as JSON."""
        assert self(*arguments, "--format", "json") == 0, self.err
        return json.loads(self.out)

    def import_csv(self, tmp_path, text, map_text):
        """Import a CSV file by a map, both given as text."""
        (tmp_path / "data.csv").write_text(text, encoding="utf-8")
        (tmp_path / "map.toml").write_text(map_text, encoding="utf-8")
        arguments = ("import", "responses", tmp_path / "data.csv")
        return self(*arguments, "--map", tmp_path / "map.toml")


@pytest.fixture
def cli(tmp_path, capsys):
    return CommandLine(tmp_path / "survey.db", capsys)
