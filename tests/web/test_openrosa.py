"""The server speaks OpenRosa as ODK Collect expects it, and loses and tells nothing."""

import base64
import json
import logging
import re
import zlib
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from survey_app.core.questionnaire import receipts
from survey_app.errors import Conflict, Unanswerable
from survey_app.services import (
    collect_settings,
    collection,
    devices,
    digest_login,
    media,
    submissions,
)
from survey_app.services.media import MediaUpload, Slot
from survey_app.services.receiving import Judge, Secrets
from survey_app.services.registry import Registry
from survey_app.store import devices as device_store
from survey_app.store import interviews, review, rounds
from survey_app.store import submissions as store
from survey_app.store.database import connect, writing
from survey_app.web.openrosa_access import scrubbed
from tests import media_samples as samples
from tests.web.collecting import (
    HEADERS,
    HERE_AND_NOW,
    ROUND,
    Collect,
    corrected,
    dump,
    filled,
    kept,
    messages,
)

FILES = "{http://openrosa.org/xforms/xformsManifest}"
DIGEST = 'username="{name}", realm="survey", nonce="{nonce}", uri="{uri}", response="{proof}", qop=auth, nc=00000001, cnonce="0a4f113b", algorithm=MD5'


# The list


def test_the_list_has_what_collect_asks_of_every_entry(collect):
    (entry,) = collect.listed()
    assert entry["formID"] == ROUND
    assert entry["name"] == "Living together"
    assert entry["version"] == "trust.1"
    assert re.fullmatch("md5:[0-9a-f]{32}", entry["hash"])
    assert entry["downloadUrl"].startswith(f"http://localhost{collect.base}/forms/")
    assert entry.keys() == {"formID", "name", "version", "hash", "downloadUrl"}


def test_the_hash_is_that_of_the_bytes_served(collect):
    (entry,) = collect.listed()
    for packing in ("identity", "gzip"):
        reply = collect.get(entry["downloadUrl"], **{"Accept-Encoding": packing})
        content = (
            reply.data if packing == "identity" else zlib.decompress(reply.data, 31)
        )
        assert f"md5:{md5(content).hexdigest()}" == entry["hash"]
        assert reply.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_head_says_that_a_list_can_be_had(collect):
    reply = collect.ask("HEAD", f"{collect.base}/formList")
    assert (reply.status_code, reply.data) == (204, b"")
    assert reply.headers["X-OpenRosa-Version"] == "1.0"


def test_every_reply_has_the_headers_of_the_protocol(collect):
    for method, path in (
        ("GET", "formList"), ("HEAD", "submission"), ("GET", "submission"), ("POST", "submission"),
        ("GET", "forms/nowhere"), ("GET", "nowhere"), ("PUT", "submission"),
    ):  # fmt: skip
        headers = collect.ask(method, f"{collect.base}/{path}").headers
        assert headers["X-OpenRosa-Version"] == "1.0", path
        assert int(headers["X-OpenRosa-Accept-Content-Length"]) == 10_000_000
        assert headers["Date"].endswith(" GMT")
        assert headers["Content-Language"] == "en"
        assert headers["Content-Type"] == "text/xml; charset=utf-8"


def test_one_form_can_be_asked_for_and_an_unknown_one_is_an_empty_list(collect):
    assert [each["formID"] for each in collect.listed(f"?formID={ROUND}")] == [ROUND]
    assert collect.listed("?formID=nowhere") == []


def test_descriptions_come_only_where_they_are_asked_for(collect):
    (entry,) = collect.listed("?verbose=true")
    assert entry["descriptionText"].startswith("Asked by the council.")


def test_closed_rounds_are_not_listed_nor_given(collect, opened):
    (entry,) = collect.listed()
    rounds.set_open(opened, ROUND, is_open=False, today=date(2026, 3, 6))
    assert collect.listed() == []
    assert collect.get(entry["downloadUrl"]).status_code == 404


