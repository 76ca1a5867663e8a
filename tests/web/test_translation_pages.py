import html
import re
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.translation_exchange import Line, Lines
from survey_app.interchange import (
    translations_po,
    translations_xliff,
    translations_xlsx,
)
from survey_app.services import accounts, publishing
from survey_app.services.translation_files import FORMS
from survey_app.store.database import connect
from tests.conftest import PASSWORD, Visitor

SHORT = Definition("short", {"en": "Short"}, ("en", "so", "fr"), items=("END1",))
SOMALI = "/translations/short/so"
READ = {
    "xlsx": translations_xlsx.read,
    "po": translations_po.read,
    "xliff": translations_xliff.read,
}


@pytest.fixture
def desk(app, database):
    """Two translators and a coordinator, and a questionnaire to translate."""
    with closing(connect(database)) as db:
        publishing.define(db, SHORT)
        for name in ("amal", "bile"):
            accounts.add(db, name, name, "translator", PASSWORD)
    return Desk(app)


class Desk(dict):
    """Whoever is asked for, signed in."""

    def __init__(self, app):
        self.app = app

    def __missing__(self, name):
        self[name] = Visitor(self.app).sign_in(name)
        return self[name]


def keys(visitor, field):
    return [
        html.unescape(key)
        for key in re.findall(rf'name="{field}/([^"]+)"', visitor.page)
    ]


def write(visitor, text, stage="draft"):
    """Write the same, after where it stands, into every field of a stage."""
    visitor.get(f"{SOMALI}?stage={stage}")
    fields = {
        f"text/{key}": f"{text} {key}" for key in dict.fromkeys(keys(visitor, "text"))
    }
    return visitor.post(SOMALI, stage=stage, **fields)


def tick(visitor, stage, **fields):
    visitor.get(f"{SOMALI}?stage={stage}")
    ticks = {f"pick/{key}": "1" for key in keys(visitor, "pick")}
    texts = {
        f"text/{key}": f"Go’aan {key}" for key in dict.fromkeys(keys(visitor, "text"))
    }
    return visitor.post(SOMALI, stage=stage, **ticks, **texts, **fields)


def test_a_translator_begins_with_the_translations_and_sees_nothing_else(desk):
    amal = desk["amal"].get("/")
    assert "<h1>Translations</h1>" in amal.page
    assert "Soomaali" in amal.page
    menu = amal.page.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall('href="([^"]+)"', menu) == ["/translations/", "/me/"]
    assert amal.get("/rounds/").status == 403


def test_nobody_sees_the_other_draft_before_both_are_in(desk):
    amal, bile = desk["amal"], desk["bile"]
    assert "texts are kept" in write(amal, "Qoraal").page
    bile.get(f"{SOMALI}?stage=draft")
    assert "Qoraal" not in bile.page
    bile.get(f"{SOMALI}/text?key=END1")
    assert "Qoraal" not in bile.page
    write(bile, "Turjumaad")
    for each in (amal, bile):
        each.get(f"{SOMALI}?stage=review")
        assert "Qoraal END1" in each.page
        assert "Turjumaad END1" in each.page


def test_a_draft_that_came_with_the_program_is_hidden_until_ones_own_is_in(desk):
    amal = desk["amal"].get("/translations/short/fr")
    shipped = "Y a-t-il"
    assert shipped not in amal.page
    assert "END1" in amal.page


def test_a_language_from_nothing_to_locked_and_who_may_not(desk):
    amal, bile, chief = desk["amal"], desk["bile"], desk["coordinator"]
    write(amal, "Qoraal")
    write(bile, "Turjumaad")
    write(bile, "Heshiis", "review")
    assert "Nothing waits for you here" in amal.get(f"{SOMALI}?stage=decide").page
    tick(chief, "decide")
    tick(bile, "pretest", note="Ten women understood it.")
    assert "Nothing waits for you here" in bile.get(f"{SOMALI}?stage=lock").page
    tick(chief, "lock")
    assert "Every text is locked" in chief.page
    chief.get(f"{SOMALI}/text?key=END1")
    for said in ("Qoraal END1", "Turjumaad END1", "Go’aan END1", "Ten women"):
        assert said in chief.page
    chief.post(f"{SOMALI}/reopen", key="END1", note="People laughed.")
    assert "Opened again" in chief.page
    assert "Every text is locked" not in chief.get(SOMALI).page


