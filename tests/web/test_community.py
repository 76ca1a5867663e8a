"""The community's page: for everybody, in their language, and nothing but what is released."""

import json
import re
import shutil
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from survey_app.core.community import Choice, level, of_ten
from survey_app.services import community, media, releases
from survey_app.services.community import Wanted
from survey_app.services.media import MediaUpload, Slot
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect
from survey_app.web.telling import CHANGE_WORDS
from tests import media_samples as samples
from tests.conftest import PASSWORD
from tests.web.test_pages import text_of

HOST = "http://192.168.4.1:8000"
ADDRESS = "http://10.0.0.1:8000/public/valley"
DAY = date(2026, 3, 9)
FORM = "/rounds/valley-2026/community/"
WANTED = {
    "slug": "valley", "address": ADDRESS, "checked": "yes",
    "measures": "PL1", "groupings": "displacement",
}  # fmt: skip


@pytest.fixture(scope="module")
def world_file(world_file, tmp_path_factory):
    """The world after its newest round was released to everybody."""
    path = tmp_path_factory.mktemp("released") / "world.db"
    shutil.copy(world_file, path)
    db = connect(path)
    releases.make(db, asked(db), Making("public", "co", "Council"), DAY)
    db.close()
    return path


def asked(db):
    return rounds.get(db, "valley-2026")


@pytest.fixture
def coordinator(visitor):
    return visitor.sign_in("coordinator").get(FORM)


@pytest.fixture
def publish(database):
    """Return a function that publishes the page, as the form does."""

    def publish(*groupings):
        wanted = Wanted("valley", ADDRESS, Choice(("PL1",), groupings), True)
        db = connect(database)
        community.publish(db, asked(db), wanted, "co", DAY)
        db.close()

    return publish


@pytest.fixture
def reader(visitor, publish):
    """Somebody without an account, and a page to read."""
    publish("displacement")
    return visitor


@pytest.fixture
def rows(database):
    """Return what was released, by (table, measure, kind or grouping, group)."""
    db = connect(database)
    released = releases.of_round(db, asked(db))[0]
    tables = json.loads(releases.shown(db, released.release_id))
    db.close()
    found = {("estimates", r["of"], r["kind"], r["group"]): r
             for r in tables["estimates"] if r["by"] is None}  # fmt: skip
    for name in ("gaps", "comparisons"):
        found |= {(name, r["of"], r["by"], r["group"]): r for r in tables[name]}
    return found


def test_anybody_reads_it_without_an_account_and_without_a_cookie(reader):
    for path in ("/public/valley", "/public/valley/poster"):
        reader.get(path)
        assert reader.status == 200
        assert "Set-Cookie" not in reader.reply.headers
        assert "<form" not in reader.page


def test_its_sentences_hold_the_numbers_of_the_release(reader, rows):
    shown = text_of(reader.get("/public/valley").page)
    score = rows["estimates", "PL1", "construct", None]
    low, high = score["ci_low"], score["ci_high"]
    assert (level(low), level(high)) == (1, 3)
    assert f"The level is between low and high: {score['mean']} of 10." in shown
    assert f"it would most likely be between {low} and {high}." in shown
    share = rows["estimates", "PL1.1", "share", None]
    assert (
        f"About {of_ten(share['mean'])} of 10 people answered “Trust a little” or “Trust a lot”."
        in shown
    )
    change = rows["comparisons", "PL1", None, None]
    points = f"{abs(change['change']):.1f}"
    assert CHANGE_WORDS[change["verdict"]].format(points=points) in shown
    assert "About 160 people answered." in shown
    numbers = [round(100 * share[key]) for key in ("mean", "ci_low", "ci_high")]
    assert "({} of 100, most likely between {} and {}.)".format(*numbers) in shown


def test_it_names_who_is_behind_where_that_was_chosen(reader, publish, rows):
    shown = text_of(reader.get("/public/valley").page)
    row = rows["gaps", "PL1", "displacement", "displaced"]
    assert row["verdict"] == "behind"
    assert (
        "People displaced by the conflict: “Trust in governing institutions” is lower "
        f"than among everyone else, {row['mean']} against {row['rest_mean']} of 10."
    ) in shown
    publish("gender")
    shown = text_of(reader.get("/public/valley").page)
    assert "displaced" not in shown
    assert "No group is clearly behind everyone else: Sex or gender." in shown
    publish()
    assert "Who is left behind?" not in reader.get("/public/valley").page


