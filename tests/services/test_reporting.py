"""Reports say what their release says, to whom it may be said, and always the same."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pypdf
import pytest

from survey_app.core.community import Decision
from survey_app.core.measurement.groups import CROSS
from survey_app.core.sampling.methods import ITEMS, NEEDED
from survey_app.errors import NotFound, Rejected
from survey_app.interchange.paper import Drawing, Points, Question, Table, Text
from survey_app.services import (
    analysis,
    methods,
    releases,
    report_sections,
    reporting,
)
from survey_app.services.releases import Making
from survey_app.store import community, responses, rounds
from survey_app.store.database import connect

TODAY = date(2026, 3, 9)


@pytest.fixture
def valley(database):
    with closing(connect(database)) as db:
        yield db


def release(db, round_id="valley-2026", **facts):
    wanted = Making("public", "A", "council", "Spring")
    return releases.make(db, rounds.get(db, round_id), replace(wanted, **facts), TODAY)


def words_of(paper):
    """Yield every text of a paper."""
    yield from (paper.title, paper.subtitle)
    for pair in paper.facts:
        yield from pair
    for section in paper.sections:
        yield section.title
        for block in section.blocks:
            yield from block_words(block)


def block_words(block):
    match block:
        case Text():
            yield block.text
        case Points():
            yield from block.texts
        case Table():
            yield block.caption
            yield from (column.title for column in block.columns)
            for row in block.rows:
                yield from (c.words if isinstance(c, Drawing) else c for c in row)
        case Question():
            yield from (text.text for text in block.texts)
            for _, texts in block.answers:
                yield from (text.text for text in texts)


def section(paper, title):
    return next(each for each in paper.sections if each.title == title)


def test_scores_are_those_of_the_release(valley):
    made = release(valley)
    kept = json.loads(releases.shown(valley, made.release_id))
    (row,) = [
        r for r in kept["estimates"]
        if r["by"] is None and r["kind"] == "construct" and r["of"] == "PL1"
    ]  # fmt: skip
    table = section(reporting.paper(valley, made, "en"), "How are we?").blocks[-1]
    name, drawing, mean, between, people = table.rows[0]
    assert name == "Trust in governing institutions"
    assert mean == f"{row['mean']:.1f}"
    assert between == f"{row['ci_low']:.1f} to {row['ci_high']:.1f}"
    assert drawing.words == f"{mean} ({between})"
    assert people == str(row["n"])


def test_every_withheld_row_looks_the_same(valley):
    made = release(valley, second="B")
    kept = json.loads(releases.shown(valley, made.release_id))
    hidden = [r for r in kept["respondents"] if r["suppressed"]]
    table = section(reporting.paper(valley, made, "en"), "Who answered?").blocks[-1]
    assert hidden
    shown = [row for row in table.rows if row[2] == "too few answers to show"]
    assert len(shown) == len([r for r in hidden if CROSS not in str(r["by"])])


def test_sensitive_results_need_two_people(valley):
    alone, both = (
        reporting.paper(valley, release(valley, second=second), "en")
        for second in ("", "B")
    )
    name = "Trust in security forces"
    assert name not in [row[0] for row in section(alone, "How are we?").blocks[-1].rows]
    assert name in [row[0] for row in section(both, "How are we?").blocks[-1].rows]


def test_all_eleven_items_stand_in_every_report(valley):
    paper = reporting.paper(valley, release(valley), "en")
    items = [each for each in paper.sections if each.level == 2]
    assert [each.title.split(".")[0] for each in items] == [
        str(number) for number in range(1, 12)
    ]
    assert all(each.blocks for each in items)


def test_what_nobody_has_said_is_told_as_unsaid_until_it_is_said(valley):
    made, survey_round = release(valley), rounds.get(valley, "valley-2026")
    unsaid = "Those who made the survey have not said more."
    before = list(words_of(reporting.paper(valley, made, "en")))
    assert before.count(unsaid) == len(NEEDED)
    assert methods.lacking(methods.said(valley, survey_round)) == [
        item for item in ITEMS if item in NEEDED
    ]
    methods.write(
        valley, survey_round, "fr", {"sponsor": "La coopérative"}, ("A", TODAY)
    )
    paper = reporting.paper(valley, made, "en")
    assert list(words_of(paper)).count(unsaid) == len(NEEDED) - 1
    (said,) = [
        block
        for each in paper.sections
        for block in each.blocks
        if isinstance(block, Text) and block.text == "La coopérative"
    ]
    assert said.language == "fr"
    methods.write(valley, survey_round, "fr", {"sponsor": ""}, ("A", TODAY))
    assert methods.said(valley, survey_round) == {}


def test_a_text_too_long_is_refused_with_every_fault(valley):
    survey_round = rounds.get(valley, "valley-2026")
    long = dict.fromkeys(("sponsor", "limits"), "x" * 2001)
    with pytest.raises(Rejected) as caught:
        methods.write(valley, survey_round, "en", long, ("A", TODAY))
    assert [each.where for each in caught.value.problems] == ["sponsor", "limits"]


def test_what_was_known_at_a_release_stays(valley):
    made = release(valley)
    before = reporting.paper(valley, made, "en")
    rounds.set_open(valley, "valley-2026", is_open=False, today=date(2026, 4, 1))
    assert reporting.paper(valley, made, "en") == before
    again = reporting.paper(valley, release(valley), "en")
    assert [each for each in words_of(again) if "to Apr 1, 2026" in each]


def test_what_is_known_is_kept_when_a_release_is_made_not_when_it_is_read(valley):
    made = release(valley)
    rounds.set_open(valley, "valley-2026", is_open=False, today=date(2026, 4, 1))
    assert methods.of_release(valley, made).while_open


def test_a_first_look_has_a_report_too_and_keeps_what_is_known(valley):
    survey_round = rounds.get(valley, "valley-2026")
    wanted = Making("public", "", releases.FIRST_LOOK)
    made = releases.make(valley, survey_round, wanted, TODAY)
    before = reporting.paper(valley, made, "en")
    assert "first look of the public" in list(words_of(before))
    rounds.set_open(valley, "valley-2026", is_open=False, today=date(2026, 4, 1))
    assert reporting.paper(valley, made, "en") == before


def test_facts_hold_no_count_of_people(valley):
    made = release(valley)
    known = methods.of_release(valley, made)
    total = responses.totals(valley)["valley-2026"]
    counts = [getattr(known, each.name) for each in fields(known)]
    assert total not in [each for each in counts if isinstance(each, int)]


def test_what_was_done_stands_in_the_report(valley):
    made = release(valley)
    decision = Decision(
        0, "valley-2026", {"en": "The road is bad"}, {"en": "It is mended"}, "A", TODAY
    )
    community.decide(valley, decision)
    found = list(words_of(reporting.paper(valley, made, "en")))
    assert "The road is bad" in found
    assert "It is mended" in found


def test_the_annex_has_every_question_in_every_language(valley):
    paper = reporting.paper(valley, release(valley), "ar")
    questions = [b for b in paper.sections[-1].blocks if isinstance(b, Question)]
    for each in questions:
        languages = [text.language for text in each.texts]
        assert languages[0] == "ar"
        assert sorted(languages) == ["ar", "en", "fr"]


def test_names_keep_their_own_direction_in_arabic_sentences(valley):
    made = release(valley)
    assert "\u20682026\u2069" in reporting.paper(valley, made, "ar").subtitle
    assert reporting.paper(valley, made, "en").subtitle == "Report of round 2026"


def test_a_report_of_another_round_or_of_nothing_is_refused(valley):
    survey_round = rounds.get(valley, "valley-2025")
    with pytest.raises(NotFound) as caught:
        reporting.release_of(valley, survey_round, None, "public")
    assert caught.value.code == "report.not_released"
    made = release(valley, "valley-2026")
    with pytest.raises(NotFound) as caught:
        reporting.release_of(valley, survey_round, made.release_id, "public")
    assert caught.value.code == "report.other_round"


@pytest.mark.parametrize("form", reporting.FORMS)
def test_two_processes_write_the_same_bytes(form, valley, database, tmp_path):
    made = release(valley)
    found = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.{form}"
        command = ["report", "2026", "--as", form, "--in", "ar", "--out", str(out),
                   "--release", str(made.release_id), "--database", str(database)]  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "survey_app.cli.main", *command],
            check=True,
            timeout=120,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        found.append(out.read_bytes())
    assert found[0] == found[1]


def test_the_command_writes_the_newest_public_release(cli, database, tmp_path):
    cli.database = database
    out = tmp_path / "report.pdf"
    assert cli("report", "2025", "--as", "pdf", "--in", "fr", "--out", out) == 0
    text = pypdf.PdfReader(BytesIO(out.read_bytes())).pages[0].extract_text()
    assert "Vivre ensemble" in text
    template = tmp_path / "own.typ"
    assert cli("report", "2025", "--as", "template", "--out", template) == 0
    template.write_text("#set document(date: none)\nOur own page")
    arguments = ("report", "2025", "--as", "pdf", "--out", out)
    assert cli(*arguments, "--template", template) == 0
    text = pypdf.PdfReader(BytesIO(out.read_bytes())).pages[0].extract_text()
    assert text == "Our own page"
    assert cli("report", "2025", "--as", "pdf", "--out", tmp_path / "no" / "x") == 3


def test_groups_stand_in_the_order_of_the_questionnaire(valley):
    made = release(valley)
    kept = json.loads(releases.shown(valley, made.release_id))
    order = [r["group"] for r in kept["respondents"] if r["by"] == "displacement"]
    row = {"by": "displacement", "of": "PL1"}
    rows = [row | {"group": group, "gap": place} for place, group in enumerate(order)]
    found = report_sections.in_order(rows[::-1], kept)
    assert [each["group"] for each in found] == order


def test_a_language_or_mode_of_few_people_is_not_named(valley):
    data = analysis.load(valley, rounds.get(valley, "valley-2026"))
    assert methods.facts(valley, data, "public").languages == ("ar", "en", "fr")
    first = "select response_id from responses where round_id = 'valley-2026' limit 4"
    valley.execute(
        f"update responses set language = 'sw' where response_id in ({first})"
    )
    assert "sw" not in methods.facts(valley, data, "public").languages
