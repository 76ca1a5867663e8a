"""A real server process and a real browser for the journeys of this folder."""

import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.proxy import Proxy
from tests.browser.tablets import Tablet
from tests.processes import address, started

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Served:
    """A server process: where it is, and what it keeps its things in."""

    address: str
    database: Path
    instance: Path


@contextmanager
def serving(database, **settings):
    """Serve a database in a process of its own; its folder is the instance's."""
    folder = Path(database).parent
    command = [sys.executable, "-m", "survey_app.cli.main", "serve", "--port", "0"]
    options = ["--database", str(database)]
    with started([*command, *options], folder, settings) as process:
        yield Served(address(process), Path(database), folder)


@pytest.fixture(scope="session")
def served(world_file, tmp_path_factory):
    """Serve a copy of the world."""
    folder = tmp_path_factory.mktemp("served")
    with serving(shutil.copy(world_file, folder / "world.db")) as found:
        yield found


@pytest.fixture(scope="session")
def renewed(served):
    """Serve the same once more, in another version for tablets."""
    with serving(served.database, SURVEY_APP_TABLET_NAME="Diary") as found:
        yield found


@pytest.fixture
def line(served):
    """The line between tablets and the server."""
    proxy = Proxy(served.address)
    yield proxy
    proxy.stop()


@pytest.fixture
def tablet(browser_program, playwright, line):
    """Return a function that makes a tablet behind the line."""
    made = []

    def make():
        made.append(Tablet(playwright, browser_program, line.address))
        return made[-1].start()

    yield make
    for each in made:
        each.stop()


@pytest.fixture(scope="session")
def server(served):
    """Return the server's address."""
    return served.address


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser_program():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium: apt-get install chromium"
    return path


@pytest.fixture(scope="session")
def chromium(playwright, browser_program):
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    browser = playwright.chromium.launch(executable_path=browser_program, args=options)
    yield browser
    browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Return a function that opens a new browser window on the server.

    Whatever the window asks of other hosts, and every complaint of the browser, fails
    the test.
    """
    contexts, faults = [], []

    def open_one(**options):
        settings = {
            "base_url": server,
            "viewport": {"width": 800, "height": 1280},
            "locale": "en",
        } | options
        context = chromium.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        own = settings["base_url"]
        # A recording is played from the page's own memory: blob:http://…
        page.on(
            "request",
            lambda r: (
                r.url.removeprefix("blob:").startswith(own) or faults.append(r.url)
            ),
        )
        page.on("console", lambda m: m.type == "error" and faults.append(m.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        # Closing must not wait for answers that are still under way.
        context.unroute_all(behavior="ignoreErrors")
        context.close()
    usual = ("status of 4", "ERR_INTERNET_DISCONNECTED")
    assert [fault for fault in faults if not any(map(fault.count, usual))] == []


@pytest.fixture
def signed_in(open_page):
    """Return a function that opens a window of somebody with a role."""

    def open_as(role, **options):
        page = open_page(**options)
        page.goto("/signin")
        page.fill("#name", role)
        page.fill("#password", "a long password")
        with page.expect_navigation():
            page.click("main button.primary")
        return page

    return open_as
