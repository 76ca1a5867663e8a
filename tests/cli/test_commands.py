"""Commands say what they did, refuse with all faults, and end with the right code."""

import io
import json
import re
import subprocess
import sys
from io import StringIO

import pytest

from survey_app.cli.databases import opened
from survey_app.cli.main import main
from survey_app.cli.progress import watcher
from survey_app.core.people import Account
from survey_app.services import exporting
from survey_app.store import accounts, changes, columns
from survey_app.store.database import create
from tests.conftest import CommandLine


@pytest.fixture
def ready(cli):
    assert cli("init") == 0
    return cli


def test_unknown_commands_and_options_are_wrong_usage(capsys):
    assert main(["frobnicate"]) == 2
    assert "There is no command “frobnicate”" in capsys.readouterr().err
    assert main([]) == 2
    assert main(["estimate"]) == 2
    assert main(["estimate", "--round", "1", "--release", "everybody"]) == 2
    assert main(["--help"]) == 0
    assert main(["--version"]) == 0


def test_a_missing_database_is_not_found(cli):
    assert cli("estimate", "--round", "1") == 3
    assert "Make one with “survey-app init”" in cli.err


def test_messages_are_in_the_language_of_the_shell(cli, monkeypatch):
    monkeypatch.setenv("SURVEY_APP_LANGUAGE", "ar")
    assert cli("estimate", "--round", "1") == 3
    assert any("\u0600" <= sign <= "\u06ff" for sign in cli.err)


def test_accounts(ready, monkeypatch):
    assert ready("account", "add", "Leila", "--role", "leader") == 0
    assert "Password (shown only once)" in ready.out
    assert ready("account", "add", "leila", "--role", "analyst") == 1
    assert "There is already an account leila." in ready.err
    assert ready("account", "disable", "Leila") == 0
    assert ready.rows("account", "list") == [
        {"name": "Leila", "role": "leader", "disabled": True}
    ]
    assert ready("account", "disable", "Nobody") == 3


def test_a_password_of_ones_own_comes_by_standard_input(ready, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert ready("account", "add", "Omar", "--role", "analyst", "--password-stdin") == 1
    assert "shorter than 10 signs" in ready.err
    monkeypatch.setattr(sys, "stdin", io.StringIO("long enough indeed\n"))
    assert ready("account", "add", "Omar", "--role", "analyst", "--password-stdin") == 0
    assert "Password" not in ready.out


def test_banks_are_listed_shown_and_checked(cli, tmp_path):
    rows = cli.rows("bank", "list")
    assert {
        "bank": "political",
        "id": "PL1",
        "text": "Trust in governing institutions",
        "items": 5,
    } in rows
    assert cli("bank", "show", "PL1") == 0
    assert "10 is: more trust" in cli.out
    assert cli("bank", "show", "PL1.1") == 0
    assert cli("bank", "show", "PX1") == 3
    assert cli("bank", "check") == 0
    (tmp_path / "bad.toml").write_text('[[items]]\nid = "X1"\nscale = "Z9"\n')
    assert cli("bank", "check", tmp_path / "bad.toml") == 1
    assert "bad.toml:3 items.scale: There is no scale Z9." in cli.err
    assert "bad.toml:1 items.text: text is missing or empty." in cli.err
    assert cli("bank", "check", tmp_path / "none.toml") == 3


def build(cli, *options):
    return cli(
        "instrument",
        "build",
        "trust",
        "--construct",
        "PL1",
        "--group",
        "gender",
        *options,
    )


def test_a_questionnaire_from_building_to_another_machine(ready, tmp_path):
    assert build(ready, "--language", "en", "fr", "ar") == 0
    assert "trust is defined with 10 questions" in ready.out
    assert ready("instrument", "check", "trust") == 0
    assert ready("instrument", "publish", "trust") == 0
    assert "Published as trust.1." in ready.out
    assert re.search(r"fr is left out: 0 of \d+ texts are reviewed", ready.out)
    assert ready("instrument", "publish", "trust") == 0
    assert "Published as trust.1." in ready.out
    assert build(ready, "--item", "PU1") == 0
    assert ready("instrument", "publish", "trust") == 0
    assert "Published as trust.2." in ready.out
    assert ready("instrument", "export", "trust", "--out", tmp_path / "t.json") == 0
    assert [
        item["item_id"]
        for item in json.loads((tmp_path / "t.json").read_text())["items"]
    ][-1] == "PU1"
    rows = ready.rows("instrument", "list")
    assert [row["instrument_id"] for row in rows] == [None, "trust.1", "trust.2"]

    ready.database = tmp_path / "other.db"
    assert ready("init") == 0
    assert ready("instrument", "import", tmp_path / "t.json") == 0
    assert (
        ready.rows("instrument", "list")[0]["content_hash"] == rows[2]["content_hash"]
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--item", "PL1.1"], "PL1.1 stands in the questionnaire twice."),
        (["--item", "ZZ9"], "ZZ9 in items is not known."),
        (["--language", "qqq"], "There are no translations for the language qqq."),
        (["--group", "identity"], "DEM3 needs the groups of this site."),
    ],
)
def test_a_questionnaire_with_a_fault_is_refused(ready, options, said):
    assert build(ready, *options) == 1
    assert said in ready.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "t"\ntitel = "T"\n', "t.toml:2 titel: titel has no meaning here."),
        ('name = "t"\n[ask]\n"PL1.1" = {when = 1}\n', "This is not a skip rule."),
        (
            'name = "t"\ncrossings = ["gender"]\n',
            "“gender” is no crossing of two groupings.",
        ),
        ("languages = 3\n", "languages must be a list"),
    ],
)
def test_a_faulty_definition_is_refused_with_its_line(ready, tmp_path, text, said):
    (tmp_path / "t.toml").write_text(text)
    assert ready("instrument", "build", tmp_path / "t.toml") == 1
    assert said in ready.err


