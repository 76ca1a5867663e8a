"""What a community is told: chosen from what is released, in order, and nothing sensitive."""

from dataclasses import replace

import pytest

from survey_app.core.community import (
    Choice,
    groupings_offered,
    measures_offered,
    measures_proposed,
    story,
)
from survey_app.core.questionnaire.instrument import (
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
)


def scored(item_id, **facts):
    return Item(item_id, "scored", {"en": item_id}, scale="L", **facts)


def dividing(group, *codes, kind="choice", **facts):
    options = tuple(Option(code, {"en": code}) for code in codes)
    return Item(f"D-{group}", kind, {}, options=options, group=group, **facts)


def construct(name, domain, *items, **facts):
    return Construct(name, domain, {"en": name}, {}, items, **facts)


INSTRUMENT = Instrument(
    "t",
    {},
    ("en",),
    (
        scored("PL1.1"),
        scored("PL1.2", sensitive=True),
        scored("SC1.1"),
        scored("SE1.1"),
        scored("SE2.1"),
        dividing("gender", "woman", "man"),
        dividing("age", "young", "old"),
        dividing("identity", "river", "hill", kind="choices"),
        dividing("illness", "yes", "no", sensitive=True),
    ),
    scales={"L": Scale("L", tuple(Option(c, {}) for c in "12"), ("2",))},
    constructs=(
        construct("PL1", "PL", "PL1.1", "PL1.2"),
        construct("SC1", "SC", "SC1.1"),
        construct("SE1", "SE", "SE1.1"),
        construct("SE2", "SE", "SE2.1", sensitive=True),
    ),
    crossings=(("gender", "age"),),
)
EVERYTHING = Choice(("SE2", "SE1", "SC1", "PL1"), ("age", "gender", "identity"))


def estimate(of, kind="construct", value=5.0, **facts):
    row = {"of": of, "kind": kind, "by": None, "group": None, "n": 40, "mean": value}
    return row | {"ci_low": 4.0, "ci_high": 6.0, "suppressed": False} | facts


def gap(of, by, group, verdict="behind", points=-2.0):
    row = {"of": of, "by": by, "group": group, "verdict": verdict, "mean": 3.0}
    return row | {"rest_mean": 5.0, "ci_low": points - 1, "ci_high": points + 1}


def tables(estimates, gaps=(), **more):
    return {"estimates": list(estimates), "gaps": list(gaps)} | more


def test_only_what_is_not_sensitive_is_offered():
    assert measures_offered(INSTRUMENT) == ["PL1", "SC1", "SE1"]
    assert measures_proposed(INSTRUMENT) == ["PL1", "SC1"]


def test_without_constructs_single_questions_are_offered():
    imported = replace(INSTRUMENT, constructs=())
    assert measures_offered(imported) == ["PL1.1", "SC1.1", "SE1.1", "SE2.1"]
    told = story(
        tables([estimate("PL1.1", "share", 0.4), estimate("SC1.1", "item")]),
        imported,
        Choice(("PL1.1", "SC1.1")),
    )
    share, mean = told.topics
    assert (share.score, share.answers[0].value) == (None, 0.4)
    assert (mean.score.value, mean.answers) == (5.0, ())


def test_places_crossings_and_groups_people_feel_part_of_are_never_named():
    assert groupings_offered(INSTRUMENT) == ["gender", "age"]


def test_what_is_sensitive_is_not_told_even_if_it_is_chosen():
    rows = [estimate(of) for of in ("SE2", "SE1", "SC1", "PL1")]
    rows += [estimate(of, "share", 0.3) for of in ("PL1.1", "PL1.2", "SE2.1")]
    gaps = [gap("SE2", "gender", "woman"), gap("PL1", "identity", "river")]
    told = story(tables(rows, gaps), INSTRUMENT, EVERYTHING)
    assert [topic.of for topic in told.topics] == ["PL1", "SC1", "SE1"]
    assert [each.of for each in told.topics[0].answers] == ["PL1.1"]
    assert told.differences == ()


def test_topics_stand_in_the_order_of_asking_and_not_by_size():
    rows = [estimate("SC1", value=9.0), estimate("PL1", value=1.0)]
    told = story(tables(rows), INSTRUMENT, Choice(("SC1", "PL1")))
    assert [topic.of for topic in told.topics] == ["PL1", "SC1"]


def test_what_was_not_chosen_is_neither_told_nor_counted():
    told = story(tables([estimate("PL1")]), INSTRUMENT, Choice(("PL1",)))
    assert ([topic.of for topic in told.topics], told.untold) == (["PL1"], 0)


def test_too_few_answers_leave_a_topic_untold():
    hidden = estimate("PL1", value=None, n=None, suppressed=True)
    told = story(tables([hidden, estimate("SC1")]), INSTRUMENT, EVERYTHING)
    assert ([topic.of for topic in told.topics], told.untold) == (["SC1"], 2)
    nothing = story(tables([hidden]), INSTRUMENT, Choice(("PL1",)))
    assert (nothing.people, nothing.topics, nothing.untold) == (0, (), 1)


def test_numbers_of_groups_are_not_told_as_those_of_everybody():
    of_women = estimate("PL1", by="gender", group="woman", value=1.0)
    told = story(tables([estimate("PL1"), of_women]), INSTRUMENT, EVERYTHING)
    assert told.topics[0].score.value == 5.0


@pytest.mark.parametrize("verdict", ["ahead", "no_clear_gap", "too_few"])
def test_only_groups_that_are_behind_are_named(verdict):
    gaps = [gap("PL1", "gender", "man", verdict), gap("PL1", "age", "young")]
    told = story(tables([estimate("PL1")], gaps), INSTRUMENT, EVERYTHING)
    (found,) = told.differences
    assert (found.of, found.by, found.group) == ("PL1", "age", "young")
    assert (found.value, found.rest, found.low, found.high) == (3.0, 5.0, 1.0, 3.0)


def test_groups_are_named_in_the_order_of_asking():
    gaps = [
        gap("SC1", "age", "old", points=-5.0),
        gap("PL1", "age", "young"),
        gap("PL1", "gender", "woman"),
        gap("PL1", "gender*age", "woman*old"),
    ]
    told = story(tables([estimate("PL1")], gaps), INSTRUMENT, EVERYTHING)
    assert [each.group for each in told.differences] == ["woman", "young", "old"]
    none = story(tables([estimate("PL1")], gaps), INSTRUMENT, Choice(("PL1",)))
    assert none.differences == ()


def test_a_change_is_told_of_everybody_only():
    def change(by, points, **facts):
        row = {"of": "PL1", "by": by, "change": points, "verdict": "worse"}
        return row | {"suppressed": False} | facts

    rows = [change(None, -0.9), change("gender", -3.0)]
    told = story(tables([estimate("PL1")], comparisons=rows), INSTRUMENT, EVERYTHING)
    assert (told.topics[0].change.verdict, told.topics[0].change.points) == (
        "worse",
        -0.9,
    )
    hidden = [change(None, None, suppressed=True)]
    told = story(tables([estimate("PL1")], comparisons=hidden), INSTRUMENT, EVERYTHING)
    assert told.topics[0].change is None


def test_all_who_answered_are_counted_where_the_release_counts_them():
    counts = [
        {"by": "gender", "group": "woman", "n": 90, "suppressed": False},
        {"by": None, "group": None, "n": 160, "suppressed": False},
    ]
    counted = story(
        tables([estimate("PL1")], respondents=counts), INSTRUMENT, EVERYTHING
    )
    assert counted.people == 160
    assert story(tables([estimate("PL1")]), INSTRUMENT, EVERYTHING).people == 40
