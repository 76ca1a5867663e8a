"""The workshop in a browser without JavaScript: from nothing to a published version."""

import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from survey_app.core.questionnaire.instrument import Construct, Item
from survey_app.core.questionnaire.media import spoken
from survey_app.interchange.media_file import read_recording
from survey_app.services import publishing, workshop
from survey_app.store import instruments, media
from survey_app.store.database import connect
from tests import media_samples as samples
from tests.conftest import Visitor

HOME = "/instruments/drafts/"


class Writer(Visitor):
    """A coordinator at work on one draft."""

    draft = ""

    def begin(self, start="empty", languages=("en", "fr"), title="Our market"):
        self.sign_in("coordinator").get(HOME)
        self.post(HOME, title=title, start=start, languages=list(languages))
        self.draft = re.search(r"/instruments/drafts/([^/\"]+)/edit", self.page)[1]
        return self

    def at(self, page=""):
        return self.get(f"{HOME}{self.draft}{page}")

    @property
    def seen(self):
        return re.search(r'name="seen" value="(\d+)"', self.page)[1]

    def edit(self, deed, **fields):
        """Send a form of the page before."""
        fields.setdefault("seen", self.seen)
        return self.post(f"{HOME}{self.draft}/edit", deed=deed, **fields)

    def write(self, text, **fields):
        self.at("/questions/new")
        return self.edit("item", **{"text-en": text, "kind": "text"} | fields)

    def definition(self, database):
        with closing(connect(database)) as db:
            return workshop.get(db, self.draft).definition


@pytest.fixture
def writer(app):
    return Writer(app)


def record_all(writer, database):
    """Keep a recording of every text that can be spoken."""
    sound = read_recording("x.wav", samples.wav())
    with closing(connect(database)) as db:
        instrument = workshop.sketch(writer.definition(database))
        for language in instrument.languages:
            for text in spoken(instrument, language, {}).values():
                media.record(db, language, text, sound)


def faults(page):
    return re.findall(r'<section class="note"><h2>This must.*?</section>', page, re.S)


def test_a_questionnaire_is_picked_written_and_published(writer, database):
    writer.begin()
    assert writer.status == 200
    assert "<h1>Our market</h1>" in writer.page
    writer.at("/pick")
    assert "How much do you trust most people you meet?" in writer.page
    assert "high: more trust" in writer.page
    kinds = ["constructs", "items", "groups", "modules"]
    writer.edit(
        "pick", kinds=kinds, constructs=["SC1"], items=["PU9"], groups=["gender"]
    )
    assert "SC1.4" in writer.page
    writer.write(
        "Who sets the prices?",
        **{
            "text-fr": "Qui fixe les prix ?", "kind": "choice", "group": "yes",
            "answers-en": "The traders\nThe council", "answers-fr": "Les marchands\nLe conseil",
            "group_name-en": "Who sets prices", "group_name-fr": "Qui fixe les prix",
        },
    )  # fmt: skip
    assert "Who sets the prices?" in writer.page
    writer.at("/check")
    assert faults(writer.page) == []
    assert "texts have no recording for people who do not read." in writer.page
    record_all(writer, database)
    writer.at("/check")
    assert "texts have no recording for people who do not read." not in writer.page
    assert "Open Français for a pilot: 0 of" in writer.page
    writer.post(f"{HOME}{writer.draft}/publish", seen=writer.seen, pilot="fr")
    assert "Published as" in writer.page
    assert "Who sets the prices?" in writer.page
    with closing(connect(database)) as db:
        published = instruments.get(db, "our-market.1")
        again = publishing.build(writer.definition(database))
        today = date(2026, 1, 1)
        assert publishing.publish(db, again, today, ["fr"]) == "our-market.1"
    assert [o.code for o in published.item("q1").options] == ["1", "2"]
    assert published.group_names["q1"]["fr"] == "Qui fixe les prix"


