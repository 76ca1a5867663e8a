"""Maps show the rows of the tables, and nothing where there are too few."""

import json
import re
from io import BytesIO

import pytest

from survey_app.core.maps.areas import Area
from survey_app.store import boundaries
from survey_app.store.database import connect
from survey_app.web.charts import areas
from tests.services.test_boundaries import square
from tests.web.test_pages import text_of

RESULTS = "/results/valley-2026"
PAGE = "/rounds/valley-2026/boundaries"


@pytest.fixture
def mapped(database):
    """Give displaced, returned, stayed and moved people an area each."""
    db = connect(database)
    codes = ("stayed", "returned", "displaced", "moved", "nobody")
    found = [
        Area(code, (((n, 0), (n + 1, 0), (n + 1, 1), (n, 1), (n, 0)),))
        for n, code in enumerate(codes)
    ]
    boundaries.replace(db, "valley", "displacement", found)
    db.close()


def areas_of(page, title):
    """Return (fill, words) of the areas of the map of a measure, by words before ':'."""
    html = re.search(rf'<span class="what">{title}</span>\s*<svg.*?</svg>', page, re.S)[
        0
    ]
    found = re.findall(
        r'<use class="area ([^"]*)"([^>]*)>\s*<title>([^<]+)</title>', html
    )
    return {
        words.partition(":")[0]: (
            shade.strip() or re.search(r"unclear-\d", fill)[0],
            words,
        )
        for shade, fill, words in found
    }


def table_rows(page):
    return re.findall(r'<tr><th scope="row">(.*?)</tr>', page, re.S)


def test_a_clear_gap_is_shaded_and_an_unclear_one_hatched(visitor, mapped):
    page = visitor.sign_in("analyst").get(f"{RESULTS}/gaps?by=displacement").page
    found = areas_of(page, "Trust in governing institutions")
    fill, said = found["People displaced by the conflict"]
    assert fill == "shade-0"
    number = re.search("People displaced by the conflict: (−[0-9.]+), clearly", said)[1]
    (row,) = [r for r in table_rows(page) if "displaced by" in r and "governing" in r]
    assert f">{number}" in row
    assert found["People who came for other reasons"][0].startswith("unclear-")


def test_too_few_and_nobody_look_the_same(visitor, mapped):
    """13 people are too few for what is sensitive; nobody lives in the fifth area."""
    page = visitor.sign_in("analyst").get(f"{RESULTS}/gaps?by=displacement").page
    found = areas_of(page, "Trust in security forces")
    assert found["People who came for other reasons"][0] == "blank"
    assert found["People who came for other reasons"][1].endswith(
        "too few answers to show"
    )
    assert found["nobody"][0] == "blank"


def test_scores_by_place_stand_under_those_of_everyone(visitor, mapped):
    page = visitor.sign_in("analyst").get(f"{RESULTS}/").page
    assert "<h2>Place by place</h2>" in page
    said = areas_of(page, "Trust in governing institutions")[
        "People displaced by the conflict"
    ][1]
    number = re.search("People displaced by the conflict: ([0-9.]+), clearly", said)[1]
    (row,) = [r for r in table_rows(page) if "displaced by" in r and "governing" in r]
    assert f">{number}" in row
    assert "lower than everyone else: Trust in governing" in text_of(page)


def test_leaders_see_on_the_map_what_they_see_in_the_table(visitor, mapped):
    page = visitor.sign_in("leader").get(f"{RESULTS}/gaps?by=displacement").page
    table = page.rpartition("The same as a table")[2]
    hidden = [r for r in table_rows(table) if "too few answers to show" in r]
    maps = page.partition('<figure class="chart maps">')[2].partition("</figure>")[0]
    blank = maps.count('<use class="area blank"')
    nobody = maps.count("<title>nobody: too few")
    assert blank - nobody == len(hidden)
    assert blank > nobody


def test_without_areas_there_is_no_map(visitor):
    for path in ("/", "/gaps?by=community"):
        page = visitor.sign_in("analyst").get(RESULTS + path).page
        assert "<use" not in page
        assert "Place by place" not in page


def test_pages_with_maps_stay_small(visitor, database):
    db = connect(database)
    ring = [(n / 100, (n * 7919 % 100) / 1000) for n in range(400)]
    ring = (*ring, (4, 5), (0, 5), ring[0])
    boundaries.replace(db, "valley", "displacement", [Area("stayed", (ring,))])
    db.close()
    visitor.sign_in("analyst")
    assert (
        len(visitor.client.get(f"{RESULTS}/", headers={"Accept-Encoding": "gzip"}).data)
        < 20_000
    )


def upload(visitor, *features, **fields):
    content = json.dumps({"features": features}).encode()
    visitor.get(PAGE)
    return visitor.post(PAGE, file=(BytesIO(content), "a.geojson"), **fields)


def test_a_coordinator_brings_areas_in_and_takes_them_away(visitor):
    visitor.sign_in("coordinator")
    upload(visitor, square(0, code="north"), by="community")
    assert "1 areas are kept." in visitor.page
    assert "Without an area: south" in text_of(visitor.page)
    assert "<title>People in North</title>" in visitor.page
    assert "<use" in visitor.get(f"{RESULTS}/gaps?by=community").page
    visitor.get(PAGE)
    visitor.post(f"{PAGE}/remove", by="community")
    assert "The map is gone." in visitor.page


def test_a_coordinator_is_told_every_fault(visitor):
    visitor.sign_in("coordinator")
    upload(
        visitor, square(0, code="nort"), {"geometry": {"type": "Point"}}, by="community"
    )
    assert visitor.status == 422
    assert "Nobody in this survey belongs to" in visitor.page
    assert "Points and lines could show where people live." in visitor.page
    codes = (BytesIO(b"area,group\nX,north\n"), "c.csv")
    upload(visitor, square(0, code="X"), by="community", codes=codes)
    assert "1 areas are kept." in visitor.page
    visitor.get(PAGE)
    assert visitor.post(PAGE, by="community").status == 422


def test_a_drawing_is_not_mirrored_and_as_high_as_the_land_is(visitor):
    west_is_left = areas.sheet(
        [
            Area("w", (((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),)),
            Area("e", (((1, 0), (4, 0), (4, 1), (1, 1), (1, 0)),)),
        ]
    )
    west, east = west_is_left.paths
    assert west.x < east.x
    assert west.d == "M12 262l250 0 0 -250 -250 0z"
    assert (west_is_left.width, west_is_left.height) == (1024, 274)


def test_the_number_of_an_area_stands_inside_it():
    bow = ((0, 0), (10, 0), (10, 10), (0, 10), (0, 9), (9, 9), (9, 1), (0, 1), (0, 0))
    x, y = areas.inner_point(bow)
    assert 9 < x < 10
    assert 1 < y < 9
