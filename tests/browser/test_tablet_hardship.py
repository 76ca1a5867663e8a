"""What is done on a tablet's screens when things go badly, and what then follows."""

import json
from dataclasses import replace
from datetime import date

import pytest

from survey_app.core.questionnaire.definition import Option
from survey_app.core.questionnaire.instrument import encode
from survey_app.services import publishing
from survey_app.store.database import create
from tests.browser.hands import PATIENCE, HeldTablet, hand_out
from tests.browser.tablets import register, responses, within
from tests.browser.test_tablet_shell import KEPT_NAME, wait_for
from tests.conftest import TRUST

SECOND = "135790"
WRONG = "000000"
ALERT = "[role=alert]:has-text({!r})"


@pytest.fixture
def tablet(open_page, world_file):
    """Return a function that hands out a tablet that was never used."""
    return lambda *given, **options: hand_out(open_page, world_file, *given, **options)


def written(page, button="text=Write the file"):
    """Press for the file of what waits; return where the browser saved it."""
    with page.expect_download(timeout=PATIENCE) as found:
        page.click(button)
    return found.value.path(), found.value.suggested_filename


def test_a_tablet_without_network_gives_its_interviews_by_file_once(served, signed_in, open_page, tmp_path):  # fmt: skip
    page = open_page()
    mine = HeldTablet(page, None).set_up(register(served.database, served.instance, "File"))  # fmt: skip
    page.context.set_offline(True)
    mine.begin()
    mine.finish()
    page.click("text=Next interview")
    mine.at_home()
    page.click("#sending summary")
    path, name = written(page)
    file = tmp_path / name
    file.write_bytes(path.read_bytes())
    before = responses(served.database).keys()
    desk = signed_in("coordinator")
    said = []
    for _ in range(3):
        desk.goto("/rounds/review")
        desk.set_input_files("#file", file)
        with desk.expect_navigation(timeout=PATIENCE):
            desk.click("form:has(#file) button")
        said.append(desk.inner_text("[role=status]"))
    assert [each.split(". F")[0] for each in said] == [
        "New: 1. Kept before: 0",
        "New: 0. Kept before: 1",
        "New: 0. Kept before: 1",
    ]
    assert len(responses(served.database).keys() - before) == 1
    # It still waits here, for no word of the server has come.
    assert "1 waiting, sealed" in page.inner_text("#sending")


def test_wrong_pins_lock_out_waiting_lets_in_and_the_tenth_forgets(tablet):
    mine = tablet()
    page = mine.page
    page.clock.install()
    mine.set_up()
    mine.lose_network()
    mine.begin()
    mine.finish()
    page.click("text=Next interview")
    mine.at_home()
    page.click("text=Lock")
    for told in ("9 tries are left.", "8 tries are left.", "Wait 10 seconds."):
        mine.open(WRONG)
        page.wait_for_selector(ALERT.format(told))
    mine.open()
    page.wait_for_selector(ALERT.format("Too many wrong PINs."))
    page.clock.fast_forward(10_000)
    mine.open()
    mine.at_home()
    page.click("text=Lock")
    for left in range(9, 0, -1):
        mine.open(WRONG)
        page.wait_for_selector(ALERT.format(f"{left} tr"))
        page.clock.fast_forward(600_000)
    mine.open(WRONG)
    page.wait_for_selector("text=This tablet is not registered")
    assert "1 sealed interview lies here." in page.inner_text("main")
    path, _ = written(page)
    (sealed,) = json.loads(path.read_text(encoding="utf-8"))["sealed"]
    assert sealed["v"] == 1


def looks(page):
    """Return the headings, buttons and choices of a home."""
    return page.eval_on_selector_all(
        "h1, h2, button, summary, label.button, main label.field",
        "(all) => all.filter((e) => e.checkVisibility() && !e.closest('h2 + p')).map((e) => e.tagName + e.className)",
    )


