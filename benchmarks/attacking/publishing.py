"""Publishes all of a release: every file, its report, its page and poster, the API."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from attacking.files import Survey
from attacking.prose import Lexicon, told
from survey_app import create_app
from survey_app.core.community import Choice, groupings_offered, measures_offered
from survey_app.core.measurement.groups import CROSS
from survey_app.services import (
    access_tokens,
    accounts,
    community,
    exporting,
    releases,
    reporting,
)
from survey_app.services.access_tokens import NewToken
from survey_app.services.analysis import load
from survey_app.services.community import Wanted
from survey_app.services.exporting import FORMATS
from survey_app.services.naming import Names
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect

DAY = date(2026, 6, 1)
#: Whose programs ask for what was released to whom.
READERS = {"public": "leader", "analyst": "analyst"}


@dataclass(frozen=True)
class Published:
    """A file of a round, and the words it may be written in."""

    path: Path
    lexicon: Lexicon | None

    @property
    def kind(self):
        """Return what kind of thing it is."""
        return self.path.name if self.is_prose else self.path.parent.name

    @property
    def is_prose(self):
        """Return whether it tells in words, not in tables."""
        return self.path.suffix in (".html", ".pdf", ".docx")

    def told(self):
        """Return what it tells in words, by table."""
        return told(self.path, self.lexicon)


def publish(database, audience, folder):
    """Release every round to an audience, sensitive results too; return all files."""
    db, found = connect(database), []
    every = rounds.everything(db)
    for number, each in enumerate(every):
        wanted = Making(audience, "first", "a study", "all", "second")
        made = releases.make(db, each, wanted, DAY)
        own = folder / audience / each.name
        own.mkdir(parents=True)
        paths = [*_files(db, each, made, own), *_reports(db, made, own)]
        if audience == "public":
            paths += _pages(db, database, each, own)
        lexicon = lexicon_of(db, each, every[number - 1].name if number else None)
        found += [Published(path, lexicon) for path in paths]
    found += [
        Published(path, None) for path in _replies(db, database, audience, folder)
    ]
    db.close()
    return found


def lexicon_of(db, survey_round, earlier):
    """Return the English words of a round."""
    data = load(db, survey_round)
    groups = {by: each.groups for by, each in data.groupings.items()}
    names = Names(data, "en")
    return Lexicon(survey_round.name, earlier, data.instrument, names, groups)


def survey_of(db):
    """Return what files of a database's rounds leave out, as `files.read` takes it."""
    every = rounds.everything(db)
    return Survey(
        tuple((each.opened_on or DAY).strftime("%Y-%m") for each in every),
        tuple(each.name for each in every),
        tuple({by: None for each in every for by in load(db, each).groupings}),
    )


def _files(db, survey_round, made, folder):
    """Write the tables of a release in every format; yield the files."""
    whole = exporting.released_book(db, survey_round, made, "en")
    for form, kind in FORMATS.items():
        names = [table.name for table in whole.tables if kind.takes(table.name)]
        for wanted in [[name] for name in names] if kind.is_one_table else [[]]:
            book = exporting.chosen(whole, form, wanted)
            path = folder / form / exporting.file_name(book, form)
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as out:
                exporting.write(book, form, out)
            yield path


def _reports(db, made, folder):
    paper = reporting.paper(db, made, "en")
    for kind in reporting.FORMS.values():
        yield _kept(folder / f"report{kind.suffix}", kind.writer(paper, None))


def _pages(db, database, survey_round, folder):
    """Publish the community's page, of all that may stand on it; yield what it gives."""
    instrument = load(db, survey_round).instrument
    choice = Choice(
        tuple(measures_offered(instrument)), tuple(groupings_offered(instrument))
    )
    slug = f"page-{survey_round.name}"
    address = f"http://10.0.0.1:8000/public/{slug}"
    community.publish(
        db, survey_round, Wanted(slug, address, choice, True), "first", DAY
    )
    client = _client(database)
    for name, at in (
        ("page.html", ""),
        ("poster.html", "/poster"),
        ("poster.pdf", "/poster.pdf"),
    ):
        yield _kept(folder / name, client.get(f"/public/{slug}{at}?in=en").data)


def _replies(db, database, audience, folder):
    """Ask the API for all it gives somebody of an audience; yield the replies."""
    client, headers = _client(database), _token(db, READERS[audience])
    every = rounds.everything(db)
    wanted = {}
    for number, each in enumerate(every):
        data = load(db, each)
        by = "&".join(f"by={name}" for name in data.groupings if CROSS not in name)
        at = f"/rounds/{each.round_id}"
        wanted[f"{each.name}-whole"] = f"{at}/estimates?size=10000"
        wanted[f"{each.name}-groups"] = f"{at}/estimates?size=10000&{by}"
        wanted[f"{each.name}-gaps"] = f"{at}/gaps?size=10000"
        for made in releases.of_round(db, each):
            if made.audience == audience:
                wanted[f"{each.name}-release"] = f"/releases/{made.release_id}"
        if number:
            ends = f"from={every[number - 1].round_id}&to={each.round_id}"
            for name in (None, *data.groupings):
                divided = f"&by={name}" if name else ""
                wanted[f"{each.name}-{name}"] = f"/compare?{ends}&size=10000{divided}"
    for name, address in wanted.items():
        reply = client.get(f"/api/v1{address}", headers=headers)
        if reply.status_code == 200:
            path = folder / audience / "api" / f"{name.replace(CROSS, '-')}.json"
            path.parent.mkdir(exist_ok=True)
            yield _kept(path, reply.data)


def _client(database):
    return create_app({"DATABASE": str(database), "TESTING": True}).test_client()


def _token(db, role):
    """Return the headers by which a program of an account of this role asks."""
    name = f"program-{role}-{secrets.token_hex(4)}"
    account = accounts.add(db, name, name, role, secrets.token_hex(16))
    _, text = access_tokens.issue(
        db, account, NewToken("a test"), datetime.now(UTC).date()
    )
    return {"Authorization": f"Bearer {text}"}


def _kept(path, content):
    path.write_bytes(content)
    return path