def test_what_has_not_changed_is_not_sent_again(collect):
    (entry,) = collect.listed()
    tag = collect.get(entry["downloadUrl"]).headers["ETag"]
    again = collect.get(entry["downloadUrl"], **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_form_has_every_language_and_every_question(collect):
    root = ET.fromstring(collect.form())
    xforms = "{http://www.w3.org/2002/xforms}"
    languages = [each.get("lang") for each in root.iter(f"{xforms}translation")]
    assert languages == ["English (en)", "Français (fr)", "العربية (ar)"]
    nodes = {each.tag.removeprefix(xforms) for each in root.iter()}
    assert {"PL1.1", "SE2.4", "DEM3", "END1", "survey.place"} <= nodes


# The manifest


@pytest.fixture
def recorded(database):
    """Record every English text, and draw a woman."""
    db = connect(database)
    sound, picture = MediaUpload("a", samples.wav()), MediaUpload("a", samples.png())
    for text in [each.text for each in media.texts(db, "trust.1", "en")]:
        media.record(db, "trust.1", "en", text, sound)
    media.draw(db, "trust.1", Slot("item", "DEM1", "woman"), picture)
    db.close()


def test_the_manifest_lists_recordings_and_pictures_once(recorded, collect):
    (entry,) = collect.listed()
    reply = collect.get(entry["manifestUrl"])
    assert reply.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(reply.data)
    assert root.tag == f"{FILES}manifest"
    files = [
        [
            each.findtext(f"{FILES}{name}")
            for name in ("filename", "hash", "downloadUrl")
        ]
        for each in root.findall(f"{FILES}mediaFile")
    ]
    assert sorted(name.rpartition(".")[2] for name, _, _ in files) == ["png", "wav"]
    form = collect.get(entry["downloadUrl"]).text
    for name, hashed, address in files:
        with collect.get(address) as found:
            assert f"md5:{md5(found.data).hexdigest()}" == hashed
        folder = "images" if name.endswith("png") else "audio"
        assert f"jr://{folder}/{name}</value>" in form


def test_a_file_of_no_form_is_not_given(recorded, collect):
    assert collect.get(f"{collect.base}/forms/{ROUND}/media/x.wav").status_code == 404


# Sending


def test_before_sending_collect_asks_whether_it_may(collect):
    for method in ("HEAD", "GET"):
        reply = collect.ask(method, f"{collect.base}/submission")
        assert (reply.status_code, reply.data) == (204, b"")
        assert "Location" not in reply.headers


def test_a_form_filled_in_becomes_a_response(collect, opened):
    reply = collect.send(filled())
    assert reply.status_code == 201, reply.text
    assert messages(reply) == ("submit_success", "The form is kept.")
    (row,) = kept(opened)
    assert json.loads(row["answers"]) == {
        "SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "interviewer", "PL1.1": "3",
        "DEM1": "woman", "DEM3": ["river", "hill"], "END1": "Nobody tells us <anything>.",
    }  # fmt: skip
    names = ("language", "place_id", "collected_on", "half_day", "mode", "enumerator")
    facts = ("en", f"{ROUND}-north0", "2026-03-02", "pm", "interviewer", "enumerator")
    assert tuple(row[name] for name in names) == facts
    assert row["device_id"] == collect.device.device_id
    assert row["psu"] == "north0"


def test_the_same_bytes_again_are_known_however_often_they_come(collect, opened):
    xml = filled()
    assert [collect.status(xml) for _ in range(3)] == [201, 201, 201]
    assert len(kept(opened)) == 1


def test_other_bytes_under_the_same_id_are_refused(collect, opened):
    first = filled("uuid:one")
    assert collect.status(first) == 201
    reply = collect.send(filled("uuid:one", **{"PL1.1": "1"}))
    assert reply.status_code == 409
    assert messages(reply)[0] == "error"
    assert len(kept(opened)) == 1


def test_a_form_in_parts_is_one_and_its_files_are_not_kept(collect, opened):
    xml = filled()
    files = [("café-صورة.jpg", b"a face"), ("audit.csv", b"event,start\nbegin,170")]
    assert collect.status(xml, files=files[:1], incomplete=True) == 201
    assert collect.status(xml, files=files[1:]) == 201
    assert len(kept(opened)) == 1
    assert b"a face" not in dump(opened)
    assert b"begin,170" not in dump(opened)


@pytest.mark.parametrize(
    ("name", "status"), [("صورة".encode(), 201), (b"\xe9", 400)], ids=["utf-8", "latin"]
)
def test_names_of_files_are_utf_8_whatever_the_header_says(collect, name, status):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; '
        b'filename="%b.xml"\r\nContent-Type: text/xml\r\n\r\n%b\r\n--b--\r\n'
    ) % (name, filled())
    reply = collect.ask(
        "POST", f"{collect.base}/submission", data=body,
        content_type="multipart/form-data; boundary=b",
    )  # fmt: skip
    assert reply.status_code == status


