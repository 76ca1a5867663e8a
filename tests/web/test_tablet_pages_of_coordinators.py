"""A coordinator registers tablets, shuts them out, and judges what could not be taken."""

import io
import json
import re

import pytest

from survey_app import create_app
from survey_app.cli.main import main
from survey_app.config import secret_key, settings
from survey_app.services import devices
from survey_app.store import review, tablet_settings
from survey_app.store.database import connect
from tests.web.test_sync import ROUND, TODAY, Tablet, kept


@pytest.fixture
def coordinator(visitor):
    return visitor.sign_in("coordinator")


@pytest.fixture
def tablet(app, database):
    return Tablet(app, database)


@pytest.fixture
def opened(database):
    db = connect(database)
    yield db
    db.close()


def register(coordinator, **fields):
    coordinator.get("/admin/devices/")
    given = {"name": "Tablet 7", "enumerator": "enumerator", "days": "14"}
    coordinator.post("/admin/devices/", **(given | fields))
    return coordinator.page


def test_a_tablet_is_registered_and_its_code_shown_once(app, coordinator, opened):
    page = register(coordinator)
    address = re.search(r">(http://localhost/collect#[^<]+)<", page)[1]
    assert "<svg" in page
    assert "style=" not in page
    token = address.partition("#")[2]
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/v1/package", headers=headers).status_code == 200
    assert token not in coordinator.get("/admin/devices/").page
    rows = opened.execute("select name, token_hash from devices").fetchall()
    assert rows == [("Tablet 7", devices.token_hash(token))]


def test_faults_of_a_registration_are_told_at_once(coordinator):
    page = register(coordinator, name=" ", enumerator="nobody", days="9999")
    assert coordinator.status == 422
    for text in ("1 to 60 signs", "no account nobody", "1 to 730 days"):
        assert text in page
    register(coordinator)
    assert "already a tablet" in register(coordinator, name="tablet 7")


def test_a_tablet_is_given_to_somebody_who_may_ask(coordinator):
    offered = re.findall(
        r'<option value="(\w+)">\w+<', coordinator.get("/admin/devices/").page
    )
    assert offered[:3] == ["enumerator", "leader", "coordinator"]
    assert "analyst" not in offered
    register(coordinator, enumerator="analyst")
    assert coordinator.status == 422


def test_a_lost_tablet_is_shut_out(app, coordinator, database):
    tablet = Tablet(app, database, "Lost")
    coordinator.get("/admin/devices/")
    coordinator.post("/admin/devices/revoke", name="Lost")
    assert "shut out" in coordinator.page
    assert tablet.send([]).status_code == 401
    assert coordinator.post("/admin/devices/revoke", name="Nobody’s").status == 404


def test_the_list_says_when_a_tablet_was_last_heard_of(coordinator, tablet):
    tablet.ask("POST", "checkin", json={"waiting": 7, "version": "0.9.9"})
    page = coordinator.get("/admin/devices/").page
    assert "0.9.9" in page
    assert "<td>7</td>" in page


def test_settings_reach_the_package(coordinator, tablet, opened):
    coordinator.get("/admin/devices/")
    fields = {"survey": "valley", "name": " Recipes ", "mode": "kiosk", "on_stop": "no", "idle_seconds": "5"}  # fmt: skip
    coordinator.post("/admin/devices/settings", **fields)
    found = tablet.package()
    assert found["name"] == "Recipes"
    assert found["rounds"][0]["settings"] == {
        "mode": "kiosk", "autoplay": False, "on_attempts": "seal", "on_stop": "discard", "idle_seconds": 30,
    }  # fmt: skip
    coordinator.post("/admin/devices/settings", survey="none", name="x")
    assert tablet_settings.of_survey(opened, "none") == tablet_settings.Settings()


def waiting(opened):
    return review.in_state(opened, "waiting")


def decide(coordinator, deed, review_id):
    coordinator.get("/rounds/review")
    return coordinator.post(f"/rounds/review/{review_id}/{deed}").page


def test_a_fault_in_the_packet_itself_is_not_overruled(coordinator, tablet, opened):
    packet = tablet.packet(language="de")
    tablet.results(packet)
    page = coordinator.get("/rounds/review").page
    assert packet["response_id"][:8] in page
    (found,) = waiting(opened)
    decide(coordinator, "accept", found.review_id)
    assert kept(opened, packet["response_id"]) is None
    assert len(waiting(opened)) == 1


def test_an_interview_of_a_revoked_tablet_is_accepted_by_a_person(
    app, database, coordinator, tablet, opened
):
    lost = Tablet(app, database, "Lost")
    packet = lost.sealed(lost.packet())
    devices.revoke(opened, "Lost", TODAY)
    assert tablet.states(packet) == ["review"]
    (found,) = waiting(opened)
    page = decide(coordinator, "accept", found.review_id)
    assert "accepted and counts" in page
    assert kept(opened, packet["response_id"])["enumerator"] == "enumerator"
    assert tablet.states(packet) == ["known"]
    assert decide(coordinator, "set-aside", found.review_id)
    assert coordinator.status == 409


