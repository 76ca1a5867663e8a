"""The community's page and poster in a real browser: published by a form, then read."""

import re
import shutil

import pytest

from tests.browser.conftest import serving
from tests.browser.test_looks import (
    SIZES,
    choose,
    complaints,
    overflow,
    press,
    too_small,
)

LONGEST = (
    "One of the longest things anybody can write about what was decided here. " * 3
)


@pytest.fixture(scope="module")
def server(world_file, tmp_path_factory):
    """Serve a world of its own: what is released here is nobody else's."""
    folder = tmp_path_factory.mktemp("community")
    with serving(shutil.copy(world_file, folder / "world.db")) as found:
        yield found.address


@pytest.fixture(scope="module")
def written():
    """Remember that the page is written: it is, once, by whoever comes first."""
    return []


@pytest.fixture
def published(signed_in, written):
    if written:
        return
    page = signed_in("coordinator")
    page.goto("/rounds/valley-2026/releases/")
    for name in ("name", "purpose"):
        for field in page.locator(f"input[name={name}]").all():
            field.fill("Meeting of the council")
    press(page, "main form button.primary")
    page.goto("/rounds/valley-2026/community/")
    page.fill("#address", "http://10.0.0.1:8000/public/valley")
    page.check("input[name=groupings][value=displacement]")
    page.check("input[name=checked]")
    press(page, "main form button.primary >> nth=-1")
    for _ in range(3):
        page.click("summary >> text=Write what was decided")
        for code in ("en", "fr", "ar"):
            page.fill(f"#said-{code}", LONGEST)
            page.fill(f"#done-{code}", LONGEST)
        press(page, "details button.primary")
    assert complaints(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    for language in ("ar", "en"):
        choose(page, language)
        page.goto("/rounds/valley-2026/community/")
        assert overflow(page) <= 0
        assert too_small(page) == []
    written.append(page.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_everything_fits(open_page, published, language, scheme):
    page = open_page(color_scheme=scheme)
    for path in ("/public/valley", "/public/valley/poster"):
        page.goto(f"{path}?in={language}")
        for summary in page.locator("main details summary").all():
            summary.click()
        assert complaints(page) == [], path
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert overflow(page) <= 0, (path, width)
            assert too_small(page) == [], (path, width)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_poster_is_one_sheet_however_much_was_decided(
    open_page, published, language
):
    page = open_page()
    page.goto(f"/public/valley/poster?in={language}")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
