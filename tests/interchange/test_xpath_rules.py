import pytest

from survey_app.core.questionnaire.routing import holds, is_rule
from survey_app.interchange.xpath import Beyond
from survey_app.interchange.xpath_out import expression
from survey_app.interchange.xpath_rules import ALWAYS, Subject, Translator, Work

AREA = "if(${region}='1' or ${region}='2', 'north', if(${region}='3', 'south', ''))"
SUBJECTS = {
    "region": Subject("one", 1, "region", ("1", "2", "3")),
    "needs": Subject("several", 2, "needs", ("food", "water")),
    "age": Subject("open", 3, "age"),
    "area": Subject("calculated", 4, "area", expression=AREA),
    "photo": Subject("gone", 5),
    "endless": Subject("calculated", 6, "endless", expression="${endless} + 1"),
    "later": Subject("one", 99, "later", ("1",)),
}


def rule(text):
    return Translator(SUBJECTS, 50, Work()).rule(text)


@pytest.mark.parametrize(
    ("text", "answers", "asked"),
    [
        ("${region} = '1'", {"region": "1"}, True),
        ("${region} = '1'", {}, False),
        ("${region} != '1'", {}, True),
        ("${region} != ''", {"region": "3"}, True),
        ("${region} = ''", {"region": "3"}, False),
        ("${region} >= 2", {"region": "2"}, True),
        ("${region} < 2", {}, False),
        ("${region} = 1.0", {"region": "1"}, True),
        ("2 < ${region}", {"region": "3"}, True),
        ("${region} + 1 = 3", {"region": "2"}, True),
        ("${region} mod 2 = 1", {"region": "3"}, True),
        ("selected(${needs}, 'food') and not(selected(${needs}, 'water'))", {"needs": ["food"]}, True),
        ("selected(${needs}, 'food') and not(selected(${needs}, 'water'))", {"needs": ["food", "water"]}, False),
        ("count-selected(${needs}) > 0", {"needs": ["water"]}, True),
        ("${needs} = ''", {}, True),
        ("${area} = 'north'", {"region": "2"}, True),
        ("${area} = 'south'", {"region": "2"}, False),
        ("${area} != ''", {}, False),
        ("if(${region} = '1', true(), ${region} = '2')", {"region": "2"}, True),
        ("${region}='1' or (${region}='2' and selected(${needs}, ‘food’))", {"region": "2", "needs": ["food"]}, True),
        ("number(${region}) * 2 = 4", {"region": "2"}, True),
        ("boolean(${region})", {"region": "2"}, True),
        ("string-length(${area}) = 5", {"region": "3"}, True),
        ("${region} = '3' and true()", {"region": "3"}, True),
        ("-${region} < -2", {"region": "3"}, True),
    ],
)  # fmt: skip
def test_a_condition_holds_where_the_expression_does(text, answers, asked):
    found = rule(text)
    assert is_rule(found)
    assert holds(found, answers) is asked


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${age} > 18", "rule.open_answer"),
        ("${needs} = 'food'", "rule.several_compared"),
        ("count-selected(${needs}) > 1", "rule.several_compared"),
        ("${photo} != ''", "rule.left_out_name"),
        ("${nobody} = '1'", "rule.unknown_name"),
        ("${later} = '1'", "rule.asks_later"),
        ("${endless} = 1", "rule.in_circles"),
        ("regex(${region}, '1')", "rule.function"),
        ("/data/region = 1", "rule.unreadable"),
        ("${region} = ", "rule.unreadable"),
        ("${region} = '1' and", "rule.unreadable"),
        ("selected(${region}, '1'", "rule.unreadable"),
        ("${region} = '1", "rule.unreadable"),
        (". = '1'", "rule.unreadable"),
        ("(" * 200 + ")" * 200, "rule.too_deep"),
        ("1" + "+1" * 3000 + " = ${region}", "rule.too_deep"),
        ("not(" * 39 + "${region} = " + "1+" * 900 + "1" + ")" * 39, "rule.too_deep"),
        ("'" + "x" * 9000 + "'", "rule.too_long"),
        ("+".join(["${region}"] * 6) + " > 9", "rule.too_many_cases"),
    ],
)
def test_what_no_rule_can_say_is_told_with_its_reason(text, code):
    with pytest.raises(Beyond) as beyond:
        rule(text)
    assert beyond.value.code == code


def test_a_condition_that_always_holds_is_no_rule():
    assert rule("${region} = '1' or true()") == ALWAYS


def test_a_form_whose_expressions_explode_is_cut_short():
    work = Work(left=2000)
    translate = Translator(SUBJECTS, 50, work)
    with pytest.raises(Beyond):
        for _ in range(100):
            translate.rule("${region} + ${region} + ${region} > 4")


@pytest.mark.parametrize(
    "given",
    [
        {"item": "region", "in": ["1", "3"]},
        {"not": {"item": "needs", "in": ["food"]}},
        {"all": [{"item": "region", "in": ["1", "2"]}, {"item": "needs", "in": ["food"]}]},
        {"any": [{"all": [{"item": "region", "in": ["1"]}, {"item": "needs", "in": ["food"]}]}, {"not": {"item": "region", "in": ["2"]}}]},
        {"all": [{"all": [{"item": "region", "in": ["1"]}, {"item": "needs", "in": ["food"]}]}, {"item": "region", "in": ["1"]}]},
    ],
)  # fmt: skip
def test_a_rule_written_as_an_expression_comes_back_the_same(given):
    assert rule(expression(given, {name: name for name in SUBJECTS})) == given
