"""Every page: accessible, inside its window, large enough to touch, in both directions."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/", "/rounds/", "/rounds/valley-2026", "/rounds/valley-2026/releases/", "/rounds/valley-2026/community/", "/results/valley-2026/", "/results/valley-2026/gaps",
    "/results/valley-2026/gaps?by=displacement*gender", "/results/valley-2026/answers",
    "/results/valley-2026/changes?by=gender", "/results/valley-2026/words", "/results/valley-2026/trust",
    "/results/valley-2026/without", "/results/valley-2026/respondents", "/rounds/valley-2026/boundaries", "/results/valley-2026/export", "/instruments/",
    "/instruments/trust.1", "/instruments/trust.1/media", "/rounds/valley-2026/fieldwork", "/rounds/valley-2026/backchecks", "/admin/accounts/", "/collect/online", "/nowhere",
    "/warning/alerts/", "/warning/risks/", "/warning/plans/edit", "/warning/people/", "/planning/", "/warning/", "/warning/indicators", "/results/valley-2026/report/", "/results/valley-2026/report/methods",
    "/results/valley-2025/microdata/",
]  # fmt: skip
OPEN_PAGES = ["/", "/signin", "/calendar", "/s/valley", "/s/valley/withdraw"]
SIZES = [(360, 740), (800, 1280), (1366, 768)]
LEAST_TARGET = 47.5

#: What is pressed, apart from links inside sentences and tables.
TARGETS = "button, summary, select, nav a, a.button, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), label.option"


def press(page, selector):
    """Press what leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.click(selector)


def choose(page, language):
    page.goto("/")
    page.click("details.languages summary")
    press(page, f"details.languages button[value={language}]")


def too_small(page):
    return page.eval_on_selector_all(
        TARGETS,
        """(all, least) => all.filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
           .filter(([, box]) => box.height < least).map(([html]) => html)""",
        LEAST_TARGET,
    )


def overflow(page):
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


def complaints(page):
    found = Axe().run(page)
    return [
        (v["id"], [n["html"][:120] for n in v["nodes"]])
        for v in found.response["violations"]
    ]


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "ar")])
def test_axe_finds_nothing(signed_in, scheme, language):
    """Contrast hangs on the scheme alone, everything else on texts and direction."""
    page = signed_in("coordinator", color_scheme=scheme)
    choose(page, language)
    for path in [*PAGES, "/s/valley", "/s/valley/withdraw", "/calendar", "/signin"]:
        page.goto(path)
        assert complaints(page) == [], path
        folded = page.locator("main details summary").all()[:2]
        for summary in folded:
            summary.click()
        assert not folded or complaints(page) == [], f"{path} opened"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_kind_of_question(open_page, language):
    page = open_page(locale=language)
    page.goto("/s/valley")
    press(page, "button[value=begin]")
    for _ in range(16):
        assert complaints(page) == [], page.inner_text("main")[:80]
        if page.locator(".receipt").count():
            break
        press(page, "button[value=next]")
        options = page.locator(
            "fieldset input[type=radio], fieldset input[type=checkbox]"
        )
        if options.count():
            options.first.check()
            press(page, "button[value=next]")
        else:
            press(page, "button[value=refused]")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_pages_fit_their_window_and_fingers(signed_in, language, size):
    page = signed_in("coordinator", viewport={"width": size[0], "height": size[1]})
    choose(page, language)
    for path in PAGES:
        page.goto(path)
        assert overflow(page) <= 0, path
        assert too_small(page) == [], path


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_open_pages_and_questions_fit_too(open_page, language, size):
    page = open_page(locale=language, viewport={"width": size[0], "height": size[1]})
    for path in OPEN_PAGES:
        page.goto(path)
        assert overflow(page) <= 0, path
        assert too_small(page) == [], path
    page.goto("/s/valley")
    press(page, "button[value=begin]")
    for _ in range(6):
        assert overflow(page) <= 0
        assert too_small(page) == []
        page.locator("fieldset input").first.check()
        press(page, "button[value=next]")


def test_printed_pages_hold_results_and_nothing_to_press(signed_in):
    page = signed_in("analyst")
    page.goto("/results/valley-2026/gaps")
    page.emulate_media(media="print")
    assert not page.is_visible("header.top")
    assert page.is_visible("figure.chart")
    assert page.locator("table.many").last.is_visible()
