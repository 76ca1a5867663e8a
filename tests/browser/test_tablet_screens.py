"""What people do on a tablet, in a real browser with its real storage."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.hands import PIN, HeldTablet, hand_out
from tests.browser.tablets import register, responses

SIZES = [(360, 740), (800, 1280), (1366, 768)]
TARGETS = "button, summary, select, a.button, label.button, input:not([type=radio]):not([type=checkbox]):not(.unseen), label.option"
FOCUSED = "document.activeElement.matches(%r)"


@pytest.fixture
def tablet(open_page, world_file):
    """Return a function that hands out a tablet that was never used."""
    return lambda *given, **options: hand_out(open_page, world_file, *given, **options)


def complaints(page):
    found = Axe().run(page)
    return [
        (v["id"], [n["html"][:120] for n in v["nodes"]])
        for v in found.response["violations"]
    ]


def too_small(page):
    return page.eval_on_selector_all(
        TARGETS,
        """(all) => all.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 47.5)
           .map((e) => e.outerHTML.slice(0, 80))""",
    )


def overflow(page):
    return page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


def tab_to(page, selector):
    """Press the tabulator until something is reached."""
    for _ in range(60):
        if page.evaluate(FOCUSED % selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {selector}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_whole_interview_by_keyboard_alone(tablet, language):
    mine = tablet(locale=language, viewport={"width": 360, "height": 740}).set_up()
    page = mine.page
    tab_to(page, "select")
    page.keyboard.press("ArrowDown")
    tab_to(page, "section.card .row .primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 ~ .moves .primary")
    assert page.locator("html").get_attribute("dir") == {"en": "ltr", "ar": "rtl"}[language]  # fmt: skip
    tab_to(page, ".moves .primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("fieldset")
    for _ in range(40):
        assert page.evaluate("document.activeElement.tagName") == "H1"
        before = page.locator("h1").element_handle()
        if page.locator("fieldset input").count():
            tab_to(page, "fieldset input")
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
        else:
            tab_to(page, ".declines button")
            page.keyboard.press("Enter")
        page.wait_for_function("(old) => !old.isConnected", arg=before)
        page.wait_for_selector("h1")
        if page.locator(".receipt").count():
            break
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page.inner_text(".receipt"))
    tab_to(page, ".moves .primary")
    page.keyboard.press("Enter")
    mine.at_home()
    page.wait_for_function(
        "(text) => document.getElementById('sending').innerText.includes(text)",
        arg={"en": "1 kept by the server", "ar": "حفظ الخادم واحدة"}[language],
    )
    (packet,) = mine.heard.kept
    assert packet["language"] == language
    assert packet["mode"] == "interviewer"
    assert packet["answers"]["SCR1"] == "1"
    assert packet["place_id"] == "valley-2026-north0"
    assert set(packet["durations"]) == set(packet["answers"])
    assert packet["seconds"] >= max(packet["durations"].values())


@pytest.fixture(params=[("en", "dark"), ("ar", "light")], ids="-".join)
def seen(request, tablet):
    """A tablet whose screens are looked at: axe, and in every size what fits."""
    language, scheme = request.param
    mine = tablet(locale=language, color_scheme=scheme)

    def look(selector):
        mine.page.wait_for_selector(selector)
        assert complaints(mine.page) == []
        for width, height in SIZES:
            mine.page.set_viewport_size({"width": width, "height": height})
            assert too_small(mine.page) == []
            assert overflow(mine.page) <= 0

    mine.look = look
    return mine


def test_the_interviewers_screens_fit_their_window_and_fingers(seen):
    page = seen.page
    page.goto("/collect")
    seen.look("h1")
    page.goto("/collect/calendar")
    seen.look("td")
    page.goto("/collect#token-of-a-device")
    page.click("details summary >> nth=0")
    seen.look("#second")
    seen.set_up()
    page.click("#sending summary")
    page.click("section.card >> nth=0 >> .row .primary")
    seen.look("[role=alert]")
    seen.begin(manner=1)
    page.click("button.plain")
    seen.open("135790")
    seen.look("[role=alert]")
    seen.open()
    seen.at_home()
    seen.look(".note .primary")
    page.click("#change-pin")
    seen.look("#old")
    page.click(".moves button >> nth=0")
    seen.at_home()
    page.click(".askbar button >> nth=0")
    seen.look("#pin")


#: What a question's form has, each kind once.
FORM = """[...document.querySelectorAll('fieldset :is(input, textarea, circle, img:not([hidden]))')]
  .map((e) => e.type || e.tagName).filter((kind, n, all) => all.indexOf(kind) === n).join()"""


def test_the_respondents_screens_fit_their_window_and_fingers(seen):
    page = seen.set_up().page
    page.select_option("select", index=1)
    page.click("section.card >> nth=0 >> .row button >> nth=1")
    seen.look(".over")
    page.click(".over .primary")
    seen.look("h1 ~ .moves .primary")
    page.click("h1 ~ .moves .primary")
    page.wait_for_selector("fieldset")
    kinds = set()
    while not page.locator(".receipt").count():
        kind = page.evaluate(FORM)
        if kind not in kinds:
            seen.look("fieldset")
        kinds.add(kind)
        seen.answer()
    assert len(kinds) >= 4
    seen.look(".receipt")


def test_nothing_leads_back_from_a_tablet_handed_over_but_the_pin(tablet):
    mine = tablet().set_up()
    page = mine.page
    mine.begin(manner=1)
    mine.answer()
    assert "SCR3" not in page.content()
    assert page.locator("#sending").count() == 0
    page.click("button.plain")
    mine.open("135790")
    page.wait_for_selector("[role=alert]")
    assert page.locator("#sending").count() == 0
    page.click("text=Go on answering")
    page.wait_for_selector("fieldset")
    page.reload()
    page.wait_for_selector("#pin")
    assert page.locator("#sending").count() == 0
    mine.open()
    mine.at_home()
    assert "1 question is answered." in page.inner_text("main")


def test_at_the_end_the_tablet_is_given_back_by_pin(tablet):
    mine = tablet().set_up()
    mine.begin(manner=1)
    code = mine.finish()
    mine.page.click("text=Give the tablet back")
    assert code not in mine.page.content()
    mine.open()
    mine.at_home()
    assert mine.heard.kept[0]["mode"] == "alone"
    assert mine.heard.kept[0]["receipt"] == code


def test_who_does_not_agree_is_thanked_and_only_counted(tablet):
    mine = tablet().set_up()
    mine.begin()
    mine.answer(place=1)
    assert "Nothing you said was kept." in mine.page.inner_text("main")
    mine.page.click("text=Next interview")
    mine.at_home()
    mine.page.wait_for_function("() => navigator.onLine")
    mine.page.click("text=Send now")
    mine.page.wait_for_selector("[role=alert]")
    (packet,) = mine.heard.kept
    assert (packet["kind"], packet["refusal"]) == ("refusal", "consent")
    assert "answers" not in packet


def test_an_interview_goes_on_where_it_was_cut_off(tablet):
    mine = tablet().set_up()
    mine.begin()
    for _ in range(5):
        mine.answer()
    question = mine.question
    mine.page.close()
    mine.page = mine.page.context.new_page()
    mine.lose_network()
    mine.page.goto("/collect")
    mine.open()
    mine.page.click("text=Go on with it")
    mine.page.wait_for_selector("fieldset")
    assert mine.question == question
    mine.page.click("form .moves button >> nth=0")
    mine.page.wait_for_function("(old) => document.querySelector('h1').innerText !== old", arg=question)  # fmt: skip
    assert mine.page.locator("fieldset input:checked").count() == 1


def test_the_pin_is_changed_and_what_was_begun_is_still_there(tablet):
    mine = tablet().set_up()
    page = mine.page
    mine.begin()
    mine.answer()
    page.reload()
    mine.open()
    page.click("#change-pin")
    for old, told in (("135790", "9 tries are left."), (PIN, "from now on")):
        for field, pin in (("#old", old), ("#pin", "975310"), ("#again", "975310")):
            page.fill(field, pin)
        page.click("form .primary")
        page.wait_for_selector(f"[role=alert]:has-text('{told}')")
    page.reload()
    mine.open()
    page.wait_for_selector("[role=alert]:has-text('not right')")
    mine.open("975310")
    page.click("text=Go on with it")
    page.wait_for_selector("fieldset")
    assert page.locator("progress").get_attribute("value") == "2"


def test_interviews_without_network_arrive_once_there_is_one(tablet):
    mine = tablet().set_up()
    mine.lose_network()
    mine.page.reload()
    mine.open()
    codes = []
    for _ in range(2):
        mine.begin()
        codes.append(mine.finish())
        mine.page.click("text=Next interview")
        mine.at_home()
    assert "2 waiting, sealed" in mine.page.inner_text("#sending")
    assert mine.heard.kept == []
    mine.find_network()
    mine.page.wait_for_selector("text=2 kept by the server")
    assert sorted(packet["receipt"] for packet in mine.heard.kept) == sorted(codes)


def test_what_was_asked_on_the_screens_is_on_the_server(served, open_page):
    """With the server's own tablet API, handed over, without network until the end."""
    page = open_page(locale="ar")
    token = register(served.database, served.instance, "Screens")
    mine = HeldTablet(page, None).set_up(token)
    page.context.set_offline(True)
    page.reload()
    mine.open()
    mine.begin(manner=1)
    mine.finish()
    page.click("h1 ~ .moves .primary")
    mine.open()
    mine.at_home()
    before = responses(served.database)
    page.context.set_offline(False)
    page.wait_for_function(
        "(text) => document.getElementById('sending').innerText.includes(text)",
        arg="حفظ الخادم واحدة",
    )
    new = responses(served.database).keys() - before.keys()
    assert len(new) == 1
    answers = responses(served.database)[new.pop()]
    assert answers["SCR1"] == "1"
    assert "SCR3" not in answers


