"""A tablet in somebody's hands: what is pressed and written on its screens."""

from tests.browser.tablet_server import TabletServer
from tests.browser.tablets import KEPT, within

PIN = "246810"
#: Milliseconds any step may take on a busy machine.
PATIENCE = 30_000


class HeldTablet:
    """A tablet in somebody's hands; `heard` is what its server has."""

    def __init__(self, page, heard):
        self.page, self.heard = page, heard

    def set_up(self, token="token-of-a-device", second=""):
        self.page.goto(f"/collect#{token}")
        self.page.wait_for_selector("#again")
        self.page.fill("#pin", PIN)
        self.page.fill("#again", PIN)
        if second:
            self.page.click("form summary")
            self.page.fill("#second", second)
        self.page.click("form .primary")
        self.at_home()
        self.page.evaluate(within(KEPT))
        return self

    def lose_network(self):
        self.heard.is_reachable = False
        self.page.context.set_offline(True)

    def find_network(self):
        self.heard.is_reachable = True
        self.page.context.set_offline(False)

    def at_home(self):
        self.page.wait_for_selector("#sending", timeout=PATIENCE)

    def open(self, pin=PIN):
        self.page.wait_for_selector("#pin")
        self.page.fill("#pin", pin)
        self.page.click("form .primary")

    def begin(self, manner=0):
        """Choose a place, and the first or second way of asking."""
        self.at_home()
        if self.page.locator("select").count():
            self.page.select_option("select", index=1)
        self.page.click(f"section.card >> nth=0 >> .row button >> nth={manner}")
        if manner:
            self.page.click(".over .primary")
        self.page.click("h1 ~ .moves .primary")
        self.page.wait_for_selector("fieldset")

    @property
    def question(self):
        return self.page.inner_text("h1")

    def answer(self, place=0):
        """Answer the question on the screen and wait for what comes after it."""
        before = self.page.locator("h1").element_handle()
        options = self.page.locator("fieldset input[name=answer]")
        if options.count():
            options.nth(place).check()
            self.page.click("form .moves .primary")
        else:
            self.page.click("form .declines button >> nth=1")
        self.page.wait_for_function("(old) => !old.isConnected", arg=before)
        self.page.wait_for_selector("h1")

    def finish(self):
        for _ in range(40):
            if self.page.locator(".receipt").count():
                return self.page.inner_text(".receipt")
            self.answer()
        raise AssertionError("the interview has no end")


def hand_out(open_page, world_file, settings=None, document=None, **options):
    """Return a tablet that was never used, in a window of its own."""
    page = open_page(**options)
    page.set_default_timeout(PATIENCE)
    heard = TabletServer(world_file, document, **settings or {})
    page.context.route("**/api/v1/**", heard.answer)
    return HeldTablet(page, heard)
