"""Silences hold as long as somebody gave a reason for, and a district mutes villages."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.core.warning.quiet import (
    EVERYONE,
    LONGEST_SILENCE,
    Ringing,
    Silence,
    above,
    muted_by,
    silence_problems,
    silenced,
)
from survey_app.core.warning.series import Cell

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
VALLEY, MILL, HILL = Cell("community", "valley"), Cell("place", "mill"), Cell("place", "hill")  # fmt: skip
PARENTS = {MILL: VALLEY}


def silence(rule_id="", cell=EVERYONE, **changes):
    given = {"starts": NOON, "ends": NOON + DAY, "author": "A", "reason": "Feast"}
    return Silence(rule_id, cell, **given | changes)


def test_a_silence_holds_from_its_start_until_before_its_end():
    told = [silence().state(NOON + DAY * part) for part in (-0.1, 0, 0.9, 1)]
    assert told == ["pending", "active", "active", "expired"]


@pytest.mark.parametrize(
    ("rule_id", "cell", "is_quiet"),
    [
        ("", EVERYONE, True),
        ("falling", EVERYONE, True),
        ("falling", MILL, True),
        ("rising", EVERYONE, False),
        ("falling", HILL, False),
    ],
)
def test_a_silence_is_about_what_it_names(rule_id, cell, is_quiet):
    found = silenced([silence(rule_id, cell)], "falling", MILL, NOON)
    assert (found is not None) is is_quiet
    assert silenced([silence(rule_id, cell)], "falling", MILL, NOON + DAY) is None


def test_every_fault_of_a_silence_is_told():
    assert silence_problems(silence()) == []
    bad = silence(reason=" ", ends=NOON)
    codes = [each.code for each in silence_problems(bad)]
    assert codes == ["silence.no_reason", "silence.ends_first"]
    long = silence(ends=NOON + LONGEST_SILENCE + DAY)
    assert [each.code for each in silence_problems(long)] == ["silence.too_long"]


def test_cells_lie_in_others_even_where_somebody_drew_a_circle():
    assert above(MILL, PARENTS) == [VALLEY, EVERYONE]
    assert above(EVERYONE, PARENTS) == []
    assert above(MILL, {MILL: VALLEY, VALLEY: MILL}) == [VALLEY, EVERYONE]


def ringing(number, cell, severity="alert", rule_id="falling"):
    return Ringing(number, rule_id, cell, severity)


@pytest.mark.parametrize(
    ("alert", "muting"),
    [
        (ringing(1, MILL), 9),
        (ringing(1, MILL, "watch"), 9),
        (ringing(1, MILL, "critical"), None),
        (ringing(1, MILL, rule_id="rising"), None),
        (ringing(1, HILL), None),
        (ringing(9, VALLEY), None),
        (ringing(2, EVERYONE), None),
    ],
)
def test_a_district_mutes_its_villages_and_nothing_else(alert, muting):
    district = ringing(9, VALLEY)
    found = muted_by(alert, [district, ringing(1, MILL), alert], PARENTS)
    assert (found and found.alert_id) == muting


def test_of_alerts_in_each_other_one_is_always_told():
    family = [ringing(1, MILL), ringing(2, VALLEY), ringing(3, EVERYONE)]
    muted = {each.alert_id: muted_by(each, family, PARENTS) for each in family}
    assert {k: v and v.alert_id for k, v in muted.items()} == {1: 3, 2: 3, 3: None}
