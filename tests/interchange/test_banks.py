"""The shipped banks are what the method says, and a faulty bank tells every fault."""

import pytest

from survey_app.errors import Rejected
from survey_app.interchange.bank_toml import read_banks
from survey_app.services.banks import shipped

SCALES = (
    "scales.toml",
    b'[scales.A5]\ncodes = [1, 2]\nlabels = ["No", "Yes"]\npositive = [2]\n',
)
GOOD = """\
title = "Test"
[domains]
T = "Testing"
[[constructs]]
id = "T1"
domain = "T"
name = "Trust"
higher = "more trust"
inspired = "An idea"
[[constructs.items]]
id = "T1.1"
text = "I trust people here."
scale = "A5"
[[constructs.items]]
id = "T1.2"
text = "People here cheat."
scale = "A5"
reverse = true
[[items]]
id = "D1"
text = "Who are you?"
group = "kind"
group_name = "Kind"
options = [{ code = "a", label = "A" }, { code = "b", label = "B" }]
"""


def read(text):
    return read_banks([SCALES, ("test.toml", text.encode())])


def faults(text):
    with pytest.raises(Rejected) as raised:
        read(text)
    return [(problem.where, problem.code) for problem in raised.value.problems]


def test_the_banks_hold_what_the_method_asks_for():
    bank = shipped()
    own = [c for c in bank.constructs if not c.startswith("NA")]
    items = [i for i in bank.items.values() if i.construct in own]
    assert (len(own), len(items)) == (32, 118)
    assert sum(found.item.reverse for found in items) == 25
    assert sum(i.startswith("PU") for i in bank.items) == 10
    assert sum(i.startswith("IN") for i in bank.items) == 26
    assert {"consent", "adult", "privacy", "mode"} <= bank.by_role().keys()
    assert {"gender", "age", "displacement", "identity"} <= bank.by_group().keys()
    assert "disability" in bank.rule_groups


def test_sensitive_constructs_are_marked():
    sensitive = {
        c for c, found in shipped().constructs.items() if found.construct.sensitive
    }
    assert sensitive == {"SC6", "SE2", "SE3", "DY1", "DY2", "DY3", "DY4", "DY5"}


def test_every_construct_names_the_idea_behind_it():
    assert all(found.inspired for found in shipped().constructs.values())


def test_five_point_scales_run_from_low_to_high():
    for scale_id, scale in shipped().scales.items():
        if len(scale.codes) == 5:
            assert scale.codes == ("1", "2", "3", "4", "5"), scale_id
            assert scale.positive == ("4", "5"), scale_id


def test_a_good_bank_is_read():
    bank = read(GOOD)
    assert bank.constructs["T1"].construct.items == ("T1.1", "T1.2")
    assert bank.items["T1.2"].item.reverse
    assert bank.items["D1"].where == "test.toml:19 items"


