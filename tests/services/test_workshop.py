"""Drafts: several people write one questionnaire, and nothing of it is lost."""

from dataclasses import replace
from datetime import date

import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Construct, Item, Option, Scale
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.interchange.definition_toml import read_definition, write_definition
from survey_app.services import publishing, workshop
from survey_app.services.workshop import Deed
from survey_app.store import drafts, instruments
from tests.conftest import TRUST

DAY = date(2026, 3, 2)
OWN = replace(
    TRUST,
    name="own",
    languages=("fr", "ar"),
    own_scales=(
        Scale(
            "oft",
            (
                Option("0", {"fr": "Jamais", "ar": "أبدا"}),
                Option("1", {"fr": "Souvent", "ar": "غالبا"}),
            ),
            ("1",),
        ),
    ),
    own_items=(
        Item(
            "quarter", "choice", {"fr": "Quel quartier ?", "ar": "أي حي؟"},
            options=(
                Option("old", {"fr": "Vieux \"bourg\"", "ar": "القديم"}, {"fr": "Gens du bourg"}),
                Option("new", {"fr": "Neuf\\", "ar": "الجديد"}),
            ),
            group="quarter",
        ),
        Item("paths", "scored", {"fr": "Les chemins sont sûrs.", "ar": "الطرق آمنة."}, "oft"),
        Item("nights", "scored", {"fr": "La nuit\nfait peur.", "ar": "الليل مخيف."}, "oft",
             reverse=True, sensitive=True),
        Item("why", "text", {"fr": "Pourquoi ?", "ar": "لماذا؟"}),
    ),
    own_constructs=(
        Construct("walks", "SE", {"fr": "Marcher"}, {"fr": "plus sûr"}, ("paths", "nights")),
    ),
    own_group_names={"quarter": {"fr": "Quartier", "ar": "الحي"}},
    ask={"why": {"item": "paths", "in": ["0"]}},
    order=("quarter", "paths", "why"),
    sensitive=("PL1.1",),
)  # fmt: skip


def deed(by="amal", what="item"):
    return Deed(what, {}, by, DAY)


def titled(text):
    return lambda definition: replace(definition, title={"en": text})


@pytest.fixture
def draft(db):
    return workshop.create(db, TRUST, "amal", DAY)


def test_a_draft_is_what_it_was_made_from(db, draft):
    assert workshop.get(db, draft).definition == TRUST
    assert workshop.get(db, draft).revision == 1
    with pytest.raises(Conflict, match=r"draft\.exists"):
        workshop.create(db, TRUST, "amal", DAY)
    with pytest.raises(NotFound):
        workshop.get(db, "other")
    with pytest.raises(Rejected):
        workshop.create(db, replace(TRUST, name="a/b"), "amal", DAY)


def test_names_of_drafts_are_made_of_their_titles(db, draft):
    assert workshop.free_name(db, "Trust") == "trust-2"
    assert workshop.free_name(db, "قريتنا معا") == "قريتنا-معا"
    assert workshop.free_name(db, "…") == "questionnaire"


def test_edits_made_at_the_same_time_are_both_kept(db, draft):
    workshop.edit(db, draft, 1, titled("New"), deed())
    late = workshop.edit(db, draft, 1, lambda d: replace(d, items=()), deed("sami"))
    assert late.draft.definition == replace(TRUST, title={"en": "New"}, items=())
    assert late.clashes == ()
    assert [r.made_by for r in drafts.revisions(db, draft)] == ["amal", "amal", "sami"]


def test_a_clash_keeps_both_texts_until_somebody_chooses(db, draft):
    workshop.edit(db, draft, 1, titled("Theirs"), deed())
    late = workshop.edit(db, draft, 1, titled("Mine"), deed("sami"))
    (clash,) = [c for c in late.clashes if c.path == ("title", "en")]
    assert (clash.mine, clash.theirs) == ("Mine", "Theirs")
    assert workshop.get(db, draft).definition.title == {"en": "Theirs"}
    with pytest.raises(Conflict, match=r"draft\.clash"):
        workshop.settle(db, draft, late.aside, {}, deed())
    found = workshop.settle(db, draft, late.aside, {clash.path: "mine"}, deed())
    assert found.definition.title == {"en": "Mine"}
    assert workshop.clashes(db, draft, late.aside) == ()
    workshop.undo(db, draft, found.revision)
    workshop.undo(db, draft, 2)
    assert workshop.redo(db, draft, 1).number == 2  # not the one kept aside
    with pytest.raises(Conflict, match=r"draft\.not_aside"):
        workshop.clashes(db, draft, 2)


