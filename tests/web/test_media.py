"""Recordings and pictures on pages: made by the coordinator, heard by who answers."""

import re
from io import BytesIO

import pytest

from survey_app.interchange.media_archive import write_zip
from survey_app.services import media
from survey_app.services.media import MediaUpload, Slot
from survey_app.store.database import connect
from tests import media_samples as samples
from tests.web.test_sync import Tablet

PATH = "/instruments/trust.1/media"


@pytest.fixture
def kept(database):
    """Return the recording and the picture of a world where women are drawn and heard."""
    db = connect(database)
    sound, picture = MediaUpload("a", samples.wav()), MediaUpload("a", samples.png())
    texts = [t.text for t in media.texts(db, "trust.1", "en")]
    recordings = [media.record(db, "trust.1", "en", text, sound) for text in texts]
    woman = Slot("item", "DEM1", "woman")
    found = recordings[0], media.draw(db, "trust.1", woman, picture)
    db.close()
    return found


def send(visitor, content, name="a.bin", path=PATH, **fields):
    fields |= {"csrf_token": visitor.token, "file": (BytesIO(content), name)}
    return visitor._take(visitor.client.post(path, data=fields))


def first_text(visitor):
    return re.search(r'name="text" value="([^"]+)"', visitor.page)[1]


def test_a_recording_is_kept_heard_and_removed(visitor):
    visitor.sign_in("coordinator").get(f"{PATH}?in=en")
    text = first_text(visitor)
    send(visitor, samples.OGG, language="en", text=text)
    address = re.search(r'<audio[^>]*src="([^"]+)"', visitor.page)[1]
    with visitor.client.get(address) as reply:
        assert reply.data == samples.OGG
        assert reply.headers["Content-Type"] == "audio/ogg"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in reply.headers["Content-Security-Policy"]
    visitor.post(f"{PATH}/remove", language="en", text=text)
    assert "<audio" not in visitor.page
    assert visitor.get(address).status == 404


def test_a_recording_may_be_larger_than_a_common_form(visitor):
    visitor.sign_in("coordinator").get(f"{PATH}?in=en")
    sound = samples.OGG + bytes(300 * 1024)
    send(visitor, sound, language="en", text=first_text(visitor))
    assert visitor.status == 200
    assert "<audio" in visitor.page


def test_a_part_of_a_recording_can_be_asked_for(visitor, kept):
    visitor.sign_in("enumerator")
    address = f"/media/{kept[0].sha256}"
    with visitor.client.get(address, headers={"Range": "bytes=4-11"}) as reply:
        assert reply.status_code == 206
        assert reply.data == samples.wav()[4:12]


