"""An alert in a small window: raised as a drill, taken, its plan seen and printed."""

from tests.browser.test_looks import choose, overflow, press


def test_a_drill_is_taken_and_its_plan_fits_a_phone_in_arabic(signed_in):
    page = signed_in("coordinator", viewport={"width": 360, "height": 740})
    page.set_default_timeout(30_000)
    choose(page, "ar")
    page.goto("/warning/alerts/")
    page.locator("main details summary").last.click()
    page.select_option("#kind", "drill")
    page.fill("#reason", "نتمرّن")
    press(page, "form.card button.primary")
    assert overflow(page) <= 0
    page.fill("#take", "سأذهب غدًا")
    press(page, "button[value=acknowledge]")
    assert "سأذهب غدًا" in page.inner_text("main ol.findings")
    press(page, "a[href$='/plan']")
    assert overflow(page) <= 0
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
