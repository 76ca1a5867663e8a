"""Flags find what was planted and leave honest interviews alone: simulations, fixed seeds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import fisher_exact

from survey_app.core.quality import copying, enumerators, patterns
from survey_app.core.quality.flags import FLAGS, TEAM_FLAGS, flagged, team_flagged
from survey_app.core.quality.interviews import Worked, interviews
from survey_app.core.questionnaire.instrument import Instrument, Item, Option, Scale

FIVE = Scale("T5", tuple(Option(str(n), {}) for n in range(1, 6)))
PRIVACY = Item(
    "WHO", "choice", {}, options=(Option("no", {}), Option("armed", {})), role="privacy"
)


def form(items=40, reverse_each=3):
    """Scored items of one five-point scale, every third worded the other way."""
    scored = tuple(
        Item(f"Q{n}", "scored", {}, scale="T5", reverse=n % reverse_each == 0)
        for n in range(1, items + 1)
    )
    return Instrument("form", {}, ("en",), (PRIVACY, *scored), scales={"T5": FIVE})


def honest(seed, n=200, items=40, r=0.5, enumerators_=8, missing=0.04):
    """Answers of people who differ in one trait; reversed items the other way round."""
    rng = np.random.default_rng(seed)
    trait = rng.standard_normal((n, 1))
    latent = np.sqrt(r) * trait + np.sqrt(1 - r) * rng.standard_normal((n, items))
    codes = np.digitize(latent, [-1.1, -0.4, 0.4, 1.1])
    codes[:, 2::3] = 4 - codes[:, 2::3]
    gone = rng.random(codes.shape) < missing
    return [
        Worked(
            f"R{row}",
            {"WHO": "no"}
            | {
                f"Q{c + 1}": "refused" if gone[row, c] else str(codes[row, c] + 1)
                for c in range(items)
            },
            "form.1", "en", "interviewer", f"E{row % enumerators_}", f"P{row % 5}",
            seconds=float(600 * np.exp(0.25 * rng.standard_normal())),
        )
        for row in range(n)
    ]  # fmt: skip


def prepared(worked, items=40, seed=1):
    found = interviews(form(items), "form.1", worked)
    rng = np.random.default_rng(seed)
    near = copying.calibrated(found.codes[:, copying.comparable(found)], rng)
    equal = copying.calibrated(found.codes[:, found.scored], rng)
    return replace(found, nearly_from=near, equal_from=equal)


def names(worked, flag, **facts):
    found = flagged(replace(prepared(worked), **facts))[flag]
    return {w.response_id for w, is_so in zip(worked, found, strict=True) if is_so}


@pytest.mark.parametrize("r", [0.3, 0.5, 0.7])
def test_honest_interviews_are_rarely_flagged(r):
    rates = {name: [] for name in FLAGS}
    teams = 0
    for seed in range(4):
        found = prepared(honest(seed, r=r))
        for name, is_so in flagged(found).items():
            rates[name].append(is_so.mean())
        teams += sum(map(len, team_flagged(found).values()))
    most = {name: float(np.mean(shares)) for name, shares in rates.items()}
    allowed = {"straight_line": 0.01, "long_string": 0.015}
    for name, share in most.items():
        assert share <= allowed.get(name, 0.005), (name, share)
    assert teams <= 1


def test_interviews_copied_with_five_percent_edits_are_found():
    worked = honest(11)
    rng = np.random.default_rng(12)
    mine = [w for w in worked if w.enumerator == "E3"]
    for target in mine[5:15]:
        answers = dict(mine[0].answers)
        for item in rng.choice(40, 2, replace=False):
            answers[f"Q{item + 1}"] = str(rng.integers(1, 6))
        worked[worked.index(target)] = replace(target, answers=answers)
    planted = {w.response_id for w in [mine[0], *mine[5:15]]}
    found = names(worked, "near_duplicate")
    assert planted <= found
    assert len(found - planted) <= 2


def test_equal_interviews_are_found_whoever_asked_them():
    worked = honest(13)
    worked[7] = replace(worked[7], answers=worked[100].answers)
    assert worked[7].enumerator != worked[100].enumerator
    assert names(worked, "exact_duplicate") == {"R7", "R100"}


def test_on_a_short_form_equal_interviews_say_nothing():
    worked = honest(14, items=4, n=300)
    found = prepared(worked, items=4)
    assert found.equal_from > 1
    assert not flagged(found)["exact_duplicate"].any()
    assert not flagged(found)["near_duplicate"].any()


def test_the_limit_rises_where_honest_people_are_alike():
    rng = np.random.default_rng(15)
    two = rng.integers(0, 2, (300, 40))
    assert copying.calibrated(two, rng) == pytest.approx(0.85, abs=0.07)
    alike = (rng.random((300, 40)) < 0.95).astype(np.int64)
    assert copying.calibrated(alike, rng) > 0.97
    five = rng.integers(0, 5, (300, 40))
    assert copying.calibrated(five, rng) == 0.85


def test_the_limit_holds_on_people_of_the_same_form_not_seen():
    above = []
    for seed in range(21, 27):
        limit = prepared(honest(seed, r=0.7)).nearly_from
        others = interviews(form(), "form.1", honest(seed + 100, r=0.7))
        shares, _ = copying.closest(others.codes[:, others.scored])
        above.append((shares >= limit).mean())
    assert np.mean(above) <= 0.02


def test_one_answer_to_everything_is_a_straight_line_but_not_in_the_middle():
    worked = honest(16)
    for row, code in ((3, "5"), (4, "3"), (5, "1")):
        answers = {"WHO": "no"} | {f"Q{n}": code for n in range(1, 41)}
        worked[row] = replace(worked[row], answers=answers)
    found = names(worked, "straight_line")
    assert {"R3", "R5"} <= found
    assert "R4" not in found
    assert {"R3", "R4", "R5"} <= names(worked, "long_string")


@pytest.mark.parametrize(
    ("codes", "is_straight"),
    [
        ("444444", True),  # three and three of both wordings
        ("4444.44", True),  # one declined between
        ("44444", False),  # five are too few
        ("222222", False),  # the middle
        ("444144444", False),  # broken
    ],
)
def test_a_straight_line_is_six_equal_answers_to_both_wordings(codes, is_straight):
    items = len(codes)
    answers = {
        f"Q{n}": ("refused" if c == "." else str(int(c) + 1))
        for n, c in enumerate(codes, 1)
    }
    found = interviews(form(items), "form.1", [Worked("R", answers)])
    assert bool(patterns.straight_line(found)[0]) is is_straight


def test_items_worded_one_way_give_no_straight_line():
    found = interviews(
        form(12, 99), "form.1", [Worked("R", {f"Q{n}": "5" for n in range(1, 13)})]
    )
    assert not patterns.straight_line(found).any()


def test_too_fast_is_half_the_median_or_below_the_floor():
    worked = [
        replace(w, seconds=s) for w, s in zip(honest(17), [600.0] * 200, strict=True)
    ]
    worked[0] = replace(worked[0], seconds=290.0)
    worked[1] = replace(worked[1], seconds=310.0)
    worked[2] = replace(worked[2], seconds=None)
    worked[3] = replace(worked[3], language="ar", seconds=70.0)
    worked[4] = replace(worked[4], seconds=1900.0)
    worked[5] = replace(worked[5], told=frozenset({"gap"}))
    assert names(worked, "too_fast") == {
        "R0"
    }  # R3: alone in its language, above 61.5 s
    assert names(worked, "too_slow") == {"R4", "R5"}
    everybody = [replace(w, seconds=55.0) for w in worked]
    assert len(names(everybody, "too_fast")) == 200


def test_many_declined_questions_are_asked_about():
    worked = honest(18)
    for row, count in ((0, 12), (1, 13)):
        answers = {"WHO": "no"} | {
            f"Q{n}": "dont_know" if n <= count else "2" for n in range(1, 41)
        }
        worked[row] = replace(worked[row], answers=answers)
    assert names(worked, "declined") == {"R1"}


def test_an_enumerator_whose_respondents_decline_is_named():
    worked = honest(19)
    for row, each in enumerate(worked):
        if each.enumerator == "E5" and row % 2:
            answers = each.answers | {f"Q{n}": "refused" for n in range(1, 9)}
            worked[row] = replace(each, answers=answers)
    assert team_flagged(prepared(worked)) == {"declines_often": {"E5"}}


def test_circumstances_are_what_the_tablet_noted():
    worked = honest(20)
    for row, note in enumerate(("night", "clock", "overlap", "version", "late")):
        worked[row] = replace(worked[row], told=frozenset({note}))
    worked[9] = replace(worked[9], answers=worked[9].answers | {"WHO": "armed"})
    worked[10] = replace(worked[10], instrument_id="form.0")
    assert names(worked, "odd_time") == {"R0", "R1"}
    assert names(worked, "overlap") == {"R2"}
    assert names(worked, "presence") == {"R9"}
    assert names(worked, "other_version") == {"R3", "R10"}


def test_a_place_is_outside_only_for_whom_places_were_named():
    worked = honest(24)[:10]
    assigned = {"E1": frozenset({"P1"}), "E2": frozenset({"P2", "P3"})}
    worked[9] = replace(worked[9], enumerator="E2", place_id="P4")
    assert names(worked, "other_place", assigned=assigned) == {"R9"}


@pytest.mark.parametrize(
    "table",
    [
        (3, 4, 1, 4),
        (30, 400, 60, 2400),
        (0, 9, 5, 9),
        (9, 9, 0, 9),
        (200, 900, 700, 9000),
    ],
)
def test_fishers_test_agrees_with_scipy(table):
    a, n, b, m = table
    expected = fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue
    assert enumerators.fisher_greater(*table) == pytest.approx(expected, rel=1e-9)


def test_nobody_and_nothing_are_no_fault():
    empty = interviews(form(), "form.1", [])
    assert {name: len(rows) for name, rows in flagged(empty).items()} == dict.fromkeys(
        FLAGS, 0
    )
    assert team_flagged(empty) == {name: set() for name in TEAM_FLAGS}
    lonely = prepared(honest(1, n=1))
    assert not any(
        rows.any() for name, rows in flagged(lonely).items() if "duplicate" in name
    )
