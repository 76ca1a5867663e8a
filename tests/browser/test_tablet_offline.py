"""Interviews made without a network arrive once each, whatever happens on the way."""

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from survey_app.cli.main import main
from survey_app.store import instruments, rounds
from survey_app.store.database import connect
from tests.browser.tablets import PIN, register, responses, within

LANGUAGES = ["en", "fr", "ar"]
#: Seconds of a bad line in the gate; benchmarks/tablet_chaos.py has five minutes of it.
BAD_SECONDS = 12


def kept(served, ids):
    """Return what the server keeps of these interviews."""
    found = responses(served.database)
    return {each: found[each] for each in ids if each in found}


def test_a_tablet_that_dies_in_the_middle_loses_nothing(served, line, tablet):
    one = tablet()
    facts = one.set_up(register(served.database, served.instance, "T1"))
    assert facts["rounds"][0]["ready"]
    line.state = "down"
    ids = one.call("interviews", LANGUAGES, 0, 30)
    ids.append(one.call("interrupted", "ar", 30, 7))
    one.kill()
    one.start()
    resumed = one.call("resume", PIN, 30)
    assert (resumed["id"], resumed["answered"]) == (ids[-1], 7)
    assert one.call("send")["problem"] == "server.unreachable"
    line.state = "up"
    assert one.call("send")["kept"] == 31
    ledger = one.call("ledger")
    assert [ledger[name] for name in ("done", "kept", "waiting", "review")] == [
        31,
        31,
        0,
        [],
    ]
    found = kept(served, ids)
    assert len(found) == 31
    assert found[ids[-1]]["END1"] == "The well by the mill, 30"


def test_a_bad_line_and_four_tablets(served, line, tablet):
    tablets = [tablet() for _ in range(4)]
    ids = []
    for n, each in enumerate(tablets):
        each.set_up(register(served.database, served.instance, f"B{n}"))
        ids += each.call("interviews", LANGUAGES, 100 * n, 12)
    line.state = "bad"
    for each in tablets:
        each.page.evaluate(
            f"window.sending = driver.sendUntilEmpty({BAD_SECONDS}), null"
        )
    for each in tablets:
        each.page.evaluate(within("sending"))
    assert sum(line.met.values()) > 8
    line.state = "up"
    for each in tablets:
        each.call("sendUntilEmpty", 30)
        ledger = each.call("ledger")
        assert [ledger[name] for name in ("done", "kept", "waiting")] == [12, 12, 0]
        assert ledger["review"] == []
    found = kept(served, ids)
    assert len(found) == 48
    wells = {each["END1"] for each in found.values()}
    assert len(wells) == 48


def test_a_finished_interview_is_readable_nowhere(served, line, tablet):
    one = tablet()
    token = register(served.database, served.instance, "D1")
    one.page.goto(f"{line.address}/collect#{token}")
    one.open().set_up(token)
    line.state = "down"
    one.call("interviews", LANGUAGES, 0, 3)
    one.call("interrupted", "en", 3, 12)
    own = one.page.evaluate(
        within("driver.tablet.vault.get('device').then((d) => d.token)")
    )
    secrets = [*private_words(served.database), own, PIN, "The well by the mill"]
    found = one.call("dump")
    assert any("/sealed" in record for record in found["databases"])
    assert any("/drafts" in record for record in found["databases"])
    text = json.dumps(found, ensure_ascii=False)
    assert [secret for secret in secrets if secret in text] == []
    one.kill()
    # The code that was shown stays in the browser's history, but opens nothing any more.
    assert own != token
    assert refused(served, token)
    assert traces(one.folder, ["Water and market"]), "the practice survey is in clear"
    assert traces(one.folder, secrets) == {}


def refused(served, token):
    """Return whether the server lets nobody in by a token."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        urlopen(Request(f"{served.address}/api/v1/package", headers=headers)).close()
    except HTTPError as error:
        return error.code == 401
    return False


def private_words(database):
    """Return every question of sensitive parts, every place, the survey's name."""
    db = connect(database)
    instrument = instruments.get(db, "trust.1")
    places = rounds.places(db, "valley-2026")
    db.close()
    questions = [item.text for item in instrument.items if item.sensitive]
    labels = [*questions, *(place.name for place in places), instrument.title]
    words = {word for each in labels for word in each.values()}
    assert len(words) > 10
    return words | {place.place_id for place in places}


def traces(folder, secrets):
    """Return {secret: files} of what the browser's folder holds in clear."""
    found = {}
    for path in Path(folder).rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for secret in secrets:
            if any(secret.encode(how) in content for how in ("utf-8", "utf-16-le")):
                found.setdefault(secret, []).append(path.name)
    return found


def test_interviews_leave_by_file_where_there_never_is_a_network(served, line, tablet):
    one, two = tablet(), tablet()
    one.set_up(register(served.database, served.instance, "F1"))
    line.state = "down"
    ids = one.call("interviews", LANGUAGES, 0, 5)
    file = one.call("toFile")
    assert file["name"].endswith(".packets")
    line.state = "up"
    two.set_up(register(served.database, served.instance, "F2"))
    assert two.call("takeIn", file["text"])["added"] == 5
    assert two.call("takeIn", file["text"]) == {"added": 0, "known": 5, "cleared": 0}
    assert two.call("send")["kept"] == 5
    assert len(kept(served, ids)) == 5
    # The first one comes by a network after all: everything is known there.
    assert one.call("send")["kept"] == 5
    assert one.call("ledger")["waiting"] == 0


def test_a_file_imported_three_times_adds_its_interviews_once(
    served, line, tablet, tmp_path, monkeypatch, capsys
):
    one = tablet()
    one.set_up(register(served.database, served.instance, "I1"))
    line.state = "down"
    ids = one.call("interviews", LANGUAGES, 40, 4)
    file, receipts = tmp_path / "notes.packets", tmp_path / "receipts.json"
    file.write_text(one.call("toFile")["text"], encoding="utf-8")
    monkeypatch.setenv("SURVEY_APP_INSTANCE", str(served.instance))
    command = ["import", "responses", str(file), "--database", str(served.database)]
    said = []
    for _ in range(3):
        assert main([*command, "--receipts", str(receipts)]) == 0
        said.append(capsys.readouterr().out.split(".")[0])
    assert said == ["New: 4", "New: 0", "New: 0"]
    assert len(kept(served, ids)) == 4
    # The receipts go back by hand, and the tablet forgets what arrived.
    cleared = one.call("takeIn", receipts.read_text(encoding="utf-8"))["cleared"]
    assert cleared == 4
    assert one.call("ledger")["waiting"] == 0
    assert one.call("toFile") is None
