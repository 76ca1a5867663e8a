"""A published questionnaire is opened again, and the same comes out of it."""

from dataclasses import replace

import pytest

from survey_app.core.questionnaire import building
from survey_app.core.questionnaire.instrument import content_hash
from survey_app.core.questionnaire.reopening import reopened
from survey_app.services.banks import shipped
from survey_app.services.demonstration.truths import DEFINITION
from tests.conftest import TRUST
from tests.services.test_workshop import OWN

RULE = {"item": "DEM1", "in": ["woman"]}
DEFINITIONS = {
    "plain": TRUST,
    "own": OWN,
    "demonstration": DEFINITION,
    "dyads": replace(TRUST, constructs=("DY1", "SC1"), ask={"DY1.2": RULE}),
    "modules": replace(TRUST, modules=("LE1", "FR1", "AV1"), ask={"FR1.1": RULE}),
    "rules": replace(
        TRUST,
        ask={"SE2.1": RULE, "END1": {"all": [RULE, {"not": RULE}]}},
        order=("END1", "PL1.3"),
        groups=("gender", "disability", "identity"),
        crossings=(("gender", "disability"),),
        confirmatory=("PL1",),
        sensitive=("END1",),
    ),
}


def build(definition):
    return building.build(definition, shipped(), lambda *_: None)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_what_is_opened_again_makes_the_same_questionnaire(name):
    instrument = build(DEFINITIONS[name])
    again = reopened(instrument, shipped())
    assert building.problems(again, shipped()) == []
    assert build(again) == instrument
    assert content_hash(build(again)) == content_hash(instrument)
