"""What a tablet sends is kept once, known again, or kept apart; it is never lost."""

import json
import os
import uuid
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from survey_app import create_app
from survey_app.core.questionnaire import receipts, targets
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.sealing import Sealed, from_text, to_text
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import collection, devices, publishing
from survey_app.services.devices import NewDevice
from survey_app.store import responses, review, rounds
from survey_app.store.database import connect
from survey_app.store.group_commit import SharedDesk

ROUND = "valley-2026"
TODAY = date(2026, 3, 2)
HERE_AND_NOW = datetime.now(UTC).date()


class Tablet:
    """A tablet that is registered to the enumerator, and asks over HTTP."""

    def __init__(self, app, database, name="T1", secret="test", **options):
        self.client, self.database = app.test_client(), database
        db = connect(database)
        wanted = NewDevice(name, "enumerator", **options)
        self.device, self.token = devices.add(db, wanted, secret, HERE_AND_NOW)
        db.close()

    def ask(self, method, path, **request):
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.open(
            f"/api/v1/{path}", method=method, headers=headers, **request
        )

    def send(self, packets):
        return self.ask("POST", "responses", json=packets)

    def results(self, packets):
        reply = self.send(packets)
        assert reply.status_code == 200, reply.text
        return reply.json["results"]

    def states(self, packets):
        return [each["state"] for each in self.results(packets)]

    def packet(self, **changes):
        plain = {
            "v": 1, "kind": "response", "response_id": str(uuid.uuid4()), "round_id": ROUND,
            "instrument_id": "trust.1", "device": self.device.device_id, "language": "en",
            "mode": "interviewer", "place_id": f"{ROUND}-north0", "day": TODAY.isoformat(), "half_day": "am",
            "answers": {"SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "interviewer", "PL1.1": "3", "DEM1": "woman",
                        "DEM3": ["river", "hill"], "END1": "Nobody tells us anything."},
            "durations": {"PL1.1": 4.2, "END1": 31}, "seconds": 35.2, "flags": ["night"], "receipt": None,
            "version": "0.1.0",
        }  # fmt: skip
        return plain | changes

    def refusal(self, **changes):
        names = ("answers", "durations", "seconds", "flags", "receipt")
        plain = {n: v for n, v in self.packet().items() if n not in names}
        return plain | {"kind": "refusal", "refusal": "consent"} | changes

    def package(self):
        reply = self.ask("GET", "package")
        assert reply.status_code == 200, reply.text
        return reply.json

    def sealed(self, packet, **changes):
        """Seal a packet as the tablet's own code does."""
        key = next(r["key"] for r in self.package()["rounds"] if r["round_id"] == ROUND)
        return seal(packet, key["key_id"], from_text(key["public"])) | changes


def seal(packet, key_id, public):
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    shared = ephemeral.exchange(ec.ECDH(), point)
    epk = ephemeral.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    key = HKDF(SHA256(), 32, salt=epk, info=b"survey_app sealed v1").derive(shared)
    ids = (packet["round_id"], packet["response_id"], key_id)
    iv = os.urandom(12)
    plain = json.dumps(packet, ensure_ascii=False).encode()
    ct = AESGCM(key).encrypt(iv, plain, Sealed(*ids, epk, iv, b"").bound)
    names = ("round_id", "response_id", "key_id")
    texts = zip(("epk", "iv", "ct"), map(to_text, (epk, iv, ct)), strict=True)
    return {"v": 1, **dict(zip(names, ids, strict=True)), **dict(texts)}


@pytest.fixture
def tablet(app, database):
    return Tablet(app, database)


@pytest.fixture
def opened(database):
    db = connect(database)
    yield db
    db.close()


def kept(db, response_id):
    rows = db.query("select * from responses where response_id = ?", [response_id])
    return next(iter(rows), None)


