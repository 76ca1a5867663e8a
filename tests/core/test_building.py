"""Building an instrument from the banks, and what keeps it from being published."""

from dataclasses import replace

import pytest

from survey_app.core.questionnaire import building, checking
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Option
from survey_app.services.banks import shipped

TRUST = Definition(
    "trust",
    {"en": "Trust"},
    ("en", "xx"),
    constructs=("PL1", "SE2"),
    items=("PU1", "END1"),
    groups=("gender", "disability"),
)
RED, BLUE = (Option(c, {"en": c.title(), "xx": f"x{c}"}) for c in ("red", "blue"))


def shout(language, context, text):
    """A language in which everything is said louder, and everything is translated."""
    return text.upper() if language == "xx" else None


def build(definition=TRUST, words=shout):
    assert building.problems(definition, shipped()) == []
    return building.build(definition, shipped(), words)


def codes(definition):
    return [(p.where, p.code) for p in building.problems(definition, shipped())]


def test_screening_comes_first_then_who_people_are():
    names = [item.item_id for item in build().items]
    assert names[:5] == ["SCR1", "SCR2", "SCR3", "SCR4", "DEM1"]
    assert names[5:11] == [f"FN{n}" for n in range(1, 7)]
    assert names[11:] == [f"PL1.{n}" for n in range(1, 6)] + [
        f"SE2.{n}" for n in range(1, 5)
    ] + ["PU1", "END1"]


def test_an_order_of_ones_own_comes_before_the_usual_one():
    names = [i.item_id for i in build(replace(TRUST, order=("PL1.2", "DEM1"))).items]
    assert names[4:6] == ["PL1.2", "DEM1"]
    assert len(names) == len(set(names)) == 22


def test_words_of_all_languages_are_inside():
    instrument = build()
    assert (
        instrument.item("PL1.1").text["xx"]
        == "HOW MUCH DO YOU TRUST THE NATIONAL GOVERNMENT?"
    )
    assert instrument.scales["T5"].options[0].label == {
        "en": "Distrust a lot",
        "xx": "DISTRUST A LOT",
    }
    assert instrument.item("DEM1").options[0].people["xx"] == "WOMEN"
    assert (
        instrument.rule_groups["disability"][0].people["xx"]
        == "PEOPLE WITH DISABILITIES"
    )
    assert instrument.domains["PL"]["xx"].startswith("POLITICAL")
    assert checking.problems(instrument) == []


def test_sensitive_items_are_not_asked_when_overheard():
    rule = build().item("SE2.1").ask
    assert rule == {"not": {"item": "SCR3", "in": ["armed"]}}
    own = replace(TRUST, ask={"SE2.1": {"item": "DEM1", "in": ["woman"]}})
    assert build(own).item("SE2.1").ask == {"all": [own.ask["SE2.1"], rule]}
    assert build().item("PL1.1").ask is None


def test_questions_about_groups_are_asked_of_each_but_ones_own():
    about = replace(
        TRUST, constructs=("DY1", "DY3"), groups=("identity",), site_groups=(RED, BLUE)
    )
    instrument = build(about)
    item = instrument.item("DY1.1:red")
    assert item.text == {
        "en": "How much do you trust people from Red?",
        "xx": "HOW MUCH DO YOU TRUST PEOPLE FROM {GROUP}?",
    }
    assert {"not": {"item": "DEM3", "in": ["red"]}} in item.ask["all"]
    assert [c.construct_id for c in instrument.constructs] == ["DY1:red", "DY1:blue"]
    assert instrument.item("DEM3").options == (RED, BLUE)
    assert checking.problems(instrument) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"constructs": ("PL1", "PL9")}, ("constructs", "instrument.unknown_name")),
        ({"items": ("PU99",)}, ("items", "instrument.unknown_name")),
        ({"groups": ("sex",)}, ("groups", "instrument.unknown_name")),
        ({"crossings": (("gender", "age"),)}, ("crossings", "instrument.unknown_name")),
        ({"items": ("PL1.1",)}, ("PL1.1", "instrument.item_twice")),
        ({"constructs": ("PL1", "PL1")}, ("PL1", "instrument.item_twice")),
        ({"constructs": (), "items": ()}, ("trust", "instrument.empty")),
        ({"languages": ()}, ("trust", "instrument.no_language")),
        ({"groups": ("identity",)}, ("DEM3", "instrument.no_site_groups")),
        ({"constructs": ("DY1",)}, ("DY1.1", "instrument.unfilled")),
        ({"ask": {"ZZ": {"all": []}}}, ("ask", "instrument.unknown_name")),
        ({"order": ("ZZ",)}, ("order", "instrument.unknown_name")),
    ],
)
def test_a_definition_with_a_fault(change, found):
    assert found in codes(replace(TRUST, **change))


def published_faults(**changes):
    instrument = build()
    items = [
        replace(i, **changes) if i.item_id == "PL1.2" else i for i in instrument.items
    ]
    found = checking.problems(replace(instrument, items=tuple(items)))
    return [(problem.where, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ask": {"item": "ZZ", "in": ["1"]}}, "rule.unknown_item"),
        ({"ask": {"item": "PL1.3", "in": ["1"]}}, "rule.later_item"),
        ({"ask": {"item": "PL1.2", "in": ["1"]}}, "rule.later_item"),
        ({"ask": {"item": "PL1.1", "in": ["9"]}}, "rule.unknown_option"),
        ({"ask": {"when": "PL1.1"}}, "rule.malformed"),
        ({"scale": "T9"}, "scale.unknown"),
        ({"scale": None}, "map.item_without_scale"),
        ({"kind": "choice", "scale": None}, "bank.no_options"),
        (
            {"kind": "choice", "scale": None, "options": (RED, RED, BLUE)},
            "bank.option_twice",
        ),
        (
            {
                "kind": "choice",
                "scale": None,
                "options": (RED, Option("refused", {"en": "x", "xx": "x"})),
            },
            "instrument.reserved_code",
        ),
    ],
)
def test_an_instrument_that_points_nowhere(changes, code):
    assert ("PL1.2", code) in published_faults(**changes)


def test_an_item_twice_and_a_construct_without_its_item():
    instrument = build()
    twice = replace(instrument, items=(*instrument.items, instrument.items[0]))
    assert ("SCR1", "instrument.item_twice") in [
        (p.where, p.code) for p in checking.problems(twice)
    ]
    fewer = replace(
        instrument, items=tuple(i for i in instrument.items if i.item_id != "PL1.1")
    )
    assert ("PL1", "instrument.unknown_name") in [
        (p.where, p.code) for p in checking.problems(fewer)
    ]


def test_a_language_without_words_keeps_it_back():
    instrument = build(words=lambda *_: None)
    (problem,) = checking.problems(instrument)
    assert (problem.where, problem.code) == ("xx", "instrument.untranslated")
    assert problem.facts["count"] > 30