def test_a_draft_that_cannot_be_published_says_why_and_where(writer):
    writer.begin()
    writer.write("Who sets the prices?", kind="choice")
    writer.at("/check")
    (told,) = faults(writer.page)
    assert "/questions/q1" in told
    writer.at()
    writer.post(f"{HOME}{writer.draft}/publish", seen=writer.seen)
    assert "Published" not in writer.page
    assert "answers" in writer.page


def test_two_people_write_and_both_texts_are_kept(app, writer, database):
    writer.begin(languages=("en",)).write("First?")
    other = Writer(app).sign_in("coordinator")
    other.draft = writer.draft
    writer.at("/questions/q1")
    other.at("/questions/q1")
    other.edit("item", item="q1", kind="text", **{"text-en": "Theirs?"})
    writer.edit("item", item="q1", kind="text", **{"text-en": "Mine?"})
    assert "Two people wrote here" in writer.page
    assert "Theirs?" in writer.page
    assert "Mine?" in writer.page
    address = re.search(
        r"/instruments/drafts/\S+/clash/\d+", writer.reply.request.path
    )[0]
    writer.at("/history")
    assert "kept aside" in writer.page
    writer.get(address)
    writer.post(address, seen=writer.seen, **{"part-0": "mine"})
    assert writer.definition(database).own_items[0].text == {"en": "Mine?"}
    writer.get(address)
    assert "Nothing is left to choose." in writer.page


def test_edits_of_different_questions_meet_without_a_question(app, writer, database):
    writer.begin(languages=("en",)).write("First?")
    writer.write("Second?")
    other = Writer(app).sign_in("coordinator")
    other.draft = writer.draft
    writer.at("/questions/q1")
    other.at("/questions/q2")
    other.edit("item", item="q2", kind="text", **{"text-en": "Second, better?"})
    writer.edit("item", item="q1", kind="text", **{"text-en": "First, better?"})
    assert "Two people" not in writer.page
    texts = [item.text["en"] for item in writer.definition(database).own_items]
    assert texts == ["First, better?", "Second, better?"]


def test_questions_two_people_add_at_once_are_both_there(app, writer, database):
    writer.begin(languages=("en",))
    other = Writer(app).sign_in("coordinator")
    other.draft = writer.draft
    writer.at("/questions/new")
    other.at("/questions/new")
    seen = writer.seen
    other.edit("item", kind="text", **{"text-en": "Theirs?"})
    mine = {
        "kind": "scored",
        "scale": "@own",
        "answers-en": "No\nYes",
        "text-en": "Mine?",
    }
    for _ in range(2):  # pressed twice
        writer.edit("item", seen=seen, **mine)
    items = writer.definition(database).own_items
    found = {i.item_id: (i.text["en"], i.scale) for i in items}
    assert found == {"q1": ("Theirs?", None), "q2": ("Mine?", "q2-scale")}


def test_undo_and_redo(writer, database):
    writer.begin(languages=("en",)).write("First?")
    assert "Undo: Own question written: First?" in re.sub(
        "[\u2066-\u2069]", "", writer.page
    )
    writer.post(f"{HOME}{writer.draft}/undo", seen=writer.seen)
    assert writer.definition(database).own_items == ()
    writer.post(f"{HOME}{writer.draft}/redo", seen=writer.seen)
    assert len(writer.definition(database).own_items) == 1
    writer.post(f"{HOME}{writer.draft}/undo", seen="1")
    assert writer.status == 409
    writer.at("/history")
    writer.post(f"{HOME}{writer.draft}/history/1/restore", seen=writer.seen)
    assert writer.definition(database).own_items == ()


