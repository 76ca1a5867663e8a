from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.core.questionnaire.building import SCREENING
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import (
    Instrument,
    Item,
    Option,
    Scale,
    encode,
)
from survey_app.errors import Rejected
from survey_app.i18n import catalogue, language_code
from survey_app.interchange.workbook import read_workbook
from survey_app.interchange.xlsform_in import read_form
from survey_app.interchange.xlsform_out import write_form
from survey_app.services import banks, forms, publishing
from tests.xlsforms import codes


def written(instrument):
    out = BytesIO()
    write_form(instrument, f"{instrument.name}.1", forms.form_words(catalogue), out)
    return out.getvalue()


def back(instrument):
    return read_form("back.xlsx", written(instrument), language_code)


def test_everything_the_banks_hold_comes_back_byte_for_byte():
    bank = banks.shipped()
    instrument = publishing.build(
        Definition(
            "whole",
            {"en": "Trust", "ar": "الثقة"},
            ("ar", "fr"),
            constructs=tuple(c for c in bank.constructs if not c.startswith("DY")),
            groups=tuple({**bank.by_group(), **bank.rule_groups}.keys() - {"identity"}),
            crossings=(("gender", "age"),),
            confirmatory=("PL1",),
            modules=tuple(bank.modules),
        )
    )
    instrument = replace(instrument, reviewed=("fr",))
    assert {"targets"}.isdisjoint(item.role for item in instrument.items)
    assert set(SCREENING) <= {item.role for item in instrument.items}
    form = back(instrument)
    assert encode(form.instrument) == encode(instrument)
    assert not form.losses


def test_nobody_who_declines_is_asked_more():
    yes = (Option("1", {"en": "Yes"}), Option("0", {"en": "No"}))
    items = (
        Item("agree", "choice", {"en": "Agree?"}, options=yes, role="consent"),
        Item("why", "text", {"en": "Why?"}),
    )
    content = written(Instrument("t", {"en": "T"}, ("en",), items))
    # Without the mark of ours the group is a condition like any other.
    rows = forms_rows(content)
    group = next(row for row in rows if row.get("type") == "begin_group")
    assert group["relevant"] == "selected(${agree}, '1')"
    assert [row.get("name") for row in rows].index("why") > rows.index(group)


def forms_rows(content):
    (_, header), *rows = read_workbook("x", content, {"survey": 100})["survey"]
    return [{header[place]: text for place, text in row.items()} for _, row in rows]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (Item("a", "choice", {"en": "A"}, options=(Option("x y", {"en": "X"}), Option("z", {"en": "Z"}))), "form.unfit_code"),
        (Item("a", "text", {"en": "A"}, ask={"item": "n", "in": ["refused"]}), "form.rule_on_open"),
        (Item("a", "choices", {"en": "A"}, role="targets"), "form.draws"),
    ],
)  # fmt: skip
def test_what_no_form_can_hold_is_refused(item, code):
    number = Item("n", "number", {"en": "N"})
    with pytest.raises(Rejected) as rejected:
        written(Instrument("t", {"en": "T"}, ("en",), (number, item)))
    assert code in codes(rejected.value.problems)


WORDS = st.text("abc ÄЖعربي漢字'\"&<;,.?!=+-${}()", min_size=1, max_size=20).map(
    lambda text: f"x{' '.join(text.split())}y"
)
CODES = st.lists(
    st.text("abcXYZ012._-", min_size=1, max_size=4), min_size=2, max_size=5, unique=True
).filter(lambda codes: not set(codes) & {"dont_know", "refused"})


@st.composite
def instruments(draw):
    languages = draw(st.sampled_from([("en",), ("ar", "en"), ("fr", "ar", "so")]))

    def words():
        return {code: draw(WORDS) for code in languages}

    def options():
        return tuple(Option(code, words(), {}) for code in draw(CODES))

    scales = {
        f"s{number}": Scale(f"s{number}", scored, (scored[0].code,))
        for number in range(draw(st.integers(0, 2)))
        for scored in [options()]
    }
    items = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["choice", "choices", "number", "text", "scored"]))
        scale = draw(st.sampled_from(sorted(scales))) if scales else None
        kind = "choice" if kind == "scored" and not scale else kind
        own = options() if kind in ("choice", "choices") else ()
        item_id = draw(st.sampled_from(["q{}", "Q.{}", "q-{}", "q:{}", "9q{}"])).format(
            number
        )
        items.append(
            Item(
                item_id, kind, words(), scale if kind == "scored" else None, own,
                reverse=kind == "scored" and draw(st.booleans()),
                sensitive=draw(st.booleans()),
                ask=draw(rules([i for i in items if i.options or i.scale], scales)),
            )
        )  # fmt: skip
    used = {item.scale for item in items}
    scales = {name: scale for name, scale in scales.items() if name in used}
    return Instrument("form", words(), languages, tuple(items), scales)


def rules(known, scales):
    """Rules in the shortest form; None where there is nothing to look at."""
    if not known:
        return st.none()

    def codes_of(item):
        options = scales[item.scale].options if item.scale else item.options
        return [option.code for option in options] + ["dont_know", "refused"]

    single = st.sampled_from(known).flatmap(
        lambda item: st.lists(
            st.sampled_from(codes_of(item)), min_size=1, max_size=3, unique=True
        ).map(lambda codes: {"item": item.item_id, "in": codes})
    )
    inner = single | single.map(lambda rule: {"not": rule})
    both = st.lists(inner, min_size=2, max_size=3)
    apart = both.filter(lambda parts: not all("item" in each for each in parts))
    joined = both.map(lambda parts: {"all": parts})
    either = apart.map(lambda parts: {"any": parts})
    nested = st.lists(joined | either, min_size=2, max_size=2).map(lambda p: {"all": p})
    return st.none() | inner | joined | either | nested


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(instruments())
def test_any_instrument_comes_back_with_its_words_and_rules(instrument):
    form = back(instrument)
    assert encode(form.instrument) == encode(instrument)
    assert not form.losses