def test_a_kiosk_warns_and_then_begins_anew_for_another_person(tablet):
    mine = tablet({"mode": "kiosk", "idle_seconds": 60})
    mine.page.clock.install()
    mine.set_up()
    page = mine.page
    mine.begin()
    for _ in range(3):
        mine.answer()
    page.clock.fast_forward(45_000)
    page.wait_for_selector("#idle")
    page.mouse.click(5, 5)
    page.wait_for_selector("#idle", state="detached")
    assert page.locator("fieldset").count() == 1
    page.clock.fast_forward(61_000)
    page.click("h1 ~ .moves .primary")
    page.wait_for_selector("fieldset")
    assert page.locator("progress").get_attribute("value") == "1"
    assert page.locator("fieldset input:checked").count() == 0
    mine.finish()
    page.click("text=Begin for another person")
    page.wait_for_selector("button.plain")
    page.click("button.plain")
    mine.open()
    mine.at_home()
    assert "An interview is not finished" not in page.inner_text("main")
    page.wait_for_selector("text=1 kept by the server")
    assert "overlap" not in mine.heard.kept[0]["flags"]


def test_a_tablet_nobody_touches_locks_itself(tablet):
    mine = tablet()
    mine.page.clock.install()
    mine.set_up()
    mine.page.clock.fast_forward(121_000)
    mine.page.wait_for_selector("#pin")
    assert mine.page.locator("#sending").count() == 0


