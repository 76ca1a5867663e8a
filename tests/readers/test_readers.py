"""Programs that no one here wrote open what is exported.

They are large (160 MB), so they are an extra: pip install 'survey-app[readers]', and
LibreOffice by the system's package manager. Where one is missing its test says so.
"""

import csv
import os
import shutil
import subprocess
import warnings
from collections import Counter
from importlib import import_module
from io import StringIO

import pytest

from survey_app.services import exporting, releases
from survey_app.services.exporting import FORMATS
from survey_app.services.releases import Making
from survey_app.store.database import connect
from tests import poisoned
from tests.services.test_exporting import DAY, asked, from_csv

pytestmark = pytest.mark.readers
PATIENCE = 120


def reader(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return import_module(name)
        except ModuleNotFoundError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"{name} is not here: pip install 'survey-app[readers]'")


@pytest.fixture(scope="module")
def files(world_file, tmp_path_factory):
    """Every table of a release in every format, and of the book that would harm."""
    folder = tmp_path_factory.mktemp("files")
    shutil.copy(world_file, folder / "world.db")
    db = connect(folder / "world.db")
    made = releases.make(
        db, asked(db), Making("public", "co", "council", "Spring"), DAY
    )
    own = exporting.released_book(db, asked(db), made, "ar")
    db.close()
    for name, book in (("own", own), ("bad", poisoned.book())):
        for form, kind in FORMATS.items():
            tables = [t.name for t in book.tables if kind.takes(t.name)]
            for table in tables if kind.is_one_table else [None]:
                chosen = exporting.chosen(book, form, [table] if table else [])
                path = folder / f"{name}-{table or 'all'}{kind.suffix}"
                with path.open("wb") as file:
                    exporting.write(chosen, form, file)
    return folder


def rows_of(folder, table):
    return from_csv((folder / f"own-{table}.csv").read_bytes())


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_every_package_valid(files):
    frictionless = reader("frictionless")
    for name in ("own", "bad"):
        report = frictionless.validate(str(files / f"{name}-all.zip"))
        assert report.valid, report.flatten()
        assert report.stats["tasks"] >= 4


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "table", ["estimates", "gaps", "comparisons", "answers", "respondents"]
)
def test_hxl_finds_no_fault(files, table):
    hxl = reader("hxl")
    options = hxl.input.InputOptions(allow_local=True)
    data = hxl.data(hxl.make_input(str(files / f"own-{table}.hxl.csv"), options))
    report = hxl.validate(data)
    # What it calls info are guesses that a number lies far from others.
    assert (report["stats"]["error"], report["stats"]["warning"]) == (0, 0)
    data = hxl.data(hxl.make_input(str(files / f"own-{table}.hxl.csv"), options))
    assert sum(1 for _ in data) == len(rows_of(files, table))


@pytest.mark.filterwarnings("ignore")
def test_sdmx_reads_every_observation(files):
    sdmx = reader("pysdmx.io")
    for table in ("estimates", "gaps", "comparisons", "answers"):
        message = sdmx.read_sdmx(files / f"own-{table}.sdmx.csv")
        (found,) = message.get_datasets()
        assert found.short_urn == f"Dataflow=SURVEY_APP:{table.upper()}(1.0)"
        rows = rows_of(files, table)
        assert len(found.data) == len(rows)
        confidential = Counter(found.data["CONF_STATUS"])["C"]
        assert confidential == sum(row["suppressed"] == "true" for row in rows)
        assert confidential or table != "estimates"


def test_duckdb_counts_the_same_in_csv_parquet_and_sqlite(files):
    duckdb = reader("duckdb")
    ask = "select count(*), sum(n), round(sum(mean), 6), sum(suppressed::int) from "
    told = [
        duckdb.sql(f"{ask} '{files / f'own-estimates{suffix}'}'").fetchall()[0]
        for suffix in (".csv", ".parquet")
    ]
    assert told[0] == told[1]
    assert told[0][0] == len(rows_of(files, "estimates"))
    bad = duckdb.sql(f"select \"group\" from '{files / 'bad-estimates.parquet'}'")
    for (text,) in bad.fetchall():
        assert not set(text) & set(poisoned.FORBIDDEN)


@pytest.mark.parametrize("name", ["own", "bad"])
def test_libreoffice_opens_the_workbook_and_computes_nothing(files, tmp_path, name):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:  # too large to be asked for, in CI too
        pytest.skip("LibreOffice is not here: apt-get install libreoffice-calc-nogui")
    subprocess.run(
        [
            office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir", tmp_path, files / f"{name}-all.xlsx",
        ],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    sheets = sorted(tmp_path.glob("*.csv"))
    assert len(sheets) >= 4
    texts = [path.read_text(encoding="utf-8") for path in sheets]
    for text in texts:
        cells = [cell for line in csv.reader(StringIO(text)) for cell in line]
        assert not {"2", "Err:508", "#NAME?"} & set(cells) or name == "own"
    if name == "bad":
        everything = "\n".join(texts)
        assert "=1+1" in everything  # as it was written, not what it would compute
        assert "<script" not in everything