def test_a_rule_is_made_by_menus_and_told_as_a_sentence(writer, database):
    writer.begin("template:short", languages=("en",))
    writer.at("/questions/PU10?of=PU1")
    assert "the answer is one of these:" in writer.page
    writer.edit("rule", item="PU10", of="PU1", answers=["1", "2"], **{"is": "no"})
    rule = {"not": {"item": "PU1", "in": ["1", "2"]}}
    assert writer.definition(database).ask == {"PU10": rule}
    told = re.sub("[\u2066-\u2069]", "", writer.page)
    assert (
        "The answer to “How safe have you felt here in the last seven days?” is not"
        in told
    )
    writer.at("/questions/PU10?of=DEM1")
    writer.edit(
        "rule", item="PU10", keep=["0"], of="DEM1", answers=["woman"], join="any"
    )
    assert list(writer.definition(database).ask["PU10"]) == ["any"]
    writer.at("/way")
    assert writer.page.count('class="arc"') == 2
    assert "At least one of these holds:" in writer.page
    writer.at("/questions/PU10")
    writer.edit("rule", item="PU10")
    assert writer.definition(database).ask == {}


def test_questions_change_places_and_are_taken_out(writer, database):
    writer.begin("template:pulse", languages=("en",))
    writer.edit("up", item="PU2")
    names = [i.item_id for i in workshop.sketch(writer.definition(database)).items]
    assert names[4:8] == ["DEM1", "DEM2", "PU2", "PU1"]
    writer.at("/questions/PU2")
    writer.edit("place", item="PU2", after="PU10")
    names = [i.item_id for i in workshop.sketch(writer.definition(database)).items]
    assert names[-1] == "PU2"
    writer.edit("place", item="PU2", after="")
    names = [i.item_id for i in workshop.sketch(writer.definition(database)).items]
    assert names[4:6] == ["PU2", "DEM1"]
    writer.at("/questions/PU2")
    writer.edit("remove", item="PU2")
    definition = writer.definition(database)
    assert "PU2" not in definition.items
    writer.at("/questions/PU2")
    assert writer.status == 404


def test_an_answer_keeps_its_code_when_others_come_and_go(writer, database):
    answers = {"kind": "choice", "answers-en": "Traders\nCouncil\nNobody"}
    writer.begin(languages=("en",)).write("Who?", **answers)
    writer.at("/questions/q1")
    changed = {"kind": "choice", "answers-en": "Council\nNobody\nWomen"}
    writer.edit("item", item="q1", **{"text-en": "Who?"} | changed)
    (item,) = writer.definition(database).own_items
    assert [(o.code, o.label["en"]) for o in item.options] == [
        ("2", "Council"), ("3", "Nobody"), ("4", "Women"),
    ]  # fmt: skip


def test_a_reworded_answer_keeps_its_code_where_the_number_is_the_same(
    writer, database
):
    answers = {"kind": "choice", "answers-en": "Traders\nCouncil"}
    writer.begin(languages=("en",)).write("Who?", **answers)
    writer.at("/questions/q1")
    changed = {"kind": "choice", "answers-en": "The traders\nCouncil"}
    writer.edit("item", item="q1", **{"text-en": "Who?"} | changed)
    (item,) = writer.definition(database).own_items
    assert [o.code for o in item.options] == ["1", "2"]


def test_an_answer_without_a_translation_keeps_its_place(writer, database):
    some = {
        "answers-en": "Traders\nCouncil\nNobody",
        "answers-fr": "Marchands\n\nPersonne",
    }
    writer.begin().write("Who?", kind="choice", **some)
    (item,) = writer.definition(database).own_items
    assert [o.label.get("fr") for o in item.options] == ["Marchands", None, "Personne"]
    writer.at("/questions/q1")
    assert "Marchands\n\nPersonne</textarea>" in writer.page
    spaced = {"answers-en": "Traders\n\nCouncil\n", "answers-fr": "Marchands\nConseil"}
    writer.edit("item", item="q1", kind="choice", **{"text-en": "Who?"} | spaced)
    (item,) = writer.definition(database).own_items
    assert [(o.code, o.label["fr"]) for o in item.options] == [
        ("1", "Marchands"), ("2", "Conseil"),
    ]  # fmt: skip


