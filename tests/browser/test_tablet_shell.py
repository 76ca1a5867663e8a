"""The tablet's program: kept after one visit, and opened without a network."""

import pytest

KEPT = """async () => {
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
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def test_the_home_opens_without_a_network_after_one_visit(home):
    home.context.set_offline(True)
    home.goto("/collect?from=home")
    kind = (
        "import('/collect/program.js').then((found) => typeof found.tablet.openTablet)"
    )
    assert home.evaluate(kind) == "function"


def test_only_the_program_is_kept_in_clear(home):
    kept = home.evaluate(KEPT)
    assert {"/collect", "/collect/program.js", "/collect/practice.json"} <= set(kept)
    assert not any(address.startswith("/api") for address in kept)


def test_no_other_page_is_answered_by_the_tablet(home):
    home.context.set_offline(True)
    with pytest.raises(Exception, match="INTERNET_DISCONNECTED"):
        home.goto("/collect/online")


def test_the_right_to_send_does_not_stay_in_the_address(open_page):
    page = open_page()
    page.goto("/collect#a-secret")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert "secret" not in page.evaluate("location.href")
