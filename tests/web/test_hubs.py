"""Three hubs as docs/hubs.md tells it, and lines that are cut."""

import re
import shlex
import threading
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from survey_app import create_app
from survey_app.cli.main import main
from survey_app.core.hubs import Position
from survey_app.errors import NotAllowed, Rejected, Unavailable
from survey_app.services import access_tokens, accounts, hub_folder, hubs
from survey_app.services.access_tokens import NewToken
from survey_app.services.hub_line import Line
from survey_app.services.syncing import Hub
from survey_app.store import hubs as store
from survey_app.store import responses
from survey_app.store.database import connect, create
from survey_app.store.group_commit import SharedDesk
from tests.conftest import PASSWORD

ROUND = "valley-2026"
DAY = date(2026, 11, 25)
DOCS = Path(__file__).parent.parent.parent / "docs" / "hubs.md"


class Faulty:
    """A server behind a bad line: every second reply is lost after it was made."""

    def __init__(self, app, is_bad):
        self.app, self.is_bad, self.count = app, is_bad, 0

    def __call__(self, environ, start):
        self.count += 1
        if not self.is_bad or self.count % 2:
            return self.app(environ, start)
        told = []
        body = b"".join(
            self.app(
                environ, lambda status, headers, *_: told.append((status, headers))
            )
        )
        ((status, headers),) = told
        if self.count % 4:
            start("503 Service Unavailable", [("Content-Length", "0")])
            return [b""]
        start(status, [*[h for h in headers if h[0] != "Content-Length"], ("Content-Length", str(len(body) + 10))])  # fmt: skip
        return [body[: len(body) // 2]]


@contextmanager
def served(database, secret, is_bad=False):
    """Serve a database to other hubs, as the server does; give the address."""
    desk = SharedDesk(Path(database))
    app = create_app({"DATABASE": database, "SECRET_KEY": secret, "DESK": desk})
    server = make_server("127.0.0.1", 0, Faulty(app, is_bad))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
        desk.close()


@pytest.fixture
def pair(database, tmp_path):
    """A village, and the database of a district that knows it, with a token for it."""
    path = tmp_path / "district.db"
    upper, lower = Hub(create(path), "district", DAY), Hub(connect(database), "v", DAY)
    for hub, name in ((upper, "District"), (lower, "Village")):
        hubs.introduce(hub.db, name, hub.secret, DAY)
    store.add(lower.db, upper.card, DAY)
    store.add(upper.db, lower.card, DAY)
    hubs.agree(lower.db, upper.card, "give", [ROUND], "responses", DAY)
    hubs.agree(upper.db, lower.card, "take", [ROUND], "responses", DAY)
    accounts.add(upper.db, "id", "amal", "coordinator", PASSWORD)
    account = accounts.named(upper.db, "amal")
    wanted = NewToken("village", ("sync",), 300)
    _token, text = access_tokens.issue(upper.db, account, wanted, DAY)
    yield lower, upper, path, text
    for hub in (lower, upper):
        hub.db.close()


def ids(hub):
    return [each.response_id for each in responses.in_round(hub.db, ROUND)]


def test_over_a_line_that_is_cut_everything_arrives_once(pair):
    lower, upper, path, token = pair
    with served(path, "district", is_bad=True) as address:
        line = Line(address, token, lambda _: None)
        there = line.standing(lower.card.hub_id)
        while made := lower.next_for(upper.card, there.position, 30):
            there = line.push(lower.card.hub_id, made.written)
        assert there.position.number == 6
        assert ids(upper) == ids(lower)


def test_a_hub_fetches_what_another_has_for_it(pair):
    lower, upper, path, token = pair
    hubs.agree(upper.db, lower.card, "give", ["valley-2025"], "responses", DAY)
    with served(path, "district") as address:
        line = Line(address, token, lambda _: None, ())
        assert line.pull(lower.card.hub_id, Position()) == b""
        with pytest.raises(Rejected):
            line.pull("nobody", Position())
        with pytest.raises(Rejected):
            line.pull(lower.card.hub_id, Position(1, "x"))
        with pytest.raises(Rejected):
            line.push(lower.card.hub_id, b"no bundle")
        with pytest.raises(NotAllowed):
            Line(address, "wrong", lambda _: None, ()).standing(lower.card.hub_id)
    with pytest.raises(Unavailable):
        Line(address, token, lambda _: None, ()).standing(lower.card.hub_id)


def steps():
    """Return (hub, command) of every line docs/hubs.md shows at a prompt."""
    text = DOCS.read_text(encoding="utf-8")
    return re.findall(r"^    (village|district|nation)\$ survey-app (.+)$", text, re.M)


def test_three_hubs_as_the_page_tells_it(database, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stick").mkdir()
    paths = {
        "village": database,
        "district": tmp_path / "d.db",
        "nation": tmp_path / "n.db",
    }
    with closing(create(paths["district"])) as db:
        accounts.add(db, "id", "amal", "coordinator", PASSWORD)
    create(paths["nation"]).close()
    with served(paths["district"], "d" * 64) as address:
        for hub, command in steps():
            instance = tmp_path / hub
            instance.mkdir(exist_ok=True)
            (instance / "secret.key").write_text(hub[0] * 64)
            monkeypatch.setenv("SURVEY_APP_INSTANCE", str(instance))
            words = shlex.split(command.replace("https://district.example", address))
            assert main([*words, "--database", str(paths[hub])]) == 0, (
                command,
                capsys.readouterr(),
            )
            if words[:2] == ["token", "add"]:
                text = capsys.readouterr().out.split("): ")[1].strip()
                (tmp_path / "token.txt").write_text(text)
    kept = {}
    for hub, path in paths.items():
        with closing(connect(path)) as db:
            kept[hub] = responses.in_round(db, ROUND)
    assert len(kept["village"]) == 160
    assert [e.response_id for e in kept["nation"]] == [
        e.response_id for e in kept["village"]
    ]
    assert [e.answers for e in kept["nation"]] == [e.answers for e in kept["district"]]
    assert [path.suffix for path in (tmp_path / "stick").iterdir()] == [".position"]


def test_a_stick_that_is_lost_is_written_again(pair, tmp_path):
    lower, upper, _path, _token = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    first, *lost = hub_folder.push(lower, upper.card, stick, 60)
    for path in sorted(stick.glob("*.bundle"))[1:]:
        path.unlink()
    assert [taken.position for taken in hub_folder.pull(upper, stick)] == [
        first.position
    ]
    assert len(lost) == len(list(hub_folder.push(lower, upper.card, stick, 60))) == 2
    cut = max(stick.glob("*.bundle"))
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-9])
    with pytest.raises(Rejected):
        list(hub_folder.pull(upper, stick))
    cut.write_bytes(whole)
    list(hub_folder.pull(upper, stick))
    assert ids(upper) == ids(lower)


@pytest.mark.parametrize(
    "words",
    [
        ("push",),
        ("push", "https://a.example", "--file", "."),
        ("pull", "https://a.example"),
        ("pull", "--file", "nowhere"),
        ("push", "--file", "."),
    ],
)
def test_what_is_not_said_is_asked_for(cli, words):
    assert cli("init") == 0
    assert cli("sync", *words) in (1, 3)
    assert cli.err.startswith("survey-app sync: ")
