"""Hundreds of malformed packets: never a 500, never a loss, never half of anything."""

import copy
import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.store import review
from survey_app.store.database import connect
from tests.web.test_sync import ROUND, Tablet, codes

GONE = object()
LONG = "x" * 10_000
#: What no field of a packet may be.
NOTHING = (None, True, False, 0, -1, 1.5, 10**30, "", " ", LONG, "a\u0000b", "a\nb", [], [[]], {}, {"a": {}})  # fmt: skip

#: field -> values that are faults there, beside those of NOTHING that are.
FIELDS = {
    "v": (GONE, 2, 0, "1", 1.5, [1]),
    "kind": (GONE, "RESPONSE", "other", ["response"]),
    "response_id": (GONE, "x", "0B7D3C52-9F4E-4C1A-8A6B-000000000001", "0b7d3c529f4e4c1a8a6b000000000001",
                    "0b7d3c52-9f4e-4c1a-8a6b-00000000000g", "0b7d3c52-9f4e-4c1a-8a6b-0000000000011", 7),
    "round_id": (GONE, "nowhere", "valley-2025'--", "ROUND", "valley-2026\u200b"),
    "instrument_id": (GONE, "trust", "trust.99", "trust.1 "),
    "device": (GONE, "stranger", "../../etc/passwd"),
    "language": (GONE, "xx", "EN", "en-US"),
    "mode": (GONE, "INTERVIEWER", "kiosk", "handover"),
    "place_id": (GONE, "nowhere", "valley-2025-north0"),
    "day": (GONE, "2026-02-30", "2026-13-01", "1999-01-01", "26-01-01", "2026-1-1", "2026-11-24T10:00", "today", "20260101"),
    "half_day": (GONE, "AM", "10:30", "night"),
    "answers": (GONE, [], "x", {"PL1.1": None}, {"PL1.1": True}, {"PL1.1": {}}, {"PL1.1": [1]}, {"PL1.1": [["1"]]},
                {"PL1.1": "9"}, {"PL1.1": ["3"]}, {"PL1.1": 3}, {"PL1.1": "3 "}, {"DEM3": "river"}, {"DEM3": []},
                {"DEM3": ["river", "river"]}, {"DEM3": ["river", "sea"]}, {"": "1"}, {"x" * 101: "1"}, {"no": "1"},
                {"END1": "x" * 2001}, {"END1": 5}, {"END1": ["x"]}, {"PL1.1": 1e300}, {"PL1.1": 10**40},
                {f"i{n}": "1" for n in range(1001)}, {"SCR1": "2"}, {"SCR2": "refused"}, {"DEM3": ["river"] * 201}),
    "durations": (GONE, [], {"PL1.1": -1}, {"PL1.1": "3"}, {"PL1.1": None}, {"PL1.1": True}, {"PL1.1": 1e9},
                  {"nowhere": 3}, {"PL1.1": {}}, {"PL1.1": 10**40}),
    "seconds": (GONE, -0.1, "35", 1e9, [3], {"a": 1}, 10**40),
    "flags": (GONE, "night", ["Night"], ["night", "night"], [1], ["x" * 25], ["a b"], [f"f{n}" for n in range(21)],
              ["12:30"], [None], {"night": 1}),
    "receipt": (GONE, "ACDE7HJK", "acde-7hjk", "ACDE-7HJ0", "ACDE-7HJKL", 5, ["ACDE-7HJK"]),
    "version": (GONE,),
    "name": ("Amira",), "phone": ("+21612345678",), "latitude": (36.8,), "started_at": ("2026-11-24T10:00:00Z",),
    "refusal": ("consent", "adult", "other"),
}  # fmt: skip
#: Fields in which these are no fault.
FINE = {
    "place_id": {None}, "receipt": {None}, "refusal": {None}, "seconds": {None, 0, 1.5}, "flags": {"[]"},
    "durations": {"{}"}, "answers": {"{}"}, "version": {" "},
}  # fmt: skip


def cases():
    for field, values in FIELDS.items():
        yield from ((field, value) for value in values)
        fine = FINE.get(field, set())
        for value in NOTHING:
            plain = isinstance(value, bool) or (
                json.dumps(value) if isinstance(value, list | dict) else value
            )
            if isinstance(value, bool) or plain not in fine:
                yield field, value


def changed(packet, field, value):
    packet = copy.deepcopy(packet)
    if value is GONE:
        del packet[field]
    else:
        packet[field] = value
    return packet


def counts(db):
    row = db.execute(
        "select (select count(*) from responses), (select count(*) from review), (select coalesce(sum(count), 0) from refusals)"
    )
    return row.fetchone()


@pytest.fixture
def tablet(app, database):
    app.extensions["tablets"].limit.__init__(1e9, 1e9)
    return Tablet(app, database)


@pytest.fixture
def opened(database):
    db = connect(database)
    yield db
    db.close()


