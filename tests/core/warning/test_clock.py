"""What is late climbs the ladder rung by rung, and nobody is told of a rung twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from survey_app.core.warning.clock import (
    MOST_AGAIN,
    Course,
    Rung,
    answering,
    hastened,
    plan,
    rungs,
    told,
)
from tests.core.warning.test_protocols import PLAN

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LADDER = PLAN.ladder


def test_a_plan_begins_with_acknowledging_and_has_deadlines_by_severity():
    mild, grave = plan(PLAN, "watch", NOON), plan(PLAN, "critical", NOON)
    assert [each.name for each in mild] == ["acknowledge", "listen", "meet"]
    assert [(each.due - NOON) / HOUR for each in mild] == [72, 72, 72]
    assert [(each.due - NOON) / HOUR for each in grave] == [4, 6, 6]
    assert [each.role for each in grave] == ["coordinator", "mediator", "elder"]


def test_what_gets_worse_is_due_sooner_and_never_later():
    mild = plan(PLAN, "watch", NOON)
    worse = hastened(mild, PLAN, "critical", NOON + DAY)
    assert [(each.due - NOON) / HOUR for each in worse] == [28, 30, 30]
    late = hastened(mild, PLAN, "critical", NOON + 10 * DAY)
    assert late == mild


@pytest.mark.parametrize(
    ("after", "climbed"),
    [
        (-HOUR, []),
        (0 * HOUR, ["mediator"]),
        (DAY, ["mediator", "elder"]),
        (2 * DAY + HOUR, ["mediator", "elder", "mayor"]),
        (3 * DAY, ["mediator", "elder", "mayor", "mayor"]),
        (99 * DAY, ["mediator", "elder"] + ["mayor"] * (1 + MOST_AGAIN)),
    ],
)
def test_rungs_are_reached_one_after_another(after, climbed):
    listen = plan(PLAN, "alert", NOON)[1]
    found = rungs(listen, LADDER, DAY, listen.due + after)
    assert [each.role for each in found] == climbed
    assert [each.number for each in found] == list(range(len(climbed)))


def test_what_is_done_is_never_late():
    listen = replace(plan(PLAN, "alert", NOON)[1], done=NOON)
    assert rungs(listen, LADDER, DAY, NOON + 9 * DAY) == []


def test_after_a_long_silence_everybody_hears_once():
    listen = plan(PLAN, "alert", NOON)[1]
    climbed = rungs(listen, LADDER, DAY, listen.due + 9 * DAY)
    found = told(climbed, frozenset({("listen", 0)}))
    assert found == [Rung("listen", 1, "elder"), Rung("listen", 7, "mayor")]
    known = frozenset((each.action, each.number) for each in climbed)
    assert told(climbed, known) == []


def test_how_alerts_were_answered():
    courses = [
        Course(NOON, NOON + 2 * HOUR, NOON + 8 * HOUR),
        Course(NOON, NOON + 4 * HOUR, None),
        Course(NOON, NOON - HOUR, NOON + 2 * HOUR),
        Course(NOON, None, None),
    ]
    found = answering(courses)
    assert (found.alerts, found.to_acknowledge, found.to_act) == (4, 2, 5)
    assert (found.without_action, found.share_without) == (2, 0.5)
