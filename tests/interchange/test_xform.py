"""Forms say what the questionnaire says, and route, draw and count as it does."""

import json
import random
import re
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from survey_app.core.questionnaire import answers, targets
from survey_app.core.questionnaire.instrument import Instrument, Item, Option, Scale
from survey_app.core.questionnaire.media import DECLINE, Slot
from survey_app.core.sampling.fieldwork import Place
from survey_app.interchange import (
    packets,
    xform_answers,
    xform_names,
    xform_rules,
    xform_submission,
    xform_xml,
)
from survey_app.interchange.xform_answers import Sent
from tests.interchange.forms import XFORMS, Filling, form_of

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/routing.json").read_text("utf-8"))  # fmt: skip
SENT = Sent("0b7d3c52-9f4e-4c1a-8a6b-000000000001", "r", "d")


def packet_of(filled, instrument):
    submission = xform_submission.read(filled)
    names = xform_names.names(instrument)
    return xform_answers.packet(submission, instrument, names, SENT)


def of(*items, **facts):
    languages = facts.pop("languages", ("en",))
    return Instrument("q", {"en": "Q"}, languages, items, **facts)


# What every form must be (docs/openrosa.md)


def test_a_form_is_whole(everything):
    """Every path has its node, every text its words in every language, no more."""
    place = Place("p 1", {"en": "East"}, "c", {"en": "Town"}, "s", "p")
    root = etree.fromstring(xform_xml.write(form_of(everything, [place])))
    data = root.find(f".//{XFORMS}data")
    nodes = [node.tag.removeprefix(XFORMS) for node in data if "meta" not in node.tag]
    assert len(set(nodes)) == len(nodes)
    used = {
        path
        for each in root.iter(f"{XFORMS}bind", f"{XFORMS}setvalue")
        for facts in (each.attrib.values(),)
        for fact in facts
        for path in re.findall(r"/data/([\w.-]+)", fact)
    }
    used |= {e.get("ref").removeprefix("/data/") for e in root.iter() if (e.get("ref") or "").startswith("/data/")}  # fmt: skip
    assert used - {"orx"} == set(nodes)
    asked = set(re.findall(r"jr:itext\('([^']+)'\)", etree.tostring(root).decode()))
    translations = list(root.iter(f"{XFORMS}translation"))
    assert [t.get("default") for t in translations] == ["true()", None]
    for translation in translations:
        texts = [each.get("id") for each in translation]
        assert set(texts) == asked
        assert len(set(texts)) == len(texts)
    assert (data.get("id"), data.get("version")) == ("round-1", "all.1")
    assert data.find("{http://openrosa.org/xforms}meta")[0].tag.endswith("}instanceID")


def test_the_same_form_is_the_same_bytes(everything):
    assert xform_xml.write(form_of(everything)) == xform_xml.write(form_of(everything))


def test_nothing_that_must_not_be_kept_is_asked_or_noted(everything):
    text = xform_xml.write(form_of(everything)).decode().lower()
    for word in ("geopoint", "deviceid", "timestart", "username", "phonenumber", "decimal-date-time", "upload", "jr:preloadparams"):  # fmt: skip
        assert word not in text
    assert text.count("now()") == 1, "for the half of the day"


# Names


def test_names_are_what_xml_and_xpath_take(everything):
    names = xform_names.names(everything)
    for each in names.nodes.values():
        ET.fromstring(f"<{each}/>")
        assert re.fullmatch(r"[A-Za-z_][\w.-]*", each)
    assert len(set(names.nodes.values())) == len(everything.items)


@pytest.mark.parametrize("name", ["DY1:hill", "meta", "1st", "survey.place", "item.0", "a b", "", "القرية", "x" * 81, "XML1", "dont_know"])  # fmt: skip
def test_an_id_that_is_no_name_is_named_by_its_place(name):
    item = Item(name, "text", {"en": "?"})
    assert xform_names.names(of(item)).nodes == {name: "item.0"}


def test_values_of_options_hold_no_blanks_or_quotes(everything):
    names = xform_names.names(everything)
    values = {value for each in names.values.values() for value in each.values()}
    assert "the lake's" not in values
    assert all(re.fullmatch(r"[\w.-]+", value) for value in values)


# Skip rules


def codes_in(rule):
    """Yield (item, code) of everything a rule names."""
    for each in rule.get("all", rule.get("any", [rule["not"]] if "not" in rule else [])):  # fmt: skip
        yield from codes_in(each)
    yield from ((rule["item"], code) for code in rule.get("in", ()))


