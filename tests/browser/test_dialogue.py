"""A dialogue by phone in Arabic, and the pages of those who lead it."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from survey_app.core.listening.dialogue import Dialogue, Sheet
from survey_app.services import dialogues, voting
from survey_app.services.dialogues import Entry
from survey_app.store import dialogues as store
from survey_app.store.database import connect
from tests.browser.conftest import serving
from tests.browser.test_looks import complaints, overflow, press, too_small

PATIENCE = 10_000
ENTRY = Entry("coordinator", date(2026, 3, 9))
SAID = {
    "en": "We need one more well\nWater should be paid for by use\nYoung people should sit in the council\n"
    "The market road is safe at night\nNewcomers should get land\nSchools should teach in both languages\n"
    "The council listens to us",
    "ar": "نحتاج إلى بئر أخرى\nيجب أن يُدفع ثمن الماء بحسب الاستهلاك\nيجب أن يجلس الشباب في المجلس\n"
    "طريق السوق آمن ليلًا\nيجب أن يحصل القادمون الجدد على أرض\nيجب أن تعلّم المدارس باللغتين\nالمجلس يصغي إلينا",
}  # fmt: skip
ABOUT = {"en": "Asked by the council. Complaints: the market office."}


def fill(path):
    """Make an open dialogue: two groups that agree on two statements."""
    with closing(connect(path)) as db:
        title = {"en": "Water and land", "ar": "الماء والأرض"}
        made = Dialogue("water", "trust.1", title, ABOUT, "DEM4", "preparing")
        dialogues.make(db, made, ENTRY)
        dialogues.add_seeds(db, made, SAID)
        dialogues.open_it(db, made)
        for n in range(60):
            group = ("stayed", "displaced")[n % 2]
            signs = "a" + ("daddaa", "apaaada")[n % 2][: 6 - (n % 7 == 0)]
            who = voting.join(db, replace(made, state="open"), f"p{n}")
            store.keep(db, replace(who, group=group, votes=signs))
        sheet = Sheet(0, "returned", 14, dict.fromkeys(range(1, 8), (9, 4, 1)))
        dialogues.add_sheet(db, made, sheet, ENTRY)


@pytest.fixture(scope="module")
def server(world_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dialogue")
    path = shutil.copy(world_file, folder / "world.db")
    fill(path)
    with serving(path) as found:
        yield found.address


def looks_well(page):
    assert overflow(page) <= 0, page.url
    assert too_small(page) == [], page.url
    assert complaints(page) == [], page.url


def test_somebody_votes_in_arabic_by_phone_and_says_what_is_missing(
    open_page, signed_in
):
    phone = open_page(locale="ar", viewport={"width": 360, "height": 740})
    phone.set_default_timeout(PATIENCE)
    phone.goto("/d/water")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    looks_well(phone)
    press(phone, "button[value=begin]")
    phone.check("input[value=displaced]")
    press(phone, "form button.primary")
    looks_well(phone)
    first = phone.inner_text("h1")
    press(phone, "button[value=agree]")
    press(phone, "button[value=back]")
    assert phone.inner_text("h1") == first
    press(phone, "button[value=disagree]")
    for _ in range(6):
        press(phone, "button[value=pass]")
    phone.fill("#said", "نحتاج إلى طبيب")
    press(phone, "details button:has-text('إضافة'), details[open] form p button")
    assert phone.locator("p[role=status]").count() == 1
    lead = signed_in("coordinator")
    lead.set_default_timeout(PATIENCE)
    lead.goto("/dialogues/water/")
    assert lead.locator("textarea[lang=ar]").first.input_value() == "نحتاج إلى طبيب"
    lead.check("input[value=show]")
    press(lead, "fieldset + p button.primary")
    phone.goto("/d/water")
    assert phone.inner_text("h1") == "نحتاج إلى طبيب"


def test_pages_of_those_who_lead_it_fit_and_axe_finds_nothing(signed_in):
    size = {"width": 360, "height": 740}
    lead = signed_in("coordinator", color_scheme="dark", viewport=size, locale="ar")
    lead.set_default_timeout(PATIENCE)
    for path in ("", "water/", "water/results", "water/sheets"):
        lead.goto(f"/dialogues/{path}")
        looks_well(lead)
