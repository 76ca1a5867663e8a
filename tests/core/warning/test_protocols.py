"""Plans have an owner and a clock, and all their faults are told at once."""

from dataclasses import replace

import pytest

from survey_app.core.warning.protocols import (
    PlanStep,
    Protocol,
    chain,
    fitting,
    problems,
)
from survey_app.core.warning.quiet import EVERYONE
from survey_app.core.warning.series import Cell

HOURS = {"watch": 72.0, "alert": 24.0, "critical": 6.0}
LISTEN = PlanStep("listen", "Go and listen to both sides.", "mediator", "elder", HOURS)
PLAN = Protocol(
    "valley",
    "When trust falls",
    "coordinator",
    (LISTEN, PlanStep("meet", "Call the water committee.", "elder", "", HOURS)),
    ladder={"mediator": "elder", "elder": "mayor"},
    checks=("Could somebody be put in danger?",),
)
HELD = ("coordinator", "mediator", "elder", "mayor")


def codes(protocol, held=HELD):
    return sorted(each.code.partition(".")[2] for each in problems(protocol, held))


def test_a_good_plan_has_no_faults():
    assert codes(PLAN) == []
    assert PLAN.roles == set(HELD)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": " "}, "no_title"),
        ({"owner": ""}, "no_owner"),
        ({"steps": ()}, "no_steps"),
        ({"checks": ()}, "no_checks"),
        ({"owner": "chief"}, "unknown_role"),
        ({"rung_hours": 0.0}, "deadline"),
        ({"acknowledge": {"watch": 1.0, "alert": 1.0}}, "no_deadline"),
        ({"acknowledge": HOURS | {"grave": 1.0}}, "deadline"),
        ({"ladder": {"mediator": "elder", "elder": "mediator"}}, "circular"),
        ({"ladder": {"mediator": "mediator"}}, "circular"),
        ({"checks": ("Ask Ruth on +216 71 123 456 first.",)}, "reachable"),
        ({"checks": ("Telephone 71 123 456",)}, "reachable"),
        ({"checks": ("Mobile 0701234567",)}, "reachable"),
        ({"title": "Write to council@example.org"}, "reachable"),
    ],
)
def test_every_fault_of_the_frame(changes, fault):
    assert codes(replace(PLAN, **changes)) == [fault]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"role": ""}, "step_no_owner"),
        ({"text": ""}, "step_empty"),
        ({"deputy": "mediator"}, "own_deputy"),
        ({"name": "meet"}, "step_twice"),
        ({"hours": HOURS | {"alert": -1.0}}, "deadline"),
        ({"hours": HOURS | {"alert": 9000.0}}, "deadline"),
        ({"hours": {}}, "no_deadline no_deadline no_deadline"),
        ({"role": "smith"}, "unknown_role"),
    ],
)
def test_every_fault_of_a_step(changes, fault):
    steps = (replace(LISTEN, **changes), PLAN.steps[1])
    assert codes(replace(PLAN, steps=steps)) == fault.split()


def test_all_faults_come_at_once():
    ring = {"a": "b", "b": "a"}
    steps = (PlanStep("", "", "", "", {}),) * 21
    bad = Protocol("", "", "", steps, ladder=ring, rung_hours=-1)
    found = set(codes(bad, ()))
    assert found >= {"no_title", "no_owner", "many_steps", "no_checks", "circular"}
    assert found >= {"step_twice", "step_empty", "step_no_owner", "no_deadline"}


def test_a_ring_is_told_once_and_by_name():
    ring = replace(
        PLAN, ladder={"mediator": "elder", "elder": "mayor", "mayor": "elder"}
    )
    (found,) = problems(ring, HELD)
    assert found.facts == {"roles": "elder → mayor → elder"}
    assert chain(ring.ladder, "mediator") == ["mediator", "elder", "mayor"]


def test_days_and_numbers_are_no_telephone():
    texts = replace(
        PLAN,
        checks=("Before 2026-03-12, or 12.03.2026, with 20 or 30 people, room 4?",),
    )
    assert codes(texts) == []


def test_the_most_particular_plan_comes_first():
    mill, hill = Cell("place", "mill"), Cell("place", "hill")
    plans = [
        replace(PLAN, name=name, rule_id=rule_id, cell=cell)
        for name, rule_id, cell in (
            ("any", "", EVERYONE),
            ("place", "", mill),
            ("rule", "falling", EVERYONE),
            ("both", "falling", mill),
            ("other", "rising", mill),
            ("elsewhere", "falling", hill),
        )
    ]
    found = [each.name for each in fitting(plans, "falling", mill)]
    assert found == ["both", "rule", "place", "any"]