def test_every_malformed_packet_is_kept_apart_whole_with_its_fault(tablet, opened):
    """Some 350 of them, each alone with one fault."""
    packets = []
    for field, value in cases():
        packet = tablet.packet()
        packets.append((field, changed(packet, field, value)))
    assert len(packets) > 300
    before = counts(opened)
    digests = set()
    for begin in range(0, len(packets), 100):
        part = packets[begin : begin + 100]
        results = tablet.results([packet for _, packet in part])
        for (field, packet), result in zip(part, results, strict=True):
            assert result["state"] == "review", (field, str(packet[field])[:60] if field in packet else GONE)  # fmt: skip
            where = {p["where"].partition(".")[0] for p in result["problems"]}
            known = {
                "",
                "PL1",
                "DEM3",
                "END1",
                "SCR1",
                "SCR2",
                "no",
                "answers",
                "refusal",
            }
            assert where <= {field, "answers", *known}, (field, where)
            digests.add(result["hash"])
    after = counts(opened)
    assert after[0] == before[0]
    assert after[1] - before[1] == len(digests) == len(packets)
    assert after[2] == before[2]
    assert all(each.problems for each in review.in_state(opened, "waiting"))


def test_malformed_seals_are_kept_apart(tablet, opened):
    good = tablet.sealed(tablet.packet())
    changes = {
        "v": (GONE, 2, "1", None), "round_id": (GONE, "", 5, None, "nowhere"), "key_id": (GONE, "", 5, "0" * 16),
        "response_id": (GONE, "x", None, str(uuid.uuid4())),
        "epk": (GONE, "", "AA", good["epk"][:-1], good["epk"] + "=", "é", 5, None, [good["epk"]]),
        "iv": (GONE, "", "AAAA", good["iv"] + "AA", 5, "####"),
        "ct": ("", "AA", 5, None, good["ct"][:-2], good["ct"][2:], good["ct"] + "!!", {"a": 1}), "extra": (1,),
    }  # fmt: skip
    sent = [changed(good, f, value) for f, values in changes.items() for value in values]  # fmt: skip
    results = tablet.results([*sent, good])
    assert {r["state"] for r in results[:-1]} == {"review"}
    assert results[-1]["state"] == "kept"


def test_a_sealed_packet_with_faults_inside_is_kept_apart(tablet):
    packet = tablet.packet()
    for inside in ({"v": 9}, packet | {"language": 5}, packet | {"name": "Amira"}):
        sealed = tablet.sealed(packet | inside)
        (result,) = tablet.results(sealed)
        assert result["state"] == "review"
        assert codes(result) <= {"packet.version", "packet.form", "packet.unknown"}


def test_refusals_say_nothing_else(tablet, opened):
    refusal = tablet.refusal()
    for field, value in (("answers", {"PL1.1": "3"}), ("receipt", "ACDE-7HJK"), ("refusal", "other"),
                         ("refusal", GONE), ("durations", {"PL1.1": 1}), ("flags", ["Night"])):  # fmt: skip
        assert tablet.states(changed(refusal, field, value)) == ["review"]
    assert counts(opened)[2] == 0


@pytest.mark.parametrize("element", [None, True, 0, -5, 1e308, "", "text", [], [[]], {}, {"v": None}, {"ct": 1}, {"ct": "é"}, {"v": 1, "ct": None}, [{}], {"response_id": {}}, {"response_id": "x" * 5000}])  # fmt: skip
def test_what_is_no_packet_at_all_is_kept_apart_beside_good_ones(tablet, element):
    results = tablet.results([tablet.packet(), element, tablet.packet()])
    assert [r["state"] for r in results] == ["kept", "review", "kept"]
    assert results[1]["response_id"] is None


def test_a_deep_element_is_kept_apart(tablet):
    body = b"[" + b'{"a":' * 400 + b"1" + b"}" * 400 + b"]"
    reply = tablet.ask("POST", "responses", data=body)
    assert reply.json["results"][0]["state"] == "review"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def fuzz(tablet, opened, field, value, extra):
    """Send a packet with any value anywhere: it is kept whole, or kept apart whole."""
    packet = tablet.packet() | {field: value} | extra
    before = counts(opened)
    # Where its id was replaced, the same packet may have come before.
    reviewed = {row[0] for row in opened.execute("select packet_hash from review")}
    (result,) = tablet.results([packet])
    after = counts(opened)
    gained = sum(after) - sum(before)
    is_again = result["state"] == "known" or result["hash"] in reviewed
    assert gained == (0 if is_again else 1)
    assert (after[1] > before[1]) is (result["state"] == "review" and gained == 1)
    if result["state"] == "kept" and packet["kind"] == "response":
        row = opened.execute("select answers from responses where response_id = ?", [packet["response_id"]])  # fmt: skip
        assert json.loads(row.fetchone()[0]) == packet["answers"]
    (again,) = tablet.results([packet])
    assert again["state"] in ("known", "review")
    assert counts(opened) == after


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([*FIELDS]), JSON, st.dictionaries(st.sampled_from([*FIELDS, "extra"]), JSON, max_size=2))  # fmt: skip
def test_any_value_anywhere_loses_nothing(tablet, opened, field, value, extra):
    fuzz(tablet, opened, field, value, extra)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=80) | JSON.map(lambda v: json.dumps(v).encode()))
def test_any_bytes_are_answered(tablet, body):
    reply = tablet.ask("POST", "responses", data=body)
    assert reply.status_code in (200, 400, 413)
    assert reply.is_json


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(["waiting", "version", "x"]), JSON) | JSON)
def test_any_report_is_answered(tablet, body):
    reply = tablet.ask("POST", "checkin", json=body)
    assert reply.status_code in (200, 400)
    assert ROUND not in reply.text
