"""The documents say what there is: commands, addresses, problems, settings, tables."""

import argparse
import ast
import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from survey_app import create_app
from survey_app.cli.main import COMMANDS, main
from survey_app.config import SETTINGS
from survey_app.words import WORDS, tell
from tests.write_problems import PATH, page

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def documented_commands():
    rows = re.findall(
        r"^\| `([a-z ]+)` \| [^|]* \|(.*)\|$", (DOCS / "commands.md").read_text(), re.M
    )
    return {
        command: set(re.findall(r"`(--[a-z-]+)`", options)) for command, options in rows
    }


def parsers():
    """Yield (command line words, parser) of every command there is."""
    for command in COMMANDS:
        module = import_module(f"survey_app.cli.{command}_command")
        parser = argparse.ArgumentParser()
        module.add_arguments(parser)
        inner = [
            a for a in parser._actions if isinstance(a, argparse._SubParsersAction)
        ]
        if not inner:
            yield command, parser
        for deed, own in (inner[0].choices if inner else {}).items():
            yield f"{command} {deed}", own


def options_of(parser):
    found = {
        o
        for action in parser._actions
        for o in action.option_strings
        if o.startswith("--")
    }
    return found - {"--help", "--database"}


def test_every_command_and_option_is_documented():
    assert {
        command: options_of(parser) for command, parser in parsers()
    } == documented_commands()


def test_every_command_takes_a_database():
    without = [
        c
        for c, p in parsers()
        if "--database" not in {o for a in p._actions for o in a.option_strings}
    ]
    assert without == ["bank list", "bank show", "bank check"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"example: survey-app {command}" in capsys.readouterr().out


def test_every_address_is_documented(tmp_path):
    app = create_app({"DATABASE": tmp_path / "none.db", "SECRET_KEY": "x"})
    text = (DOCS / "http.md").read_text(encoding="utf-8")
    for rule in app.url_map.iter_rules():
        assert f"`{rule.rule}`" in text, rule.rule


def test_every_setting_is_documented():
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \| (.*?)[|:]", text, re.M)) >= set()
    for name, meaning in SETTINGS.items():
        assert f"| `{name}` | {meaning}" in text, name


def test_every_table_is_documented(db):
    text = (DOCS / "data-model.md").read_text(encoding="utf-8")
    for name in [*db.table_names(), *db.view_names()]:
        if not name.startswith(("_sqlite", "sqlite_")):
            assert f"| `{name}`" in text, name


def test_the_page_of_problems_is_up_to_date():
    assert PATH.read_text(encoding="utf-8") == page(), (
        "run: python -m tests.write_problems"
    )


def codes_in_source():
    """Return every literal that looks like a problem code and is given as one."""
    found = set()
    for path in (ROOT / "survey_app").rglob("*.py"):
        if "words" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_problem_has_words_and_every_word_a_problem():
    topics = "|".join(sorted({code.partition(".")[0] for code in WORDS}))
    code = re.compile(rf"({topics})\.[a-z_0-9]+")
    endpoints = {
        "home.html",
        "accounts.html",
        "accounts.index",
        "database.db",
        "demo.db",
        "media.heard",
        "media.show",
        "microdata.ask",
        "microdata.decide",
        "microdata.show",
        "report.json",
        "table.csv",
        "report.docx",
        "report.typ",
        "review.html",
        "review.index",
    }
    raised = {text for text in codes_in_source() if code.fullmatch(text)} - endpoints
    assert raised == set(WORDS)


def test_a_fact_nobody_gave_does_not_hide_the_problem():
    for code in WORDS:
        reason, remedy = tell(code, {})
        assert reason.strip()
        assert remedy.strip()


def readme_commands():
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.S)
    return [
        line
        for block in blocks
        for line in block.splitlines()
        if line.startswith("survey-app ")
    ]


def test_the_commands_of_the_readme_work(tmp_path, monkeypatch, capsys):
    """In the order they stand, from an empty folder; serving is what browser tests do."""
    monkeypatch.setenv("SURVEY_APP_DATABASE", str(tmp_path / "survey.db"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(DOCS)
    ran = 0
    for line in readme_commands():
        arguments = shlex.split(line)[1:]
        if arguments[0] == "serve":
            continue
        assert main(arguments) == 0, f"{line}\n{capsys.readouterr().err}"
        ran += 1
    assert ran >= 15
    assert (tmp_path / "results.csv").stat().st_size > 200


def test_the_example_for_notebooks_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (clinic,) = re.findall(
        r"survey-app (import responses docs/examples/clinic.csv --map \S+)\n", README
    )
    arguments = shlex.split(clinic.replace("docs/examples", str(DOCS / "examples")))
    assert main([*arguments, "--database", "survey.db"]) == 0
    (code,) = re.findall(
        r"```python\n(.*?)```",
        (DOCS / "notebooks.md").read_text(encoding="utf-8"),
        re.S,
    )
    capsys.readouterr()
    made = {}
    exec(code, made)
    assert capsys.readouterr().out.startswith("trust_staff woman ")
    assert made["frame"].height == len(made["means"])
    assert Path("gaps.csv").read_text(encoding="utf-8").startswith("round,of,by,group,")


def test_every_link_leads_somewhere():
    for path in [*ROOT.glob("*.md"), *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_example_definition_can_be_published(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SURVEY_APP_DATABASE", str(tmp_path / "survey.db"))
    assert main(["init"]) == 0
    assert main(["instrument", "build", str(DOCS / "examples" / "trust.toml")]) == 0
    assert main(["instrument", "publish", "valley-trust"]) == 0
    assert "Published as valley-trust.1." in capsys.readouterr().out
