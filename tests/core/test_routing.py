import json
from pathlib import Path

import pytest

from survey_app.core.questionnaire.routing import holds, is_rule, named_items, route

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors/routing.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS["holds"], ids=lambda v: v["why"])
def test_the_server_holds_rules_by_the_vectors(vector):
    assert is_rule(vector["rule"])
    assert holds(vector["rule"], vector["answers"]) is vector["holds"]


@pytest.mark.parametrize("vector", VECTORS["route"], ids=lambda v: v["why"])
def test_the_server_routes_by_the_vectors(vector):
    asked = route(vector["steps"], vector["answers"])
    assert list(asked.items()) == list(vector["asked"].items())


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"item": "a"},
        {"item": "a", "in": "b"},
        {"item": "a", "in": [1]},
        {"all": {"item": "a", "in": []}},
        {"any": [{"not": []}]},
        {"item": "a", "in": ["1"], "all": []},
        {"not": {"item": "a", "in": ["1"]}, "any": []},
        "a",
        None,
    ],
)
def test_what_is_not_a_rule_is_known(rule):
    assert not is_rule(rule)


def test_a_rule_names_its_items():
    rule = {
        "all": [{"item": "a", "in": []}, {"not": {"any": [{"item": "b", "in": []}]}}]
    }
    assert list(named_items(rule)) == ["a", "b"]