def test_nothing_sensitive_stands_on_it(reader):
    page = reader.get("/public/valley").page
    assert "SE2" not in page
    assert not re.search(r"River people|Hill people|North|South", page)


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [("en", "ltr", "You said, we did"), ("fr", "ltr", "Vous avez dit, nous avons fait"),
     ("ar", "rtl", "قلتم ففعلنا")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/public/valley", "/public/valley/poster"])
def test_it_stands_in_every_language_of_the_survey(
    reader, path, language, direction, words
):
    reader.get(f"{path}?in={language}")
    assert f'<html lang="{language}" dir="{direction}">' in reader.page
    shown = text_of(reader.page)
    assert words in shown
    assert not re.search(r"%\(|\{\w*\}", shown)
    reader.get(path, **{"Accept-Language": language})
    assert words in text_of(reader.page)


def test_a_language_nobody_was_asked_in_is_answered_in_one_they_were(reader):
    assert '<html lang="en"' in reader.get("/public/valley?in=<b>").page


def test_what_was_decided_stands_on_it_as_text(coordinator, publish, app):
    publish()
    reader = type(coordinator)(app)
    assert "not written here yet" in text_of(reader.get("/public/valley").page)
    texts = {"said-en": "No <b>water</b>.", "done-en": "A well."}
    coordinator.post(
        f"{FORM}decisions", **texts, **{"said-ar": "لا ماء.", "done-ar": "بئر."}
    )
    assert "No &lt;b&gt;water&lt;/b&gt;." in coordinator.page
    for path in ("/public/valley", "/public/valley/poster"):
        assert "No &lt;b&gt;water&lt;/b&gt;." in reader.get(path).page
        assert "بئر." in reader.get(f"{path}?in=ar").page
        assert 'lang="en" dir="ltr">A well.' in reader.get(f"{path}?in=fr").page
    remove = re.search(r'action="([^"]+/decisions/\d+/remove)"', coordinator.page)
    coordinator.post(remove[1])
    assert "A well." not in reader.get("/public/valley").page


def test_a_page_is_published_by_its_form(coordinator, app):
    assert type(coordinator)(app).get("/public/valley").status == 404
    assert "Published by" not in text_of(coordinator.page)
    coordinator.post(FORM, **WANTED)
    assert "Published by coordinator" in text_of(coordinator.page)
    assert type(coordinator)(app).get("/public/valley").status == 200
    assert '<a href="/public/valley">' in coordinator.get("/rounds/valley-2026").page


def test_a_round_without_a_title_is_not_named_twice(reader, database):
    for path in ("/public/valley", "/public/valley/poster"):
        assert '<p class="kicker">What we said</p>' in reader.get(path).page
    db = connect(database)
    db.execute("update rounds set title = '{}'")
    db.conn.commit()
    db.close()
    for path in ("/public/valley", "/public/valley/poster"):
        page = reader.get(path).page
        assert "<h1>What we said</h1>" in page
        assert "kicker" not in page


def test_the_poster_leads_to_the_page(reader):
    reader.get("/public/valley/poster")
    assert "http://10.0.0.1:8000/public/valley" in text_of(reader.page)
    assert re.search(r'<div class="qr"><svg', reader.page)
    assert "style=" not in reader.page


def test_the_poster_is_a_file_too(reader, rows):
    reader.get("/public/valley/poster")
    assert 'href="/public/valley/poster.pdf?in=en"' in reader.page
    with reader.client.get("/public/valley/poster.pdf?in=en") as reply:
        assert reply.headers["Content-Type"] == "application/pdf"
        assert "Set-Cookie" not in reply.headers
        (sheet,) = PdfReader(BytesIO(reply.data)).pages
    score = rows["estimates", "PL1", "construct", None]
    shown = " ".join(sheet.extract_text().split())
    assert f"The level is between low and high: {score['mean']} of 10." in shown
    assert f"most likely be between {score['ci_low']} and {score['ci_high']}." in shown
    assert "http://10.0.0.1:8000/public/valley" in shown.replace("/ ", "/")


def test_before_it_is_published_only_coordinators_see_it(coordinator, app):
    stranger = type(coordinator)(app)
    assert stranger.get("/public/valley").status == 404
    coordinator.post(f"{FORM}preview", measures="PL1", groupings="displacement")
    shown = text_of(coordinator.page)
    assert "A preview: only you see it." in shown
    assert "People displaced by the conflict" in shown
    french = re.search(r'href="([^"]*preview[^"]*in=fr)"', coordinator.page)[1]
    coordinator.get(french.replace("&amp;", "&"))
    assert "Qui est laissé de côté" in text_of(coordinator.page)
    assert stranger.get("/public/valley").status == 404


def test_nobody_publishes_without_having_looked(coordinator, app):
    coordinator.post(FORM, **WANTED | {"checked": ""})
    assert coordinator.status == 422
    assert "Nobody has confirmed" in coordinator.page
    assert type(coordinator)(app).get("/public/valley").status == 404


def test_an_address_that_leads_only_here_is_not_proposed(coordinator):
    address = re.compile(r'id="address" name="address" value="([^"]*)"')
    assert address.search(coordinator.page)[1] == ""
    ask = type(coordinator)(coordinator.client.application).client
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"',
        ask.get("/signin", base_url=HOST).get_data(as_text=True),
    )[1]
    fields = {"csrf_token": token, "name": "coordinator", "password": PASSWORD}
    ask.post("/signin", base_url=HOST, data=fields)
    page = ask.get(FORM, base_url=HOST).get_data(as_text=True)
    assert address.search(page)[1] == f"{HOST}/public/valley"


