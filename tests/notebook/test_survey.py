"""A survey in a notebook: the rows of the command line, as tables of any library."""

import json
import sqlite3
from io import StringIO

import pandas
import polars
import pytest

import survey_app
from survey_app.cli.main import main
from survey_app.errors import NotFound, Unanswerable
from survey_app.notebook import table


@pytest.fixture
def survey(database):
    with survey_app.open(database) as found:
        yield found


def printed(capsys, database, *arguments):
    assert main([*arguments, "--database", str(database), "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_rows_are_those_of_the_commands(survey, database, capsys):
    assert survey.gaps("2026", by="displacement").rows() == printed(
        capsys, database, "gaps", "--round", "2026", "--by", "displacement"
    )
    assert survey.estimates("2026", by=["gender"], of="PL1").rows() == printed(
        capsys, database, "estimate", "--round", "2026", "--by", "gender", "--of", "PL1"
    )
    assert survey.compare("2025", "2026", by="gender").rows() == printed(
        capsys, database, "compare", "--from", "2025", "--to", "2026", "--by", "gender"
    )


def test_the_rules_for_the_public_can_be_asked_for(survey):
    exact = survey.estimates("2026", of="PL1", by="gender").rows()
    public = survey.estimates("2026", of="PL1", by="gender", release="public").rows()
    assert public[0]["mean"] == pytest.approx(exact[0]["mean"], abs=0.05)
    assert public[0]["mean"] == round(public[0]["mean"], 1)


def test_the_rounds_are_listed_newest_first(survey):
    assert [row["round"] for row in survey.rounds()] == ["2026", "2025"]
    assert survey.rounds().rows()[0]["responses"] == 160


def test_a_table_goes_out_to_csv_polars_and_pandas(survey):
    gaps = survey.gaps("2026", by="displacement")
    assert len(gaps) == len(gaps.rows()) > 0
    read = pandas.read_csv(StringIO(gaps.to_csv()))
    columns = list(gaps.rows()[0])
    assert list(read) == list(gaps.to_pandas()) == gaps.to_polars().columns == columns
    shown = gaps.to_polars().drop_nulls("gap")
    assert isinstance(shown, polars.DataFrame)
    assert shown["gap"].sum() == pytest.approx(gaps.to_pandas()["gap"].sum())


def test_what_is_suppressed_is_null_and_not_a_number(survey):
    """Thirteen people who moved are too few for what is sensitive."""
    gaps = survey.gaps("2026", by="displacement", of="SE2").to_polars()
    (row,) = gaps.filter(polars.col("group") == "moved").to_dicts()
    assert row["suppressed"]
    assert row["gap"] is None
    assert row["n"] is None


def test_a_table_without_rows_keeps_its_columns():
    empty = table.Table(("round", "n"), [])
    assert empty.to_csv() == "round,n\n"
    assert list(empty.to_pandas()) == empty.to_polars().columns == ["round", "n"]


def test_a_notebook_draws_names_as_text():
    drawn = table.Table(("of", "mean"), [{"of": "<b>", "mean": 1 / 3}])._repr_html_()
    assert "&lt;b&gt;" in drawn
    assert "0.3333" in drawn


def test_a_survey_is_opened_for_reading(survey):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        survey._db.execute("delete from responses")


def test_an_error_says_what_to_do(survey, tmp_path):
    with pytest.raises(NotFound) as error:
        survey.gaps("2031", by="gender")
    assert "2026" in error.value.__notes__[0]
    with pytest.raises(NotFound) as error:
        survey_app.open(tmp_path / "none.db")
    assert "none.db" in error.value.__notes__[0]


def test_a_missing_library_is_named(survey, monkeypatch):
    def fail(_name):
        raise ImportError

    monkeypatch.setattr(table, "import_module", fail)
    with pytest.raises(Unanswerable) as error:
        survey.rounds().to_polars()
    assert error.value.facts == {"library": "polars"}