def test_what_has_faults_is_marked_and_what_was_typed_stays(desk):
    amal = desk["amal"].get(f"{SOMALI}?stage=draft")
    amal.post(SOMALI, stage="draft", **{"text/END1": "x" * 500, "text/SCR1": "Haa"})
    assert amal.status == 422
    assert "The text has 500 signs" in amal.page
    assert "x" * 500 in amal.page
    assert ">Haa</textarea>" in amal.page
    assert "Nothing is kept yet" in amal.page
    assert ">Haa<" not in amal.get(f"{SOMALI}?stage=draft").page


def test_the_glossary_stands_beside_the_texts_it_is_about(desk):
    amal, bile = desk["amal"], desk["bile"]
    amal.get(f"{SOMALI}/glossary")
    amal.post(f"{SOMALI}/glossary", term="interview", word="wareysi", note="")
    assert "wareysi" in amal.page
    bile.get(SOMALI)
    found = len(re.findall("Glossary: .?interview.? is said", bile.page))
    assert found == len(re.findall("<strong[^>]*>[^<]*[Ii]nterview", bile.page))
    amal.post(f"{SOMALI}/glossary", term="", word="")
    assert amal.status == 422
    amal.post(f"{SOMALI}/glossary/remove", term="interview")
    assert "wareysi" not in amal.page


def test_a_language_is_added_by_the_coordinator(desk):
    chief = desk["coordinator"].get("/translations/")
    chief.post("/translations/short/languages", language="sw")
    assert chief.status == 200
    assert "Kiswahili" in chief.page
    chief.post("/translations/short/languages", language="qqq")
    assert chief.status == 422


def test_what_is_not_there_is_not_found(desk):
    for path in (
        "/translations/none/so",
        "/translations/short/sw",
        f"{SOMALI}/text?key=X",
    ):
        assert desk["amal"].get(path).status == 404
    assert desk["amal"].get(SOMALI).post(SOMALI, stage="x").status == 404


@pytest.mark.parametrize("form", ["xlsx", "po", "xliff"])
def test_a_file_taken_out_filled_in_and_brought_back(desk, form):
    amal, bile = desk["amal"], desk["bile"]
    reply = amal.client.get(f"{SOMALI}/file?as={form}")
    name = reply.headers["Content-Disposition"].partition("filename=")[2]
    lines = READ[form](name, reply.data)
    filled = replace(
        lines, lines=tuple(replace(x, text=f"F {x.key}") for x in lines.lines)
    )
    content = FORMS[form][0]("short", filled)
    page = bring(amal, content, name).page
    assert f"New: {len(lines.lines)}" in page
    assert f"Ignored: {len(lines.lines)}" in bring(amal, content, name).page
    assert "F END1" not in bile.get(f"{SOMALI}?stage=draft").page
    assert bile.client.get(f"{SOMALI}/file?as=po").data.count(b"F END1") == 0


def bring(visitor, content, name):
    visitor.get(SOMALI)
    fields = {"file": (BytesIO(content), name.strip('"'))}
    return visitor.post(f"{SOMALI}/file", **fields)


def test_a_file_with_faults_is_refused_whole_and_all_are_told(desk):
    amal = desk["amal"]
    content = FORMS["po"][0]("short", Lines("so", tuple(
        Line(key, "x", "") for key in ("END1",)
    )))  # fmt: skip
    assert "This is no file of translations" in bring(amal, content, "x.docx").page
    assert amal.status == 422
    other = FORMS["po"][0]("short", Lines("sw", ()))
    assert "The file is in the language sw, not so." in bring(amal, other, "x.po").page
