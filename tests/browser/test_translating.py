"""Two translators and an adjudicator take a language from nothing to locked."""

from contextlib import closing
from datetime import date

import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.services import accounts, program_words, publishing
from survey_app.store.database import connect
from tests.browser.test_looks import SIZES, complaints, overflow, press, too_small
from tests.conftest import PASSWORD
from tests.services.test_translating import lock_texts

SHORT = Definition("brief", {"en": "Brief"}, ("en", "so", "ar"), items=("END1",))
SOMALI = "/translations/brief/so"


@pytest.fixture(scope="module")
def desk(served):
    with closing(connect(served.database)) as db:
        publishing.define(db, SHORT)
        for name in ("amal", "bile"):
            accounts.add(db, name, name, "translator", PASSWORD)
    return served


def save(page):
    press(page, "main form .primary")
    assert page.locator("p.note[role=status]").count() == 1


def write(page, text):
    page.goto(f"{SOMALI}?stage=draft")
    fill = "(all, text) => all.forEach((e, n) => (e.value = `${text} ${n}`))"
    page.eval_on_selector_all("textarea", fill, text)
    save(page)


def tick(page, selector):
    page.eval_on_selector_all(selector, "all => all.forEach((e) => e.click())")


def test_a_language_from_nothing_to_locked(desk, signed_in):
    amal, bile, chief = (signed_in(name) for name in ("amal", "bile", "coordinator"))
    write(amal, "Qoraal")
    bile.goto(SOMALI)
    assert "Qoraal" not in bile.content()
    write(bile, "Turjumaad")
    amal.goto(f"{SOMALI}?stage=review")
    tick(amal, "input[type=radio][value='1']")
    save(amal)
    chief.goto(f"{SOMALI}?stage=decide")
    tick(chief, "input[type=checkbox]")
    save(chief)
    bile.goto(f"{SOMALI}?stage=pretest")
    bile.fill("#note", "Understood by eight women.")
    save(bile)
    chief.goto(f"{SOMALI}?stage=lock")
    save(chief)
    assert "Every text is locked" in chief.inner_text("main")
    with closing(connect(desk.database)) as db:
        draft = publishing.draft(db, "brief")
        lock_texts(db, program_words.instrument("so"), "so")
        version = publishing.publish(db, draft, date(2026, 3, 2))
    chief.goto(f"/instruments/{version}?in=so")
    assert "Turjumaad" in chief.inner_text("main")
    assert chief.locator("nav a[lang=ar]").count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_fit_every_screen_and_axe_finds_nothing(desk, signed_in, size):
    width, height = size
    page = signed_in("coordinator", viewport={"width": width, "height": height})
    for path in ("/translations/", "/translations/@program/ar", f"{SOMALI}/glossary"):
        page.goto(path)
        assert overflow(page) <= 0, path
        assert too_small(page) == [], path
        if size == SIZES[0]:
            assert complaints(page) == [], path
