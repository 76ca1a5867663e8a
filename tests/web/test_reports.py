"""A report is one press away, for those who may read its release, and says what was said."""

import re
from contextlib import closing
from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest

from survey_app.config import settings
from survey_app.core.community import Choice
from survey_app.services import community, releases
from survey_app.services.community import Wanted
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect

ROUND = "/results/valley-2026/report/"


@pytest.fixture
def released(database):
    """Return the numbers of a release to the public and one to analysts."""
    db = connect(database)
    survey_round = rounds.get(db, "valley-2026")
    found = [
        releases.make(
            db, survey_round, Making(to, "A", "council", "Spring"), date(2026, 3, 9)
        ).release_id
        for to in ("public", "analyst")
    ]
    db.close()
    return found


def text_of(reply):
    return pypdf.PdfReader(BytesIO(reply.data)).pages[0].extract_text()


def test_one_press_gives_the_report_in_the_language_chosen(visitor, released):
    visitor.sign_in("coordinator").get(ROUND)
    assert "Save as PDF" in visitor.page
    visitor.reply = visitor.client.get(
        f"{ROUND}file?release={released[0]}&as=pdf&in=fr"
    )
    assert visitor.reply.mimetype == "application/pdf"
    named = f"valley-2026-{released[0]}.pdf"
    assert named in visitor.reply.headers["Content-Disposition"]
    assert "Vivre ensemble" in text_of(visitor.reply)
    reply = visitor.client.get(f"{ROUND}file?release={released[0]}&as=docx&in=en")
    assert docx.Document(BytesIO(reply.data)).paragraphs[0].text == "Living together"


@pytest.mark.parametrize("role", ["coordinator", "analyst", "leader"])
def test_whoever_sees_results_finds_the_poster(visitor, database, released, role):
    visitor.sign_in(role).get(ROUND)
    assert "not published yet" in visitor.page
    assert ("/rounds/valley-2026/community/" in visitor.page) == (role == "coordinator")
    with closing(connect(database)) as db:
        wanted = Wanted(
            "valley", "http://10.0.0.1/public/valley", Choice(("PL1",)), True
        )
        asked = rounds.get(db, "valley-2026")
        community.publish(db, asked, wanted, "co", date(2026, 3, 9))
    visitor.get(ROUND)
    assert "not published yet" not in visitor.page
    for path in ("/public/valley/poster", "/public/valley"):
        assert f'href="{path}"' in visitor.page
        assert visitor.client.get(path).status_code == 200


def test_leaders_get_public_releases_only(visitor, released):
    visitor.sign_in("leader").get(ROUND)
    public, analyst = released
    assert re.findall(r'option value="(\d+)"', visitor.page) == [str(public)]
    assert visitor.client.get(f"{ROUND}file?release={public}").status_code == 200
    assert visitor.client.get(f"{ROUND}file?release={analyst}").status_code == 404


def test_a_report_for_analysts_is_counted_as_a_question(visitor, released, database):
    visitor.sign_in("analyst")
    assert visitor.client.get(f"{ROUND}file?release={released[1]}").status_code == 200
    db = connect(database)
    asked = list(db.query("select role, page from result_queries"))
    db.close()
    assert {"role": "analyst", "page": "reports.file"} in asked


def test_a_leaders_first_look_makes_the_release_it_reports(visitor):
    visitor.sign_in("leader").get(ROUND)
    assert "Save as PDF" in visitor.page


def test_without_a_release_the_page_says_what_to_do(visitor):
    visitor.sign_in("analyst").get(ROUND)
    assert "Nothing was released yet" in visitor.page
    assert visitor.client.get(f"{ROUND}file").status_code == 404


def test_what_a_coordinator_writes_is_kept_and_asked_for_until_then(visitor, released):
    visitor.sign_in("coordinator").get(ROUND)
    assert "Who paid for it" in visitor.page
    visitor.get(f"{ROUND}methods")
    visitor.post(f"{ROUND}methods", sponsor="The valley council & friends\r\n")
    assert visitor.status == 200
    assert "Who paid for it" not in visitor.page
    visitor.get(f"{ROUND}methods")
    assert "The valley council &amp; friends</textarea>" in visitor.page
    reply = visitor.client.get(f"{ROUND}file?release={released[0]}&as=docx&in=en")
    texts = [p.text for p in docx.Document(BytesIO(reply.data)).paragraphs]
    assert "The valley council & friends" in texts


def test_a_text_too_long_is_refused(visitor):
    visitor.sign_in("coordinator").get(f"{ROUND}methods")
    visitor.post(f"{ROUND}methods", limits="x" * 2001)
    assert visitor.status == 422
    assert "2001" in visitor.page or "2,001" in visitor.page


def test_an_operators_template_in_the_instance_folder_is_used(visitor, released):
    settings().instance.mkdir(parents=True, exist_ok=True)
    own = settings().instance / "report.typ"
    own.write_text("#set document(date: none)\nOur own page")
    visitor.sign_in("analyst")
    reply = visitor.client.get(f"{ROUND}file?release={released[0]}")
    assert text_of(reply) == "Our own page"
    own.write_text("#nothing-of-that-name")
    assert visitor.client.get(f"{ROUND}file?release={released[0]}").status_code == 409
