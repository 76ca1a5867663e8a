"""Feedback by telephone in Arabic: said without an account, answered, asked again."""

from tests.browser.test_looks import choose, complaints, overflow, press, too_small

PHONE = {"width": 360, "height": 740}
SAID = "لم نحصل على الطحين هذا الشهر"
ANSWER = "يوزَّع يوم الاثنين في المدرسة"


def is_fit(page):
    return overflow(page) <= 0 and too_small(page) == [] and complaints(page) == []


def test_somebody_without_an_account_is_answered_and_asks_again(open_page, signed_in):
    page, desk = (
        open_page(locale="ar", viewport=PHONE),
        signed_in("leader", viewport=PHONE),
    )
    page.goto("/feedback/")
    assert page.get_attribute("html", "dir") == "rtl"
    assert is_fit(page)
    page.fill("#text", SAID)
    page.check("input[value=open]")
    press(page, "main button.primary")
    code = page.inner_text(".receipt")
    assert is_fit(page)

    choose(desk, "ar")
    desk.goto("/feedback/desk/")
    assert is_fit(desk)
    press(desk, f"tr:has-text('{SAID}') a")
    assert is_fit(desk)
    desk.fill("#answer", ANSWER)
    press(desk, "form:has(#answer) button")

    page.goto("/feedback/code")
    page.fill("#code", code)
    press(page, "main button.primary")
    assert ANSWER in page.inner_text("main")
    assert SAID not in page.inner_text("main")
    assert is_fit(page)
    page.click("summary:has-text('ليس ردًّا')")
    page.fill("#appeal", "لم يصلنا شيء")
    press(page, "form:has(#appeal) button")
    desk.reload()
    assert "لم يصلنا شيء" in desk.inner_text("main ol")