def test_the_answers_of_an_own_scale_are_changed_where_they_are_shown(writer, database):
    lines = {"kind": "scored", "scale": "@own", "answers-en": "Never\nAlways"}
    writer.begin(languages=("en",)).write("Is it calm?", **lines)
    writer.write(
        "Is it safe?", kind="scored", scale="q1-scale", **{"answers-en": "x\ny"}
    )
    (scale,) = writer.definition(database).own_scales
    assert [o.label["en"] for o in scale.options] == ["Never", "Always"]
    writer.at("/questions/q2")
    changed = {"kind": "scored", "scale": "q1-scale", "answers-en": "Never\nOften"}
    writer.edit("item", item="q2", **{"text-en": "Is it safe?"} | changed)
    (scale,) = writer.definition(database).own_scales
    assert [(o.code, o.label["en"]) for o in scale.options] == [
        ("1", "Never"),
        ("2", "Often"),
    ]
    assert scale.positive == ("2",)


def test_own_scales_and_scores_measure(writer, database):
    writer.begin(languages=("en",))
    lines = "Never\nSometimes\nAlways"
    for text in ("The road is open.", "The road is safe."):
        scale = "@own" if "open" in text else "q1-scale"
        writer.write(text, kind="scored", scale=scale, **{"answers-en": lines})
    writer.at("/settings")
    writer.edit("construct", items=["q1", "q2"], domain="SE", **{"name-en": "The road"})
    definition = writer.definition(database)
    assert definition.own_scales[0].positive == ("3",)
    instrument = publishing.build(definition)
    assert instrument.constructs[0].items == ("q1", "q2")
    writer.at("/settings")
    writer.edit("construct", construct="s1")
    assert writer.definition(database).own_constructs == ()


def test_local_groups_are_named_in_every_language(writer, database):
    writer.begin()
    writer.at("/settings")
    writer.edit(
        "groups", **{"groups-en": "River\nHill", "groups-fr": "Fleuve\nColline"}
    )
    writer.at("/settings")
    writer.edit("groups", **{"groups-en": "Hill", "groups-fr": "Colline"})
    (hill,) = writer.definition(database).site_groups
    assert (hill.code, hill.label) == ("g2", {"en": "Hill", "fr": "Colline"})


def test_the_preview_asks_as_the_questionnaire_does_and_keeps_nothing(writer, database):
    writer.begin("template:short")
    writer.at("/preview?in=fr")
    assert 'lang="fr"' in writer.page
    assert "Preview: nothing is kept." in writer.page
    address = f"{HOME}{writer.draft}/preview?in=fr"
    writer.post(address, action="next", answer="1")
    assert "18 ans" in writer.page
    writer.get(f"{address}&mode=interviewer&item=SCR3")
    assert "armée" in writer.page
    writer.post(f"{address}&mode=interviewer", action="back")
    writer.post(address, language="en")
    assert "18 years" in writer.page
    writer.post(address, action="stop")
    assert "<h1>Our market</h1>" in writer.page
    with closing(connect(database)) as db:
        assert db.table("interviews").count == 0


def test_a_version_is_opened_again_and_what_differs_is_told(writer):
    writer.begin("version:trust.1", title="Trust again")
    assert "PL1.5" in writer.page
    writer.at("/pick")
    kinds = ["constructs", "items", "groups"]
    writer.edit("pick", kinds=kinds, constructs=["PL1", "SC1"], groups=["gender"])
    writer.at("/changes?from=trust.1")
    told = re.sub("[\u2066-\u2069]", "", writer.page)
    assert "New question: How much do you trust most people you meet?" in told
    assert "Stays comparable" in told
    assert "No longer measured" in told


def test_a_draft_goes_out_and_comes_in_as_a_file(writer, database):
    writer.begin("template:core")
    before = writer.definition(database)
    file = writer.client.get(f"{HOME}{writer.draft}/definition.toml").data
    writer.post(f"{HOME}{writer.draft}/remove", seen="1")
    assert writer.at().status == 200
    writer.post(f"{HOME}{writer.draft}/remove", seen="1", sure="yes")
    assert writer.at().status == 404
    writer.get(HOME)
    reply = writer.client.post(
        f"{HOME}upload",
        data={"csrf_token": writer.token, "file": (BytesIO(file), "x.toml")},
    )
    assert reply.status_code == 303
    assert writer.definition(database) == before
    writer.post(f"{HOME}upload")
    assert writer.status == 422


