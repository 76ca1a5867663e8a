"""Flags find what was planted and leave honest interviews alone: simulations, fixed seeds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import f_oneway, fisher_exact

from survey_app.core.quality import copying, enumerators, patterns, team
from survey_app.core.quality.cells import cells, scores
from survey_app.core.quality.contradictions import contradictions
from survey_app.core.quality.flags import FLAGS, TEAM_FLAGS, flagged, team_flagged
from survey_app.core.quality.interviews import Worked, interviews
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
)
from survey_app.services.quality import calibrated

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
    constructs = tuple(
        Construct(
            f"C{n // 4}", "D", {}, {}, tuple(i.item_id for i in scored[n : n + 4])
        )
        for n in range(0, items, 4)
    )
    return Instrument(
        "form",
        {},
        ("en",),
        (PRIVACY, *scored),
        scales={"T5": FIVE},
        constructs=constructs,
    )


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


def prepared(worked, items=40):
    return calibrated(interviews(form(items), "form.1", worked))


def columns(worked):
    return interviews(form(), "form.1", worked)


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
    allowed = {"straight_line": 0.01, "long_string": 0.015, "near_elsewhere": 0.01}
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
    found = team_flagged(columns(worked))
    assert found["declines_often"] == {"E5"}


def moved(worked, name, points, items=range(1, 5)):
    """Move the answers to some questions of one person's respondents up the scale."""
    return [
        replace(w, answers=w.answers | {
            f"Q{n}": str(min(5, int(w.answers[f"Q{n}"]) + points)
                         if n % 3 else max(1, int(w.answers[f"Q{n}"]) - points))
            for n in items if w.answers[f"Q{n}"].isdigit()
        })
        if w.enumerator == name else w
        for w in worked
    ]  # fmt: skip


def test_an_enumerator_far_from_the_others_at_the_same_places_is_named():
    found = columns(moved(honest(31), "E3", 1))
    assert team_flagged(found)["far_from_team"] == {"E3"}


def test_answers_that_depend_on_who_asks_are_asked_of_all_who_were_compared():
    worked = honest(32)
    for number in (1, 4, 6):
        worked = moved(worked, f"E{number}", 2)
    found = team_flagged(columns(worked))
    assert found["depends_on_who_asks"] == {f"E{n}" for n in range(8)}


def test_what_distinguishes_a_place_is_no_doing_of_who_asked_there():
    worked = [replace(w, place_id=f"P{int(w.enumerator[1]) // 2}") for w in honest(43)]
    for name in ("E2", "E3"):
        worked = moved(worked, name, 2)
    assert not any(team_flagged(columns(worked)).values())


def test_person_and_place_that_cannot_be_told_apart_are_said_to_be():
    worked = [
        replace(w, place_id=f"P{min(int(w.enumerator[1]), 6)}") for w in honest(34)
    ]
    worked = moved(worked, "E2", 2)
    found = team_flagged(columns(worked))
    assert found.pop("alone_at_places") == {f"E{n}" for n in range(6)}
    assert not any(found.values())


def test_the_cluster_that_came_with_an_interview_is_its_place_where_no_other_is_known():
    worked = [
        replace(w, psu=w.place_id, place_id="") for w in moved(honest(31), "E3", 1)
    ]
    assert team_flagged(columns(worked))["far_from_team"] == {"E3"}
    nowhere = [replace(w, psu="") for w in worked]
    found = team_flagged(columns(nowhere))
    assert found["alone_at_places"] == {f"E{n}" for n in range(8)}
    assert not found["far_from_team"]


def test_respondents_who_hardly_differ_are_asked_about():
    worked = honest(35)
    rng = np.random.default_rng(36)
    for row, each in enumerate(worked):
        if each.enumerator == "E6":
            answers = {f"Q{n}": str(rng.integers(3, 5)) for n in range(1, 41)}
            worked[row] = replace(each, answers={"WHO": "no"} | answers)
    found = team_flagged(columns(worked))
    assert found["little_spread"] == {"E6"}
    few = [w for n, w in enumerate(worked) if w.enumerator != "E6" or n < 14 * 8]
    assert sum(w.enumerator == "E6" for w in few) == 14
    assert not team_flagged(columns(few))["little_spread"]


def test_the_correlation_and_the_distance_are_those_of_the_textbook():
    worked = honest(37, missing=0.0)
    one_place = [replace(w, place_id="P") for w in worked]
    shared = cells(columns(one_place)).shared()
    icc, p = team.correlations(shared)
    values = scores(columns(one_place))[:, 0]
    names = np.array([w.enumerator for w in worked])
    groups = [values[names == name] for name in sorted(set(names))]
    ratio, expected = f_oneway(*groups)
    assert p[0] == pytest.approx(expected, rel=1e-9)
    assert icc[0] == pytest.approx((ratio - 1) / (ratio - 1 + 25), rel=1e-9)
    within = np.mean([group.var(ddof=1) for group in groups])
    apart = groups[2].mean() - values[names != "E2"].mean()
    error = np.sqrt(within * (1 / 25 + 1 / 175))
    assert team.distances(shared, "E2")[0] == pytest.approx(apart / error, rel=1e-9)


def test_honest_teams_are_rarely_asked_anything():
    named = dict.fromkeys(TEAM_FLAGS, 0)
    for seed in range(60, 84):
        found = interviews(form(), "form.1", honest(seed, n=160, enumerators_=7))
        for name, people in team_flagged(found).items():
            named[name] += bool(people)
    assert max(named.values()) <= 4, named


def test_full_agreement_with_opposites_is_counted_by_construct():
    answers = {f"Q{n}": "3" for n in range(1, 13)}
    once = Worked("A", answers | {"Q1": "5", "Q3": "5"})
    twice = Worked("B", once.answers | {"Q5": "1", "Q6": "1"})
    other = Worked("C", answers | {"Q1": "5", "Q6": "5", "Q9": "4", "Q10": "4"})
    found = interviews(form(12), "form.1", [once, twice, other])
    times = contradictions(found.instrument, found.items, found.codes)
    assert times.tolist() == [1, 2, 0]
    assert flagged(found)["contradiction"].tolist() == [True, True, False]
    stricter = replace(found, contradictions_from=2.0)
    assert flagged(stricter)["contradiction"].tolist() == [False, True, False]


def test_who_contradicts_more_often_than_honest_people_is_flagged():
    worked = honest(38)
    answers = {f"Q{n}": "5" if n % 2 else "3" for n in range(1, 41)}
    worked[5] = replace(worked[5], answers={"WHO": "no"} | answers)
    assert "R5" in names(worked, "contradiction")


def test_copies_of_an_interview_somebody_else_asked_are_found():
    worked = honest(39)
    rng = np.random.default_rng(40)
    for target in (9, 20, 33):  # E1, E4, E1; the first row is of E0
        answers = dict(worked[0].answers)
        for item in rng.choice(40, 2, replace=False):
            answers[f"Q{item + 1}"] = str(rng.integers(1, 6))
        worked[target] = replace(worked[target], answers=answers)
    found = names(worked, "near_elsewhere")
    assert {"R0", "R20"} <= found | names(worked, "near_duplicate")
    assert "R0" in found
    assert len(found - {"R0", "R9", "R20", "R33"}) <= 3


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