def test_an_interview_is_kept_and_known_when_it_comes_again(tablet, opened):
    packet = tablet.packet()
    assert tablet.states(packet) == ["kept"]
    assert tablet.states([packet, packet]) == ["known", "known"]
    row = kept(opened, packet["response_id"])
    assert json.loads(row["answers"]) == packet["answers"]
    assert (row["origin"], row["enumerator"]) == ("tablet", "enumerator")
    assert (row["place_id"], row["psu"], row["weight"]) == (f"{ROUND}-north0", "north0", 10.0)  # fmt: skip
    # A list in the order of the answers, as docs/data-model.md says.
    durations = dict(
        zip(json.loads(row["answers"]), json.loads(row["durations"]), strict=True)
    )
    assert {i: s for i, s in durations.items() if s is not None} == packet["durations"]
    assert (row["seconds"], json.loads(row["flags"])) == (35.2, ["night"])
    assert row["device_id"] == tablet.device.device_id
    assert row["received_on"] == HERE_AND_NOW.isoformat()


def test_seconds_of_what_was_not_answered_are_kept_by_item(tablet, opened):
    seconds = {"PL1.1": 4.2, "PL1.2": 3.5}
    tablet.results(tablet.packet(durations=seconds))
    (row,) = opened.query("select durations from responses where origin = 'tablet'")
    assert json.loads(row["durations"]) == seconds


def test_a_sealed_interview_is_opened_and_kept(tablet, opened):
    packet = tablet.packet()
    sealed = tablet.sealed(packet)
    (result,) = tablet.results(sealed)
    assert result["state"] == "kept"
    assert result["hash"] == sha256(from_text(sealed["ct"])).hexdigest()
    assert json.loads(kept(opened, packet["response_id"])["answers"]) == packet["answers"]  # fmt: skip
    assert tablet.states([tablet.sealed(packet), packet]) == ["known", "known"]


def test_sealed_and_plain_come_mixed_and_are_answered_in_order(tablet):
    packets = [tablet.packet() for _ in range(6)]
    sent = [tablet.sealed(p) if n % 2 else p for n, p in enumerate(packets)]
    results = tablet.results([*sent, sent[0], {"v": 7}, 12])
    assert [r["response_id"] for r in results[:7]] == [
        p["response_id"] for p in [*packets, packets[0]]
    ]
    states = [r["state"] for r in results]
    assert states == ["kept"] * 6 + ["known", "review", "review"]


def test_the_same_id_with_other_answers_is_kept_apart(tablet, opened):
    packet = tablet.packet()
    other = packet | {"answers": packet["answers"] | {"PL1.1": "5"}}
    moved = packet | {"place_id": f"{ROUND}-south1"}
    assert tablet.states([packet, other, moved, other]) == ["kept", "review", "review", "review"]  # fmt: skip
    assert json.loads(kept(opened, packet["response_id"])["answers"])["PL1.1"] == "3"
    assert review.waiting(opened) == 2
    (problem,) = tablet.results(other)[0]["problems"]
    assert problem["code"] == "response.differs"
    assert problem["reason"]


def test_a_refusal_only_counts_and_counts_once(tablet, opened):
    refusal = tablet.refusal()
    before = opened.execute("select count(*) from responses").fetchone()
    assert tablet.states([refusal, refusal]) == ["kept", "known"]
    assert tablet.states(tablet.refusal(receipt=None, flags=[])) == ["kept"]
    rows = opened.execute("select reason, count from refusals").fetchall()
    assert rows == [("consent", 2)]
    assert opened.execute("select count(*) from responses").fetchone() == before


def test_a_late_interview_is_kept_and_marked(tablet, opened):
    rounds.set_open(opened, ROUND, is_open=False, today=TODAY)
    packet = tablet.packet()
    assert tablet.states(packet) == ["kept"]
    flags = json.loads(kept(opened, packet["response_id"])["flags"])
    assert flags == ["night", "late"]


def test_an_interview_of_an_older_version_is_kept_and_marked(tablet, opened):
    opened.execute(
        "insert into instruments select 'trust.2', name, 2, 'x', document, published_on from instruments"
    )
    opened.execute("update rounds set instrument_id = 'trust.2'")
    opened.conn.commit()
    packet = tablet.packet()
    assert tablet.states(packet) == ["kept"]
    row = kept(opened, packet["response_id"])
    assert row["instrument_id"] == "trust.1"
    assert "version" in json.loads(row["flags"])


