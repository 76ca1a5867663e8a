"""A program that fills in XForms: what it does with one that it was given.

The XPath is evaluated by libxml2, with the functions JavaRosa adds to XPath 1.0.
"""

import random

from lxml import etree

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