def test_an_edit_waits_for_a_person_and_the_newest_must_be_named(collect, opened):
    assert collect.status(filled("uuid:1")) == 201
    second = corrected("uuid:2", "uuid:1", **{"PL1.1": "1"})
    reply = collect.send(second)
    assert (reply.status_code, messages(reply)[0]) == (202, "submit_success")
    (waiting,) = review.in_state(opened, "waiting")
    assert [each.code for each in waiting.problems] == ["response.differs"]
    (row,) = kept(opened)
    assert waiting.response_id == row["response_id"]
    assert json.loads(row["answers"])["PL1.1"] == "3"
    assert collect.status(second) == 201, "the edit again, byte for byte"
    assert collect.status(corrected("uuid:3", "uuid:1")) == 409, "not the newest"
    assert collect.status(corrected("uuid:4", "uuid:9")) == 404, "of nothing"
    assert collect.status(corrected("uuid:1", "uuid:2")) == 409, "under an old id"
    assert collect.status(corrected("uuid:5", "uuid:2", **{"PL1.1": "2"})) == 202


def test_an_edit_mends_what_waited_for_a_person(collect, opened):
    assert collect.status(filled("uuid:1", **{"PL1.1": "99"})) == 202
    assert kept(opened) == []
    assert collect.status(corrected("uuid:2", "uuid:1")) == 201
    assert len(kept(opened)) == 1


def test_a_correction_without_consent_waits_for_a_person(collect, opened):
    assert collect.status(filled("uuid:1")) == 201
    before = sum(interviews.refusals(opened, ROUND).values())
    assert collect.status(corrected("uuid:2", "uuid:1", SCR1="2")) == 202
    (waiting,) = review.in_state(opened, "waiting")
    assert "response.no_consent" in [each.code for each in waiting.problems]
    assert sum(interviews.refusals(opened, ROUND).values()) == before


def test_of_two_forms_under_one_id_at_the_same_moment_one_is_kept(collect, opened):
    """Both were looked at before either was kept."""
    registry = Registry(0, "test")
    secrets = Secrets("test", b"receipt:test")
    judge = Judge(opened, registry, secrets, HERE_AND_NOW, collect.device)
    one, other = filled("uuid:1"), filled("uuid:1", **{"PL1.1": "1"})
    arrived = [submissions.examine(judge, xml) for xml in (one, one, other)]
    with writing(opened):
        assert submissions.keep(opened, arrived[0], judge) == "kept"
        assert submissions.keep(opened, arrived[1], judge) == "known"
        with pytest.raises(Conflict, match="differs"):
            submissions.keep(opened, arrived[2], judge)
    assert len(kept(opened)) == 1


def test_of_two_corrections_of_one_form_at_the_same_moment_one_is_kept(collect, opened):  # fmt: skip
    assert collect.status(filled("uuid:1")) == 201
    judge = Judge(opened, Registry(0, "test"), Secrets("test", b"receipt:test"), HERE_AND_NOW, collect.device)  # fmt: skip
    edits = [corrected(f"uuid:{n}", "uuid:1") for n in (2, 3)]
    first, second = (submissions.examine(judge, xml) for xml in edits)
    with writing(opened):
        assert submissions.keep(opened, first, judge) == "known", "the same answers"
        with pytest.raises(Conflict, match="not_newest"):
            submissions.keep(opened, second, judge)


def test_a_form_or_version_nobody_knows_is_not_found(collect):
    for facts in ({"form": "nowhere"}, {"version": "trust.9"}, {"form": "valley-2025"}):
        assert collect.status(filled(**facts)) == 404


def test_forms_of_a_closed_round_still_come_in(collect, opened):
    rounds.set_open(opened, ROUND, is_open=False, today=date(2026, 3, 6))
    assert collect.status(filled()) == 201
    (row,) = kept(opened)
    assert "late" in json.loads(row["flags"])


