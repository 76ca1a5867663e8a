"""Requests for answers of single people on the command line: list, risk, make."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

from survey_app.services import microdata
from survey_app.store import rounds
from survey_app.store.database import connect
from tests.services.test_microdata import ANALYST, WANTED, approve


def test_an_approved_request_is_listed_judged_and_made(cli, database, tmp_path):
    cli.database = database
    today = datetime.now(UTC).date()
    with closing(connect(database)) as db:
        wanted = replace(WANTED, until=today + timedelta(days=9))
        closed = rounds.get(db, "valley-2025")
        number = microdata.ask(db, closed, wanted, ANALYST, today)
        (row,) = cli.rows("microdata", "list", "--round", "2025")
        assert (row["state"], row["asked_by"], row["columns"]) == (
            "waiting",
            "analyst",
            6,
        )
        out = tmp_path / "trust.zip"
        assert cli("microdata", "make", number, "--out", out) == 1
        assert "Two people must approve it first" in cli.err
        assert not out.exists()
        approve(db, number)
    facts = {r["fact"]: r["value"] for r in cli.rows("microdata", "risk", number)}
    assert float(facts["risk"]) < 0.03
    assert cli("microdata", "make", number, "--as", "dta", "--out", out) == 0
    with ZipFile(out) as archive:
        assert "data.dta" in archive.namelist()
    assert cli("microdata", "risk", 99) == 3