def test_the_code_of_the_slip_takes_the_answers_back_and_they_stay_gone(
    tablet, opened, visitor
):
    packet = tablet.packet(receipt="ACDE-7HJK")
    assert tablet.states(packet) == ["kept"]
    row = kept(opened, packet["response_id"])
    assert row["receipt_hash"] == receipts.receipt_hash("ACDE-7HJK", b"receipt:test")
    collection.withdraw(opened, "acde 7hjk", b"receipt:test")
    assert kept(opened, packet["response_id"]) is None
    assert tablet.states([packet, tablet.sealed(packet)]) == ["known", "known"]
    assert kept(opened, packet["response_id"]) is None


def test_a_code_given_back_before_the_tablet_came_home_holds(tablet, opened):
    collection.withdraw(opened, "ACDE-7HJL", b"receipt:test")
    packet = tablet.packet(receipt="ACDE-7HJL")
    assert tablet.states(packet) == ["known"]
    assert tablet.states(tablet.packet(receipt="ACDE-7HJL", language="xx")) == ["known"]
    assert kept(opened, packet["response_id"]) is None
    assert review.waiting(opened) == 0


def test_two_interviews_with_one_code_are_not_both_counted(tablet):
    sent = [tablet.packet(receipt="ACDE-7HJM") for _ in range(2)]
    results = tablet.results(sent)
    assert [r["state"] for r in results] == ["kept", "review"]
    assert results[1]["problems"][0]["code"] == "response.receipt_taken"


def codes(result):
    return {problem["code"] for problem in result.get("problems", [])}


FAULTS = {
    "language": ({"language": "de"}, "response.language"),
    "place": ({"place_id": "nowhere"}, "response.place"),
    "round": ({"round_id": "nowhere"}, "packet.round"),
    "instrument": ({"instrument_id": "other.1"}, "response.other_version"),
    "device": ({"device": "stranger"}, "device.not_registered"),
    "consent": ({"answers": {"SCR1": "2"}}, "response.no_consent"),
    "item": ({"answers": {"nothing": "1"}}, "answer.unknown_item"),
    "option": ({"answers": {"PL1.1": "9"}}, "answer.not_an_option"),
    "choices": ({"answers": {"DEM3": ["river", "river"]}}, "answer.chosen_twice"),
    "durations": ({"durations": {"nothing": 1}}, "answer.unknown_item"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_fit_its_round_is_kept_apart_whole(tablet, opened, name):
    changes, code = FAULTS[name]
    (result,) = tablet.results(tablet.packet(**changes))
    assert result["state"] == "review"
    assert code in codes(result)
    (found,) = review.in_state(opened, "waiting")
    assert found.packet_hash == result["hash"]
    assert found.response_id == result["response_id"]


def test_all_faults_are_told_at_once(tablet):
    packet = tablet.packet(language="de", place_id="nowhere", device="stranger")
    found = codes(tablet.results(packet)[0])
    assert found == {"response.language", "response.place", "device.not_registered"}


def test_a_sealed_packet_moved_to_another_round_does_not_open(tablet):
    sealed = tablet.sealed(tablet.packet(), round_id="valley-2025")
    assert codes(tablet.results(sealed)[0]) == {"packet.does_not_open"}


def test_a_sealed_packet_of_another_servers_key_is_kept_apart(tablet):
    sealed = tablet.sealed(tablet.packet(), key_id="0123456789abcdef")
    assert codes(tablet.results(sealed)[0]) == {"packet.key"}


def test_a_token_nobody_has_opens_nothing(tablet, app):
    for path, method in (("package", "GET"), ("checkin", "POST"), ("responses", "POST")):  # fmt: skip
        for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "x"}):
            reply = app.test_client().open(f"/api/v1/{path}", method=method, headers=header, json={})  # fmt: skip
            assert reply.status_code == 401
            assert reply.json["problems"][0]["code"] == "device.unknown"
            assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_a_tablet_comes_by_its_own_token_and_by_the_one_shown_no_more(tablet):
    shown, own = tablet.token, "a token the tablet made itself"
    hashed = sha256(own.encode()).hexdigest()
    assert tablet.ask("POST", "token", json={"hash": hashed}).status_code == 200
    assert tablet.ask("GET", "package").status_code == 401
    tablet.token = own
    assert tablet.ask("GET", "package").status_code == 200
    assert tablet.ask("POST", "token", json={"hash": hashed}).status_code == 200
    assert shown != own