def test_forms_of_an_older_version_still_come_in(collect, opened):
    opened.execute(
        "insert into instruments select 'trust.2', name, 2, 'x', document, published_on "
        "from instruments where instrument_id = 'trust.1'"
    )
    opened.execute(f"update rounds set instrument_id = 'trust.2' where round_id = '{ROUND}'")  # fmt: skip
    assert collect.listed()[0]["version"] == "trust.2"
    assert collect.status(filled(version="trust.1")) == 201
    (row,) = kept(opened)
    assert row["instrument_id"] == "trust.1"
    assert "version" in json.loads(row["flags"])


def test_who_did_not_agree_is_counted_once_and_nothing_is_kept_of_them(collect, opened):
    xml = filled(SCR1="2")
    before = sum(interviews.refusals(opened, ROUND).values())
    assert [collect.status(xml) for _ in range(2)] == [201, 201]
    assert sum(interviews.refusals(opened, ROUND).values()) == before + 1
    assert kept(opened) == []
    assert list(opened.query("select * from submissions")) == []


def test_what_fails_a_check_is_kept_for_a_person_with_all_that_is_wrong(
    collect, opened
):
    reply = collect.send(filled(**{"PL1.1": "9", "survey.place": "nowhere"}))
    assert reply.status_code == 202
    (waiting,) = review.in_state(opened, "waiting")
    assert {each.code for each in waiting.problems} == {
        "answer.not_an_option",
        "response.place",
    }


def test_who_does_not_speak_the_protocol_is_told_so(collect):
    for headers in ({}, {"X-OpenRosa-Version": "2.0"}):
        for method, path in (("GET", "formList"), ("HEAD", "submission"), ("POST", "submission")):  # fmt: skip
            reply = collect.client.open(f"{collect.base}/{path}", method=method, headers=headers)  # fmt: skip
            assert reply.status_code == 400


def test_a_request_without_its_part_or_with_two_is_refused(collect):
    address = f"{collect.base}/submission"
    two = {"xml_submission_file": [(BytesIO(filled()), "a.xml"), (BytesIO(filled()), "b.xml")]}  # fmt: skip
    for request in (
        {}, {"data": {"other": (BytesIO(b"x"), "a.xml")}}, {"data": two}, {"data": filled()},
        {"data": b"--b\r\nnonsense", "content_type": "multipart/form-data; boundary=b"},
    ):  # fmt: skip
        reply = collect.ask("POST", address, **request)
        assert reply.status_code == 400
        assert "xml_submission_file" in messages(reply)[1]


def test_a_part_without_a_file_name_is_taken(collect):
    data = {"xml_submission_file": filled().decode()}
    reply = collect.ask("POST", f"{collect.base}/submission", data=data)
    assert reply.status_code == 201


# Who may


def test_a_wrong_token_is_forbidden_so_that_nobody_is_asked_for_a_password(collect):
    form = f"forms/{ROUND}"
    for path in ("formList", "submission", form, f"{form}/manifest", f"{form}/media/a"):
        reply = collect.get(f"/openrosa/{'x' * 43}/{path}")
        assert reply.status_code == 403
        assert "WWW-Authenticate" not in reply.headers


def test_a_tablet_that_was_shut_out_is_out(collect, opened):
    devices.revoke(opened, "C1", HERE_AND_NOW)
    assert collect.get(f"{collect.base}/formList").status_code == 403
    assert collect.status(filled()) == 403


def test_a_tablet_of_another_round_gets_and_sends_nothing(app, database, opened):
    other = Collect(app, database, "C2", rounds=["valley-2025"])
    assert other.listed() == []
    assert other.get(f"{other.base}/forms/{ROUND}").status_code == 404
    assert other.status(filled()) == 403
    assert kept(opened) == []


def test_a_tablet_whose_time_is_over_sends_but_gets_nothing(app, database):
    late = Collect(app, database, "C3", days=1)
    db = connect(database)
    past = (HERE_AND_NOW - timedelta(days=1)).isoformat()
    db.execute("update devices set expires_on = ?", [past])
    db.close()
    assert late.get(f"{late.base}/formList").status_code == 403
    assert late.status(filled()) == 201


def digest(collect, method, uri, nonce, password=None):
    """Answer a challenge as OkHttp does."""
    name = collect.device.device_id
    claim = digest_login.Claim(name, method, uri, nonce, "", "auth", "00000001", "0a4f113b")  # fmt: skip
    secret = md5(f"{name}:survey:{password or collect.token}".encode()).hexdigest()
    proof = digest_login.proof(claim, secret)
    return "Digest " + DIGEST.format(name=name, nonce=nonce, uri=uri, proof=proof)