def test_a_rule_that_points_nowhere_is_found_before_publishing(ready, tmp_path):
    text = 'name = "t"\nlanguages = ["en"]\nconstructs = ["PL1"]\n[ask]\n"PL1.1" = {item = "PL1.2", in = ["1"]}\n'
    (tmp_path / "t.toml").write_text(text)
    assert ready("instrument", "build", tmp_path / "t.toml") == 0
    assert ready("instrument", "publish", "t") == 1
    assert "The rule of PL1.1 looks at PL1.2, which is asked later." in ready.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"name": 1}',
        b'{"name": "t", "items": [{"item_id": 1}]}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_questionnaire_is_refused(ready, tmp_path, content):
    (tmp_path / "t.json").write_bytes(content)
    assert ready("instrument", "import", tmp_path / "t.json") == 1
    assert "damaged" in ready.err


def test_names_nobody_knows(ready, tmp_path):
    assert ready("instrument", "check", "nothing") == 3
    assert ready("instrument", "export", "nothing", "--out", tmp_path / "x") == 3
    assert ready("round", "close", "nothing") == 3


PLACES = (
    "place,name,community,weight,fpc\na1,North 1,north,12,40\na2,North 2,north,12,40\n"
)


def open_round(cli, tmp_path, *options, places=PLACES):
    (tmp_path / "places.csv").write_text(places)
    fixed = (
        "--survey",
        "s",
        "--instrument",
        "trust.1",
        "--places",
        tmp_path / "places.csv",
    )
    return cli("round", "open", "1", *fixed, *options)


def test_a_round_from_opening_to_closing(ready, tmp_path):
    build(ready)
    ready("instrument", "publish", "trust")
    assert open_round(ready, tmp_path) == 0
    assert "people answer at /s/s-1" in ready.out
    (row,) = ready.rows("round", "list")
    assert (row["open"], row["responses"], row["slug"]) == (True, 0, "s-1")
    assert open_round(ready, tmp_path, "--slug", "s-1") == 1
    assert "The address s-1 is taken." in ready.err
    assert "There is already a round 1 in this survey." in ready.err
    assert ready("round", "close", "1") == 0
    assert ready("round", "open", "1") == 0
    assert ready("estimate", "--round", "1") == 1
    assert "Nobody has answered in round 1 yet." in ready.err


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ("name\nx\n", "There is no column place."),
        (
            "place,weight\na,-1\n",
            "places.csv:2 weight: “-1” is not a number above zero.",
        ),
        ("place,weight\na,many\n", "“many” is not a number above zero."),
        ("place,name\na,x\na,y\n", "places.csv:3 place: Two rows share an id"),
        ("place,name\n,x\n", "places.csv:2 place: A cell is empty"),
    ],
)
def test_faulty_places_are_told_with_their_line(ready, tmp_path, places, said):
    build(ready)
    ready("instrument", "publish", "trust")
    assert open_round(ready, tmp_path, places=places) == 1
    assert said in ready.err
    assert ready.rows("round", "list") == []


