"""A disclosure attack on random surveys: what benchmarks/attack.py does at length."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parent.parent / "benchmarks" / "attack.py"
ATTACKS = ("reading", "pairs", "margins", "bounds")


@pytest.fixture(scope="module")
def attack():
    spec = importlib.util.spec_from_file_location("attack", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_small_cell_of_random_surveys_is_recovered_and_the_attack_is_real(attack):
    found = attack.random_surveys(8, seed=3)
    for (release, is_primary), tally in found.items():
        assert tally["small"] > 10
        recovered = [tally[name] for name in ATTACKS]
        if is_primary:
            assert sum(recovered) > 0, release
        else:
            assert recovered == [0, 0, 0, 0], release


def test_late_answers_show_no_cell_that_was_hidden_before(attack):
    frozen, thawed = attack.late(10, seed=1)
    assert sum(frozen.values()) == 0
    assert sum(thawed.values()) > 0