@pytest.mark.parametrize(
    ("old", "new", "where", "code"),
    [
        ('scale = "A5"\n[[', 'scale = "A6"\n[[', "test.toml:13 constructs.items.scale", "scale.unknown"),
        ('"T1.2"', '"T1.1"', "test.toml:15 constructs.items.id", "bank.id_twice"),
        ('"I trust people here."', '""', "test.toml:12 constructs.items.text", "bank.text_missing"),
        ('text = "Who are you?"', "", "test.toml:19 items.text", "bank.text_missing"),
        ('"Who are you?"', '"' + "word " * 21 + '"', "test.toml:21 items.text", "bank.text_too_long"),
        ('"Who are you?"', '"Who is {name}?"', "test.toml:21 items.text", "bank.unknown_placeholder"),
        ('group = "kind"', 'group = "kind"\nreverse = true', "test.toml:23 items.reverse", "bank.reverse_without_need"),
        ('domain = "T"', 'domain = "X"', "test.toml:6 constructs.domain", "bank.domain_unknown"),
        ('inspired = "An idea"', "", "test.toml:4 constructs.inspired", "toml.missing_key"),
        ('name = "Trust"', "", "test.toml:4 constructs.name", "bank.text_missing"),
        ('group_name = "Kind"', "", "test.toml:19 items.group_name", "bank.text_missing"),
        ('{ code = "b"', '{ code = "a"', "test.toml:24 items.options", "bank.option_twice"),
        ('options = [', "# options = [", "test.toml:19 items.options", "bank.no_options"),
        ('title = "Test"', 'titel = "Test"', "test.toml:1 titel", "toml.unknown_key"),
        ('id = "D1"', 'id = "D1"\nrole = "boss"', "test.toml:21 items.role", "toml.not_one_of"),
        ('title = "Test"', "title = Test", "test.toml", "toml.broken"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line(old, new, where, code):
    assert old in GOOD
    assert (where, code) in faults(GOOD.replace(old, new, 1))


def test_a_construct_of_one_item_measures_nothing():
    one = GOOD[: GOOD.index('[[constructs.items]]\nid = "T1.2"')]
    assert faults(one) == [("test.toml:4 constructs", "bank.construct_too_small")]


def test_all_faults_of_all_files_come_at_once():
    text = GOOD.replace("A5", "A6").replace('inspired = "An idea"', "")
    broken = ("other.toml", b"title = ")
    with pytest.raises(Rejected) as raised:
        read_banks([SCALES, ("test.toml", text.encode()), broken])
    codes = [problem.code for problem in raised.value.problems]
    assert sorted(codes) == [
        "scale.unknown",
        "scale.unknown",
        "toml.broken",
        "toml.missing_key",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[scales.X]\ncodes = [1, 1]\nlabels = ["a", "b"]', "scale.codes"),
        ('[scales.X]\ncodes = [1]\nlabels = ["a"]', "scale.codes"),
        ('[scales.X]\ncodes = [1, 2]\nlabels = ["a"]', "scale.labels"),
        (
            '[scales.X]\ncodes = [1, 2]\nlabels = ["a", "b"]\npositive = [3]',
            "scale.positive",
        ),
        (
            '[[rule_groups]]\ngroup = "g"\ngroup_name = "G"\nitems = ["ZZ"]',
            "bank.item_unknown",
        ),
    ],
)
def test_faults_of_scales_and_groups(text, code):
    assert code in [found for _, found in faults(text)]


MODULE = """\
[[modules]]
id = "M1"
kind = "forced"
name = "Hidden"
sides = 6
truthful = 4
yes = 1
[[modules.items]]
id = "M1.1"
text = "Roll.\\nDid you?"
options = [{ code = "1", label = "Yes" }, { code = "0", label = "No" }]
"""


def test_a_module_is_read_with_its_items():
    bank = read(MODULE)
    found = bank.modules["M1"]
    assert (found.kind, found.sides, found.truthful, found.yes) == ("forced", 6, 4, 1)
    assert found.items == ("M1.1",)
    assert bank.items["M1.1"].item.text == {"en": "Roll.\nDid you?"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("yes = 1", "yes = 2", "module.die"),
        ("sides = 6", "sides = 4", "module.die"),
        ("sides = 6", 'sides = "six"', "bank.not_a_count"),
        ('"forced"', '"vignettes"', "module.items"),
        ('"forced"', '"secret"', "toml.not_one_of"),
        ('kind = "forced"', "", "toml.missing_key"),
        ('code = "0"', 'code = "2"', "module.items"),
        ('name = "Hidden"', "", "bank.text_missing"),
        ("Roll.", "word " * 21, "bank.text_too_long"),
    ],
)
def test_faults_of_modules(old, new, code):
    assert old in MODULE
    assert code in [found for _, found in faults(MODULE.replace(old, new, 1))]


def test_every_text_that_building_asks_for_is_offered_for_translation():
    texts = set(shipped().texts())
    assert ("PL1.1", "How much do you trust the national government?") in texts
    assert ("T5", "Trust a lot") in texts
    assert ("DEM4 people", "People displaced by the conflict") in texts
    assert ("disability people", "People with disabilities") in texts
    assert ("PL1 higher", "more trust") in texts