@pytest.mark.parametrize("way", ["tap", "key"])
@pytest.mark.parametrize("wish", ["discard", "keep"])
def test_leaving_at_once_leaves_nothing_to_back(tablet, way, wish):
    mine = tablet({"on_stop": wish}).set_up()
    page = mine.page
    mine.begin()
    mine.answer()
    question = mine.question
    if way == "tap":
        page.click("button.leave")
    else:
        page.keyboard.press("Escape")
    page.wait_for_url("**/collect/calendar")
    page.go_back(wait_until="load")
    assert not page.url.endswith("/collect")
    assert question not in page.content()
    page.goto("/collect")
    mine.open()
    mine.at_home()
    is_there = "An interview is not finished" in page.inner_text("main")
    assert is_there is (wish == "keep")


def test_a_tablet_speaks_another_language_from_its_first_screen(tablet):
    mine = tablet()
    page = mine.page
    page.goto("/collect#token-of-a-device")
    page.click("text=Language: English")
    page.click("button[lang=ar]")
    page.wait_for_selector("html[dir=rtl]")
    mine.set_up()
    assert page.locator("html").get_attribute("lang") == "ar"


def test_the_language_changes_in_the_middle_and_the_choice_stays(tablet):
    mine = tablet().set_up()
    page = mine.page
    mine.begin()
    for _ in range(4):
        mine.answer()
    page.check("input[value=man]")
    page.click("details summary")
    page.click("button[lang=ar]")
    page.wait_for_selector("html[dir=rtl]")
    assert page.is_checked("input[value=man]")


def test_what_may_tell_who_somebody_is_is_asked_about_once(tablet):
    mine = tablet().set_up()
    page = mine.page
    mine.begin()
    while not page.locator("textarea").count():
        mine.answer()
    for text, told in (
        ("call 071 234 567", "071 234 567"),
        ("ask Karim Haddad", "Karim Haddad"),
    ):
        page.fill("textarea", text)
        page.click("form .moves .primary")
        page.wait_for_selector(f"[role=alert]:has-text('{told}')")
    assert complaints(page) == []
    page.click("form .moves .primary")
    page.wait_for_selector(".receipt")


def test_a_question_is_heard_part_by_part(tablet):
    mine = tablet({"autoplay": True}).set_up()
    page = mine.page
    page.evaluate(
        """() => {
          window.heard = [];
          new MutationObserver((all) => all.forEach(({ target }) => target.matches('.speaking') && heard.push(target.innerText)))
            .observe(document.body, { attributeFilter: ['class'], subtree: true });
        }"""
    )
    mine.begin()
    page.wait_for_function("() => heard.length >= 2")
    assert page.evaluate("heard") == ["Yes", "No"]
    page.check("input[value='0']")
    page.wait_for_function("() => heard.length >= 3")
    assert page.evaluate("heard[2]") == "No"
