"""Answers of single people: who decides, what leaves, and what it tells of anybody."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from zipfile import ZipFile

import numpy as np
import pyreadstat
import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from survey_app.core.applications import Application
from survey_app.core.disclosure.anonymity import LEAST_ALIKE, MOST_FOUND
from survey_app.core.disclosure.confidential import LEAST_PEOPLE
from survey_app.core.people import Account
from survey_app.errors import Conflict, NotAllowed, Rejected
from survey_app.services import microdata, microdata_files
from survey_app.services.releases import Asking
from survey_app.store import microdata as store
from survey_app.store import rounds
from survey_app.store.database import connect

TODAY = date(2026, 4, 1)
ASKING = Asking("analyst", "test", TODAY)
ANALYST = Account("id-analyst", "analyst", "analyst")
COORDINATOR = Account("id-coordinator", "coordinator", "coordinator")
SECOND = Account("id-second", "second", "analyst")
ITEMS = ("PL1.1", "PL1.2", "SE2.1", "SE2.2")
WANTED = Application(
    0, "", "A study of trust", "The university", ("gender", "displacement"), ITEMS, True,
    TODAY + timedelta(days=30), "agreed", 0,
)  # fmt: skip


@pytest.fixture
def db(database):
    found = connect(database)
    yield found
    found.close()


@pytest.fixture
def closed(db):
    return rounds.get(db, "valley-2025")


def ask(db, closed, **changes):
    wanted = replace(WANTED, **changes)
    return microdata.ask(db, closed, wanted, ANALYST, TODAY)


def seen(db, number):
    return microdata.find(db, store.get(db, number), ASKING).report.digest


def approve(db, number, *people):
    for person in people or (COORDINATOR, SECOND):
        microdata.decide(db, number, person, "approve", seen(db, number), TODAY)


def made(db, number, form="csv", language="en"):
    application, found = microdata.release(db, number, ASKING, "analyst")
    return microdata_files.package(application, found, language, form, TODAY)


def inside(package):
    with ZipFile(io.BytesIO(package.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_two_others_approve_one_of_them_a_coordinator(db, closed):
    number = ask(db, closed)
    digest = seen(db, number)
    with pytest.raises(NotAllowed, match=r"microdata\.own"):
        microdata.decide(db, number, ANALYST, "approve", digest, TODAY)
    microdata.decide(db, number, SECOND, "approve", digest, TODAY)
    with pytest.raises(Conflict, match=r"microdata\.decided"):
        microdata.decide(db, number, SECOND, "approve", digest, TODAY)
    third = replace(SECOND, account_id="id-third", name="third")
    with pytest.raises(NotAllowed, match=r"microdata\.needs_coordinator"):
        microdata.decide(db, number, third, "approve", digest, TODAY)
    with pytest.raises(Conflict, match=r"microdata\.not_approved"):
        made(db, number)
    found = microdata.decide(db, number, COORDINATOR, "approve", digest, TODAY)
    assert found.state(TODAY) == "approved"
    with pytest.raises(Conflict, match=r"microdata\.not_waiting"):
        microdata.decide(db, number, third, "refuse", digest, TODAY)


def test_leaders_do_not_decide(db, closed):
    leader = Account("id-leader", "leader", "leader")
    with pytest.raises(NotAllowed):
        microdata.decide(db, ask(db, closed), leader, "refuse", "", TODAY)


def test_one_no_ends_it(db, closed):
    number = ask(db, closed)
    microdata.decide(db, number, SECOND, "refuse", "", TODAY)
    with pytest.raises(Conflict, match=r"microdata\.not_waiting"):
        approve(db, number, COORDINATOR)
    with pytest.raises(Conflict, match=r"microdata\.not_approved"):
        made(db, number)


def test_after_the_last_day_no_file_is_made(db, closed):
    number = ask(db, closed)
    approve(db, number)
    late = replace(ASKING, day=WANTED.until + timedelta(days=1))
    assert made(db, number).content
    with pytest.raises(Conflict, match=r"microdata\.not_approved"):
        microdata.release(db, number, late, "analyst")


def test_a_report_that_changed_must_be_read_again(db, closed):
    with pytest.raises(Conflict, match=r"microdata\.report_changed"):
        microdata.decide(db, ask(db, closed), COORDINATOR, "approve", "other", TODAY)


def test_all_that_is_lacking_is_said_at_once(db, closed):
    with pytest.raises(Rejected) as told:
        ask(
            db, closed, purpose=" ", recipient="", keys=("language",), items=("END1",),
            until=TODAY + timedelta(days=999), agreement="",
        )  # fmt: skip
    assert Counter(problem.code for problem in told.value.problems) == {
        "microdata.not_said": 2,
        "microdata.no_column": 2,
        "microdata.until": 1,
        "microdata.not_agreed": 1,
    }


def test_an_open_round_gives_nothing(db):
    with pytest.raises(Conflict, match=r"microdata\.round_open"):
        ask(db, rounds.get(db, "valley-2026"))


def test_what_could_be_put_together_to_more_is_not_asked_for_twice(db, closed):
    first = ask(db, closed)
    approve(db, first)
    with pytest.raises(Rejected) as told:
        ask(db, closed, keys=("gender", "community"))
    assert [p.code for p in told.value.problems] == ["microdata.keys_settled"]
    second = ask(db, closed, keys=("gender",), items=("PL1.3",))
    approve(db, second)
    one, two = (rows(inside(made(db, n))["data.csv"]) for n in (first, second))
    # People stand in the same order under the same mask: parts of one file.
    assert [r["gender"] for r in one] == [r["gender"] for r in two]
    assert set(two[0]) == {"gender", "pl1_3", "weight", "stratum", "unit"}


def test_every_step_is_kept_with_its_day_and_person(db, closed):
    number = ask(db, closed)
    approve(db, number)
    made(db, number)
    steps = store.get(db, number).steps
    assert [(s.deed, s.by) for s in steps] == [
        ("ask", "analyst"), ("approve", "coordinator"), ("approve", "second"),
        ("make", "analyst"),
    ]  # fmt: skip
    assert {s.on for s in steps} == {TODAY}
    with pytest.raises(Exception, match="never changed"):
        db.execute("update microdata_steps set done_by = 'x'")


def test_no_column_tells_who_when_where_or_in_which_words(db, closed):
    offer = microdata.offer(db, closed, ASKING)
    assert offer.keys == ("gender", "displacement", "identity", "community")
    assert set(offer.items) == {f"PL1.{n}" for n in range(1, 6)} | {
        f"SE2.{n}" for n in range(1, 5)
    }


def test_the_file_hides_everybody_and_says_how(db, closed):
    number = ask(db, closed)
    approve(db, number)
    parts = inside(made(db, number))
    people = rows(parts["data.csv"])
    report = json.loads(parts["report.json"])
    assert len(people) == report["people"] == 160
    looks = Counter((p["gender"], p["displacement"]) for p in people)
    assert min(looks.values()) == report["least_alike"] >= LEAST_ALIKE
    for look in looks:
        alike = [p for p in people if (p["gender"], p["displacement"]) == look]
        for item in ("se2_1", "se2_2"):
            answers = {p[item] for p in alike if p[item].isdigit()}
            assert len(answers) != 1, (look, item)
    assert report["risk"] < MOST_FOUND
    assert report["risk_by_unit"] > report["risk"]
    shared = Counter(p["weight"] for p in people)
    assert min(shared.values()) >= LEAST_PEOPLE
    units = Counter(p["unit"] for p in people)
    assert len(units) == 4  # of 8 places
    assert set(people[0]) == {"gender", "displacement", "weight", "stratum", "unit"} | {
        item.lower().replace(".", "_") for item in ITEMS
    }


def test_the_script_for_python_reproduces_our_table(db, closed, tmp_path):
    number = ask(db, closed)
    approve(db, number)
    for name, content in inside(made(db, number)).items():
        (tmp_path / name).write_bytes(content)
    assert (
        "svyset unit [pweight = weight], strata(stratum) singleunit(centered)\n"
        in (tmp_path / "analyse.do").read_text()
    )
    table = rows((tmp_path / "table.csv").read_bytes())
    assert [(line["variable"], line["by"]) for line in table] == [
        ("pl1_1", "gender")
    ] * 2
    for command in RUN:
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert "is reproduced" in ran.stdout


def has_survey():
    if not shutil.which("Rscript"):
        return False
    asked = ["Rscript", "-e", "library(survey)"]
    return (
        subprocess.run(asked, capture_output=True, timeout=60, check=False).returncode
        == 0
    )


#: R where it is installed with its survey package, Python always.
RUN = [[sys.executable, "-W", "error", "analyse.py"]]
RUN += [["Rscript", "analyse.R"]] if has_survey() else []


def test_without_the_design_the_script_takes_people_as_drawn_alone(
    db, closed, tmp_path
):
    number = ask(db, closed, design=False, keys=())
    approve(db, number)
    for name, content in inside(made(db, number)).items():
        (tmp_path / name).write_bytes(content)
    ran = subprocess.run(
        RUN[0], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_spss_reads_labels_missing_kinds_and_weights(db, closed, tmp_path):
    number = ask(db, closed)
    approve(db, number)
    parts = inside(made(db, number, "sav", "ar"))
    (tmp_path / "data.sav").write_bytes(parts["data.sav"])
    columns, facts = pyreadstat.read_sav(
        str(tmp_path / "data.sav"), user_missing=True, output_format="dict"
    )
    people = rows(parts["data.csv"])
    kinds = {
        -1: "dont_know",
        -2: "refused",
        -3: "not_asked",
        -4: "routed_out",
        -5: "withheld",
    }
    assert [kinds.get(int(v), str(int(v))) for v in columns["displacement"]] == [
        p["displacement"] for p in people
    ]
    assert columns["weight"] == [float(p["weight"]) for p in people]
    assert facts.column_names_to_labels["gender"] == "الجنس أو النوع الاجتماعي"
    assert facts.variable_value_labels["gender"][1] == "النساء"


def test_a_column_and_all_its_missing_kinds_survive_every_format(tmp_path):
    file = a_file()
    for form, write in microdata_files.FORMATS.items():
        with (tmp_path / f"data.{form}").open("wb") as out:
            write(file, out)
    values = [1, 2, -1, -2, -3, -4, -5]
    sav, about = pyreadstat.read_sav(
        str(tmp_path / "data.sav"), user_missing=True, output_format="dict"
    )
    assert sav["a"] == values
    assert about.missing_ranges["a"] == [{"lo": -5.0, "hi": -1.0}]
    plain, _ = pyreadstat.read_sav(str(tmp_path / "data.sav"), output_format="dict")
    assert plain["a"] == [1, 2, *[None] * 5]
    dta, about = pyreadstat.read_dta(
        str(tmp_path / "data.dta"), user_missing=True, output_format="dict"
    )
    assert list(dta["a"]) == [1, 2, "a", "b", "c", "d", "e"]
    assert about.variable_value_labels["a"][1] == "One"
    assert set(about.missing_user_values["a"]) == set("abcde")
    table = parquet.read_table(tmp_path / "data.parquet")
    assert table["a"].to_pylist() == [1, 2, *[None] * 5]
    assert table["a_why"].to_pylist() == [None, None, *file.kinds.values()]
    assert table.schema.field("a").metadata[b"1"] == b"One"
    assert [r["a"] for r in rows((tmp_path / "data.csv").read_bytes())] == [
        "1", "2", *file.kinds.values(),
    ]  # fmt: skip
    book = CalamineWorkbook.from_path(tmp_path / "data.xlsx")
    assert book.sheet_names == ["data", "codebook"]
    sheet = book.get_sheet_by_name("data").to_python()
    assert [row[0] for row in sheet] == ["a", "One", "Two", *file.kind_labels.values()]
    assert sheet[1][1] == 0.5


@pytest.mark.parametrize("form", ["sav", "dta", "parquet"])
def test_a_column_may_begin_with_a_missing_value(tmp_path, form):
    file = a_file()
    first = replace(file.fields[0], values=file.fields[0].values[::-1])
    with (tmp_path / f"data.{form}").open("wb") as out:
        microdata_files.FORMATS[form](replace(file, fields=(first,)), out)
    read = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}.get(form)
    if read is None:
        values = parquet.read_table(tmp_path / "data.parquet")["a"].to_pylist()
    else:
        values = read(str(tmp_path / f"data.{form}"), output_format="dict")[0]["a"]
    assert list(values) == [*[None] * 5, 2, 1]


POISON = [
    "=1+1",
    "+A1",
    "-2",
    "@x",
    "\t=1",
    "\r=1",
    "<script>x</script>",
    "a\u202eb",
    "a\x07b",
]


@pytest.mark.parametrize("poison", POISON, ids=ascii)
def test_no_label_harms_whoever_opens_it(tmp_path, poison):
    file = a_file(poison)
    for form, write in microdata_files.FORMATS.items():
        with (tmp_path / f"data.{form}").open("wb") as out:
            write(file, out)
    shown = ""
    for name, reader in (("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)):
        _, about = reader(str(tmp_path / f"data.{name}"), output_format="dict")
        shown += str(about.variable_value_labels) + str(about.column_labels)
    shown += str(parquet.read_schema(tmp_path / "data.parquet").field("a").metadata)
    with ZipFile(tmp_path / "data.xlsx") as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert "<f>" not in text
            shown += text if name.endswith("sheet1.xml") else ""
    assert "<script" not in shown
    assert not {"\u202e", "\x07", "\\u202e", "\\x07"} & set(shown)
    book = io.BytesIO()
    microdata_files.plain.write_codebook(file, book)
    for line in csv.reader(io.StringIO(book.getvalue().decode("utf-8-sig"))):
        for cell in line:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def a_file(poison="One"):
    labels = {1: poison, 2: "Two"}
    kinds = {
        -1: "dont_know",
        -2: "refused",
        -3: "not_asked",
        -4: "routed_out",
        -5: "withheld",
    }
    field = microdata_files.Field(
        "a",
        "A",
        "answer",
        poison,
        poison,
        np.array([1, 2, -1, -2, -3, -4, -5], np.int16),
        labels,
    )
    weight = microdata_files.Field("w", "w", "weight", "W", "", np.full(7, 0.5), {})
    return microdata_files.MicrodataFile(
        "m", "T", "en", False, TODAY, (field, weight), kinds,
        {code: name.title() for code, name in kinds.items()}, {"abstract": poison}, (),
    )  # fmt: skip
