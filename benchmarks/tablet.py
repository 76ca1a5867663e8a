"""Measures what a tablet fetches, how soon it is ready, and what memory it takes.

Usage: .venv/bin/python -m benchmarks.tablet [runs]

A questionnaire of 40 items in three languages, one round, a real server and browser.
Bytes: everything a tablet keeps, gzip. Slow line: 400 kbit/s and 400 ms a request, a
tablet that was never here. Slow processor: 6 times slower (DevTools), opened without
a network from what is kept. Stretching the PIN is slow on purpose and runs beside the
page, where the slowed processor does not reach it: it is measured apart, and six times
that is printed. Memory: JavaScript heap after a collection. Medians and worst of runs.
"""

import gzip
import json
import re
import shutil
import statistics
import sys
import tempfile
import urllib.request
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.services import accounts, publishing
from survey_app.store import rounds
from survey_app.store.database import create
from tests.browser.conftest import BROWSERS, serving
from tests.browser.tablets import register

PIN = "246810"
ITEMS = 40
LANGUAGES = ("en", "fr", "ar")
CONSTRUCTS = ("PL1", "PL2", "PL3", "SC1", "SC2", "SE1", "SE2", "EC1")
SLOW_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
SLOWER = 6
MARKS = {
    "pin": "#pin",
    "home": "#sending",
    "first": "h1 ~ .moves .primary",
    "question": "#app fieldset",
}
#: Notes when each screen was first there, in ms since the page was asked for.
WATCH = (
    f"const marks = {json.dumps(MARKS)};"
    + """
window.seen = {};
const look = () => {
  for (const [name, mark] of Object.entries(marks))
    if (!(name in seen) && document.querySelector(mark)) seen[name] = performance.now();
};
new MutationObserver(look).observe(document, {childList: true, subtree: true});
"""
)


def build(path):
    """Make a database with one open round of 40 items and 30 places."""
    db = create(path)
    wanted = Definition(
        "trust",
        {"en": "Living together"},
        LANGUAGES,
        CONSTRUCTS,
        items=("END1",),
        groups=("gender", "displacement"),
    )
    publishing.define(db, wanted)
    instrument = publishing.draft(db, "trust")
    assert len(instrument.items) == ITEMS, len(instrument.items)
    instrument_id = publishing.publish(db, instrument, date(2026, 1, 1), LANGUAGES)
    opened = SurveyRound(
        "valley-2026", "valley", "2026", instrument_id, {"en": "Living together"},
        {}, "valley", "same", True, date(2026, 3, 2),
    )  # fmt: skip
    rounds.add(db, opened, origin="web")
    places = [
        Place(
            f"p{n}", {"en": f"Place {n}"}, "north", {"en": "North"}, "n", f"c{n}", 1.0
        )
        for n in range(30)
    ]
    rounds.add_places(db, "valley-2026", places)
    accounts.add(db, "id-enumerator", "enumerator", "enumerator", "a long password")
    db.close()


def packed(address, **headers):
    """Return the bytes a reply takes, gzip."""
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request) as reply:
        return len(gzip.compress(reply.read(), 6))


def sizes(address, token):
    """Return the packed bytes of the program and of the package."""
    with urllib.request.urlopen(f"{address}/collect/worker.js") as reply:
        worker = reply.read().decode()
    shell = json.loads(re.match(r"const SHELL = (\{.*?\});\n", worker)[1])
    kept = [packed(address + path) for path, _hash in shell["files"]]
    package = packed(f"{address}/api/v1/package", Authorization=f"Bearer {token}")
    return sum(kept) + len(gzip.compress(worker.encode(), 6)), package


