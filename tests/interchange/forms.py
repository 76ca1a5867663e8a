"""A program that fills in XForms: what it does with one that it was given.

The XPath is evaluated by libxml2, with the functions JavaRosa adds to XPath 1.0.
"""

import random

from lxml import etree

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Option
from survey_app.interchange import xform_names
from survey_app.interchange.xform import XForm
from survey_app.services import banks, publishing
from survey_app.words.asking import DECLINES, IN_FORMS

ODD = Option("the lake's", {"en": "Lake <b>people</b> & others"})
XFORMS = "{http://www.w3.org/2002/xforms}"


def text_of(found):
    """Return an XPath value as text."""
    if isinstance(found, list):
        return (found[0].text or "") if found else ""
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else str(found)
    return str(found)


class Filling:
    """One form being filled in by somebody who chooses by lot, or as told."""

    def __init__(self, xml, seed=0, told=()):
        self.rng, self.told = random.Random(seed), dict(told)
        self.form = etree.fromstring(xml)
        instance = self.form.find(f".//{XFORMS}instance")[0]
        self.data = etree.Element("data", dict(instance.attrib))
        for node in instance:
            if node.tag.startswith(XFORMS):
                etree.SubElement(self.data, node.tag.removeprefix(XFORMS))
        self.binds = {
            bind.get("nodeset"): bind for bind in self.form.iter(f"{XFORMS}bind")
        }
        self.shown = []
        for first in self.form.iter(f"{XFORMS}setvalue"):
            self[first.get("ref")] = text_of(self.evaluate(first.get("value")))
        self.calculate()

    def __setitem__(self, path, text):
        self.data.find(path.removeprefix("/data/")).text = text

    def __getitem__(self, path):
        return self.data.find(path.removeprefix("/data/")).text or ""

    def evaluate(self, xpath, at="/data"):
        functions = {
            (None, "if"): lambda _, test, yes, no: yes if test else no,
            (None, "int"): lambda _, number: float(int(number)),
            (None, "random"): lambda _: self.rng.random(),
            (None, "selected"): lambda _, nodes, value: value in text_of(nodes).split(),
            (None, "count-selected"): lambda _, nodes: float(len(text_of(nodes).split())),
            (None, "substr"): lambda _, text, start, end: text[int(number(start)) : int(number(end))],
            (None, "today"): lambda _: "2026-03-02",
            (None, "now"): lambda _: "2026-03-02T14:15:16",
            (None, "format-date"): lambda _, day, form: day,
            (None, "format-date-time"): lambda _, moment, form: moment[11:13],
        }  # fmt: skip
        context = self.data if at == "/data" else self.data.find(at.removeprefix("/data/"))  # fmt: skip
        return context.xpath(xpath, extensions=functions)

    def is_relevant(self, path):
        rule = self.binds[path].get("relevant")
        return rule is None or bool(self.evaluate(rule))

    def calculate(self):
        for path, bind in self.binds.items():
            if bind.get("calculate"):
                self[path] = text_of(self.evaluate(bind.get("calculate")))

    def fill(self):
        """Answer every question that is shown; return the form filled in."""
        for kind in self.form.iter(*(XFORMS + k for k in ("input", "select1", "select"))):  # fmt: skip
            path = kind.get("ref")
            if not self.is_relevant(path):
                continue
            self.shown.append(path.removeprefix("/data/"))
            if self.binds[path].get("readonly") is None:
                self[path] = self.answer(kind, path)
                rule = self.binds[path].get("constraint")
                assert rule is None or self.evaluate(rule, at=path), (path, rule)
                self.calculate()
        for path in self.binds:
            if "meta" not in path and not self.is_relevant(path):
                self[path] = ""
        meta = etree.SubElement(self.data, "meta")
        etree.SubElement(meta, "instanceID").text = f"uuid:{self.rng.random()}"
        return etree.tostring(self.data)

    def answer(self, kind, path):
        if (name := path.removeprefix("/data/")) in self.told:
            return self.told[name]
        if kind.tag == f"{XFORMS}input":
            is_number = self.binds[path].get("type") == "decimal"
            return self.rng.choice(["", "12.5" if is_number else "some words"])
        values = [each.text for each in kind.iter(f"{XFORMS}value")]
        if name.startswith("survey.declined") and self[f"/data/{self.shown[-2]}"]:
            return ""
        if kind.tag == f"{XFORMS}select":
            chosen = [v for v in values if v not in ("dont_know", "refused")]
            return " ".join(self.rng.sample(chosen, self.rng.randint(1, len(chosen))))
        return self.rng.choice(values)


def number(found):
    return float(text_of(found))


def all_there_is():
    """Return a questionnaire of all there is: every construct, module and group."""
    bank = banks.shipped()
    codes = ("river", "hill", "north", "south")
    groups = [Option(code, {"en": code.title(), "ar": f"أهل {code}"}) for code in codes]
    return publishing.build(
        Definition(
            name="all",
            title={"en": "All of it", "ar": "الكل"},
            languages=("en", "ar"),
            constructs=tuple(bank.constructs),
            groups=tuple(bank.group_names),
            site_groups=(*groups, ODD),
            modules=tuple(bank.modules),
        )
    )


def form_of(instrument, places=(), media=None, about=None):
    words = {name: {"en": text} for name, text in (IN_FORMS | DECLINES).items()}
    return XForm(
        "round-1", f"{instrument.name}.1", instrument.title, instrument,
        xform_names.names(instrument), tuple(places),
        words | {"start": {"en": "We ask."}, "about": about or {}},
        dict.fromkeys(instrument.languages, "Language"), media or {},
    )  # fmt: skip