def challenge(collect, method="HEAD", path="/openrosa/login/submission"):
    reply = collect.client.open(path, method=method, headers=HEADERS)
    assert reply.status_code == 401
    (found,) = [h for h in reply.headers.getlist("WWW-Authenticate") if "Digest" in h]
    return reply, re.search('nonce="([^"]+)"', found)[1]


def test_a_program_signs_in_by_digest_without_sending_its_password(collect, opened):
    reply, nonce = challenge(collect)
    offered = reply.headers.getlist("WWW-Authenticate")
    assert len(offered) == 1, "Basic only over https"
    uri = "/openrosa/login/submission?deviceID=x"
    for method, status in (("HEAD", 204), ("POST", 400)):
        headers = HEADERS | {"Authorization": digest(collect, method, uri, nonce)}  # fmt: skip
        assert collect.client.open(uri, method=method, headers=headers).status_code == status  # fmt: skip
    data = {"xml_submission_file": (BytesIO(filled()), "a.xml")}
    sent = collect.client.post(uri, headers=headers, data=data)
    assert sent.status_code == 201
    assert len(kept(opened)) == 1
    assert collect.token.encode() not in dump(opened)


def test_digest_takes_no_wrong_password_old_number_or_other_address(collect):
    _, nonce = challenge(collect)
    uri = "/openrosa/login/submission"
    old = digest_login.nonce(int(datetime.now(UTC).timestamp()) - 301, "test")
    for header in (
        digest(collect, "HEAD", uri, nonce, "wrong"), digest(collect, "HEAD", uri, "1-2"),
        digest(collect, "HEAD", "/openrosa/login/formList", nonce), digest(collect, "GET", uri, nonce),
        digest(collect, "HEAD", uri, old), "Digest", "Digest x", "Basic eA==", "Bearer x", "Digest nonce=é",
    ):  # fmt: skip
        headers = HEADERS | {"Authorization": header}
        reply = collect.client.open(uri, method="HEAD", headers=headers)
        assert reply.status_code == 401, header
        stale = "stale" in reply.headers["WWW-Authenticate"]
        assert stale is (old in header)


def test_basic_is_taken_over_https_alone(collect):
    pair = f"{collect.device.device_id}:{collect.token}".encode()
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    for root, status in (("http://localhost", 401), ("https://localhost", 200)):
        reply = collect.client.get(
            "/openrosa/login/formList", headers=HEADERS | headers, base_url=root
        )
        assert reply.status_code == status


def test_a_new_token_ends_the_password(collect, opened):
    device_store.set_token(opened, collect.device.device_id, "0" * 64)
    uri = "/openrosa/login/submission"
    _, nonce = challenge(collect)
    headers = HEADERS | {"Authorization": digest(collect, "HEAD", uri, nonce)}
    assert collect.client.head(uri, headers=headers).status_code == 401


