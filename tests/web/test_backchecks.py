"""The coordinator's page of back-checks: codes, questions and counts, and no answers."""

import csv
import re
from io import BytesIO, StringIO

import pytest

from survey_app.store.database import connect
from tests.conftest import Visitor
from tests.web.test_pages import text_of

PATH = "/rounds/valley-2026/backchecks"


@pytest.fixture
def page(visitor):
    visitor.sign_in("coordinator").get(PATH)
    return visitor


def draw(page):
    page.get(PATH)
    page.post(f"{PATH}/draw")
    return re.findall(r"<bdi><code>(\w{5})</code></bdi></th>", page.page)


def upload(page, content):
    fields = {"csrf_token": page.token, "file": (BytesIO(content), "again.csv")}
    page._take(page.client.post(f"{PATH}/upload", data=fields))


def stored(database, sql):
    db = connect(database)
    found = list(db.query(sql))
    db.close()
    return found


def test_the_list_names_interviews_and_no_answer(page, database):
    codes = draw(page)
    assert len(codes) == 16
    assert "Interviews drawn: 16." in text_of(page.page)
    drawn = stored(
        database, "select * from backchecks join responses using (response_id)"
    )
    assert {row["code"] for row in drawn} == set(codes)
    rows = re.findall(r'<tr role="row">.*?</tr>', page.page, re.S)[1:]
    shown = " ".join(text_of(row) for row in rows)
    assert re.search(r"\w{5} E0 Mar 2, 2026 morning north 0", shown)
    for word in ("displaced", "Woman", "River people", "stayed", "always lived"):
        assert word not in shown
    assert not [row for row in drawn if row["response_id"] in page.page]
    page.post(f"{PATH}/draw")
    assert "Nobody is missing." in text_of(page.page)


def test_one_interview_is_entered_by_hand_and_told_nobody(page, database):
    code = draw(page)[0]
    fields = {"answer-DEM4": "stayed", "answer-DEM1": "woman"}
    page.post(f"{PATH}/answers", code=code, checked_by="coordinator", **fields)
    assert "Interviews checked: 1." in text_of(page.page)
    assert f"<code>{code}</code>" not in page.page
    results = text_of(page.page.split("What came of it")[-1])
    assert "E0 4 1 – – too few to tell" in results
    assert not re.search(r"\d%", results)
    page.post(f"{PATH}/answers", code=code, checked_by="coordinator", **fields)
    assert page.status == 422
    assert "was checked already" in text_of(page.page)


def test_the_list_goes_out_and_comes_back_as_a_file(app, page, database):
    draw(page)
    page.get(f"{PATH}/sheet.csv")
    rows = list(csv.DictReader(StringIO(page.page.removeprefix("\ufeff"))))
    assert len(rows) == 16
    lines = [
        f"{row['code']},coordinator,{('stayed', 'nowhere')[n == 3]},woman"
        for n, row in enumerate(rows)
    ]
    page.get(PATH)
    upload(page, "\n".join(["code,checked_by,DEM4,DEM1", *lines]).encode())
    assert page.status == 422
    assert "again.csv:5 DEM4 : “nowhere” is not an answer" in text_of(page.page)
    assert stored(database, "select * from backchecks where checked_by <> ''") == []
    page.get(PATH)
    upload(page, "\n".join(["code,checked_by,DEM4,DEM1", *lines[4:]]).encode())
    assert "Interviews checked: 12." in text_of(page.page)
    # Everybody is said to be a woman who always lived here: the answers differ.
    assert "E1 4 4" in text_of(page.page)
    assert "ask how these interviews were made" in text_of(page.page)
    page.get("/rounds/valley-2026/fieldwork")
    assert "Other answers when asked again" in text_of(page.page)
    analyst = Visitor(app).sign_in("analyst").get("/results/valley-2026/trust")
    assert re.search(
        r"In 12 interviews somebody else asked a few facts again: \d\d% of the answers "
        r"differed, likely between \d\d% and \d\d%\.",
        text_of(analyst.page),
    )


def test_analysts_learn_nothing_before_anybody_was_asked_again(app, page):
    analyst = Visitor(app).sign_in("analyst").get("/results/valley-2026/trust")
    assert "when asked again" not in analyst.page
    draw(page)
    analyst.get("/results/valley-2026/trust")
    assert "Too few interviews were asked again to tell." in analyst.page


def test_the_page_says_when_nobody_was_asked_for_agreement(page):
    assert "put the question SCR5 into its next version" in page.page


def test_a_file_without_the_columns_is_refused(page):
    draw(page)
    upload(page, b"a,b\n1,2\n")
    assert page.status == 422
    assert "checked_by" in page.page
