"""What differs between two versions, in kinds, and what stays comparable."""

from dataclasses import replace

from survey_app.core.measurement.differences import differences
from survey_app.core.questionnaire import building
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Item, Option
from survey_app.services.banks import shipped

WELL = Item(
    "well", "choice", {"en": "Who keeps the well?"},
    options=(Option("us", {"en": "We"}), Option("them", {"en": "They"})),
)  # fmt: skip
AGREE = Item("safe", "scored", {"en": "It is safe here."}, "A5")
BASE = Definition(
    "x", {"en": "X"}, ("en",), constructs=("SC1", "PL2"), groups=("gender",),
    own_items=(WELL, AGREE),
)  # fmt: skip


def changed(**changes):
    before, after = (
        building.build(each, shipped(), lambda *_: None)
        for each in (BASE, replace(BASE, **changes))
    )
    return differences(before, after)


def kinds(found):
    return {(each.kind, each.about or each.language) for each in found.found}


def test_the_same_differs_in_nothing():
    found = changed()
    assert (found.found, found.notes) == ((), ())
    assert set(found.standing.values()) == {"comparable"}


def test_what_comes_and_goes_is_told_and_measured_anew_or_no_longer():
    found = changed(constructs=("SC1", "SE1"), languages=("en", "fr"))
    added = [each.about for each in found.found if each.kind == "added"]
    assert added == [f"SE1.{n}" for n in range(1, 5)]  # as they are asked
    assert ("removed", "PL2.1") in kinds(found)
    assert ("language_added", "fr") in kinds(found)
    standing = found.standing
    assert [standing[c] for c in ("SC1", "SE1", "PL2")] == ["comparable", "new", "gone"]


def test_another_wording_of_what_is_measured_cannot_be_compared():
    other = replace(AGREE, text={"en": "It is calm here."})
    found = changed(own_items=(WELL, other))
    assert [note.kind for note in found.notes] == ["wording"]
    assert found.standing["safe"] == "not_comparable"
    assert found.standing["SC1"] == "comparable"
    assert found.found == ()


def test_words_and_answers_of_other_questions_are_told():
    options = (WELL.options[0], Option("them", {"en": "Others"}))
    well = replace(WELL, text={"en": "Whose is the well?"}, options=options)
    found = changed(own_items=(well, AGREE))
    assert kinds(found) == {("text", "well"), ("answers", "well")}
    (text,) = [each for each in found.found if each.kind == "text"]
    assert (text.before, text.after) == ("Who keeps the well?", "Whose is the well?")


def test_order_rules_sensitivity_and_title_are_told():
    rule = {"item": "DEM1", "in": ["woman"]}
    assert kinds(changed(order=("safe",))) == {("order", "")}
    assert kinds(changed(ask={"safe": rule})) == {("rule", "safe")}
    secret = replace(AGREE, sensitive=True)
    assert kinds(changed(own_items=(WELL, secret))) == {("sensitive", "safe")}
    assert kinds(changed(title={"en": "Y"})) == {("title", "en")}