@pytest.mark.parametrize(
    "body", [{}, {"hash": "x"}, {"hash": "A" * 64}, {"hash": 1}, []]
)
def test_a_token_must_be_given_as_its_hash(tablet, body):
    reply = tablet.ask("POST", "token", json=body)
    assert reply.status_code in (400, 422)
    assert reply.json["problems"][0]["code"] in ("packet.form", "packet.no_json")
    assert tablet.ask("GET", "package").status_code == 200


def test_a_revoked_tablet_learns_it_at_its_next_contact(tablet, opened):
    assert tablet.send(tablet.packet()).status_code == 200
    devices.revoke(opened, "T1", TODAY)
    for method, path in (("GET", "package"), ("POST", "responses"), ("POST", "checkin")):  # fmt: skip
        reply = tablet.ask(method, path, json=[])
        assert reply.status_code == 401
        assert reply.json["problems"][0]["code"] == "device.revoked"


def test_interviews_of_a_revoked_tablet_wait_for_a_person(app, database, tablet, opened):  # fmt: skip
    lost = Tablet(app, database, "T2")
    packet = lost.sealed(lost.packet())
    devices.revoke(opened, "T2", TODAY)
    assert codes(tablet.results(packet)[0]) == {"device.is_revoked"}


def test_a_tablet_brings_the_interviews_of_another(app, database, tablet, opened):
    other = Tablet(app, database, "T2")
    packet = other.packet()
    assert tablet.states(other.sealed(packet)) == ["kept"]
    assert kept(opened, packet["response_id"])["device_id"] == other.device.device_id


def test_a_tablet_limited_to_a_round_is_held_to_it(app, database):
    limited = Tablet(app, database, "T2", rounds=["valley-2025"])
    assert [r["round_id"] for r in limited.package()["rounds"]] == []
    reply = limited.send(limited.packet())
    assert reply.status_code == 403
    assert reply.json["problems"][0]["code"] == "device.other_round"
    mixed = limited.results([limited.packet(), limited.packet(round_id="valley-2025")])
    assert [r["state"] for r in mixed] == ["review", "review"]
    assert "device.other_round" in codes(mixed[0])


def test_an_expired_tablet_may_still_send(tablet, opened):
    opened.execute("update devices set expires_on = '2020-01-01'")
    opened.conn.commit()
    assert tablet.ask("GET", "package").status_code == 403
    assert tablet.states(tablet.packet()) == ["kept"]


def test_the_package_holds_all_a_tablet_needs(tablet):
    found = tablet.package()
    (asked,) = found["rounds"]
    assert found["device"] == {
        "id": tablet.device.device_id,
        "enumerator": "enumerator",
    }
    assert (asked["round_id"], asked["slug"], asked["is_open"]) == (ROUND, "valley", True)  # fmt: skip
    assert len(from_text(asked["key"]["public"])) == 65
    assert len(asked["places"]) == 8
    assert asked["settings"]["mode"] == "interviewer"
    assert set(found["instruments"]) == {"trust.1"}
    assert "ar" in found["instruments"]["trust.1"]["languages"]
    assert found["name"] == "Notes"


def test_the_package_is_not_sent_twice(tablet):
    tag = tablet.ask("GET", "package").headers["ETag"]
    headers = {"Authorization": f"Bearer {tablet.token}", "If-None-Match": tag}
    again = tablet.client.get("/api/v1/package", headers=headers)
    assert (again.status_code, again.data) == (304, b"")


def test_a_tablet_checks_in(tablet, opened):
    reply = tablet.ask("POST", "checkin", json={"waiting": 3, "version": "0.1.0"})
    assert reply.status_code == 200
    assert reply.json["device"] == "ok"
    assert reply.json["expires_on"] == tablet.device.expires_on.isoformat()
    (row,) = opened.query("select seen_on, waiting, version from devices")
    assert row == {"seen_on": HERE_AND_NOW.isoformat(), "waiting": 3, "version": "0.1.0"}  # fmt: skip
    for body in ({"waiting": -1, "version": "x"}, {"waiting": "x"}, [], 3):
        assert tablet.ask("POST", "checkin", json=body).status_code == 400