@pytest.mark.parametrize("vector", VECTORS["holds"], ids=lambda v: v["why"])
def test_forms_hold_rules_by_the_vectors(vector):
    given, codes = vector["answers"], list(codes_in(vector["rule"]))
    many = [item for item, answer in given.items() if isinstance(answer, list)]
    items = {*given, *(item for item, _ in codes)}
    options = tuple(Option(code, {}) for code in sorted({c for _, c in codes} | set("123w")))  # fmt: skip
    instrument = of(*(Item(i, "choices" if i in many else "choice", {}, options=options) for i in sorted(items)))  # fmt: skip
    names = xform_names.names(instrument)
    filling = Filling(xform_xml.write(form_of(instrument)))
    for item, answer in given.items():
        chosen = answer if isinstance(answer, list) else [answer]
        values = [names.values[item].get(each, each) for each in chosen]
        filling[names.path(item)] = " ".join(values)
    rule = xform_rules.xpath(vector["rule"], instrument, names)
    assert bool(filling.evaluate(rule)) is vector["holds"], rule


def test_a_rule_about_an_item_that_is_not_asked_never_holds():
    instrument = of(Item("Q", "text", {}))
    names = xform_names.names(instrument)
    assert xform_rules.xpath({"item": "gone", "in": ["1"]}, instrument, names) == "false()"  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_a_form_filled_in_asks_what_the_questionnaire_asks(everything, seed):
    told = {"SCR1": "1", "SCR2": "1"}
    filling = Filling(xform_xml.write(form_of(everything)), seed, told)
    packet = packet_of(filling.fill(), everything)
    assert packets.read_plain(packet).kind == "response"
    found = packet["answers"]
    assert answers.problems(everything, found) == []
    asked = answers.asked_items(everything, found)
    drawn = {i.item_id for i in everything.items if i.role in ("targets", "half")}
    names = xform_names.names(everything)
    assert found.keys() <= asked.keys()
    shown = [n for n in filling.shown if not n.startswith("survey.")]
    assert shown == [names.nodes[i] for i in asked if i not in drawn]
    without = asked.keys() - found.keys()
    assert without <= {targets.targets_item(everything).item_id}, "nobody is left"
    ids = (str(uuid5(UUID(int=seed), str(n))) for n in range(20_000))
    assert targets.first_drawing(ids, everything, found)


def test_a_questionnaire_that_was_ended_shows_no_question_and_no_code(everything):
    filling = Filling(xform_xml.write(form_of(everything)), 1, {"SCR1": "2"})
    packet = packet_of(filling.fill(), everything)
    assert filling.shown[-1] == "survey.ended"
    assert "survey.receipt" not in filling.shown
    assert packet["kind"] == "refusal"
    assert packets.read_plain(packet).refusal == "consent"
    assert "answers" not in packet


# Lots


def test_what_a_form_draws_an_id_can_draw(everything):
    told = {"SCR1": "1", "SCR2": "1", "DEM3": "river"}
    for seed in range(2):
        filling = Filling(xform_xml.write(form_of(everything)), seed, told)
        found = packet_of(filling.fill(), everything)["answers"]
        item = targets.targets_item(everything).item_id
        assert len(found[item]) == targets.MOST
        assert "river" not in found[item]
        ids = (str(uuid5(UUID(int=seed), str(n))) for n in range(20_000))
        drawn = targets.first_drawing(ids, everything, found)
        assert not any(targets.problems(everything, drawn, found))


def test_who_names_no_group_is_asked_about_none(everything):
    told = {"SCR1": "1", "SCR2": "1", "DEM3": "refused"}
    filling = Filling(xform_xml.write(form_of(everything)), 3, told)
    found = packet_of(filling.fill(), everything)["answers"]
    assert filling["/data/DY0"] == ""
    assert not [name for name in found if name.startswith("DY")]


@pytest.mark.parametrize(
    "chosen",
    [["river", "hill", "north"], ["hill"], ["hill", "north", "south", "the lake's"]],
)
def test_no_id_draws_ones_own_group_too_few_or_too_many(everything, chosen):
    given = {"DEM3": ["river"], targets.targets_item(everything).item_id: chosen}
    ids = iter(["the only id that is tried"])
    assert targets.first_drawing(ids, everything, given) is None
    assert next(ids), "none was tried"


def test_every_group_is_equally_likely(everything):
    xml = xform_xml.write(form_of(everything))
    item = targets.targets_item(everything)
    path = xform_names.names(everything).path(item.item_id)
    filling = Filling(xml)
    filling["/data/DEM3"] = "river"
    lots = [p for p in (f"/data/{b.tag}" for b in filling.data) if ".lot." in p]
    rng, counted = random.Random(7), Counter()
    for _ in range(500):
        for lot in lots:
            filling[lot] = str(rng.random())
        calculated = filling.binds[path].get("calculate")
        counted.update(filling.evaluate(calculated).split())
    assert len(counted) == 4
    assert all(abs(count / 500 - 3 / 4) < 0.07 for count in counted.values())