def test_a_second_pin_opens_a_survey_that_looks_the_same_and_tells_nothing(tablet):
    mine = tablet()
    mine.heard.package["rounds"][0]["targets"] = []
    page = mine.set_up(second=SECOND).page
    own = looks(page)
    mine.lose_network()
    mine.begin()
    mine.finish()
    page.click("text=Next interview")
    mine.begin()
    mine.answer()
    page.reload()
    mine.open(SECOND)
    mine.at_home()
    shown = page.inner_text("main")
    told = [*TRUST.title.values(), "North", "is not finished", "1 interview", "1 waiting"]  # fmt: skip
    assert [word for word in told if word in shown] == []
    assert looks(page) == own
    mine.begin()
    mine.finish()
    page.click("text=Next interview")
    mine.at_home()
    assert "1 waiting, sealed" in page.inner_text("#sending")
    page.click("#sending summary")
    page.click("text=Write the file")
    page.wait_for_selector(ALERT.format("Nothing waits here."))
    mine.find_network()
    page.click("text=Send now")
    page.wait_for_selector("#sending:has-text('1 waiting')")
    assert mine.heard.kept == []
    page.click("text=Lock")
    mine.open()
    page.wait_for_selector("#sending:has-text('1 kept by the server')")
    assert len(mine.heard.kept) == 1
    assert "An interview is not finished" in page.inner_text("main")


def test_a_new_version_waits_for_the_end_of_the_interview(line, open_page, served, renewed):  # fmt: skip
    page = open_page(base_url=line.address)
    mine = HeldTablet(page, None).set_up(register(served.database, served.instance, "New"))  # fmt: skip
    mine.begin()
    line.lead_to(renewed.address)
    page.evaluate(within("navigator.serviceWorker.getRegistration('/collect').then((found) => found.update()).then(() => null)"))  # fmt: skip
    waits = "navigator.serviceWorker.getRegistration('/collect').then((found) => Boolean(found.waiting))"
    wait_for(page, True, waits)
    mine.answer()
    assert page.locator("fieldset").count() == 1
    assert page.evaluate(within(KEPT_NAME)) == "Notes"
    mine.finish()
    page.click("text=Next interview")
    page.wait_for_selector("#version:has-text('A new version of this program is here.')")  # fmt: skip
    assert page.evaluate(within(KEPT_NAME)) == "Notes"
    page.click("text=Use it now")
    page.wait_for_selector("#pin")
    wait_for(page, "Diary", KEPT_NAME)
    mine.open()
    mine.at_home()


GROUPS = ("river", "hill", "coast", "town", "plain")


@pytest.fixture(scope="module")
def dyadic():
    """The document of a questionnaire that asks about each other group of five."""
    db = create(None)
    groups = tuple(Option(code, {"en": f"{code.title()} people", "fr": code, "ar": code}) for code in GROUPS)  # fmt: skip
    definition = replace(TRUST, constructs=("DY1",), items=(), groups=("identity",), site_groups=groups)  # fmt: skip
    publishing.define(db, definition)
    instrument = publishing.draft(db, "trust")
    publishing.publish(db, instrument, date(2025, 1, 1))
    db.close()
    return json.loads(encode(instrument))


def test_people_are_asked_about_other_groups_than_their_own(tablet, dyadic):
    mine = tablet(document=dyadic).set_up()
    page = mine.page
    mine.begin(manner=1)
    while not page.locator("fieldset input[value=river]").count():
        mine.answer()
    before = page.locator("h1").element_handle()
    for own in ("river", "town"):
        page.check(f"fieldset input[value={own}]")
    page.click("form .moves .primary")
    page.wait_for_function("(old) => !old.isConnected", arg=before)
    page.wait_for_selector("fieldset")
    asked, place = [], 0
    while not page.locator(".receipt").count():
        asked.append(mine.question)
        mine.answer(place % 4)
        place += 1
    assert [text for text in asked if "River" in text or "Town" in text] == []
    page.click("text=Give the tablet back")
    mine.open()
    page.wait_for_selector("#sending:has-text('1 kept by the server')")
    (packet,) = mine.heard.kept
    items = {item["item_id"]: item for item in dyadic["items"]}
    about = {name: items[name] for name in packet["answers"] if ":" in name}
    assert {name.partition(":")[2] for name in about} == {"hill", "coast", "plain"}
    given = [packet["answers"][name] for name in about]
    assert given == expected(dyadic, about, asked)


def expected(document, about, asked):
    """Return the answers as they were given, by what each question said."""
    found = []
    for item in about.values():
        place = asked.index(item["text"]["en"])
        scale = document["scales"][item["scale"]]["options"]
        found.append(scale[place % 4]["code"])
    return found