def test_what_is_set_aside_is_kept_and_may_come_back(coordinator, tablet, opened):
    packet = tablet.packet(device="stranger")
    tablet.results(packet)
    (found,) = waiting(opened)
    decide(coordinator, "set-aside", found.review_id)
    assert waiting(opened) == []
    assert tablet.states(packet) == ["known"]
    (aside,) = review.in_state(opened, "set_aside")
    assert aside.decided_by == "coordinator"
    decide(coordinator, "accept", aside.review_id)
    assert kept(opened, packet["response_id"])["enumerator"] == ""


def test_what_was_mended_is_accepted_together(coordinator, tablet, opened):
    packets = [tablet.packet(place_id="new-place") for _ in range(3)]
    tablet.results([*packets, tablet.packet(language="de")])
    opened.execute(
        "insert into places select 'new-place', round_id, name, community, community_name, stratum, psu, weight, fpc from places where place_id = ?",
        [f"{ROUND}-north0"],
    )
    opened.conn.commit()
    coordinator.get("/rounds/review")
    page = coordinator.post("/rounds/review/again").page
    assert "3 interviews are accepted." in page
    assert all(kept(opened, each["response_id"]) for each in packets)
    assert len(waiting(opened)) == 1


def test_a_refusal_may_be_accepted(coordinator, tablet, opened):
    tablet.results(tablet.refusal(device="stranger"))
    (found,) = waiting(opened)
    decide(coordinator, "accept", found.review_id)
    assert opened.execute("select count from refusals").fetchall() == [(1,)]


def test_the_second_interview_under_one_id_cannot_be_accepted(
    coordinator, tablet, opened
):
    packet = tablet.packet()
    tablet.results([packet, packet | {"half_day": "pm"}])
    (found,) = waiting(opened)
    decide(coordinator, "accept", found.review_id)
    assert len(waiting(opened)) == 1
    assert kept(opened, packet["response_id"])["half_day"] == "am"


def hand_over(packets):
    return json.dumps({"v": 1, "sealed": packets}).encode()


def test_a_tablets_file_is_taken_in_as_often_as_one_likes(coordinator, tablet, opened):
    packets = [tablet.packet() for _ in range(3)]
    content = hand_over([tablet.sealed(each) for each in packets])
    for said in ("New: 3. Kept before: 0.", "New: 0. Kept before: 3."):
        coordinator.get("/rounds/review")
        fields = {"file": (io.BytesIO(content), "notes.packets"), "csrf_token": coordinator.token}  # fmt: skip
        reply = coordinator.client.post("/rounds/review/upload", data=fields)
        assert reply.status_code == 302
        assert said in coordinator.get("/rounds/review").page
    assert all(kept(opened, each["response_id"]) for each in packets)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"v":2,"sealed":[]}', b"PK"])
def test_what_is_no_file_of_a_tablet_is_refused(coordinator, content):
    coordinator.get("/rounds/review")
    fields = {"file": (io.BytesIO(content), "x.packets"), "csrf_token": coordinator.token}  # fmt: skip
    reply = coordinator.client.post("/rounds/review/upload", data=fields)
    assert reply.status_code == 422


def test_the_command_takes_in_a_file(database, tmp_path, capsys):
    secret = secret_key(settings().instance)
    tablet = Tablet(create_app({"DATABASE": database}), database, secret=secret)
    packets = [tablet.sealed(tablet.packet()) for _ in range(2)]
    path, receipts = tmp_path / "notes.packets", tmp_path / "receipts.json"
    path.write_bytes(hand_over(packets))
    arguments = ["import", "responses", str(path), "--database", str(database)]
    for options, said in (
        (["--dry-run"], "New: 2. Kept before: 0."),
        (["--receipts", str(receipts)], "New: 2. Kept before: 0."),
        ([], "New: 0. Kept before: 2. For a person to judge: 0."),
    ):
        assert main([*arguments, *options]) == 0
        assert said in capsys.readouterr().out
    states = [each["state"] for each in json.loads(receipts.read_bytes())["results"]]
    assert states == ["kept", "kept"]
    csv = tmp_path / "x.csv"
    csv.write_text("a\n1\n")
    assert main(["import", "responses", str(csv), "--database", str(database)]) == 1
    assert "needs a map" in capsys.readouterr().err


def test_tablets_by_command(cli, database):
    cli.database = database
    added = cli("device", "add", "T9", "--enumerator", "enumerator", "--round", "2026", "--expires", "5", "--address", "https://x.example")  # fmt: skip
    assert added == 0, cli.err
    assert "https://x.example/collect#" in cli.out
    (row,) = cli.rows("device", "list")
    assert (row["name"], row["rounds"], row["waiting"]) == ("T9", ROUND, 0)
    assert cli("device", "revoke", "T9") == 0
    assert cli.rows("device", "list")[0]["revoked"]
    assert cli("device", "revoke", "T10") == 3
    assert cli("device", "add", "T9", "--enumerator", "nobody") == 1
