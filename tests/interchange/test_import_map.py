"""A faulty map tells every fault at once, with file, line and what to do."""

import pytest

from survey_app.errors import Rejected
from survey_app.interchange.import_map import read_map

GOOD = """\
survey = "tunisia"
round = 2018
id = "RESPNO"
missing = {-1 = "not_asked", 8 = "refused"}

[scales.trust4]
codes = [0, 1, 2, 3]
labels.en = ["Not at all", "Just a little", "Somewhat", "A lot"]
positive = [2, 3]

[items]
police = {column = "Q43G", scale = "trust4", label = "Police"}

[groups.gender]
column = "Q101"
codes = {1 = "man", 2 = "woman"}
"""


def faults(text):
    with pytest.raises(Rejected) as raised:
        read_map("map.toml", text.encode())
    return [(problem.where, problem.code) for problem in raised.value.problems]


def test_a_good_map_is_read():
    found = read_map("map.toml", GOOD.encode())
    assert (found.survey, found.round_name) == ("tunisia", "2018")
    assert found.scales["trust4"].positive == ("2", "3")
    assert found.items[0].missing == {"-1": "not_asked", "8": "refused"}
    assert found.items[0].label == {"en": "Police"}
    assert found.groups["gender"].codes == {"1": "man", "2": "woman"}


@pytest.mark.parametrize(
    ("old", "new", "where", "code"),
    [
        ('id = "RESPNO"\n', "", "map.toml:1 id", "toml.missing_key"),
        ('id = "RESPNO"', 'id = ""', "map.toml:3 id", "toml.not_text"),
        ('id = "RESPNO"', 'id = "R"\nwieght = "w"', "map.toml:4 wieght", "toml.unknown_key"),
        ("round = 2018", "round = true", "map.toml:2 round", "toml.not_text"),
        ("round = 2018", 'round = 1\nclusters = "old"', "map.toml:3 clusters", "toml.not_one_of"),
        ('8 = "refused"', '8 = "gone"', "map.toml:4 missing.8", "map.unknown_missing"),
        ("codes = [0, 1, 2, 3]", "codes = [0, 1, 1, 3]", "map.toml:7 scales.trust4.codes", "scale.codes"),
        ("codes = [0, 1, 2, 3]", "codes = 3", "map.toml:7 scales.trust4.codes", "toml.not_a_list"),
        ('"Somewhat", "A lot"', '"Somewhat"', "map.toml:8 scales.trust4.labels.en", "scale.labels"),
        ("positive = [2, 3]", "positive = [2, 4]", "map.toml:9 scales.trust4.positive", "scale.positive"),
        ('scale = "trust4"', 'scale = "trust5"', "map.toml:12 items.police.scale", "scale.unknown"),
        ('scale = "trust4", ', "", "map.toml:12 items.police", "map.item_without_scale"),
        ('scale = "trust4"', 'scale = "trust4", kind = "number"', "map.toml:12 items.police.scale", "map.number_with_scale"),
        ('scale = "trust4"', 'kind = "number", construct = "t"', "map.toml:12 items.police.construct", "map.number_in_construct"),
        ('scale = "trust4"', 'scale = "trust4", construct = "police"', "map.toml:12 items.police", "map.name_twice"),
        ('8 = "refused"', '3 = "refused"', "map.toml:12 items.police", "map.code_and_missing"),
        ('label = "Police"', 'reverse = "yes"', "map.toml:12 items.police.reverse", "toml.not_true_or_false"),
        ("[groups.gender]", "[groups.police]", "map.toml:14 groups.police", "map.name_twice"),
        ('{1 = "man", 2 = "woman"}', "{}", "map.toml:16 groups.gender.codes", "map.no_codes"),
        ('{1 = "man", 2 = "woman"}', '["man"]', "map.toml:16 groups.gender.codes", "toml.not_a_code_table"),
        ('survey = "tunisia"', 'survey = "tunisia', "map.toml", "toml.broken"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line(old, new, where, code):
    assert old in GOOD
    assert (where, code) in faults(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ('confirmatory = ["trust"]', "map.no_such_construct"),
        ('sample = "luck"', "toml.not_one_of"),
    ],
)
def test_what_a_round_is_declared_to_be_must_make_sense(added, code):
    assert [code] == [c for _, c in faults(GOOD.replace("id = ", f"{added}\nid = "))]


@pytest.mark.parametrize(
    ("module", "codes"),
    [
        ('kind = "warner"\nitems = ["police"]\nsides = 6\ntruthful = 4', ["module.items"]),
        ('kind = "warner"\nitems = ["nobody"]\nsides = 6\ntruthful = 3', ["module.items", "module.die"]),
        ('items = ["police"]', ["toml.missing_key", "module.items"]),
        ('kind = "forced"\nitems = ["police"]\nsides = "six"', ["bank.not_a_count", "module.items", "module.die"]),
    ],
)  # fmt: skip
def test_a_module_needs_the_items_of_its_kind(module, codes):
    assert [c for _, c in faults(f"{GOOD}[modules.bribe]\n{module}\n")] == codes


def test_the_codes_of_an_item_are_on_its_scale():
    text = GOOD.replace('scale = "trust4"', 'scale = "trust4", codes = {5 = 0, 6 = 9}')
    assert faults(text) == [("map.toml:12 items.police.codes", "map.code_not_on_scale")]


def test_all_faults_come_at_once():
    text = GOOD.replace('id = "RESPNO"', 'wieght = "w"').replace("trust4}", "x}")
    text = text.replace('scale = "trust4"', 'scale = "trust5"')
    assert len(faults(text)) == 3


def test_a_map_that_is_not_utf8_says_where():
    with pytest.raises(Rejected) as raised:
        read_map("map.toml", GOOD.replace("Police", "Polizei\u00e9").encode("latin-1"))
    (problem,) = raised.value.problems
    assert (problem.where, problem.code) == ("map.toml:12", "file.not_utf8")


def test_a_map_without_items_is_no_map():
    text = GOOD.partition("[items]")[0]
    assert ("map.toml:1 items", "map.no_items") in faults(text)