def test_undoing_and_doing_again(db, draft):
    workshop.edit(db, draft, 1, titled("A"), deed())
    workshop.edit(db, draft, 2, titled("B"), deed())
    workshop.undo(db, draft, 3)
    workshop.undo(db, draft, 2)
    assert workshop.get(db, draft).definition == TRUST
    with pytest.raises(Conflict, match=r"draft\.no_step"):
        workshop.undo(db, draft, 1)
    workshop.redo(db, draft, 1)
    with pytest.raises(Conflict, match=r"draft\.moved_on"):
        workshop.redo(db, draft, 1)
    workshop.redo(db, draft, 2)
    assert workshop.get(db, draft).definition.title == {"en": "B"}
    with pytest.raises(Conflict, match=r"draft\.no_step"):
        workshop.redo(db, draft, 3)


def test_an_edit_that_changes_nothing_makes_no_revision(db, draft):
    workshop.edit(db, draft, 1, lambda d: d, deed())
    assert len(drafts.revisions(db, draft)) == 1


def test_a_draft_is_published_as_the_same_definition_is(db):
    workshop.create(db, OWN, "amal", DAY)
    assert workshop.publish(db, "own", 1, DAY, ["fr", "ar"]) == "own.1"
    publishing.define(db, OWN)
    draft = publishing.draft(db, "own")
    assert publishing.publish(db, draft, DAY, ["fr", "ar"]) == "own.1"
    workshop.edit(db, "own", 1, titled("New"), deed())
    with pytest.raises(Conflict, match=r"draft\.moved_on"):
        workshop.publish(db, "own", 1, DAY)


def test_a_definition_written_as_toml_reads_back_the_same():
    nameless = Definition("x", {}, (), own_group_names={"q1": {}})
    for definition in (TRUST, OWN, nameless):
        written = write_definition(definition).encode()
        assert read_definition("x.toml", written) == definition


def test_own_questions_are_asked_and_measured_like_those_of_banks(db):
    workshop.create(db, OWN, "amal", DAY)
    instrument = instruments.get(db, workshop.publish(db, "own", 1, DAY, ["fr", "ar"]))
    names = [item.item_id for item in instrument.items]
    assert names[4:7] == ["quarter", "paths", "why"]
    assert instrument.item("quarter").options[1].label["fr"] == "Neuf\\"
    assert instrument.group_names["quarter"]["ar"] == "الحي"
    assert instrument.item("PL1.1").sensitive
    assert {c.construct_id: c.sensitive for c in instrument.constructs}["PL1"]
    assert "walks" in {c.construct_id for c in instrument.constructs}
    assert instrument.item("nights").ask is not None


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        ({"own_items": (Item("PL1.1", "text", {"en": "x"}),)}, ("PL1.1", "own.id_taken")),
        ({"own_items": (Item("a b", "text", {"en": "x"}),)}, ("a b", "own.id")),
        ({"own_items": (Item("a", "text", {"en": " "}),)}, ("a", "own.no_text")),
        ({"own_items": (Item("a", "scored", {"en": "x"}, "T9"),)}, ("a", "scale.unknown")),
        (
            {"own_items": (Item("a", "text", {"en": "x"}, group="gender"),)},
            ("a", "own.id_taken"),
        ),
        (
            {"own_constructs": (Construct("C", "", {"en": "C"}, {}, ("a", "b")),)},
            ("C", "instrument.unknown_name"),
        ),
        ({"own_scales": (Scale("T5", ()),)}, ("T5", "own.id_taken")),
    ],
)  # fmt: skip
def test_faults_of_what_is_ones_own(fault, wanted):
    with pytest.raises(Rejected) as raised:
        publishing.build(replace(TRUST, **fault))
    assert wanted in [(p.where, p.code) for p in raised.value.problems]


def test_the_questions_of_a_sensitive_score_are_sensitive():
    (walks,) = OWN.own_constructs
    secret = replace(OWN, own_constructs=(replace(walks, sensitive=True),))
    found = [publishing.build(each).item("paths") for each in (OWN, secret)]
    assert [item.sensitive for item in found] == [False, True]
    assert found[1].ask is not None  # never asked when an armed person can hear