class Visit:
    """One browser that was never here; every time is in ms."""

    def __init__(self, browser, address):
        self.context = browser.new_context(viewport={"width": 800, "height": 1280})
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.tools = self.context.new_cdp_session(self.page)
        self.address = address

    def seen(self, name):
        """Return when a screen was first there."""
        self.page.wait_for_selector(MARKS[name])
        return self.page.evaluate(f"seen.{name}")

    def press(self, selector, name):
        """Return how long it takes from a press to a screen."""
        self.page.evaluate(f"delete seen.{name}")
        at = "window.pressed = performance.now()"
        watching = f"document.addEventListener('click', () => {{ {at}; }}, true)"
        self.page.evaluate(watching)
        self.page.click(selector)
        return self.seen(name) - self.page.evaluate("pressed")

    def heap(self):
        """Return the JavaScript heap after a collection, in MB."""
        self.tools.send("HeapProfiler.collectGarbage")
        self.tools.send("Performance.enable")
        metrics = self.tools.send("Performance.getMetrics")["metrics"]
        found = {each["name"]: each["value"] for each in metrics}
        return found["JSHeapUsedSize"] / 1e6


def slow_line(browser, address, token):
    """Return ms to the first screen and from setting up to the home."""
    visit = Visit(browser, address)
    visit.tools.send("Network.enable")
    visit.tools.send("Network.emulateNetworkConditions", SLOW_LINE)
    visit.page.goto(f"{address}/collect#{token}", wait_until="commit")
    first = visit.seen("pin")
    visit.page.fill("#pin", PIN)
    visit.page.fill("#again", PIN)
    fetched = visit.press("form .primary", "home")
    visit.page.wait_for_selector("section.card .row button")
    visit.context.close()
    return first, fetched


def slow_processor(browser, address, token):
    """Return ms to the PIN, from it to the home, on to a question; and MB of heap."""
    visit = Visit(browser, address)
    page = visit.page
    page.goto(f"{address}/collect#{token}")
    page.fill("#pin", PIN)
    page.fill("#again", PIN)
    page.click("form .primary")
    page.wait_for_selector("section.card .row button")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    visit.context.set_offline(True)
    visit.tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}/collect")
    to_pin = visit.seen("pin")
    page.fill("#pin", PIN)
    to_home = visit.press("form .primary", "home")
    page.select_option("select", index=1)
    to_start = visit.press("section.card .row button >> nth=0", "first")
    to_question = visit.press("h1 ~ .moves .primary", "question")
    heap = visit.heap()
    visit.context.close()
    return to_pin, to_home, to_start + to_question, heap


def stretching(browser, address):
    """Return ms to stretch a PIN on this machine."""
    page = browser.new_page()
    page.goto(f"{address}/collect")
    found = page.evaluate("""async () => {
        const { pin } = await import("/collect/program.js");
        const begun = performance.now();
        const door = pin.newDoor(pin.ITERATIONS);
        await pin.stretch("246810", door);
        return performance.now() - begun;
    }""")
    page.close()
    return found


def tell(label, values, unit="ms"):
    """Print the median and the worst."""
    middle, worst = statistics.median(values), max(values)
    print(f"{label:44} median {middle:8.1f}  worst {worst:8.1f} {unit}")


def measure(browser, served, runs):
    """Measure and print."""
    address = served.address

    def token(name):
        return register(served.database, served.instance, name)

    program, package = sizes(address, token("bytes"))
    print(f"program {program / 1000:.1f} KB, questionnaire {package / 1000:.1f} KB")
    lines = [slow_line(browser, address, token(f"line {n}")) for n in range(runs)]
    slowed = [slow_processor(browser, address, token(f"cpu {n}")) for n in range(runs)]
    stretched = [stretching(browser, address) for _ in range(runs)]
    first, fetched = zip(*lines, strict=True)
    to_pin, to_home, to_question, heap = zip(*slowed, strict=True)
    tell("slow line: first screen", first)
    tell("slow line: set up, all fetched", fetched)
    tell("slow processor: open, from what is kept", to_pin)
    tell("slow processor: PIN to home", to_home)
    tell("slow processor: home to first question", to_question)
    tell("stretching the PIN, this machine", stretched)
    tell("the same, six times", [6 * each for each in stretched])
    tell("JavaScript heap at a question", heap, "MB")


def main():
    """Serve, open a browser, measure."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    folder = Path(tempfile.mkdtemp(prefix="tablet-"))
    build(folder / "survey.db")
    program = next(filter(None, map(shutil.which, BROWSERS)))
    options = {"executable_path": program, "args": ["--no-sandbox", "--disable-gpu"]}
    with serving(folder / "survey.db") as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        measure(browser, served, runs)
        browser.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
