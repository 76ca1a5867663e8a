"""Programs get the rows of the commands, by a token, and nothing they may not see."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from openapi_spec_validator import validate

from survey_app.core.people import ROLES
from survey_app.services import access_tokens
from survey_app.services.access_tokens import NewToken
from survey_app.store import accounts
from survey_app.store.database import connect
from survey_app.web import api
from survey_app.web.rate_limit import RateLimit

ROUND = "valley-2026"
TODAY = datetime.now(UTC).date()


class Program:
    """A program with a token of an account."""

    def __init__(self, app, role="analyst", today=TODAY, **wanted):
        self.client = app.test_client()
        db = connect(app.config["DATABASE"])
        account = accounts.find(db, f"id-{role}")
        wanted = NewToken("a test", **wanted)
        self.token, self.text = access_tokens.issue(db, account, wanted, today)
        db.close()

    def get(self, path, **headers):
        sent = {"Authorization": f"Bearer {self.text}"} | headers
        return self.client.get(f"/api/v1{path}", headers=sent)


@pytest.fixture
def program(app):
    return Program(app)


def problem(reply):
    assert reply.mimetype == "application/problem+json"
    assert reply.json["status"] == reply.status_code
    return reply.json["problems"][0]["code"]


COMMANDS = {
    f"/rounds/{ROUND}/estimates?by=gender&by=displacement":
        ("estimate", "--round", "2026", "--by", "gender", "displacement"),
    f"/rounds/{ROUND}/estimates?of=PL1": ("estimate", "--round", "2026", "--of", "PL1"),
    f"/rounds/{ROUND}/gaps?by=displacement":
        ("gaps", "--round", "2026", "--by", "displacement"),
    "/compare?from=valley-2025&to=valley-2026&by=gender":
        ("compare", "--from", "2025", "--to", "2026", "--by", "gender"),
}  # fmt: skip


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize(("role", "release"), [("analyst", "analyst"), ("leader", "public")])  # fmt: skip
def test_rows_are_those_of_the_commands(app, cli, path, role, release):
    cli.database = app.config["DATABASE"]
    wanted = cli.rows(*COMMANDS[path], "--release", release)
    assert len(wanted) > 0
    assert Program(app, role).get(path).json == wanted


def test_csv_holds_the_same_and_no_formula(program):
    path = f"/rounds/{ROUND}/estimates?by=gender"
    reply = program.get(path, Accept="text/csv")
    found = list(csv.DictReader(io.StringIO(reply.text)))
    rows = program.get(path).json
    assert [row["of"] for row in found] == [row["of"] for row in rows]
    assert [float(r["mean"] or 0) for r in found] == [r["mean"] or 0 for r in rows]
    assert reply.headers["Vary"] == "Accept"
    assert api._csv([{"group": "=1+1"}]) == b"group\r\n'=1+1\r\n"


def test_pages_lead_to_each_other(program):
    path = f"/rounds/{ROUND}/estimates"
    rows = program.get(path).json
    second = program.get(f"{path}?size=2&page=2")
    assert second.json == rows[2:4]
    assert second.headers["X-Total-Count"] == str(len(rows))
    links = second.headers["Link"]
    assert f'</api/v1{path}?size=2&page=1>; rel="prev"' in links
    assert f'</api/v1{path}?size=2&page=3>; rel="next"' in links
    assert "Link" not in program.get(path).headers
    assert program.get(f"{path}?size=2&page=9999").json == []


def test_what_is_held_already_is_not_sent_again(program):
    path = f"/rounds/{ROUND}/gaps?by=gender"
    tag = program.get(path).headers["ETag"]
    again = program.get(path, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = program.get(f"/rounds/{ROUND}/gaps", **{"If-None-Match": tag})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/rounds/none/estimates", 404, "round.unknown"),
        (f"/rounds/{ROUND}/estimates?of=XX", 404, "measure.unknown"),
        (f"/rounds/{ROUND}/estimates?off=PL1", 400, "api.parameter_unknown"),
        (f"/rounds/{ROUND}/estimates?size=0", 400, "api.not_a_number"),
        (f"/rounds/{ROUND}/estimates?page=x", 400, "api.not_a_number"),
        ("/compare?by=gender", 400, "api.parameter_missing"),
        ("/releases/999", 404, "release.unknown"),
        ("/nothing", 404, "page.unknown"),
    ],
)
def test_what_is_wrong_is_told_as_problem_details(program, path, status, code):
    reply = program.get(path)
    assert reply.status_code == status
    assert problem(reply) == code


def test_all_missing_parameters_are_told_at_once(program):
    reply = program.get("/compare")
    assert [each["where"] for each in reply.json["problems"]] == ["from", "to"]


def test_a_form_nobody_writes_is_refused(program):
    reply = program.get(f"/rounds/{ROUND}/estimates", Accept="image/png")
    assert (reply.status_code, problem(reply)) == (406, "page.no_format")


def refused(reply):
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    return (reply.status_code, problem(reply)) == (401, "token.refused")


def test_without_a_good_token_nothing_opens(app):
    path = "/api/v1/rounds"
    assert refused(app.test_client().get(path))
    late = Program(app, today=TODAY - timedelta(days=91))
    assert refused(late.get("/rounds"))
    last_day = Program(app, today=TODAY - timedelta(days=90))
    assert last_day.get("/rounds").status_code == 200
    last_day.text += "x"
    assert refused(last_day.get("/rounds"))


def test_a_session_opens_nothing_here(visitor):
    visitor.sign_in("analyst")
    assert refused(visitor.client.get("/api/v1/rounds"))


def test_an_ended_token_and_a_closed_account_open_nothing(app):
    one, other = Program(app), Program(app, "leader")
    db = connect(app.config["DATABASE"])
    analyst = accounts.find(db, "id-analyst")
    access_tokens.end(db, analyst, one.token.token_id, TODAY)
    accounts.disable(db, "leader")
    db.close()
    assert refused(one.get("/rounds"))
    assert refused(other.get("/rounds"))


def test_a_token_opens_its_scopes_only(app):
    results = Program(app, scopes=["results"])
    reply = results.get(f"/rounds/{ROUND}/releases")
    assert (reply.status_code, problem(reply)) == (403, "token.other_scope")
    releases = Program(app, scopes=["releases"])
    assert releases.get("/rounds").status_code == 403
    assert releases.get(f"/rounds/{ROUND}/releases").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(app):
    app.extensions["programs"] = RateLimit(burst=1, per_second=0.5)
    program = Program(app)
    assert program.get("/rounds").status_code == 200
    reply = program.get("/rounds")
    assert (reply.status_code, problem(reply)) == (429, "token.too_often")
    assert reply.headers["Retry-After"] == "2"


def test_releases_are_the_bytes_they_were_made_with(app, cli):
    cli.database = app.config["DATABASE"]
    for audience in ("public", "analyst"):
        made = ("release", "make", "--round", "2026", "--release", audience)
        assert cli(*made, "--purpose", "test", "--author", "coordinator") == 0, cli.err
    leader, analyst = Program(app, "leader"), Program(app)
    listed = analyst.get(f"/rounds/{ROUND}/releases").json
    assert {each["audience"] for each in listed} == {"public", "analyst"}
    open_ones = leader.get(f"/rounds/{ROUND}/releases").json
    assert {each["audience"] for each in open_ones} == {"public"}
    for each in listed:
        reply = analyst.get(f"/releases/{each['release_id']}")
        assert cli("release", "show", each["release_id"]) == 0
        assert json.loads(cli.out) == reply.json
        may = each["audience"] == "public"
        seen = leader.get(f"/releases/{each['release_id']}").status_code
        assert seen == (200 if may else 404)


def test_every_address_is_described_and_the_description_is_openapi(app, program):
    described = app.test_client().get("/api/v1/openapi.json").json
    validate(described)
    routes = {
        rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
    }
    assert set(described["paths"]) == routes
    row = program.get(f"/rounds/{ROUND}/estimates").json[0]
    schema = described["components"]["schemas"]["EstimateRow"]
    assert list(row) == schema["required"]


def test_parameters_described_are_those_taken(app, program):
    described = app.test_client().get("/api/v1/openapi.json").json
    for path in ("/rounds/{round_id}/estimates", "/rounds/{round_id}/gaps", "/compare"):
        (operation,) = described["paths"][f"/api/v1{path}"].values()
        query = {p["name"] for p in operation["parameters"] if p["in"] == "query"}
        reply = program.get(path.format(round_id=ROUND) + "?nothing=1")
        facts = reply.json["problems"][0]["remedy"]
        assert facts == f"Use one of: {', '.join(sorted(query))}."


@pytest.mark.parametrize("role", ROLES)
def test_tokens_are_made_and_ended_on_a_page(visitor, role):
    visitor.sign_in(role)
    visitor.get("/tokens/")
    if role in ("enumerator", "translator"):
        assert visitor.status == 403
        return
    assert visitor.post("/tokens/", label=" ", days="0").status == 422
    for said in ("1 to 60 signs", "would open nothing", "1 to 366 days"):
        assert said in visitor.page
    visitor.post("/tokens/", label="Workbook", scope="results", days="30")
    assert "The token Workbook is ready" in visitor.page
    visitor.get("/tokens/")
    assert "is ready" not in visitor.page
    token_id = visitor.page.partition('name="token_id" value="')[2].partition('"')[0]
    visitor.post("/tokens/end", token_id=token_id)
    assert "opens nothing more" in visitor.page
    assert visitor.post("/tokens/end", token_id="none").status == 404


def test_tokens_by_command(app, cli):
    cli.database = app.config["DATABASE"]
    assert cli("token", "add", "analyst", "script", "--scope", "results") == 0
    assert "Token (shown only once): " in cli.out
    (row,) = cli.rows("token", "list", "analyst")
    assert (row["label"], row["scopes"], row["good"]) == ("script", "results", True)
    assert cli("token", "end", "analyst", row["token"]) == 0
    assert cli.rows("token", "list", "analyst")[0]["good"] is False
    assert cli("token", "add", "enumerator", "x") == 4
    assert cli("token", "add", "nobody", "x") == 3
    assert cli("token", "add", "analyst", "", "--scope", "all", "--expires", "0") == 1
    assert cli.err.count("\n  ") == 3
    assert cli("token", "end", "analyst", "none") == 3
