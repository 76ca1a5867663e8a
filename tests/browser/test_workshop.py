"""A new coordinator makes a questionnaire with audio in two languages, and opens it."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import serving
from tests.browser.test_looks import choose, overflow, too_small

PATIENCE = 30_000
PAGES = ("", "/pick", "/settings", "/questions/new", "/questions/PU1?of=DEM1", "/way", "/check", "/history", "/changes", "/preview")  # fmt: skip
OTHERS = ("/instruments/drafts/", "/instruments/proposals/", "/rounds/new", "/instruments/trust.1/changes")  # fmt: skip


@pytest.fixture
def studio(playwright, browser_program, world_file, tmp_path):
    """A coordinator's window with a microphone that hums, on a server of its own.

    Recordings belong to texts: others would hear them in their questionnaires.
    """
    with serving(shutil.copy(world_file, tmp_path / "world.db")) as served:
        yield from window(playwright, browser_program, served.address)


def window(playwright, browser_program, server):
    options = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream"]
    options += ["--use-fake-device-for-media-stream", "--mute-audio"]
    browser = playwright.chromium.launch(executable_path=browser_program, args=options)
    page = browser.new_context(base_url=server, locale="en").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/signin")
    page.fill("#name", "coordinator")
    page.fill("#password", "a long password")
    go(page, "main button.primary")
    yield page
    browser.close()


def go(page, selector):
    with page.expect_navigation():
        page.click(selector)


def complaints(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]


def begin(page, title):
    """Begin the questionnaire that is offered first, in English and Arabic."""
    page.goto("/")
    go(page, "nav >> text=Questionnaires")
    go(page, "text=Write a questionnaire")
    page.fill("#title", title)
    page.check("input[name=languages][value=ar]")
    go(page, "main button.primary")
    assert page.inner_text("main .lead").startswith("16 questions")


def record_two(page):
    """Record two texts with three presses: the second press ends the first text."""
    rows = [
        page.locator("ol.aids li", has_text=name).first for name in ("SCR1", "SCR2")
    ]
    for row in rows:
        row.locator("form[data-record] button").click()
        row.locator("form[data-record] button.primary").wait_for()
        page.wait_for_timeout(400)
    rows[1].locator("form[data-record] button").click()
    for row in rows:
        row.locator("audio").wait_for()


def test_from_signing_in_to_an_open_survey_that_speaks(studio):
    begin(studio, "Living by the river")
    go(studio, "main .row >> text=Check and publish")
    studio.check("input[name=pilot][value=ar]")
    go(studio, "main button.primary:has-text('Publish')")
    go(studio, "text=Recordings and pictures")
    record_two(studio)
    go(studio, "main nav a[lang=ar]")
    record_two(studio)
    studio.goto("/instruments/living-by-the-river.1")
    go(studio, "text=Open a round with it")
    assert complaints(studio) == []
    studio.fill("#about-en", "The elders ask. Complaints: the market office.")
    go(studio, "main button.primary")
    go(studio, "main a[href^='/s/']")
    assert "The elders ask." in studio.inner_text("main")
    go(studio, "button[value=ar]")
    go(studio, "button[value=begin]")
    assert studio.locator("audio").count() >= 1


def test_the_workshop_fits_fingers_and_readers_from_right_to_left(signed_in):
    page = signed_in("coordinator", viewport={"width": 360, "height": 740})
    begin(page, "Small screen")
    address = page.url
    choose(page, "ar")
    for path in [*(f"{address}{each}" for each in PAGES), *OTHERS]:
        page.goto(path)
        assert overflow(page) <= 0, path
        assert too_small(page) == [], path
        assert complaints(page) == [], path
