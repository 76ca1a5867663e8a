"""What a coordinator is told to look at before publishing."""

from dataclasses import replace

from survey_app.core.questionnaire import building, readiness
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Construct, Item
from survey_app.core.questionnaire.reading import load
from survey_app.services.banks import shipped

GOOD = Definition("x", {"en": "X"}, ("en",), constructs=("SC1",), groups=("gender",))


def build(**changes):
    return building.build(replace(GOOD, **changes), shipped(), lambda *_: None)


def codes(instrument):
    return [(each.code, each.item) for each in readiness.findings(instrument)]


def test_a_good_questionnaire_gives_nothing_to_look_at():
    assert codes(build()) == []
    assert list(readiness.lacking(build())) == []


def test_length_and_missing_groupings_are_told():
    long = build(constructs=tuple(c for c in shipped().constructs if c[:2] in ("PL", "SE", "LI", "EC", "CF")))  # fmt: skip
    assert ("too_long", "") in codes(long)
    assert codes(build(groups=())) == [("no_groups", "")]


def test_statements_that_all_point_one_way_are_told():
    items = tuple(Item(f"a{n}", "scored", {"en": "It is so."}, "A5") for n in range(3))
    measured = Construct("A", "SC", {"en": "A"}, {"en": "more"}, ("a0", "a1", "a2"))
    one_way = {"own_items": items, "own_constructs": (measured,)}
    assert codes(build(**one_way)) == [("no_reverse", "a0")]
    turned = (replace(items[0], reverse=True), *items[1:])
    assert codes(build(own_items=turned, own_constructs=(measured,))) == []


def test_long_texts_and_open_sensitive_ones_are_told():
    long = Item("long", "text", {"en": "word " * 21})
    lines = Item("lines", "text", {"en": "\n".join(["a few words"] * 9)})
    secret = Item("secret", "text", {"en": "Who was it?"}, sensitive=True)
    instrument = build(own_items=(long, lines, secret))
    assert codes(instrument) == [("long_text", "long"), ("sensitive_text", "secret")]
    without = replace(
        instrument, items=tuple(i for i in instrument.items if i.role != "privacy")
    )
    assert ("no_privacy", "secret") in codes(without)


def test_each_text_that_a_language_lacks_is_named():
    own = Item("own", "text", {"en": "Why?", "fr": "Pourquoi ?"})
    found = list(readiness.lacking(build(languages=("en", "fr"), own_items=(own,))))
    assert {each.language for each in found} == {"fr"}
    assert "own" not in {each.item for each in found}
    assert "SC1.1" in {each.item for each in found}


def test_the_load_counts_questions_and_their_answers():
    own = Item("own", "text", {"en": "Why is it so?"})
    instrument = build(own_items=(own,))
    found = load(instrument, "en", [own, instrument.item("SCR1")])
    assert (found.questions, found.words, found.longest) == (2, 4 + 12 + 2, 12)
    assert load(instrument, "en").minutes == 3
