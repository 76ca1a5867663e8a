"""Edits of several people are put together, and what clashes is told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.core.questionnaire import drafts
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.drafts import Clash, merged, merged_names
from survey_app.core.questionnaire.instrument import Item, Option

WELL = Item(
    "well", "choice", {"en": "Who keeps the well?", "fr": "Qui garde le puits ?"},
    options=(Option("us", {"en": "We"}), Option("them", {"en": "They"})),
)  # fmt: skip
ROAD = Item("road", "text", {"en": "How is the road?"})
BASE = Definition(
    "village",
    {"en": "Our village"},
    ("en", "fr"),
    constructs=("PL1", "SC1"),
    ask={"road": {"item": "well", "in": ["us"]}},
    own_items=(WELL, ROAD),
)


def with_text(definition, item_id, **text):
    items = [
        replace(i, text={**i.text, **text}) if i.item_id == item_id else i
        for i in definition.own_items
    ]
    return replace(definition, own_items=tuple(items))


def test_edits_of_different_questions_are_both_kept():
    found = merged(
        BASE,
        with_text(BASE, "well", en="Who minds it?"),
        with_text(BASE, "road", en="?"),
    )
    assert [i.text["en"] for i in found.definition.own_items] == ["Who minds it?", "?"]
    assert found.clashes == ()


def test_edits_of_two_languages_of_one_question_are_both_kept():
    one, other = (
        with_text(BASE, "well", en="Whose?"),
        with_text(BASE, "well", fr="À qui ?"),
    )
    text = merged(BASE, one, other).definition.own_items[0].text
    assert text == {"en": "Whose?", "fr": "À qui ?"}


def test_one_text_written_by_two_clashes_and_the_one_that_came_first_stays():
    one, other = (
        with_text(BASE, "well", en="Mine?"),
        with_text(BASE, "well", en="Theirs?"),
    )
    found = merged(BASE, one, other)
    path = ("own_items", "well", "text", "en")
    assert found.clashes == (Clash(path, "Who keeps the well?", "Mine?", "Theirs?"),)
    assert found.definition == other
    assert merged(BASE, one, other, {path: "mine"}).definition == one
    assert merged(BASE, one, other, {path: "mine"}).clashes == ()


def test_a_question_removed_by_one_and_edited_by_the_other_clashes():
    gone = replace(BASE, own_items=(ROAD,))
    changed = with_text(BASE, "well", en="Whose?")
    (clash,) = merged(BASE, gone, changed).clashes
    assert (clash.path, clash.mine) == (("own_items", "well"), None)
    (clash,) = merged(BASE, changed, gone).clashes
    assert (clash.path, clash.theirs) == (("own_items", "well"), None)
    assert merged(BASE, changed, gone).definition == gone


def test_two_rules_for_one_question_are_never_mixed():
    one = replace(BASE, ask={"road": {"all": []}})
    other = replace(BASE, ask={"road": {"not": {"item": "well", "in": ["us"]}}})
    found = merged(BASE, one, other)
    assert [clash.path for clash in found.clashes] == [("ask", "road")]
    assert found.definition == other


def test_questions_both_add_are_both_there():
    market = Item("market", "number", {"en": "How far is the market?"})
    school = Item("school", "number", {"en": "How far is the school?"})
    one = replace(BASE, own_items=(WELL, market, ROAD))
    other = replace(BASE, own_items=(WELL, ROAD, school), constructs=("SC1",))
    found = merged(BASE, one, other).definition
    assert [i.item_id for i in found.own_items] == ["well", "market", "road", "school"]
    assert found.constructs == ("SC1",)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "wanted"),
    [
        ("abc", "ac", "abcd", "acd"),
        ("abc", "cab", "abc", "cab"),
        ("abc", "abc", "cab", "cab"),
        ("abc", "cab", "abxc", "cabx"),
        ("", "m", "t", "mt"),
        ("ab", "ba", "", ""),
    ],
)
def test_lists_keep_what_either_added_and_lose_what_either_took(
    base, mine, theirs, wanted
):
    assert "".join(merged_names(base, mine, theirs)) == wanted


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True).map(tuple)
TEXTS = st.dictionaries(st.sampled_from(["en", "fr", "ar"]), st.text(max_size=5))
ITEMS = st.lists(
    st.builds(
        lambda name, text, codes: Item(
            name, "choice", text, options=tuple(Option(c, {"en": c}) for c in codes)
        ),
        st.sampled_from("abcdef"), TEXTS, NAMES,
    ),
    unique_by=lambda item: item.item_id,
).map(tuple)  # fmt: skip
DEFINITIONS = st.builds(
    Definition,
    name=st.just("x"),
    title=TEXTS,
    languages=NAMES,
    constructs=NAMES,
    order=NAMES,
    own_items=ITEMS,
    ask=st.dictionaries(
        st.sampled_from("abc"),
        st.sampled_from([{"all": []}, {"not": {"item": "a", "in": ["b"]}}]),
    ),
)


@settings(max_examples=60, deadline=None)
@given(DEFINITIONS, DEFINITIONS, DEFINITIONS)
def test_merging_loses_nothing(base, one, other):
    assert merged(base, one, base).definition == one
    assert merged(base, base, other).definition == other
    assert merged(base, one, one).definition == one
    both = merged(base, one, other)
    assert drafts.decoded(drafts.encoded(both.definition)) == both.definition
    chosen = {clash.path: "mine" for clash in both.clashes}
    assert merged(base, one, other, chosen).clashes == ()
