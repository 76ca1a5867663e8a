import csv
from pathlib import Path

import numpy as np
import pytest

from survey_app.core.quality.duplicates import closest, copies

REFERENCE = Path(__file__).parent.parent / "reference"


def table(name):
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_nearest_interview_is_the_one_found_by_brute_force():
    raw, expected = table("percent_match_raw.csv"), table("percent_match.csv")
    items = [column for column in raw[0] if column != "id"]
    codes = np.array([[int(row[i]) if row[i] else -1 for i in items] for row in raw])
    shares, nearest = closest(codes)
    assert shares == pytest.approx([float(row["max_match_both"]) for row in expected])
    assert [raw[n]["id"] for n in nearest] == [row["match_id_both"] for row in expected]


def test_copies_are_counted_by_who_asked():
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 5, (40, 33))
    codes[10:15] = codes[9]
    codes[11, :3] = -1
    enumerators = ["E1"] * 9 + ["E2"] * 10 + [""] * 21
    (found,) = copies(codes, enumerators)
    assert (found.enumerator, found.copied, found.done) == ("E2", 6, 10)


def test_few_items_say_nothing_about_copying():
    assert copies(np.zeros((50, 29), dtype=int), ["E1"] * 50) == []