def test_too_many_requests_are_slowed_down(app, database):
    app.extensions["tablets"].limit.__init__(2, 0.01)
    hasty, other = Tablet(app, database), Tablet(app, database, "T2")
    assert [hasty.send([]).status_code for _ in range(3)] == [200, 200, 429]
    reply = hasty.send([])
    assert int(reply.headers["Retry-After"]) > 10
    assert other.send([]).status_code == 200


def test_what_is_too_large_or_no_json_is_refused_in_json(tablet):
    assert tablet.send([1] * 501).status_code == 413
    assert tablet.ask("POST", "responses", data=b"[" + b"1" * 8_400_000).status_code == 413  # fmt: skip
    for body in (b"", b"{", b"[1,", b"\xff", b'{"v":1}x', b"[" * 100_000, b"NaN"):
        reply = tablet.ask("POST", "responses", data=body)
        assert reply.status_code == 400, body[:20]
        assert reply.json["problems"][0]["code"] == "packet.no_json"
    assert tablet.ask("GET", "responses").status_code == 405
    assert tablet.ask("GET", "nothing").status_code == 404
    assert tablet.ask("GET", "nothing").json["problems"][0]["remedy"]


def test_a_disk_that_takes_nothing_acknowledges_nothing(database, opened):
    desk = SharedDesk(database)
    app = create_app({"DATABASE": database, "SECRET_KEY": "test", "DESK": desk})
    tablet = Tablet(app, database)
    packet = tablet.packet()
    desk._db.conn.execute("pragma query_only = on")
    reply = tablet.send([packet, tablet.refusal()])
    assert reply.status_code == 503
    assert reply.json["problems"][0]["code"] == "database.not_writable"
    assert int(reply.headers["Retry-After"]) > 0
    assert kept(opened, packet["response_id"]) is None
    desk._db.conn.execute("pragma query_only = off")
    assert tablet.states([packet, packet]) == ["kept", "known"]
    desk.close()


def test_nothing_of_a_packet_reaches_a_log(tablet, caplog, capfd):
    caplog.set_level("DEBUG")
    tablet.results([tablet.packet(), tablet.packet(language="secretish"), {"v": "secretish"}])  # fmt: skip
    out = caplog.text + "".join(capfd.readouterr())
    assert "secretish" not in out
    assert "Nobody tells us" not in out


def test_what_waits_for_review_cannot_be_read_in_the_file(tablet, database, opened):
    tablet.results(tablet.packet(language="de", receipt="ACDE-7HJK"))
    opened.execute("pragma wal_checkpoint(truncate)")
    content = database.read_bytes()
    assert b"ACDE-7HJK" not in content
    assert b"Nobody tells us anything" not in content


def test_answers_to_tablets_are_counted_like_any_other(tablet, opened):
    before = responses.totals(opened)[ROUND]
    tablet.results([tablet.packet() for _ in range(5)])
    assert responses.totals(opened)[ROUND] == before + 5


@pytest.fixture
def halved(tablet, opened):
    """A packet of a round with a list experiment, in the half its id draws."""
    publishing.define(
        opened, Definition("list", {"en": "x"}, ("en",), modules=("LE1",))
    )
    instrument = publishing.draft(opened, "list")
    version = publishing.publish(opened, instrument, TODAY)
    rounds.add(
        opened,
        SurveyRound("list", "list", "1", version, {"en": "x"}, slug="l", is_open=True),
        origin="web",
    )
    packet = tablet.packet(
        round_id="list", instrument_id=version, place_id=None, durations={}
    )
    half = targets.halves(instrument, packet["response_id"])
    asked = {"control": "LE1.1", "added": "LE1.2"}
    shown = {"SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "interviewer"}
    return {
        name: packet | {"answers": shown | {"LE1.0": name, asked[name]: "2"}}
        for name in sorted(asked, key=lambda name: name != half["LE1.0"])
    }


def test_a_half_the_id_does_not_draw_is_kept_apart_whole(tablet, opened, halved):
    drawn, other = halved.values()
    (result,) = tablet.results([other])
    assert (result["state"], codes(result)) == ("review", {"answer.not_drawn"})
    assert [f.response_id for f in review.in_state(opened, "waiting")] == [
        other["response_id"]
    ]
    drawn = drawn | {"receipt": None}
    assert tablet.states([drawn])[0] == "kept"