def test_a_picture_is_kept_without_where_it_was_taken(visitor):
    visitor.sign_in("coordinator").get(PATH)
    fields = {"owner": "item", "owner_id": "DEM1", "option": "man"}
    send(visitor, samples.jpeg_from_a_telephone(), "photo.jpg", **fields)
    address = re.search(r'<img[^>]*src="(/media/[^"]+)"', visitor.page)[1]
    with visitor.client.get(address) as reply:
        assert reply.headers["Content-Type"] == "image/jpeg"
        assert samples.POSITION not in reply.data
    visitor.post(f"{PATH}/remove", **fields)
    assert "<img" not in visitor.page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg onload='alert(1)'/>", "none of the kinds"),
        (b"", "none of the kinds"),
        (samples.mp4(handler=b"vide"), "moving pictures"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(visitor, content, says):
    visitor.sign_in("coordinator").get(f"{PATH}?in=en")
    send(visitor, content, language="en", text=first_text(visitor))
    assert visitor.status == 422
    assert says in visitor.page


def test_a_form_without_a_file_says_so(visitor):
    visitor.sign_in("coordinator").get(f"{PATH}?in=en")
    visitor.post(PATH, language="en", text=first_text(visitor))
    assert visitor.status == 422
    assert "No file was chosen" in visitor.page


def test_more_than_a_form_may_hold_is_not_read(visitor):
    visitor.sign_in("coordinator")
    form = "multipart/form-data; boundary=x"
    for path, size in ((PATH, 4 * 1024**2), ("/signin", 400 * 1024)):
        with visitor.client.post(path, data=bytes(size), content_type=form) as reply:
            assert reply.status_code == 413, path


def test_only_this_page_may_ask_for_the_microphone(visitor):
    visitor.sign_in("coordinator").get(PATH)
    policy = "Permissions-Policy"
    assert "microphone=(self)" in visitor.reply.headers[policy]
    for path in ("/", "/instruments/trust.1", "/s/valley"):
        assert "microphone=()" in visitor.get(path).reply.headers[policy]


def test_an_archive_travels_out_and_in(visitor, kept):
    visitor.sign_in("coordinator")
    with visitor.client.get(f"{PATH}/export") as reply:
        assert reply.headers["Content-Type"] == "application/zip"
        content = reply.data
    visitor.get(PATH)
    send(visitor, content, "all.zip", f"{PATH}/import")
    assert re.search(r"\d+ recordings and pictures are kept", visitor.page)
    send(visitor, write_zip({"a.txt": b""}), "all.zip", f"{PATH}/import")
    assert "There is no index.csv" in visitor.page


def test_who_answers_hears_the_start_the_question_and_every_answer(visitor, kept):
    address = f"/s/valley/media/{kept[0].sha256}"
    visitor.get("/s/valley")
    assert visitor.page.count(f'src="{address}"') == 2
    assert visitor.page.count('class="hear"') == 1
    visitor.post("/s/valley", action="begin")
    visitor.post("/s/valley", item="SCR1", answer="1")
    visitor.post("/s/valley", item="SCR2", answer="1")
    assert 'value="woman"' in visitor.page
    options = visitor.page.count('type="radio"')
    assert visitor.page.count(f'src="{address}"') == options + 1
    assert f'<img src="/s/valley/media/{kept[1].sha256}" alt="">' in visitor.page
    with visitor.client.get(address) as reply:
        assert reply.data == samples.wav()
        assert reply.headers["Cache-Control"] == "no-store"


def test_without_a_recording_the_questionnaire_is_as_it_was(visitor):
    visitor.get("/s/valley")
    visitor.post("/s/valley", action="begin")
    assert "<audio" not in visitor.page


@pytest.mark.parametrize("slug", ["nowhere", "valley"])
def test_a_stranger_gets_only_what_a_questionnaire_uses(visitor, slug):
    assert visitor.get(f"/s/{slug}/media/{'0' * 64}").status == 404


def test_a_stranger_gets_nothing_of_the_team(visitor, kept):
    with visitor.client.get(f"/media/{kept[0].sha256}") as reply:
        assert reply.status_code == 302


def test_a_tablet_fetches_what_its_package_names(app, database, kept):
    tablet = Tablet(app, database)
    named = tablet.package()["media"]["trust.1"]
    sizes = {entry["sha256"]: entry["bytes"] for entry in named}
    assert set(sizes) == {content.sha256 for content in kept}
    for sha256, size in sizes.items():
        with tablet.ask("GET", f"media/{sha256}") as reply:
            assert len(reply.data) == size
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert tablet.ask("GET", f"media/{'0' * 64}").status_code == 404
    elsewhere = Tablet(app, database, "T2", rounds=("valley-2025",))
    assert elsewhere.ask("GET", f"media/{kept[0].sha256}").status_code == 404


def test_the_command_tells_what_is_missing_and_carries_files(cli, database, tmp_path):
    cli.database = database
    before = cli.rows("media", "list", "trust")
    out = tmp_path / "out.zip"
    assert cli("media", "export", "trust", "--out", out) == 0
    folder = tmp_path / "folder"
    folder.mkdir()
    row = next(r for r in before if r["item"] == "PL1.1" and r["language"] == "fr")
    (folder / "one.ogg").write_bytes(samples.OGG)
    index = "language,item,scale,option,file\nfr,PL1.1,,,one.ogg\n"
    (folder / "index.csv").write_text(index)
    assert cli("media", "import", "trust.1", folder) == 0
    after = cli.rows("media", "list", "trust.1")
    assert [r for r in before if r not in after] == [row]
    assert cli("media", "list", "trust") == 0
    assert "fr: 1 of" in cli.out
    assert cli("media", "import", "trust", out) == 0
    assert cli("media", "import", "trust", tmp_path / "none.zip") == 3
    assert cli("media", "list", "nothing") == 3