def test_a_new_round_needs_its_survey_and_a_good_address(ready, tmp_path):
    assert (
        ready("round", "open", "1", "--instrument", "trust.1", "--slug", "Not Good")
        == 1
    )
    assert "A new round needs --survey." in ready.err
    assert "“Not Good” cannot be an address." in ready.err
    assert ready("round", "open", "1", "--instrument", "none.1", "--survey", "s") == 3


def test_an_imported_round_cannot_be_opened_for_answers(ready, tmp_path):
    mapped = 'survey = "s"\nround = "1"\nid = "i"\n[items]\nx = {column = "x", kind = "number"}\n'
    ready.import_csv(tmp_path, "i,x\n1,2\n2,3\n", mapped)
    assert ready("round", "open", "1") == 1
    assert "was imported and cannot be opened" in ready.err


def test_the_export_is_safe_in_a_spreadsheet(ready, tmp_path):
    mapped = (
        'survey = "s"\nround = "1"\nid = "i"\n[items]\nx = {column = "x", kind = "number"}\n'
        '[groups.g]\ncolumn = "g"\ncodes = {a = "=cmd()", b = "plain"}\n'
    )
    data = "i,x,g\n" + "".join(f"{n},{n},{'ab'[n % 2]}\n" for n in range(40))
    assert ready.import_csv(tmp_path, data, mapped) == 0
    out = tmp_path / "r.csv"
    assert ready("export", "--round", "1", "--as", "csv", "--out", out) == 0
    text = out.read_text(encoding="utf-8-sig")
    assert "'=cmd()" in text
    assert ",=cmd()" not in text
    assert (
        text.splitlines()[0]
        == "round,of,kind,by,group,n,mean,se,df,ci_low,ci_high,deff,suppressed"
    )


def test_rows_come_as_table_csv_or_json(ready, tmp_path):
    mapped = 'survey = "s"\nround = "1"\nid = "i"\n[items]\nx = {column = "x", kind = "number"}\n'
    ready.import_csv(
        tmp_path, "i,x\n" + "".join(f"{n},{n}\n" for n in range(9)), mapped
    )
    ready("estimate", "--round", "1", "--format", "csv")
    assert ready.out.splitlines()[1].startswith("1,x,number,,,9,4.0,")
    ready("estimate", "--round", "1")
    assert "4.000" in ready.out


def test_checking_finds_what_was_tampered_with(ready):
    build(ready)
    ready("instrument", "publish", "trust")
    assert ready("check") == 0
    db = create(ready.database)
    db.execute("update instruments set document = replace(document, 'trust', 'crust')")
    db.close()
    assert ready("check") == 1
    assert (
        "trust.1: The content of this version is not what was published." in ready.err
    )


def test_a_file_that_is_no_database_is_told(ready):
    ready.database.write_text("nothing of the kind")
    for suffix in ("-wal", "-shm"):
        ready.database.with_name(ready.database.name + suffix).unlink(missing_ok=True)
    assert ready("check") == 1
    assert "The database is damaged" in ready.err


def test_an_older_database_is_brought_up_to_date_by_init(ready):
    db = create(ready.database)
    accounts.add(db, Account("a", "Leila", "leader"), "hash")
    db.close()
    assert ready("init") == 0
    assert len(ready.rows("account", "list")) == 1


