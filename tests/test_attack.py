"""A disclosure attack on random surveys: what benchmarks/attack.py does at length."""

import csv
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

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
