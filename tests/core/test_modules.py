"""Sensitive modules: the right half is asked, single statements cannot be stored."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from survey_app.core.questionnaire import answers, building, checking, interview
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Instrument,
    content_hash,
    decode,
    encode,
)
from survey_app.core.questionnaire.interview import Interview
from survey_app.core.questionnaire.targets import halves
from survey_app.services.banks import shipped

VECTORS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "targets.json").read_text("utf-8")
)
HALVED = msgspec.convert(VECTORS["halved"], Instrument)
DEFINITION = Definition(
    "t", {"en": "T"}, ("en",), items=("END1",), modules=("LE1", "FR1", "AV1")
)


def build(definition=DEFINITION):
    assert building.problems(definition, shipped()) == []
    return building.build(definition, shipped(), lambda *_: None)


INSTRUMENT = build()


def begun(response_id="a", **given):
    start = Interview(response_id, "r", "en", {}, date(2026, 3, 2), enumerator="E")
    agreed = {"SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "alone"}
    return interview.answering(INSTRUMENT, start, agreed | given)


def lists(known):
    asked = interview.asked(INSTRUMENT, known)
    return [i.item_id for i in asked if i.item_id.startswith("LE1")]


@pytest.mark.parametrize("case", VECTORS["halves"], ids=lambda c: c["response_id"][:6])
def test_the_tablet_draws_the_same_half(case):
    assert halves(HALVED, case["response_id"]) == case["drawn"]


def test_each_half_is_asked_its_own_list_and_is_half():
    found = Counter()
    for number in range(4000):
        known = begun(f"{number:032x}")
        half = known.answers["LE1.0"]
        assert lists(known) == [{"control": "LE1.1", "added": "LE1.2"}[half]]
        found[half] += 1
    assert found["added"] / 4000 == pytest.approx(0.5, abs=0.025)


def test_with_an_armed_person_in_hearing_no_list_is_asked_nor_half_kept():
    known = begun(SCR3="armed")
    assert lists(known) == []
    kept = answers.counted(INSTRUMENT, known.answers)
    assert not [name for name in kept if name.startswith(("LE1", "FR1"))]


@pytest.mark.parametrize(
    "answer",
    [["0", "2"], "I own a bicycle.", "1,3", "6", 2.0, ["1"], {"1": True}],
)
def test_nothing_about_single_statements_can_be_stored(answer):
    given = begun().answers | {"LE1.0": "added", "LE1.2": answer}
    assert [p.where for p in answers.problems(INSTRUMENT, given)] == ["LE1.2"]


def test_a_count_of_the_other_half_is_refused():
    given = begun().answers | {"LE1.0": "added", "LE1.1": "2"}
    assert [p.code for p in answers.problems(INSTRUMENT, given)] == ["answer.not_asked"]


def test_the_items_of_modules_hold_codes_alone():
    """Neither several choices nor words: one count, one yes or no, one rating."""
    inside = [name for each in INSTRUMENT.modules for name in each.items]
    assert {INSTRUMENT.item(name).kind for name in inside} == {"choice", "scored"}
    options = [o.code for o in INSTRUMENT.options(INSTRUMENT.item("LE1.2"))]
    assert options == list("012345")


def test_a_document_keeps_its_modules():
    assert decode(encode(INSTRUMENT)) == INSTRUMENT
    assert content_hash(replace(INSTRUMENT, modules=())) != content_hash(INSTRUMENT)


def test_a_document_from_before_there_were_modules_keeps_its_fingerprint():
    before = (
        b'{"name":"t","title":{},"languages":["en"],"items":[],"scales":{},'
        b'"constructs":[],"domains":{},"group_names":{},"rule_groups":{},'
        b'"crossings":[],"confirmatory":[]}'
    )
    assert encode(decode(before)) == before


def test_shipped_modules_can_be_published():
    assert checking.problems(INSTRUMENT) == []
    assert [m.module_id for m in INSTRUMENT.modules] == ["LE1", "FR1", "AV1"]


def changed(item_id, **values):
    items = [
        replace(i, **values) if i.item_id == item_id else i for i in INSTRUMENT.items
    ]
    return replace(INSTRUMENT, items=tuple(items))


def module(place, **values):
    found = list(INSTRUMENT.modules)
    found[place] = replace(found[place], **values)
    return replace(INSTRUMENT, modules=tuple(found))


@pytest.mark.parametrize(
    ("instrument", "code"),
    [
        (changed("LE1.2", ask=None), "module.not_by_half"),
        (changed("LE1.1", kind="choices"), "module.items"),
        (changed("LE1.0", role=None), "module.items"),
        (changed("FR1.1", kind="text", scale=None), "module.items"),
        (changed("AV1.2", scale="YN"), "module.items"),
        (module(0, items=("LE1.0", "LE1.1", "gone")), "module.items"),
        (module(0, sides=6), "module.die"),
        (module(1, truthful=6), "module.die"),
        (module(1, kind="warner", truthful=3, yes=0), "module.die"),
    ],
)
def test_a_module_that_could_tell_nothing_is_not_published(instrument, code):
    assert code in [problem.code for problem in checking.problems(instrument)]


def test_modules_are_off_unless_named():
    names = {i.item_id for i in build(replace(DEFINITION, modules=())).items}
    assert not {n for n in names if n.startswith(("LE1", "FR1", "AV1"))}
    wrong = replace(DEFINITION, modules=("XX",))
    assert [p.code for p in building.problems(wrong, shipped())] == [
        "instrument.unknown_name"
    ]
