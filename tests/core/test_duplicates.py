import csv
from pathlib import Path

import numpy as np
import pytest

from survey_app.core.quality import duplicates
from survey_app.core.quality.duplicates import closest, closest_to

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


def test_comparing_some_rows_at_a_time_changes_nothing(monkeypatch):
    rng = np.random.default_rng(5)
    codes = rng.integers(-1, 3, (50, 12))
    whole = closest(codes)
    monkeypatch.setattr(duplicates, "LARGEST", 350)
    for one, other in zip(whole, closest(codes), strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(closest_to(codes[:20], codes), whole[0][:20])
