"""Recording by a (feigned) microphone, playing it back, and hearing it when asked."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey_app.services import media
from survey_app.store.database import connect
from tests import media_samples as samples

PATH = "/instruments/trust.1/media?in=en"
PATIENCE = 30_000
#: Notes which recordings of a page were heard to their end.
HEARD = """() => {
  window.heard = [];
  document.querySelectorAll("audio").forEach((player, n) => { player.onended = () => heard.push(n); });
}"""


@pytest.fixture
def studio(playwright, browser_program, server):
    """A coordinator's window with a microphone that hums."""
    options = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream"]
    options += ["--use-fake-device-for-media-stream", "--mute-audio"]
    browser = playwright.chromium.launch(executable_path=browser_program, args=options)
    page = browser.new_context(base_url=server, locale="en").new_page()
    page.goto("/signin")
    page.fill("#name", "coordinator")
    page.fill("#password", "a long password")
    with page.expect_navigation():
        page.click("main button.primary")
    yield page
    browser.close()


def complaints(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]


def played(page, selector):
    """Play a recording and return how many seconds were heard."""
    return page.evaluate(
        """async (selector) => {
          const player = document.querySelector(selector);
          const ended = new Promise((done) => { player.onended = done; setTimeout(done, 4000); });
          await Promise.race([player.play(), ended]);
          await ended;
          return player.currentTime;
        }""",
        selector,
    )


def test_a_text_is_recorded_played_back_and_heard_by_who_answers(studio):
    page = studio
    page.goto(PATH)
    row = page.locator("ol.aids li", has_text="SCR1").first
    name = row.get_attribute("id")
    button = page.locator(f"#{name} form[data-record] button")
    button.click()
    page.wait_for_selector(f"#{name} button:text-is('Stop')")
    page.wait_for_timeout(1200)
    button.click()
    page.wait_for_selector(f"#{name} audio", timeout=PATIENCE)
    assert played(page, f"#{name} audio") > 0.8
    assert "1" in page.inner_text("#progress tbody tr:first-child td:nth-of-type(1)")
    assert complaints(page) == []
    page.goto("/s/valley")
    with page.expect_navigation():
        page.click("button[value=begin]")
    page.click(".aloud button.hear")
    page.wait_for_timeout(700)
    assert page.evaluate("document.querySelector('.aloud audio').currentTime") > 0.1
    assert page.get_attribute(".aloud button.hear", "aria-pressed") == "true"
    page.click(".aloud button.hear")
    assert page.evaluate("document.querySelector('.aloud audio').paused")
    assert complaints(page) == []


def test_a_refused_microphone_is_said_and_the_file_is_left(signed_in):
    page = signed_in("coordinator")
    page.goto(PATH)
    refuse = "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(); }"
    page.evaluate(refuse)
    page.locator("form[data-record] button").nth(4).click()
    page.wait_for_selector("#recorder:not([hidden])")
    assert "microphone cannot be used" in page.inner_text("#recorder")
    row = page.locator("ol.aids li").nth(4)
    row.locator("summary").click()
    row.locator("input[type=file]").set_input_files(
        {"name": "a.wav", "mimeType": "audio/wav", "buffer": samples.wav(0.5)}
    )
    with page.expect_navigation():
        row.locator("button:text-is('Keep this file')").click()
    assert page.locator("ol.aids li").nth(4).locator("audio").count() == 1


def test_without_javascript_files_are_taken_and_nothing_else_is_shown(signed_in):
    page = signed_in("coordinator", java_script_enabled=False)
    page.goto(PATH)
    assert page.locator("form[data-record]").first.is_hidden()
    assert page.locator("ol.aids summary").first.is_visible()


def test_one_button_says_the_start_one_recording_after_the_other(served, open_page):
    db = connect(served.database)
    for text in [each.text for each in media.texts(db, "trust.1", "en")][:2]:
        sound = media.MediaUpload("a.wav", samples.wav(0.4))
        media.record(db, "trust.1", "en", text, sound)
    db.close()
    page = open_page()
    page.goto("/s/valley")
    assert page.locator("audio:visible").count() == 0
    page.evaluate(HEARD)
    page.click("main button.hear")
    page.wait_for_function("() => heard.length === 2", timeout=PATIENCE)
    page.wait_for_selector(".hear[aria-pressed=false]", timeout=PATIENCE)
    assert page.evaluate("heard") == [0, 1]
    assert complaints(page) == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 800, 1366])
def test_the_page_fits_its_window_and_fingers(signed_in, language, width):
    page = signed_in("coordinator", viewport={"width": width, "height": 740})
    page.goto("/")
    page.click("details.languages summary")
    with page.expect_navigation():
        page.click(f"details.languages button[value={language}]")
    page.goto(re.sub("in=en", f"in={language}", PATH))
    page.locator("ol.aids summary").first.click()
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    small = page.eval_on_selector_all(
        "button, summary, input[type=file], a.button",
        """(all) => all.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 47.5)
           .map((e) => e.outerHTML.slice(0, 80))""",
    )
    assert small == []
    assert complaints(page) == []
