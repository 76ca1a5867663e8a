"""What tests of alerts and of what surrounds them share."""

import pytest

from survey_app.store import notices, protocols
from tests.ringing import NOON, PLAN, contact


@pytest.fixture
def watched(db):
    """A database with people who hold roles and a plan for the rule `falls`."""
    for name, *roles in (
        ("ada", "focal"),
        ("ben", "elder", "mayor"),
        ("eve", "mediator"),
    ):
        notices.add_contact(db, contact(name, *roles), "secret")
    protocols.add(db, PLAN, "coordinator", NOON.date())
    return db
