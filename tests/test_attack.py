"""A disclosure attack on random surveys: what benchmarks/attack.py does at length."""

import csv
import importlib.util
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from survey_app.core.estimation import dyads as dyadic
from survey_app.core.estimation.rows import to_dict
from survey_app.services import analysis, dyads, exporting
from survey_app.services.demonstration import building
from survey_app.store import rounds
from survey_app.store.database import create

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def attack():
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(BENCHMARKS)
        spec = importlib.util.spec_from_file_location(
            "attack", BENCHMARKS / "attack.py"
        )
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def recovered(attack, tally):
    return {name: tally[name] for name in attack.ATTACKS if tally[name]}


def test_all_tables_together_give_no_small_cell_away_and_the_attack_is_real(attack):
    found = attack.random_surveys(1, seed=1)
    for (release, is_primary), tally in found.items():
        assert tally["small"] > 50
        if is_primary:
            names = {"pairs", "margins", "bounds", "items"}
            assert names <= recovered(attack, tally).keys(), release
        else:
            assert recovered(attack, tally) == {}, release


def test_late_answers_show_no_cell_that_was_hidden_before(attack):
    frozen, thawed = attack.late(3, seed=1)
    assert sum(frozen.values()) == 0
    assert sum(thawed.values()) > 0


def test_files_tell_what_the_tables_they_hold_tell(attack, tmp_path):
    data = attack.surveys.survey(np.random.default_rng(5), rounds=2)
    with attack.database() as db:
        shown = attack.tables(db, data, "public")
    names = ("estimates", "gaps", "comparisons", "answers", "respondents")
    tables = {name: [r for r in shown[name] if "fewer" not in r] for name in names}
    for name in ("estimates", "answers"):
        (tmp_path / f"{name}.json").write_text(json.dumps({name: tables[name]}))
    for name in ("gaps", "comparisons", "respondents"):
        with (tmp_path / f"{name}.csv").open("w", newline="") as out:
            writer = csv.DictWriter(out, list(tables[name][0]))
            writer.writeheader()
            writer.writerows(tables[name])
    expected = attack.learned(tables)
    found = attack.learned(attack.read_folder(tmp_path))
    assert found.cells == expected.cells
    assert found.counts == expected.counts
    assert len(found.cells) > 5


@pytest.fixture(scope="module")
def world(world_file, tmp_path_factory):
    """A world of this module's own: rounds are released here."""
    return Path(shutil.copy(world_file, tmp_path_factory.mktemp("attacked") / "w.db"))


@pytest.fixture(scope="module")
def published(attack, world):
    """What can be read in all that comes of releases to the public."""
    return attack.released(world, "public")


PROSE = ("report.pdf", "report.docx", "page.html", "poster.html", "poster.pdf")


def test_all_that_is_published_in_every_form_gives_no_small_cell_away(
    attack, world, published
):
    assert set(published) == {*exporting.FORMATS, *PROSE, "api"}
    tally = attack.attack_released(world, published.values(), attack.RULES["public"])
    assert tally["small"] > 50
    assert recovered(attack, tally) == {}


def test_without_the_audit_what_is_published_gives_small_cells_away(
    attack, world_file, tmp_path
):
    path = Path(shutil.copy(world_file, tmp_path / "world.db"))
    found = attack.released(path, "public", is_primary=True)
    tally = attack.attack_released(path, found.values(), attack.RULES["public"])
    assert tally["bounds"] > 0


def test_every_format_tells_what_the_release_holds(attack, published):
    held = attack.learned(published["json"])
    for form in exporting.FORMATS:
        own = attack.learned(published[form])
        assert own.cells == held.cells, form
        assert own.counts == held.counts or form == "sdmx"


def test_what_is_told_in_words_is_what_the_release_holds(published):
    held = {
        name: {key(row): row for row in rows}
        for name, rows in published["json"].items()
    }
    for kind in PROSE:
        for name, rows in published[kind].items():
            for row in rows:
                own = held[name][key(row)]
                assert own["suppressed"] == row["suppressed"], (kind, row)
                for column in ("n", "mean", "rest_mean", "gap", "change", "share"):
                    if row.get(column) is not None and not row["suppressed"]:
                        assert row[column] == pytest.approx(own[column], abs=0.0501)
    assert {"estimates", "gaps", "respondents"} <= published["page.html"].keys()
    for kind in ("report.pdf", "report.docx"):
        tables = {"estimates", "gaps", "comparisons", "respondents", "answers"}
        assert published[kind].keys() == tables
    answers = [row for row in published["json"]["answers"] if row["kind"] == "answer"]
    assert len(published["report.pdf"]["answers"]) == len(answers)


def key(row):
    """Return what names a row."""
    names = ("to", "from") if "to" in row else ("round", "kind", "answer")
    return tuple(row.get(name) for name in (*names, "of", "by", "group"))


def test_no_number_of_how_groups_see_each_other_holds_a_small_cell(attack):
    db = create(None)
    building.build(db, 250, building.SEED, lambda _: None)
    data = analysis.load(db, rounds.everything(db)[-1])
    grouping = data.groupings["identity"]
    matrix = dyadic.matrix(
        "DY1", data.frame, grouping, dyads._about(data)["DY1"], dyads._drawn(data)
    )
    everything = np.ones((len(grouping.groups),) * 2, dtype=bool)
    careless = dyadic.rows(data.survey_round.name, matrix, everything)
    shown = list(map(to_dict, dyads.find(data)))
    for rows, is_leaky in ((shown, False), (map(to_dict, careless), True)):
        tally = Counter()
        attack.attack_dyads(data, list(rows), tally)
        assert tally["small"] > 0
        assert (tally["totals"] > 0, tally["reading"] > 0) == (is_leaky, is_leaky)
    assert any(row["kind"] == "received" and not row["suppressed"] for row in shown)
    db.close()


@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_one_hidden_language_among_cases_is_found_as_a_fault(attack, hidden):
    rows = [
        {"round": "r", "of": "v", "by": "language", "suppressed": number < hidden}
        for number in range(2)
    ]
    rows.append({"round": "r", "of": "v", "by": None, "suppressed": False})
    assert len(attack.learned({"vignettes": rows}).broken) == (hidden == 1)