def test_a_draft_full_of_faults_can_still_be_looked_at(writer, database):
    writer.begin("template:short")
    with closing(connect(database)) as db:

        def spoil(definition):
            return replace(
                definition,
                constructs=("NO1",),
                groups=("nobody", "identity"),
                items=("X",),
                own_items=(Item("a b", "scored", {}, "T99"),),
                languages=(),
                own_constructs=(Construct("c", "ZZ", {}, {}, ("lost",)),),
                ask={"X": {"item": "Y", "in": ["1"]}},
                order=("Z",),
                modules=("M",),
                crossings=(("a", "b"),),
                confirmatory=("NO1",),
                title={},
            )

        workshop.edit(
            db,
            writer.draft,
            1,
            spoil,
            workshop.Deed("pick", {}, "x", date(2026, 1, 1)),
        )
    for page in ("", "/pick", "/settings", "/way", "/check", "/history", "/changes"):
        assert writer.at(page).status == 200, page


DEEDS = [
    "settings",
    "pick",
    "groups",
    "item",
    "construct",
    "remove",
    "up",
    "place",
    "rule",
    "sensitive",
    "none",
]


def test_no_form_breaks_the_workshop(writer):
    writer.begin("template:short")
    fields = {"item": "<b>", "of": "x", "answers": ["y"], "keep": ["7"], "kinds": ["x"]}
    for deed in DEEDS:
        for seen in ("1", "99", "x"):
            writer.at()
            writer.edit(deed, seen=seen, domain="?", **fields)
            assert writer.status < (500 if seen == "1" else 423), (deed, seen)


def test_a_version_is_changed_in_a_draft_of_its_name(writer, database):
    writer.sign_in("coordinator").get("/instruments/trust.1")
    writer.post("/instruments/trust.1/revise")
    writer.draft = "trust"
    assert "PL1.5" in writer.page
    writer.at("/pick")
    writer.edit("pick", kinds=["constructs"], constructs=["SE2"])
    writer.post("/instruments/trust.1/revise")
    assert "PL1.5" not in writer.page
    writer.post(f"{HOME}trust/publish", seen=writer.seen, pilot=["fr", "ar"])
    assert "Published as" in writer.page
    writer.get("/instruments/trust.2/changes")
    told = re.sub("[\u2066-\u2069]", "", writer.page)
    assert "No longer asked: How much do you trust the national government?" in told
    assert "No longer measured" in told
    writer.get("/instruments/trust.1/changes")
    assert "Nothing differs." in writer.page


def test_what_will_be_judged_is_declared_beforehand(writer, database):
    writer.begin("template:core", languages=("en",))
    writer.at("/settings")
    fields = {"confirmatory": ["PL1"], "one": "gender", "other": "age"}
    writer.edit("declare", back="settings", **fields)
    definition = writer.definition(database)
    assert definition.confirmatory == ("PL1",)
    assert definition.crossings == (("gender", "age"),)
    writer.edit("declare", back="settings", keep=["gender*age"], one="age", other="age")
    assert writer.definition(database).crossings == (("gender", "age"),)
    writer.edit("pick", kinds=["groups", "constructs"], groups=["gender"])
    definition = writer.definition(database)
    assert (definition.confirmatory, definition.crossings) == ((), ())


def test_a_language_nobody_knows_is_not_taken(writer, database):
    """A code is part of the names of files."""
    writer.begin(languages=("en", "../../fr", "x" * 300))
    assert writer.definition(database).languages == ("en",)
    writer.at("/settings")
    writer.edit("settings", languages=["en", "../fr", "ar"], **{"title-en": "Ours"})
    assert writer.definition(database).languages == ("en", "ar")
    with closing(connect(database)) as db:
        odd = replace(writer.definition(database), name="odd", languages=("x" * 300,))
        workshop.create(db, odd, "amal", date(2026, 1, 1))
    assert writer.get(f"{HOME}odd").status == 200
