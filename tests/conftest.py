"""What tests share: databases, the command line in this process, people with browsers."""

import json
import random
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from survey_app import create_app
from survey_app.cli.main import main
from survey_app.core.people import ROLES
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Option
from survey_app.core.questionnaire.response import Response
from survey_app.core.sampling.fieldwork import Place, SurveyRound
from survey_app.services import accounts, collection, publishing
from survey_app.store import rounds
from survey_app.store.database import connect, create
from tests.interchange.forms import all_there_is


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """No setting of the machine reaches a test."""
    for name in ("DATABASE", "LANGUAGE", "TIMEZONE", "HTTPS"):
        monkeypatch.delenv(f"SURVEY_APP_{name}", raising=False)
    monkeypatch.setenv("SURVEY_APP_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def db():
    database = create(None)
    yield database
    database.close()


class CommandLine:
    """The command line on one database: run it, then look at what it said."""

    def __init__(self, database, capsys):
        self.database, self.capsys = database, capsys
        self.out = self.err = ""

    def __call__(self, *arguments):
        """Run a command and return its exit code."""
        options = [] if arguments[0] == "bank" else ["--database", str(self.database)]
        code = main([*map(str, arguments), *options])
        self.out, self.err = self.capsys.readouterr()
        return code

    def rows(self, *arguments):
        """Return the rows a command prints as JSON."""
        assert self(*arguments, "--format", "json") == 0, self.err
        return json.loads(self.out)

    def import_csv(self, tmp_path, text, map_text):
        """Import a CSV file by a map, both given as text."""
        (tmp_path / "data.csv").write_text(text, encoding="utf-8")
        (tmp_path / "map.toml").write_text(map_text, encoding="utf-8")
        arguments = ("import", "responses", tmp_path / "data.csv")
        return self(*arguments, "--map", tmp_path / "map.toml")


@pytest.fixture
def cli(tmp_path, capsys):
    return CommandLine(tmp_path / "survey.db", capsys)


#: A short questionnaire in three languages, with a sensitive part, several choices of a
#: site's own, and an open question.
TRUST = Definition(
    name="trust",
    title={"en": "Living together", "fr": "Vivre ensemble", "ar": "العيش معا"},
    languages=("en", "fr", "ar"),
    constructs=("PL1", "SE2"),
    items=("END1",),
    groups=("gender", "displacement", "identity"),
    site_groups=(
        Option(
            "river", {"en": "River people", "fr": "Gens du fleuve", "ar": "أهل النهر"}
        ),
        Option(
            "hill", {"en": "Hill people", "fr": "Gens des collines", "ar": "أهل التل"}
        ),
    ),
)
PASSWORD = "a long password"


def build_world(path):
    """Make a database with two rounds of 160 people and an account of each role.

    Displaced people trust less; the second round is open at /s/valley.
    """
    db = create(path)
    publishing.define(db, TRUST)
    instrument = publishing.draft(db, "trust")
    for name, is_open in (("2025", False), ("2026", True)):
        instrument_id = publishing.publish(
            db, instrument, date(2025, 1, 1), pilot=("fr", "ar")
        )
        round_id = f"valley-{name}"
        opened = SurveyRound(
            round_id, "valley", name, instrument_id, TRUST.title,
            {"en": "Asked by the council. Complaints: the market office."},
            "valley" if is_open else None, "same", True, date(int(name), 3, 2),
        )  # fmt: skip
        rounds.add(db, opened, origin="web")
        rounds.add_places(db, round_id, _places(round_id))
        judge = collection.intake(db, round_id)
        collection.accept_all(db, judge, _responses(opened, sorted(judge.places)))
        if not is_open:
            rounds.set_open(db, round_id, is_open=False, today=date(2025, 3, 6))
    for role in ROLES:
        accounts.add(db, f"id-{role}", role, role, PASSWORD)
    db.close()


def _places(round_id):
    return [
        Place(
            f"{round_id}-{c}{n}",
            {"en": f"{c} {n}"},
            c,
            {"en": c.title(), "ar": c},
            c,
            f"{c}{n}",
            10.0,
        )
        for c in ("north", "south")
        for n in range(4)
    ]


def _responses(survey_round, places):
    rng = random.Random(survey_round.name)
    for index in range(160):
        displacement = ("stayed", "returned", "displaced", "displaced")[index % 4]
        if index % 13 == 0:
            displacement = "moved"  # 13 people: too few for what is sensitive
        low = 1 if displacement == "displaced" else 3
        answers = {f"PL1.{n}": str(rng.randint(low, low + 2)) for n in range(1, 6)}
        answers["PL1.5"] = str(6 - int(answers["PL1.5"]))
        answers |= {f"SE2.{n}": str(rng.randint(1, 5)) for n in range(1, 5)}
        answers |= {
            "SCR1": "1", "SCR2": "1", "SCR3": "no", "SCR4": "interviewer",
            "DEM1": ("woman", "man")[index % 2], "DEM4": displacement,
            "DEM3": (["river"], ["hill"], ["river", "hill"])[index % 3],
            "END1": "Nobody tells us <b>anything</b>." if index % 10 == 0 else "refused",
        }  # fmt: skip
        yield Response(
            f"{survey_round.name}-{index}", survey_round.round_id, survey_round.instrument_id, answers,
            "web", ("en", "fr", "ar")[index % 3], "interviewer", f"E{index % 4}",
            places[index % 8], date(2026, 3, 2), "am",
        )  # fmt: skip


@pytest.fixture(scope="session")
def world_file(tmp_path_factory):
    """The world, built once; every test works on a copy."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    build_world(path)
    return path


@pytest.fixture
def database(world_file, tmp_path):
    copy = tmp_path / "world.db"
    shutil.copy(world_file, copy)
    # A database of its own: what a process remembers of another copy is not about it.
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("update counters set value = abs(random()) where name = 'database'")
    return copy


@pytest.fixture
def app(database):
    return create_app({"TESTING": True, "DATABASE": database, "SECRET_KEY": "test"})


class Visitor:
    """Somebody with a browser without JavaScript: follows links, fills in forms."""

    def __init__(self, app):
        self.client = app.test_client()
        self.page = ""
        self.status = 0

    def get(self, path, **headers):
        return self._take(self.client.get(path, headers=headers))

    def post(self, path, token=None, **fields):
        """Send a form, with the token of the page before unless told otherwise."""
        fields["csrf_token"] = self.token if token is None else token
        return self._take(self.client.post(path, data=fields))

    def sign_in(self, name, password=PASSWORD):
        self.get("/signin")
        self.post("/signin", name=name, password=password)
        return self

    @property
    def token(self):
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page)
        return found[1] if found else ""

    def _take(self, reply):
        """Keep the page a reply leads to."""
        seen = 0
        while reply.status_code in (302, 303) and seen < 5:
            reply = self.client.get(reply.headers["Location"])
            seen += 1
        self.page, self.status, self.reply = (
            reply.get_data(as_text=True),
            reply.status_code,
            reply,
        )
        return self


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture(params=ROLES)
def member(request, app):
    """Somebody of each role, signed in."""
    found = Visitor(app).sign_in(request.param)
    found.role = request.param
    return found


@pytest.fixture
def opened(database):
    """The database of the world, to look into beside the application."""
    with closing(connect(database)) as db:
        yield db


@pytest.fixture(scope="session")
def everything():
    """A questionnaire of all there is: every construct, module and group."""
    return all_there_is()
