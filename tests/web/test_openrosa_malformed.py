"""Whatever is sent as a form filled in: never a 500, never a loss, never a bomb."""

import http.client
import json
import signal
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app import create_app
from survey_app.store import submissions as store
from survey_app.store.database import connect
from survey_app.web.rate_limit import RateLimit
from tests.web.collecting import (
    ANSWERS,
    HEADERS,
    ROUND,
    Collect,
    filled,
    kept,
    messages,
    multipart,
)
from tests.web.test_crash import SECRET, serving

BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><data id="valley-2026">&c;</data>'
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><data id="valley-2026">&x;</data>'


#: What cannot be read, and what is said of it.
UNREADABLE = [
    (BOMB, "DOCTYPE"), (OUTSIDE, "DOCTYPE"), (b"<!DOCTYPE data><data/>", "DOCTYPE"),
    (b"<d>" * 200_000, "nested deeper"), (b"<data>" + b"<a/>" * 20_000 + b"</data>", "10000 parts"),
    (b"<data>" + b" " * 2_100_000 + b"</data>", "fit"), (b"", "XML"), (b"\0", "XML"), (b"<data", "XML"),
    (b"\xff\xfe<\0d", "XML"), (b'<?xml version="1.0" encoding="klingon"?><d/>', "XML"),
    (b'<?xml version="1.0" encoding="utf-7"?><d/>', "XML"), (b"<data>\x01</data>", "XML"),
    (b"<data/>", "id of its own"), (b'<data id="x"/>', "id of its own"), (b"<data/>", "which form it is"),
    (b'<data id="%s"/>' % (b"x" * 300), "249 signs"), (filled("a\nb"), "printable"),
    (b'<data id="valley-2026" encrypted="yes"/>', "encrypted"),
]  # fmt: skip


def test_what_cannot_be_read_is_refused_and_told(collect, opened):
    for xml, said in UNREADABLE:
        reply = collect.send(xml)
        assert reply.status_code == 400, xml[:80]
        nature, text = messages(reply)
        assert nature == "error"
        assert said in text
    assert kept(opened) == []


def test_a_request_over_the_limit_is_refused(collect):
    reply = collect.send(filled(), files=[("a.jpg", bytes(10_000_001))])
    assert reply.status_code == 413
    assert messages(reply)[0] == "error"


NODES = [*ANSWERS, "PL1.2", "survey.declined.9", "nowhere", "survey.other", "SE2.1"]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@pytest.fixture
def tireless(database):
    """Return a tablet that may ask as often as it likes."""
    limit = RateLimit(1e6, 1e6)
    config = {"DATABASE": database, "SECRET_KEY": "test", "DEVICE_LIMIT": limit}
    return Collect(create_app({"TESTING": True} | config), database)


@given(
    st.dictionaries(st.sampled_from(NODES), TEXT, max_size=6),
    st.one_of(st.just(ROUND), TEXT),
    st.one_of(st.just("trust.1"), TEXT),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_anybody_writes_breaks_the_server_or_is_lost(
    tireless, opened, answers, form, version
):
    before = len(store.in_round(opened, ROUND))
    xml = filled(f"uuid:{uuid.uuid4()}", version=version, form=form, **answers)
    reply = tireless.send(xml)
    assert reply.status_code in (201, 202, 400, 404)
    is_refusal = bool({"SCR1", "SCR2"} & answers.keys())
    is_kept = len(store.in_round(opened, ROUND)) - before
    assert is_kept == (reply.status_code in (201, 202)) or is_refusal


@given(st.binary(max_size=200), st.integers(0, 800), st.integers(0, 60))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_damage_on_the_way_breaks_the_server(tireless, noise, place, length):
    xml = filled()
    damaged = xml[:place] + noise + xml[place + length :]
    assert tireless.status(damaged) in (201, 202, 400, 404)


def test_a_real_server_keeps_what_it_acknowledged_though_it_is_killed(database):
    """In pieces, as a program sends what it does not know the length of."""
    app = create_app({"DATABASE": database, "SECRET_KEY": SECRET})
    collect = Collect(app, database)
    body = multipart([("xml_submission_file", "a.xml", "text/xml", filled())])
    kind = {"Content-Type": "multipart/form-data; boundary=5c9d2e"}
    address = f"{collect.base}/submission?deviceID=x"
    with serving(database) as (process, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("HEAD", address, headers=HEADERS)
        reply = connection.getresponse()
        reply.read()
        assert (reply.status, reply.headers["X-OpenRosa-Version"]) == (204, "1.0")
        assert reply.headers["Content-Length"] in (None, "0")
        pieces = (body[start : start + 100] for start in range(0, len(body), 100))
        connection.request("POST", address, pieces, HEADERS | kind, encode_chunked=True)
        reply = connection.getresponse()
        assert reply.status == 201
        process.send_signal(signal.SIGKILL)
        connection.close()
        process.wait(60)
    db = connect(database)
    (row,) = kept(db)
    db.close()
    assert json.loads(row["answers"])["PL1.1"] == "3"
