"""What differs between two rounds: what was asked, how, in which words, and of whom."""

from dataclasses import replace

import numpy as np
import pytest

from survey_app.core.measurement import comparability
from survey_app.core.measurement.comparability import (
    asked_differently,
    asked_otherwise,
    other_people,
    other_places,
    shared_languages,
)
from survey_app.core.measurement.frame import Kept, frame
from survey_app.core.measurement.groups import groupings
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
)

YES_NO = Scale(
    "yn",
    (Option("1", {"en": "No", "ar": "لا"}), Option("2", {"en": "Yes", "ar": "نعم"})),
)
TRUST = Item("t1", "scored", {"en": "Do you trust?", "ar": "هل تثق؟"}, scale="yn")
OTHER = Item("t2", "scored", {"en": "Would you?", "ar": "هل؟"}, scale="yn")
GENDER = Item(
    "sex", "choice", {"en": "Gender"}, group="gender",
    options=(Option("woman", {"en": "Woman"}), Option("man", {"en": "Man"})),
)  # fmt: skip
BEFORE = Instrument(
    "n", {}, ("en", "ar"), (TRUST, OTHER, GENDER), {"yn": YES_NO},
    (Construct("trust", "D", {}, {}, ("t1", "t2")),), {"D": {"en": "D"}},
)  # fmt: skip


def after(**changes):
    return replace(BEFORE, items=(replace(TRUST, **changes), OTHER, GENDER))


def kinds(later, languages=("en", "ar")):
    return [(n.kind, n.language) for n in asked_differently(BEFORE, later, languages)]


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (BEFORE, []),
        (after(text={"en": "Do  you trust?", "ar": "هل تثق؟"}), []),
        (
            after(text={"en": "Do you trust them?", "ar": "هل تثق؟"}),
            [("wording", "en")],
        ),
        (
            after(text={"en": "Do you trust?", "ar": "هل تثق بهم؟"}),
            [("translation", "ar")],
        ),
        (after(text={"en": "Really?", "ar": "حقا؟"}), [("wording", "en"), ("wording", "ar")]),
        (after(reverse=True), [("direction", "")]),
        (after(kind="number", scale=None), [("codes", "")]),
        (
            replace(
                BEFORE,
                scales={"yn": replace(YES_NO, options=(YES_NO.options[0], Option("2", {"en": "Surely"})))},
            ),
            [("options", "en"), ("options", "ar"), ("options", "en"), ("options", "ar")],
        ),
        (
            replace(BEFORE, constructs=(replace(BEFORE.constructs[0], items=("t1",)),)),
            [("items", "")],
        ),
    ],
)  # fmt: skip
def test_how_an_item_was_asked_differently(later, found):
    assert kinds(later) == found


def test_the_words_of_a_language_nobody_shares_do_not_count():
    later = after(text={"en": "Do you trust?", "ar": "هل تثق بهم؟"})
    assert kinds(later, ["en"]) == []


def test_a_note_touches_the_item_its_construct_and_its_domain():
    (note,) = asked_differently(BEFORE, after(text={"en": "Really?"}), ["en"])
    assert note.blocks
    assert [m for m in ("t1", "t2", "trust", "D") if note.touches(m)] == [
        "t1", "trust", "D",
    ]  # fmt: skip
    assert (note.before, note.after) == ("Do you trust?", "Really?")


def people(count, *, language="en", mode="interviewer", women=0.5, start=0):
    return [
        Kept(
            f"{start + i}",
            {"t1": "1", "sex": "woman" if i < women * count else "man"},
            language=language,
            mode=mode,
        )
        for i in range(count)
    ]


def frames(*parts):
    return [frame(BEFORE, part) for part in parts]


def test_languages_people_shared():
    one, two = frames(
        people(5) + people(5, language="ar", start=9), people(5, language="ar")
    )
    assert shared_languages((BEFORE, one), (BEFORE, two)) == ["ar"]
    nobody = frame(BEFORE, people(3, language=""))
    assert shared_languages((BEFORE, nobody), (BEFORE, two)) == ["ar", "en"]


def test_another_common_way_of_asking_leaves_no_verdict():
    one, two = frames(people(10), people(10, mode="alone"))
    (note,) = asked_otherwise(one, two)
    assert (note.kind, note.blocks, note.before, note.after) == (
        "mode", True, "interviewer", "alone",
    )  # fmt: skip


@pytest.mark.parametrize(("moved", "told"), [(10, []), (12, ["alone", "interviewer"])])
def test_a_mix_is_told_from_more_than_ten_points(moved, told):
    one, two = frames(
        people(100), people(100 - moved) + people(moved, mode="alone", start=200)
    )
    notes = asked_otherwise(one, two)
    assert [note.about for note in notes] == [f"mode {mode}" for mode in told]
    assert not any(note.blocks for note in notes)


def test_a_group_whose_share_moved_is_told_unless_it_is_small():
    one, two = frames(people(100, women=0.5), people(100, women=0.65))
    sides = [list(groupings(BEFORE, f).values()) for f in (one, two)]
    gender = [[g for g in side if g.by == "gender"] for side in sides]
    notes = other_people(*gender, (one, two), least=10)
    assert {(n.about, n.before, n.after) for n in notes} == {
        ("gender woman", "0.50", "0.65"), ("gender man", "0.50", "0.35"),
    }  # fmt: skip
    assert other_people(*gender, (one, two), least=60) == []


def test_shares_are_weighted():
    heavy = [replace(each, weight=8.0) for each in people(10, mode="alone")]
    one, two = frames(people(90) + [replace(h, response_id=f"h{h.response_id}") for h in heavy], people(100))  # fmt: skip
    notes = asked_otherwise(one, two)
    assert [(n.about, n.before) for n in notes] == [
        ("mode alone", "0.47"), ("mode interviewer", "0.53"),
    ]  # fmt: skip
    assert np.isclose(comparability.MIX, 0.1)


@pytest.mark.parametrize(
    ("before", "later", "found"),
    [
        ({"1": "Tunis"}, {"1": "Tunis", "2": "Sfax"}, []),
        ({"1": "Mednine"}, {"1": "Médenine"}, []),
        ({"1": "Tunis", "2": "Sfax"}, {"1": "Sfax", "2": "Tunis"}, ["1", "2"]),
        ({"1": "Ben Arous"}, {"1": "Manouba"}, ["1"]),
        ({"1": ""}, {"1": "Manouba"}, []),
    ],
)
def test_codes_that_name_other_places(before, later, found):
    words = [{c: {"en": text} for c, text in each.items()} for each in (before, later)]
    assert sorted(other_places(*words)) == found
