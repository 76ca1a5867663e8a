"""Tablets for tests: real browsers with storage of their own, that can be killed."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from survey_app import config
from survey_app.services import devices
from survey_app.store.database import connect

DRIVER = Path(__file__).with_name("driver.js").read_text(encoding="utf-8")
OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
    "--disable-background-networking", "--window-size=800,1280",
)  # fmt: skip
PIN = "246801"
#: Seconds anything a page promises may take; what never comes must not be waited for.
PATIENCE = 120
#: The address of the program that is kept, once it is.
KEPT = "navigator.serviceWorker.ready.then(({ active }) => active.scriptURL)"


def within(promise, seconds=PATIENCE):
    """Return a promise of a page that fails when it is not kept in time."""
    late = f"setTimeout(no, {1000 * seconds}, new Error('not in {seconds} seconds'))"
    return f"Promise.race([{promise}, new Promise((_, no) => {late})])"


def register(database, instance, name):
    """Return the token of a new tablet of the enumerator."""
    db = connect(database)
    try:
        today = datetime.now(UTC).date()
        wanted = devices.NewDevice(name, "enumerator")
        return devices.add(db, wanted, config.secret_key(instance), today)[1]
    finally:
        db.close()


def responses(database):
    """Return {response_id: answers} of what came from tablets."""
    db = connect(database)
    try:
        rows = db.query(
            "select response_id, item, answer from responses join answers using (response_id)"
            " where origin = 'tablet'"
        )
        found = {}
        for row in rows:
            found.setdefault(row["response_id"], {})[row["item"]] = row["answer"]
        return found
    finally:
        db.close()


class Tablet:
    """One browser with its own folder; `address` is where it finds the server."""

    def __init__(self, playwright, program, address):
        self.playwright, self.program, self.address = playwright, program, address
        self.folder = tempfile.mkdtemp(prefix="tablet-")
        self.process = self.browser = self.page = None

    def start(self):
        """Start the browser and open the tablet's home."""
        port_file = Path(self.folder) / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [self.program, *OPTIONS, f"--user-data-dir={self.folder}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 30
        while not (port_file.is_file() and "\n" in port_file.read_text()):
            assert time.monotonic() < deadline, "Chromium does not start"
            time.sleep(0.05)
        port = port_file.read_text().split()[0]
        self.browser = self.playwright.chromium.connect_over_cdp(
            f"http://127.0.0.1:{port}"
        )
        self.page = self.browser.contexts[0].new_page()
        return self.open()

    def open(self):
        """Open the home and load what drives it without screens."""
        self.page.goto(f"{self.address}/collect")
        self.page.evaluate(within(DRIVER))
        return self

    def set_up(self, token):
        """Keep the program, choose a PIN, fetch all that is needed."""
        self.page.evaluate(within(KEPT))
        return self.call("setUp", PIN, token)

    def call(self, name, *arguments):
        """Return what a function of the driver resolves to."""
        given = ", ".join(json.dumps(each) for each in arguments)
        return self.page.evaluate(within(f"driver.{name}({given})"))

    def kill(self):
        """End the browser as a dead battery does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self):
        """End the browser and forget its folder."""
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