def test_a_page_is_taken_down_at_once(coordinator, publish, app):
    publish()
    coordinator.post(f"{FORM}take-down")
    reader = type(coordinator)(app)
    for path in ("", "/poster", "/poster.pdf", f"/media/{'0' * 64}"):
        assert reader.get(f"/public/valley{path}").status == 404


def test_without_a_release_the_form_says_what_to_do(database, coordinator):
    db = connect(database)
    db.execute("pragma foreign_keys = off")  # whatever else stands on the release
    db.execute("delete from releases where round_id = 'valley-2026'")
    db.conn.commit()
    db.close()
    coordinator.get(FORM)
    assert "Nothing of this round was released to everybody yet." in coordinator.page
    coordinator.get("/signin")
    coordinator.post(FORM, **WANTED)
    assert coordinator.status == 409


def test_a_round_nobody_may_be_shown_of_tells_nothing(reader, database):
    db = connect(database)
    db.execute("update community_pages set measures = '[]'")
    db.conn.commit()
    db.close()
    for path in ("/public/valley", "/public/valley/poster"):
        shown = text_of(reader.get(path).page)
        assert "Too few people answered to show anything" in shown
        assert "of 10" not in shown


def test_recordings_and_pictures_of_the_page_and_no_others_are_heard(database, reader):
    db = connect(database)
    sound, picture = MediaUpload("a", samples.wav()), MediaUpload("a", samples.png())
    spoken = {t.slots[0]: t.text for t in media.texts(db, "trust.1", "en")}
    heard = media.record(db, "trust.1", "en", spoken[Slot("item", "PL1.1")], sound)
    other = MediaUpload("a", samples.OGG)
    secret = media.record(db, "trust.1", "en", spoken[Slot("item", "SE2.1")], other)
    scale = next(
        each.slot for each in media.drawn(db, "trust.1")
        if each.slot.owner == "scale" and each.option.code == "5"
    )  # fmt: skip
    seen = media.draw(db, "trust.1", scale, picture)
    community.decide(
        db, asked(db), ({"en": "No water."}, {"en": "A well."}), "co", DAY
    )  # fmt: skip
    third = MediaUpload("a", samples.OGG + b"1")
    decided = media.record(db, "trust.1", "en", "No water. A well.", third)
    assert decided.sha256 not in str(media.entries(db, "trust.1"))
    db.close()
    page = reader.get("/public/valley?in=en").page
    assert (
        f'<audio controls controlslist="nodownload" preload="none" src="/public/valley/media/{heard.sha256}"'
        in page
    )
    assert f'<img class="aid" src="/public/valley/media/{seen.sha256}"' in page
    assert f'src="/public/valley/media/{decided.sha256}"' in page
    for content, status in ((heard, 200), (seen, 200), (decided, 200), (secret, 404)):
        with reader.client.get(f"/public/valley/media/{content.sha256}") as reply:
            assert reply.status_code == status
            if status == 200:
                assert reply.headers["Content-Type"] == content.type
