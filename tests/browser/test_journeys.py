"""What people do, in a real browser on a real server."""

import re

import pytest

#: Milliseconds any step may take on a busy machine.
PATIENCE = 30_000


def press(page, selector):
    """Press what leads to another page, and wait for that page."""
    with page.expect_navigation(timeout=PATIENCE):
        page.click(selector)


def begin(page):
    page.goto("/s/valley")
    press(page, "button[value=begin]")


def answer(page):
    """Answer the question on the screen with its first option, or decline."""
    options = page.locator("fieldset input[type=radio], fieldset input[type=checkbox]")
    if options.count():
        options.first.check()
        press(page, "button[value=next]")
    else:
        press(page, "button[value=refused]")


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without"])
def test_a_whole_interview_in_arabic(open_page, scripted):
    page = open_page(
        locale="ar",
        viewport={"width": 360, "height": 740},
        java_script_enabled=scripted,
    )
    begin(page)
    assert page.locator("html").get_attribute("dir") == "rtl"
    for _ in range(40):
        if page.locator(".receipt").count():
            break
        answer(page)
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page.inner_text(".receipt"))


def test_the_language_changes_in_the_middle(open_page):
    page = open_page()
    begin(page)
    answer(page)
    answer(page)
    page.locator("input[value=woman]").check()
    page.click("details summary")
    press(page, "button[value=ar]")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("input[value=woman]").is_checked()


def test_keyboard_alone_is_enough(open_page):
    page = open_page()
    page.goto("/s/valley")
    page.locator("button[value=begin]").focus()
    page.keyboard.press("Enter")
    page.locator("input[name=answer]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=item][value=SCR2]", state="attached")
    page.locator("input[name=answer]").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=answer]").nth(1).is_checked()


@pytest.mark.parametrize("way", ["tap", "key", "tap without JavaScript"])
def test_leaving_at_once_leaves_nothing_to_back(open_page, way):
    page = open_page(java_script_enabled="without" not in way)
    page.goto("/calendar")
    begin(page)
    answer(page)
    question = page.inner_text("h1")
    if way == "key":
        page.keyboard.press("Escape")
    else:
        page.click("form[data-leave] button")
    page.wait_for_url("**/calendar", timeout=PATIENCE)
    page.go_back(wait_until="load")
    assert page.url.endswith("/calendar")
    page.go_forward()
    assert question not in page.content()
    assert page.context.new_page().goto("/s/valley").url.endswith("/calendar")


def test_the_back_button_shows_no_earlier_question(open_page):
    page = open_page()
    begin(page)
    seen = []
    for _ in range(4):
        seen.append(page.inner_text("h1"))
        answer(page)
    now = page.inner_text("h1")
    for _ in range(3):
        page.go_back(wait_until="load")
        assert page.url.endswith("/s/valley")
        assert page.inner_text("h1") == now
        assert page.title() == "Questions"
    assert now not in seen


def test_a_first_time_visitor_finds_who_is_left_behind(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    page.goto("/")
    press(page, "text=Sign in")
    page.fill("#name", "leader")
    page.fill("#password", "a long password")
    press(page, "main button.primary")
    assert "People displaced by the conflict score" in page.inner_text("main")
    press(page, "text=See all gaps")
    assert "clearly behind" in page.inner_text("figure.chart")


def test_an_enumerator_asks(signed_in):
    page = signed_in("enumerator")
    press(page, "main a.button")
    page.select_option("select[name=place]", index=1)
    press(page, "main button.primary")
    for _ in range(40):
        if page.locator(".receipt").count():
            break
        answer(page)
    press(page, "text=Next interview")
    assert "You have done 1 interview." in page.inner_text("main")


def test_a_coordinator_closes_and_opens_the_round(signed_in):
    page = signed_in("coordinator")
    page.goto("/rounds/valley-2025")
    assert "Close the round" not in page.inner_text("main")
    page.goto("/rounds/valley-2026")
    press(page, "text=Close the round")
    press(page, "text=Open the round")
    assert "The round is open." in page.inner_text("main")
