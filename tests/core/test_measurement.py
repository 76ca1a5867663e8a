"""Scores of constructs and domains, and who belongs to which group."""

import numpy as np
import pytest

from survey_app.core.measurement.frame import Kept, frame
from survey_app.core.measurement.groups import everyone, groupings
from survey_app.core.measurement.scoring import construct_scores, measures
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    RuleGroup,
    Scale,
)

FIVE = Scale("F", tuple(Option(c, {"en": c}) for c in "12345"), ("4", "5"))


def scored(name, **kind):
    return Item(name, "scored", {"en": name}, scale="F", **kind)


def options(*codes):
    return tuple(Option(code, {"en": code}) for code in codes)


INSTRUMENT = Instrument(
    "t",
    {"en": "T"},
    ("en",),
    (
        scored("a"),
        scored("b", reverse=True),
        scored("c"),
        scored("d"),
        Item("sex", "choice", {}, options=options("w", "m"), group="gender"),
        Item("who", "choices", {}, options=options("x", "y"), group="identity"),
        Item("see", "choice", {}, options=options("1", "2", "3")),
        Item("age", "number", {}),
        Item("why", "text", {}),
    ),
    {"F": FIVE},
    (
        Construct("C1", "D", {}, {}, ("a", "b")),
        Construct("C2", "D", {}, {}, ("c", "d"), sensitive=True),
    ),
    {"D": {"en": "Domain"}},
    rule_groups={
        "disability": (
            RuleGroup("with", {}, {"any": [{"item": "see", "in": ["3"]}]}),
            RuleGroup(
                "without",
                {},
                {
                    "all": [
                        {"not": {"item": "see", "in": ["3"]}},
                        {"item": "see", "in": ["1", "2"]},
                    ]
                },
            ),
        )
    },
    crossings=(("gender", "disability"),),
)
PEOPLE = [
    Kept(
        "1",
        {
            "a": "5",
            "b": "1",
            "c": "3",
            "d": "dont_know",
            "sex": "w",
            "who": ["x", "y"],
            "see": "3",
            "age": 40,
        },
        language="ar",
    ),
    Kept(
        "2",
        {"a": "1", "b": "refused", "sex": "m", "who": ["y"], "see": "1"},
        language="en",
    ),
    Kept(
        "3",
        {
            "a": "3",
            "b": "2",
            "c": "4",
            "d": "5",
            "sex": "refused",
            "who": "refused",
            "see": "refused",
        },
    ),
]


@pytest.fixture
def columns():
    return frame(INSTRUMENT, PEOPLE)


def values(columns, of, kind):
    (found,) = [
        m for m in measures(INSTRUMENT, columns) if (m.of, m.kind) == (of, kind)
    ]
    return found.values


def test_items_are_scored_0_to_10_and_reversed(columns):
    assert values(columns, "a", "item").tolist() == [10, 0, 5]
    assert values(columns, "b", "item")[[0, 2]].tolist() == [10, 7.5]
    assert np.isnan(values(columns, "b", "item")[1])


def test_a_share_is_of_the_codes_named_whatever_the_direction(columns):
    assert values(columns, "a", "share").tolist() == [1, 0, 0]
    assert values(columns, "b", "share")[[0, 2]].tolist() == [0, 0]


def test_numbers_keep_their_unit(columns):
    assert values(columns, "age", "number")[0] == 40


@pytest.mark.parametrize(
    ("items", "least"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (8, 6)]
)
def test_a_construct_needs_two_thirds_of_its_items(items, least):
    for valid in range(items + 1):
        scores = np.full((1, items), np.nan)
        scores[0, :valid] = 4.0
        found = construct_scores(scores)[0]
        assert np.isnan(found) if valid < least else found == 4.0


def test_a_construct_and_its_domain(columns):
    assert values(columns, "C1", "construct")[[0, 2]].tolist() == [10, 6.25]
    assert np.isnan(values(columns, "C1", "construct")[1])
    # Half of the domain's constructs are enough.
    assert values(columns, "D", "domain_index")[[0, 2]].tolist() == [10, 7.5]


def test_a_domain_with_a_sensitive_construct_is_sensitive(columns):
    found = {m.of: m.sensitive for m in measures(INSTRUMENT, columns)}
    assert (found["C1"], found["C2"], found["D"]) == (False, True, True)


def test_groups_by_an_item_leave_out_who_did_not_say(columns):
    gender = groupings(INSTRUMENT, columns)["gender"]
    assert gender.groups == ("w", "m")
    assert gender.members.tolist() == [[True, False], [False, True], [False, False]]
    assert gender.rest.tolist() == [[False, True], [True, False], [False, False]]


def test_people_can_be_in_several_groups(columns):
    identity = groupings(INSTRUMENT, columns)["identity"]
    assert identity.members.tolist() == [[True, True], [False, True], [False, False]]
    assert identity.known.tolist() == [True, True, False]
    assert identity.rest.tolist() == [[False, False], [True, False], [False, False]]


def test_groups_by_a_rule(columns):
    disability = groupings(INSTRUMENT, columns)["disability"]
    assert disability.groups == ("with", "without")
    assert disability.members.tolist() == [[True, False], [False, True], [False, False]]


def test_declared_crossings_are_groups_too(columns):
    crossed = groupings(INSTRUMENT, columns)["gender*disability"]
    assert crossed.groups == ("w*with", "w*without", "m*with", "m*without")
    assert crossed.members.sum(axis=0).tolist() == [1, 0, 0, 1]


def test_facts_make_groups_where_they_are_known(columns):
    found = groupings(INSTRUMENT, columns)
    assert found["language"].groups == ("ar", "en")
    assert found["language"].known.tolist() == [True, True, False]
    assert "mode" not in found


def test_everyone_is_one_group(columns):
    assert everyone(columns).members.all()
    assert everyone(columns).rest.sum() == 0


def test_rows_are_sorted_by_cluster_and_facts_follow():
    people = [
        Kept(str(n), {}, psu=psu, enumerator=f"E{psu}") for n, psu in enumerate("cab")
    ]
    columns = frame(INSTRUMENT, people)
    assert tuple(columns.facts["enumerator"]) == ("Ea", "Eb", "Ec")
