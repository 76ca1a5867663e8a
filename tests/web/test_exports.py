"""The page that offers results as files, and the files it sends."""

import csv
import re
from contextlib import closing
from io import BytesIO, StringIO

import openpyxl
import pytest

from survey_app.services import releases
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect
from tests.services.test_exporting import DAY
from tests.web.test_pages import text_of

PAGE = "/results/valley-2026/export"


@pytest.fixture
def released(database):
    """Release 2 of the round to everybody, and 3 to analysts; 1 is of the round before."""
    with closing(connect(database)) as db:
        asked = rounds.get(db, "valley-2026")
        releases.make(db, asked, Making("public", "co", "council", "Spring"), DAY)
        releases.make(db, asked, Making("analyst", "co", "study", "Deep"), DAY)


def taken(visitor, path, **headers):
    """Return a file's headers and content; the reply is closed as a server does."""
    with closing(visitor.client.get(path, headers=headers)) as reply:
        assert reply.status_code == 200, path
        return reply.headers, reply.get_data()


def rows(visitor, path):
    _, content = taken(visitor, f"{PAGE}/{path}")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


def links(page):
    return re.findall(r'href="(/results/[^"]+/export/[^"]+)"', page)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_page_offers_every_table_in_every_format(released, visitor, language):
    visitor.sign_in("coordinator").post("/language", language=language)
    visitor.get(PAGE)
    assert visitor.status == 200
    assert visitor.page.count("<h1") == 1
    assert "%(" not in text_of(visitor.page)
    offered = {link.removeprefix(PAGE + "/") for link in links(visitor.page)}
    assert {"3/xlsx/all", "3/sqlite/all", "3/csv/gaps", "3/sdmx/estimates"} <= offered
    assert "3/sdmx/respondents" not in offered


def test_every_link_of_the_page_is_a_file(released, visitor):
    visitor.sign_in("analyst").get(PAGE + "?source=2")
    found = links(visitor.page)
    assert len(found) > 15
    for link in found:
        headers, content = taken(visitor, link)
        assert headers["Content-Disposition"].startswith(
            "attachment; filename=valley-2026-release-2"
        )
        assert int(headers["Content-Length"]) == len(content) > 100
        assert headers["Cache-Control"] == "no-store, no-transform"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_streamed_as_it_is_also_to_those_who_take_gzip(released, visitor):
    visitor.sign_in("analyst")
    packed = {"Accept-Encoding": "gzip"}
    headers, content = taken(visitor, f"{PAGE}/2/csv/estimates", **packed)
    assert "Content-Encoding" not in headers
    assert content.startswith(b"\xef\xbb\xbfround,of,")


def test_leaders_take_what_was_released_to_everybody_and_nothing_else(
    released, visitor
):
    visitor.sign_in("leader").get(PAGE)
    assert "As it stands" not in visitor.page
    assert all(link.startswith(PAGE + "/2/") for link in links(visitor.page))
    shown = rows(visitor, "2/csv/estimates")
    assert all(
        re.fullmatch(r"\d+\.\d|", row["mean"])
        for row in shown
        if row["kind"] == "construct"
    )
    assert "SE2" not in {row["of"] for row in shown}
    for source in ("live", "3", "1", "99", "x"):
        assert visitor.get(f"{PAGE}/{source}/csv/estimates").status == 404, source
        assert visitor.get(f"{PAGE}?source={source}").status == 404


def test_a_leader_s_look_at_the_page_may_be_the_first(visitor, database):
    visitor.sign_in("leader").get(PAGE)
    assert visitor.status == 200
    assert "holds changes, trends and answers as well" in text_of(visitor.page)
    with closing(connect(database)) as db:
        (made,) = releases.of_round(db, rounds.get(db, "valley-2026"))
    assert made.author == ""


def test_analysts_may_take_the_round_as_it_stands_and_that_is_counted(
    released, visitor
):
    visitor.sign_in("analyst")
    assert {row["of"] for row in rows(visitor, "live/csv/estimates")} >= {"PL1", "SE2"}
    assert rows(visitor, "3/csv/gaps")
    visitor.sign_in("coordinator").get("/rounds/valley-2026/releases/")
    assert re.search(r"analyst exports\.take 2", text_of(visitor.page))


def test_a_workbook_speaks_the_language_of_the_page(released, visitor):
    visitor.sign_in("leader").post("/language", language="ar")
    _, content = taken(visitor, f"{PAGE}/2/xlsx/all")
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.worksheets[0].sheet_view.rightToLeft
    assert book.worksheets[0].cell(1, 7).value == "المتوسط"


@pytest.mark.parametrize(
    "path", ["2/exe/all", "2/csv/nothing", "2/sdmx/respondents", "2/xlsx/../all"]
)
def test_what_there_is_not_is_said(released, visitor, path):
    visitor.sign_in("analyst")
    assert visitor.get(f"{PAGE}/{path}").status == 404