def test_no_log_holds_a_token(collect, app, caplog, monkeypatch):
    def fail(*_):
        raise RuntimeError(f"in {collect.base}/formList")

    monkeypatch.setattr("survey_app.services.xforms.forms", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert collect.get(f"{collect.base}/formList").status_code == 500
    logging.getLogger("waitress").warning("serving %s", f"{collect.base}/formList")
    assert "/openrosa/…/formList" in caplog.text
    assert "RuntimeError" in caplog.text
    assert collect.token not in caplog.text
    assert collect.token not in str([record.__dict__ for record in caplog.records if record.name == "waitress"])  # fmt: skip


# What is never kept


def test_what_other_programs_note_of_people_and_devices_is_kept_nowhere(
    collect, opened
):
    meta = "<orx:deviceID>imei:359</orx:deviceID><orx:timeStart>2026-03-02T14:15:16Z</orx:timeStart>"
    extra = (
        "<start>2026-03-02T14:15:16.000+01:00</start><deviceid>imei:359</deviceid>"
        "<username>Amira</username><where>36.8065 10.1815 4.0 5.0</where>"
        "<group><end>2026-03-02T14:40:00Z</end></group><phonenumber>+21612345678</phonenumber>"
    )
    assert collect.status(filled("uuid:1", meta=meta, extra=extra)) == 201
    (row,) = kept(opened)
    (sent,) = store.in_round(opened, ROUND)
    told = submissions.originals(opened, ROUND, "test")[sent.submission_id].decode()
    assert "uuid:1" in told and "Nobody tells us" in told
    for secret in ("359", "14:15", "14:40", "Amira", "36.8065", "+216"):
        assert secret not in told
        assert secret not in str(row)


def test_what_a_program_notes_of_itself_alone_is_emptied_too(collect, opened):
    meta = "<orx:userID>Amira</orx:userID><orx:audit>audit.csv</orx:audit>"
    assert collect.status(filled("uuid:1", meta=meta)) == 201
    (told,) = submissions.originals(opened, ROUND, "test").values()
    assert b"uuid:1" in told
    assert b"Amira" not in told
    assert b"audit.csv" not in told


def test_an_original_without_such_things_is_kept_byte_for_byte_and_encrypted(
    collect, opened
):
    xml = filled()
    collect.send(xml)
    assert list(submissions.originals(opened, ROUND, "test").values()) == [xml]
    with pytest.raises(Unanswerable, match="other_secret"):
        submissions.originals(opened, ROUND, "another")
    assert b"survey.receipt" not in dump(opened)


def test_what_the_form_does_not_ask_waits_for_a_person(collect, opened):
    assert collect.status(filled(extra="<rumour>they said</rumour>")) == 202
    (waiting,) = review.in_state(opened, "waiting")
    assert [(p.where, p.code) for p in waiting.problems] == [("rumour", "answer.unknown_item")]  # fmt: skip


def test_taking_answers_back_takes_the_original_back(collect, opened):
    collect.send(filled("uuid:1"))
    collection.withdraw(opened, "acde7hjk", b"receipt:test")
    assert kept(opened) == []
    (sent,) = store.in_round(opened, ROUND)
    assert sent.original is None
    assert collect.status(filled("uuid:2")) == 201, "a copy on its way"
    assert kept(opened) == []
    assert all(each.original is None for each in store.in_round(opened, ROUND))


def test_taking_answers_back_takes_what_waits_for_a_person_back(collect, opened):
    assert collect.status(filled(**{"PL1.1": "9"})) == 202
    collection.withdraw(opened, "ACDE-7HJK", b"receipt:test")
    assert review.in_state(opened, "waiting") == []
    (sent,) = store.in_round(opened, ROUND)
    assert sent.original is None


# The code both programs scan


def test_the_code_holds_the_settings_collect_reads(app, visitor):
    visitor.sign_in("coordinator").get("/admin/devices/")
    visitor.post("/admin/devices/", name="C9", enumerator="enumerator", days="30")
    address = re.search(r"http://localhost/openrosa/[\w-]{43}", visitor.page)[0]
    text = collect_settings.packed(address, "Notes")
    assert len(text) < collect_settings.MOST_SIGNS
    told = json.loads(zlib.decompress(base64.b64decode(text)))
    assert told["general"]["server_url"] == address
    assert told["general"]["form_update_mode"] == "match_exactly"
    assert told["general"]["delete_send"] is True
    assert told["admin"]["change_server"] is False
    assert told["project"] == {"name": "Notes"}
    reply = visitor.client.get(
        address.removeprefix("http://localhost") + "/formList", headers=HEADERS
    )
    assert reply.status_code == 200
    visitor.get("/admin/devices/")
    assert address not in visitor.page


def test_a_token_is_hidden_wherever_its_address_stands():
    token = f"/openrosa/{'a-_' * 14}"
    for text in (f"GET {token}/formList?x=1", f'"{token}"', f"http://h{token}#x"):
        assert "a-_" not in scrubbed(text)


def test_receipt_codes_of_forms_are_codes_of_ours(collect):
    form = collect.form().decode()
    assert form.count(f"substr('{receipts.ALPHABET}'") == receipts.LENGTH


def test_the_originals_of_a_round_are_written_for_their_owner_alone(
    collect, cli, database, tmp_path, monkeypatch
):
    (tmp_path / "instance").mkdir(exist_ok=True)
    (tmp_path / "instance" / "secret.key").write_text("test")
    xml = filled()
    assert collect.status(xml) == 201
    cli.database, out = database, tmp_path / "forms.zip"
    assert cli("originals", ROUND, "--out", out) == 0, cli.err
    assert "Answers of 1 people" in cli.out
    with ZipFile(out) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [xml]
    assert out.stat().st_mode & 0o777 == 0o600