def test_one_of_several_is_drawn_equally_likely():
    filling = Filling(xform_xml.write(form_of(of())))
    xpath = xform_rules.one_by_lot(["a", "b", "c"])
    counted = Counter(filling.evaluate(xpath) for _ in range(3000))
    assert all(abs(counted[value] / 3000 - 1 / 3) < 0.04 for value in "abc")


# What stands in a form


def words_of(xml, name):
    root = etree.fromstring(xml)
    (found,) = root.xpath("//*[local-name()='text'][@id=$name]", name=name)
    return [(v.get("form"), "".join(v.itertext())) for v in found]


def test_recordings_and_pictures_stand_beside_their_texts():
    yes = Scale("s", (Option("1", {"en": "Yes"}), Option("2", {"en": "No"})))
    item = Item("Q1", "scored", {"en": "Well?"}, scale="s")
    media = {
        (Slot("item", "Q1"), "en"): (("audio", "q.wav"),),
        (Slot("scale", "s", "1"), None): (("image", "y.png"),),
        (Slot("scale", DECLINE, "refused"), "en"): (("audio", "no.wav"),),
    }
    xml = xform_xml.write(form_of(of(item, scales={"s": yes}), media=media))
    assert words_of(xml, "item:Q1") == [(None, "Well?"), ("audio", "jr://audio/q.wav")]
    assert words_of(xml, "scale.0:1") == [(None, "Yes"), ("image", "jr://images/y.png")]
    said = [(None, "I prefer not to say"), ("audio", "jr://audio/no.wav")]
    assert words_of(xml, "decline:refused") == said


def test_a_text_cannot_break_a_form():
    item = Item("Q1", "text", {"en": "A <script>&amp;\x07'\"]]>"})
    assert words_of(xform_xml.write(form_of(of(item))), "item:Q1") == [(None, "A ‹script>&amp;'\"]]>")]  # fmt: skip


def test_a_number_or_text_is_given_or_declined():
    item = Item("AGE", "number", {"en": "Age?"})
    for told, expected in (({"AGE": "41"}, 41.0), ({"AGE": "", "survey.declined.0": "refused"}, "refused")):  # fmt: skip
        filling = Filling(xform_xml.write(form_of(of(item))), 1, told)
        assert packet_of(filling.fill(), of(item))["answers"] == {"AGE": expected}
    bind = filling.binds["/data/AGE"]
    assert bind.get("required") == "true()"
    assert bind.get("relevant") == "/data/survey.declined.0 = ''"


def test_declining_goes_with_no_other_answer():
    options = (Option("a", {"en": "A"}), Option("b", {"en": "B"}))
    item = Item("Q", "choices", {"en": "Which?"}, options=options)
    filling = Filling(xform_xml.write(form_of(of(item))))
    rule = filling.binds["/data/Q"].get("constraint")
    for text, holds in (("a b", True), ("refused", True), ("a refused", False), ("refused dont_know", False)):  # fmt: skip
        filling["/data/Q"] = text
        assert bool(filling.evaluate(rule, at="/data/Q")) is holds


def test_a_number_that_is_none_stays_as_it_was_written():
    item = Item("N", "number", {"en": "?"})
    names = xform_names.names(of(item))
    for text, expected in (("12", 12.0), ("-.5", -0.5), ("1e5", "1e5"), ("nan", "nan"), ("9" * 400, "9" * 400), ("x", "x")):  # fmt: skip
        assert xform_answers.read_answers({"N": text}, of(item), names) == {"N": expected}  # fmt: skip


def test_only_one_language_is_not_asked_about():
    item = Item("Q", "text", {"fr": "Quoi ?"})
    one = of(item, languages=("fr",))
    filling = Filling(xform_xml.write(form_of(one)), 3, {"Q": "rien"})
    packet = packet_of(filling.fill(), one)
    assert "survey.language" not in filling.shown
    assert packet["language"] == "fr"


def test_places_are_asked_with_their_community():
    places = [Place(f"p{n}", {"en": f"Quarter {n}", "ar": f"حي {n}"}, "c", {"en": "Town"}, "s", "p") for n in range(30)]  # fmt: skip
    xml = xform_xml.write(form_of(of(), places))
    assert words_of(xml, "place:3") == [(None, "Town: Quarter 3")]
    (control,) = etree.fromstring(xml).iter(f"{XFORMS}select1")
    assert control.get("appearance") == "minimal autocomplete"


def test_the_code_at_the_end_is_one_of_ours():
    filling = Filling(xform_xml.write(form_of(of())), 5)
    packet = packet_of(filling.fill(), of())
    assert re.fullmatch("[A-Z3479]{4}-[A-Z3479]{4}", packet["receipt"])
    assert packets.read_plain(packet).receipt == packet["receipt"]
    assert (packet["day"], packet["half_day"]) == (date(2026, 3, 2).isoformat(), "pm")
