"""The tablet's program: kept after one visit, and opened without a network."""

import time

import pytest
from playwright.sync_api import Error

from tests.browser.tablets import KEPT, within

ADDRESSES = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
  return found;
}"""


@pytest.fixture
def home(open_page):
    """Return the tablet's home, visited once and kept."""
    page = open_page()
    page.goto("/collect")
    page.evaluate(within(KEPT))
    return page


def test_the_home_opens_without_a_network_after_one_visit(home):
    home.context.set_offline(True)
    home.goto("/collect?from=home")
    kind = (
        "import('/collect/program.js').then((found) => typeof found.tablet.openTablet)"
    )
    assert home.evaluate(within(kind)) == "function"


def test_only_the_program_is_kept_in_clear(home):
    kept = home.evaluate(within(f"({ADDRESSES})()"))
    assert {"/collect", "/collect/program.js", "/collect/practice.json"} <= set(kept)
    assert not any(address.startswith("/api") for address in kept)


def test_no_other_page_is_answered_by_the_tablet(home):
    home.context.set_offline(True)
    with pytest.raises(Exception, match="INTERNET_DISCONNECTED"):
        home.goto("/collect/online")


def test_the_right_to_send_does_not_stay_in_the_address(open_page):
    page = open_page()
    page.goto("/collect#a-secret")
    page.evaluate(within(KEPT))
    assert "secret" not in page.evaluate("location.href")


KEPT_NAME = (
    "fetch('/collect/manifest.webmanifest').then((r) => r.json()).then((m) => m.name)"
)


def wait_for(page, wanted, expression):
    """Wait until an expression of the page is as wanted; the page may be reloading."""
    deadline = time.monotonic() + 15
    found = None
    while time.monotonic() < deadline:
        try:
            found = page.evaluate(within(expression, 10))
        except Error:
            found = None
        if found == wanted:
            return
        time.sleep(0.1)
    assert found == wanted


def test_a_new_version_waits_until_it_is_asked_for(line, tablet, renewed):
    one = tablet()
    one.page.evaluate(within(KEPT))
    one.call("tablet.shell.start")
    line.lead_to(renewed.address)
    one.page.evaluate(
        within("driver.tablet.shell.registration.update().then(() => null)")
    )
    wait_for(one.page, True, "driver.tablet.shell.state().newVersion")
    one.page.reload()
    assert one.page.evaluate(KEPT_NAME) == "Notes"
    one.open()
    one.call("tablet.shell.start")
    wait_for(one.page, True, "driver.tablet.shell.state().newVersion")
    one.call("tablet.shell.takeOver")
    # The old worker goes when it has nothing to do: ask for nothing meanwhile.
    wait_for(one.page, 1, "caches.keys().then((names) => names.length)")
    wait_for(one.page, "Diary", KEPT_NAME)


def test_a_program_that_did_not_come_whole_is_told_and_not_kept(line, tablet):
    line.missing.add("/collect/practice.json")
    one = tablet()
    one.call("tablet.shell.start")
    wait_for(one.page, "failed", "driver.tablet.shell.state().worker")
    why = one.page.evaluate("driver.tablet.shell.state().why")
    assert why == "/collect/practice.json: 404"
    assert one.page.evaluate("caches.keys()") == []
    line.missing.clear()
    one.open()
    one.call("tablet.shell.start")
    wait_for(one.page, "ready", "driver.tablet.shell.state().worker")


def test_a_newer_version_that_does_not_come_leaves_the_old_one_ready(
    line, tablet, renewed
):
    one = tablet()
    one.page.evaluate(within(KEPT))
    one.call("tablet.shell.start")
    line.missing.add("/collect/practice.json")
    line.lead_to(renewed.address)
    one.page.evaluate(
        within("driver.tablet.shell.registration.update().catch(() => null)")
    )
    why = "/collect/practice.json: 404"
    wait_for(one.page, why, "driver.tablet.shell.state().why")
    assert one.page.evaluate("driver.tablet.shell.state().worker") == "ready"
    assert one.page.evaluate("driver.tablet.shell.state().newVersion") is False
    line.state = "down"
    one.open()
