"""Files of releases for programs, and the queries the documents give spreadsheets."""

import csv
import io
import json
import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from survey_app.services import releases
from survey_app.services.exporting import FORMATS
from survey_app.services.releases import Making
from survey_app.store import rounds
from survey_app.store.database import connect
from tests.web.test_api import ROUND, TODAY, Program, problem

DOCS = Path(__file__).parents[2] / "docs"
#: The releases of the round: one to everybody, one to analysts.
PUBLIC, ANALYST = 2, 3


@pytest.fixture(scope="module")
def world_file(world_file, tmp_path_factory):
    """The world after its newest round was released to everybody, then to analysts."""
    path = tmp_path_factory.mktemp("released") / "world.db"
    shutil.copy(world_file, path)
    with closing(connect(path)) as db:
        asked = rounds.get(db, ROUND)
        made = [
            releases.make(
                db, asked, Making(audience, "co", "council"), TODAY
            ).release_id
            for audience in ("public", "analyst")
        ]
    assert made == [PUBLIC, ANALYST]
    return path


def taken(program, path, **headers):
    """Return a file's headers and content; the reply is closed as a server does."""
    with closing(program.get(path, **headers)) as reply:
        return reply, reply.get_data()


@pytest.mark.parametrize("form", FORMATS)
def test_a_release_leaves_as_the_files_its_page_gives(app, visitor, form):
    program = Program(app)
    listed = program.get(f"/releases/{PUBLIC}/tables?in=fr").json
    table = next(each["table"] for each in listed if form in each["as"])
    wanted = table if FORMATS[form].is_one_table else "all"
    reply, content = taken(program, f"/releases/{PUBLIC}/tables/{wanted}?as={form}")
    assert (reply.status_code, reply.mimetype) == (200, FORMATS[form].media_type)
    assert int(reply.headers["Content-Length"]) == len(content)
    visitor.sign_in("analyst")
    path = f"/results/{ROUND}/export/{PUBLIC}/{form}/{wanted}"
    with closing(visitor.client.get(path)) as page:
        assert page.get_data() == content
        assert (
            page.headers["Content-Disposition"] == reply.headers["Content-Disposition"]
        )


def test_a_file_somebody_has_is_not_made_again(app):
    program, path = Program(app), f"/releases/{ANALYST}/tables/gaps?as=csv"
    reply, content = taken(program, path)
    tag = reply.headers["ETag"]
    reply, nothing = taken(program, path, **{"If-None-Match": tag})
    assert (reply.status_code, nothing, reply.headers["ETag"]) == (304, b"", tag)
    reply, french = taken(program, path + "&in=fr", **{"If-None-Match": tag})
    assert reply.status_code == 200
    assert french != content


def test_a_file_is_given_to_whom_the_release_is_for(app):
    leader, unfit = Program(app, "leader"), Program(app, scopes=("results",))
    public, analyst = (
        f"/releases/{each}/tables/gaps?as=csv" for each in (PUBLIC, ANALYST)
    )
    assert taken(leader, public)[0].status_code == 200
    assert problem(leader.get(analyst)) == "release.unknown"
    assert problem(leader.get(f"/releases/{ANALYST}/tables")) == "release.unknown"
    assert problem(unfit.get(public)) == "token.other_scope"
    rows = taken(leader, f"/releases/{PUBLIC}/tables/all?as=json")[1]
    assert b"SE2" not in rows  # sensitive: two people must release it


FAULTY_FILES = {
    "gaps": "api.parameter_missing",
    "gaps?as=pdf": "export.no_format",
    "gaps?as=csv&page=2": "api.parameter_unknown",
    "gaps?as=csv&in=xx": "language.unknown",
    "dyads?as=csv": "export.no_table",
    "respondents?as=sdmx": "export.no_table",
}


@pytest.mark.parametrize("asked", FAULTY_FILES)
def test_a_file_that_cannot_be_is_refused_with_its_reason(app, asked):
    reply = Program(app).get(f"/releases/{PUBLIC}/tables/{asked}")
    assert problem(reply) == FAULTY_FILES[asked]


RECIPES = (DOCS / "spreadsheets.md").read_text(encoding="utf-8")
QUERIES = [
    (part.partition("\n")[0], part.partition("    let\n")[2].partition("    in\n")[0])
    for part in RECIPES.split("\n## ")
    if "    let\n" in part
]


def of_query(text, parameters):
    """Return the path, the query and the columns a Power Query text asks for."""

    def worth(expression):
        parts = [part.strip() for part in expression.split("&")]
        return "".join(
            part.strip('"') if part[0] == '"' else parameters[part] for part in parts
        )

    path = worth(re.search(r"RelativePath = (.+),", text).group(1))
    asked = re.search(r"Query = \[(.+)\],", text)
    pairs = re.findall(r'#?"?(\w+)"? = ("[^"]*"|\w+)', asked.group(1) if asked else "")
    headers = worth(re.search(r"Authorization = ([^\]]+)", text).group(1))
    columns = re.findall(
        r'\{?"(\w+)"(?:, (?:type|Int64)|[,}] ?)', text.partition("Rows =")[2]
    )
    return path, {name: worth(value) for name, value in pairs}, headers, columns


@pytest.mark.parametrize(("name", "text"), QUERIES)
def test_the_queries_for_spreadsheets_get_what_they_say(app, name, text):
    program = Program(app)
    parameters = {"Token": program.text, "Round": ROUND, "Before": "valley-2025",
                  "Release": str(PUBLIC)}  # fmt: skip
    path, query, sign_in, columns = of_query(text, parameters)
    with closing(
        program.client.get(
            f"/{path}", query_string=query, headers={"Authorization": sign_in}
        )
    ) as reply:
        assert reply.status_code == 200, reply.get_data()
        content = reply.get_data().decode("utf-8-sig")
    rows = (
        json.loads(content)
        if content[0] == "["
        else [*csv.DictReader(io.StringIO(content))]
    )
    assert rows
    assert len(columns) >= 3
    assert set(columns) <= rows[0].keys()


def test_there_are_queries_for_spreadsheets():
    assert [name for name, _ in QUERIES] == [
        "Rounds",
        "Gaps",
        "Changes",
        "A release, with words",
    ]
