"""A coordinator brings in areas and sees results on them, in a real browser."""

import json

import pytest

from tests.browser.test_looks import complaints, overflow, press
from tests.services.test_boundaries import square

PAGE = "/rounds/valley-2026/boundaries"


@pytest.fixture
def mapped(signed_in, tmp_path):
    """Return a page of a coordinator who brought areas in; they are gone afterwards."""
    page = signed_in("coordinator", viewport={"width": 360, "height": 740})
    file = tmp_path / "areas.geojson"
    features = [square(0, pcode="north"), square(1, pcode="south")]
    file.write_text(json.dumps({"features": features}))
    page.goto(PAGE)
    page.set_input_files("#file", file)
    press(page, "main button.primary")
    yield page
    page.goto(PAGE)
    press(page, "text=Remove this map")


def test_areas_are_drawn_beside_each_other_and_named(mapped):
    assert "2 areas are kept." in mapped.inner_text("main")
    mapped.goto("/results/valley-2026/gaps?by=community")
    areas = mapped.locator(".maps svg[role=img]").first.locator("use")
    north, south = areas.nth(0).bounding_box(), areas.nth(1).bounding_box()
    assert north["x"] + north["width"] == pytest.approx(south["x"], abs=2)
    assert north["width"] > 40
    assert areas.nth(0).locator("title").text_content().startswith("People in North: ")
    # No place differs in this world: all is hatched by a pattern that is there.
    fill = areas.nth(0).get_attribute("fill")
    assert mapped.locator(fill.removeprefix("url(").removesuffix(")")).count() == 1
    for path in (
        "/results/valley-2026/gaps?by=community",
        "/results/valley-2026/",
        PAGE,
    ):
        mapped.goto(path)
        assert overflow(mapped) <= 0, path
        assert complaints(mapped) == [], path