@pytest.mark.parametrize(
    ("command", "spared"),
    [
        ("['bank', 'show', 'PL1']", "numpy sqlite_utils"),
        ("['init']", "flask scipy textblob"),
    ],
)
def test_nothing_is_loaded_that_a_command_does_not_need(command, spared):
    code = f"import sys; from survey_app.cli.main import main; main({command}); print(sorted(set('{spared}'.split()) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_no_fault(ready, tmp_path):
    command = (
        f"{sys.executable} -m survey_app.cli.main bank list --format json | head -c 10"
    )
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_check_deletes_a_snapshot_that_disagrees(database, capsys, monkeypatch):
    monkeypatch.setattr(columns, "LEAST_KEPT", 10)
    with opened(database) as db:
        changes.renew(db)  # no other test has loaded this one's rounds
    cli = CommandLine(database, capsys)
    assert cli("estimate", "--round", "2026") == 0
    assert cli("check") == 0
    (codes,) = database.parent.glob("world.db.columns/*/*/codes.npy")
    content = bytearray(codes.read_bytes())
    content[-1] ^= 1
    codes.write_bytes(content)
    assert cli("check") == 1
    assert "valley-2026: The copy of the answers" in cli.err
    assert not codes.exists()
    assert cli("check") == 0


def test_a_release_is_made_listed_and_shown(database, capsys):
    cli = CommandLine(database, capsys)
    assert cli("release", "make", "--round", "2026", "--purpose", "council") == 0
    # To say what changed, the round before is released first.
    assert "Release 2 of round 2026 withholds" in cli.out
    (row,) = cli.rows("release", "list", "--round", "2026")
    assert (row["audience"], row["purpose"]) == ("public", "council")
    assert cli("release", "show", "2") == 0
    shown = json.loads(cli.out)
    public = cli.rows("estimate", "--round", "2026", "--release", "public")
    assert shown["estimates"][: len(public)] == public
    assert len(cli.rows("release", "list", "--round", "2026")) == 1
    assert cli("release", "show", "3") == 3
    assert "There is no release 3." in cli.err


def test_a_question_for_one_grouping_shows_what_the_whole_family_shows(
    database, capsys
):
    cli = CommandLine(database, capsys)
    groupings = ["gender", "displacement", "identity", "community"]
    every = cli.rows("estimate", "--round", "2026", "--by", *groupings)
    alone = [
        row
        for by in groupings
        for of in ("PL1", "SE2")
        for row in cli.rows("estimate", "--round", "2026", "--of", of, "--by", by)
    ]
    assert alone
    assert all(row in every for row in alone)


def test_a_release_is_written_in_every_format(database, capsys, tmp_path):
    cli = CommandLine(database, capsys)
    making = ("release", "make", "--round", "2026", "--name", "Spring")
    assert cli(*making, "--purpose", "council") == 0
    writing = ("export", "--round", "2026", "--release", "2")
    for form in exporting.FORMATS:
        assert cli(*writing, "--as", form, "--out", tmp_path / form) == 0, cli.err
        assert "rows written to" in cli.out
        assert cli.err == ""  # no progress on a pipe
    assert (tmp_path / "xlsx").read_bytes()[:2] == b"PK"
    gaps = ("--as", "csv", "--table", "gaps", "--in", "ar", "--out", tmp_path / "gaps")
    assert cli(*writing, *gaps) == 0
    assert "النساء" in (tmp_path / "gaps").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--release", "9", "--as", "xlsx"), 3, "Release 9 is not of the round 2026"),
        (("--release", "1", "--as", "xlsx"), 3, "Release 1 is not of the round 2026"),
        (("--as", "sdmx", "--table", "trends"), 3, "sdmx files hold no table trends"),
        (("--as", "hxl", "--table", "gaps", "answers"), 1, "hold one table each"),
        (("--release", "2", "--as", "dataset"), 1, "never a release"),
        (("--release", "some", "--as", "csv"), 2, "--release"),
        (("--as", "json", "--out", "no/such/folder/file"), 3, "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said(
    database, capsys, tmp_path, options, code, said
):
    cli = CommandLine(database, capsys)
    assert cli("release", "make", "--round", "2026", "--purpose", "council") == 0
    out = () if "--out" in options else ("--out", tmp_path / "file")
    assert cli("export", "--round", "2026", *options, *out) == code
    assert said in cli.err


def test_progress_is_told_on_a_terminal_only():
    class Terminal(StringIO):
        def isatty(self):
            return True

    shown, piped = Terminal(), StringIO()
    for out in (shown, piped):
        tell = watcher(4, out)
        for _ in range(4):
            tell()
    assert shown.getvalue() == "\r25 %\r50 %\r75 %\r100 %\n"
    assert piped.getvalue() == ""
