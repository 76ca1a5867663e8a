"""No door stands open that is not named here, and none opens to the wrong role."""

import re

import pytest

#: What strangers may use: the questionnaire, signing in, health, a neutral page, files.
OPEN = {
    "static", "home.show", "home.choose_language", "home.neutral", "home.alive", "home.no_icon", "local_network.show", "local_network.certificate", "home.ready",
    "signin.show", "signin.leave", "first.show", "metrics.show",
    "tablet.program", "tablet_pages.say", "tablet_pages.calendar", "api.describe",
    "tablet.show", "tablet.worker", "tablet.manifest", "tablet.practise",
    "questionnaire.show", "questionnaire.act", "questionnaire.withdraw", "media.heard",
    "public.show", "public.poster", "public.poster_file", "public.heard",
    "signin.second", "signin.recover",
    "feedback.show", "feedback.give", "feedback.ask", "feedback.look",
    "dialogue.show", "dialogue.act", "dialogue.results",
}  # fmt: skip
#: What asks for a tablet's token and for nothing else.
TABLETS = {"sync.receive", "sync.package", "sync.aid", "sync.check_in", "sync.renew"}
#: What asks for a tablet's token in its address; a wrong one is forbidden.
IN_ADDRESS = {
    "openrosa.form_list", "openrosa.form", "openrosa.manifest", "openrosa.aid", "openrosa.ready", "openrosa.receive",
}  # fmt: skip
#: What asks for an access token instead of a session.
PROGRAMS = {
    "api.list_rounds", "api.estimates", "api.gaps", "api.compare", "api.list_releases", "api.release",
    "api.list_tables", "api.take_table", "api_alerts.feed", "api_alerts.message",
    "hubs.stand", "hubs.receive", "hubs.give",
}  # fmt: skip
#: Which role may use which part; everything else is refused.
COORDINATOR = {
    "rounds.open_it",
    "rounds.close_it",
    "review.index",
    "review.accept",
    "review.set_aside",
    "review.again",
    "review.upload",
    "devices.index",
    "devices.revoke",
    "devices.settings",
    "rounds.enter_outcomes",
    "releases.show",
    "releases.make",
    "releases.confirm",
    "releases.refuse",
    "reports.ask",
    "reports.write",
    "community.show",
    "community.publish",
    "community.take_down",
    "community.look",
    "community.preview",
    "community.decide",
    "community.undo",
    "accounts.index",
    "deeds.index",
    "accounts.disable",
    "media.show",
    "media.add",
    "media.remove",
    "media.export",
    "media.take_in",
    "fieldwork.show",
    "fieldwork.assign",
    "backchecks.show",
    "coding.finish",
    "backchecks.draw",
    "backchecks.sheet",
    "backchecks.enter",
    "backchecks.upload",
    "around.decide",
    "around.add_effect",
    "around.keep_risk",
    "around.add_panel",
    "plans.edit",
    "plans.keep",
    "plans.switch_off",
    "plans.people",
    "plans.add_person",
    "plans.close_person",
    "plans.silence",
    "plans.end_silence",
    "boundaries.show",
    "boundaries.bring_in",
    "boundaries.remove",
    "translations.add_language",
}
#: Writing questionnaires; proposals are also for leaders.
WORKSHOP = {
    "workshop.index",
    "workshop.begin",
    "workshop.upload",
    "workshop.show",
    "workshop.edit",
    "workshop.undo",
    "workshop.redo",
    "workshop.remove",
    "workshop.definition",
    "workshop_pages.pick",
    "workshop_pages.settings",
    "workshop_pages.new",
    "workshop_pages.question",
    "workshop_pages.way",
    "workshop_preview.show",
    "workshop_preview.act",
    "workshop_checks.check",
    "workshop_checks.publish",
    "workshop_checks.history",
    "workshop_checks.restore",
    "workshop_checks.changes",
    "workshop_checks.clash",
    "workshop_checks.settle",
    "workshop_versions.revise",
    "banks.take_in",
    "banks.use",
    "banks.remove",
    "xlsforms.index",
    "xlsforms.take_in",
    "proposals.adopt",
    "proposals.remove",
    "round_opening.show",
    "round_opening.open_it",
}
PROPOSING = {"proposals.index", "proposals.propose", "proposals.vote"}
ANALYSIS = {
    "cap.message", "cap.feed", "around.decisions", "around.risks", "around.needs", "around.file",
    "workshop_versions.changes",
    "banks.index",
    "banks.export",
    "xlsforms.export",
    "microdata.index", "microdata.ask", "microdata.show", "microdata.decide", "microdata.file",
    "coding.index", "coding.frame", "coding.keep_frame", "coding.show", "coding.give", "coding.apart", "coding.settle", "coding.groups", "coding.wording",
    "instruments.index", "instruments.show", "results.said", "results.trust",
    "results.how_groups_see_each_other", "results.without",
    "planning.show", "planning.share_out",
}  # fmt: skip
READING = {
    "alerts.index", "alerts.show", "alerts.plan", "alerts.step", "alerts.do", "alerts.report", "alerts.lessons",
    "plans.index", "plans.silences", "warning.show",
    "reports.show", "reports.file", "respondents.show",
    "rounds.index", "rounds.show", "results.scores", "results.gaps", "results.changes",
    "results.answers", "exports.show", "exports.take", "access_tokens.index", "access_tokens.end",
}  # fmt: skip
TRANSLATING = {
    "translations.index", "translations.show", "translations.save", "translations.text", "translations.reopen", "translations.record",
    "translations.glossary", "translations.forget", "translations.file", "translations.bring_in",
}  # fmt: skip
ASKING = {"collect.show", "collect.begin", "media.file"}
MAY = {
    "coordinator": COORDINATOR
    | WORKSHOP
    | PROPOSING
    | ANALYSIS
    | READING
    | ASKING
    | TRANSLATING,
    "analyst": ANALYSIS | READING | {"media.file"},
    "leader": PROPOSING | READING | ASKING,
    "enumerator": ASKING,
    "translator": TRANSLATING | {"media.file"},
}
VALUES = {
    "round_id": "valley-2026", "instrument_id": "trust.1", "slug": "valley", "filename": "app.css", "review_id": 1, "request_id": 1, "source": "9", "form": "csv", "table": "gaps", "release_id": 1, "alert_id": 1, "contact_id": 1, "silence_id": 1, "decision_id": 1,
    "language": "ar",
    "sha256": "0" * 64, "number": 1, "token": "x", "form_id": "valley-2026", "name": "a.wav",
    "hub_id": "x", "draft_id": "trust", "item_id": "PL1", "aside": 1, "proposal_id": 1,
    "questionnaire": "trust",
}  # fmt: skip

#: Early warning: analysts look, coordinators define, note and switch.
WATCHING = {
    "warning.show", "warning.list_indicators", "warning.show_indicator", "warning.show_rule",
}  # fmt: skip
WARNING = WATCHING | {
    "warning.evaluate", "warning.take_in", "warning.define", "warning.begin", "warning.note",
    "warning.switch", "warning.happen",
}  # fmt: skip
#: Dialogues: analysts read what came of them, coordinators lead them.
HEARING = {
    "dialogues.index", "dialogues.show", "dialogues.results", "dialogues.agenda",
    "dialogues.table", "dialogues.cards",
}  # fmt: skip
LEADING = HEARING | {
    "dialogues.make", "dialogues.add_seeds", "dialogues.judge", "dialogues.open_it",
    "dialogues.close_it", "dialogues.straight", "dialogues.publish", "dialogues.sheets",
    "dialogues.enter", "dialogues.remove_sheet",
}  # fmt: skip
MAY |= {
    "coordinator": MAY["coordinator"] | WARNING | LEADING,
    "analyst": MAY["analyst"] | WATCHING | HEARING,
}
#: Everybody's own account, and what coordinators do about others'.
ME = {
    "me.show", "me.password", "me.second", "me.confirm", "me.remove", "me.codes", "me.end",
}  # fmt: skip
#: Which of those need more than a session: a password or a code.
PROVED = {"me.password", "me.confirm", "me.remove", "me.codes"}
MAY = {role: doors_ | ME - PROVED for role, doors_ in MAY.items()}
MAY["coordinator"] |= {
    "accounts.invite", "accounts.end_sessions", "accounts.need_second",
}  # fmt: skip
#: Feedback; who may read sealed reports is named, whatever the role.
DESK = {
    "feedback_desk.index", "feedback_desk.show", "feedback_desk.sort", "feedback_desk.step",
    "feedback_desk.done", "feedback_desk.sheet",
}  # fmt: skip
NAMED = {
    "feedback_desk.sealed", "feedback_desk.show_sealed", "feedback_desk.sort_sealed",
    "feedback_desk.step_sealed", "feedback_desk.voice",
}  # fmt: skip
MAY |= {
    "coordinator": MAY["coordinator"]
    | DESK
    | {"feedback_desk.log", "feedback_desk.take_in", "feedback_desk.people"},
    "leader": MAY["leader"] | DESK | {"feedback_desk.log"},
    "enumerator": MAY["enumerator"] | {"feedback_desk.log"},
}
VALUES |= {"indicator_id": "trust", "rule_id": "fall"}


def doors(app):
    """Return (endpoint, method, path) of everything there is."""
    adapter = app.url_map.bind("localhost")
    return [
        (
            rule.endpoint,
            method,
            adapter.build(rule.endpoint, {a: VALUES[a] for a in rule.arguments}),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def knock(visitor, method, path):
    """Return the status of a request that carries a good token."""
    visitor.get("/signin")
    fields = {
        "csrf_token": visitor.token,
        "name": "x",
        "place": "x",
        "round": "valley-2026",
    }
    with visitor.client.open(path, method=method, data=fields) as reply:
        return reply.status_code, reply.headers.get("Location", "")


def test_a_stranger_gets_nowhere_else(app, visitor):
    for endpoint, method, path in doors(app):
        status, where = knock(visitor, method, path)
        if endpoint in TABLETS | PROGRAMS:
            assert status == 401, f"{method} {path}: {status}"
        elif endpoint in IN_ADDRESS:
            assert status == 403, f"{method} {path}: {status}"
        elif endpoint in OPEN:
            assert status in (200, 204, 302, 303, 401, 404, 422), (
                f"{method} {path}: {status}"
            )
        else:
            assert (status, where[:12]) == (302, "/signin?next"), (
                f"{method} {path}: {status}"
            )


def test_every_role_may_do_what_the_table_says_and_no_more(app, member):
    for endpoint, method, path in doors(app):
        if endpoint in OPEN:
            continue
        status, _ = knock(member, method, path)
        if endpoint in TABLETS | PROGRAMS:
            assert status == 401, f"{member.role} {method} {path}: {status}"
            continue
        if endpoint in IN_ADDRESS:
            assert status == 403, f"{member.role} {method} {path}: {status}"
            continue
        allowed = endpoint in MAY[member.role]
        assert (status != 403) is allowed, f"{member.role} {method} {path}: {status}"
        assert status < 500, f"{member.role} {method} {path}"


def test_the_table_knows_every_door(app):
    named = OPEN.union(TABLETS, IN_ADDRESS, PROGRAMS, NAMED, PROVED, *MAY.values())
    assert {endpoint for endpoint, _, _ in doors(app)} == named


def test_signing_in_and_out(visitor):
    visitor.get("/rounds/")
    assert 'name="password"' in visitor.page
    visitor.post("/signin?next=/rounds/", name="analyst", password="wrong password")
    assert visitor.status == 401
    assert "Name and password do not match" in visitor.page
    visitor.post("/signin?next=/rounds/", name="ANALYST", password="a long password")
    assert "<h1>Rounds</h1>" in visitor.page
    visitor.post("/signout")
    visitor.get("/rounds/")
    assert 'name="password"' in visitor.page


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "evil"]
)
def test_signing_in_leads_to_no_other_host(visitor, target):
    visitor.get("/signin")
    fields = {
        "csrf_token": visitor.token,
        "name": "analyst",
        "password": "a long password",
    }
    reply = visitor.client.post("/signin", query_string={"next": target}, data=fields)
    assert reply.headers["Location"] == "/"


def test_a_closed_account_is_out_at_once(app, visitor):
    leader = visitor.sign_in("leader")
    coordinator = type(visitor)(app).sign_in("coordinator")
    coordinator.get("/admin/accounts/")
    coordinator.post("/admin/accounts/disable", name="leader")
    assert "The account leader is closed." in coordinator.page
    leader.get("/rounds/")
    assert 'name="password"' in leader.page
    assert type(visitor)(app).sign_in("leader").status == 401


def test_nobody_closes_their_own_account(visitor):
    visitor.sign_in("coordinator").get("/admin/accounts/")
    assert visitor.post("/admin/accounts/disable", name="coordinator").status == 409


def test_an_account_is_added_and_its_password_shown_once(app, visitor):
    visitor.sign_in("coordinator").get("/admin/accounts/")
    visitor.post("/admin/accounts/", name="Amira", role="leader")
    password = re.search(r'class="receipt">([^<]+)<', visitor.page)[1]
    assert type(visitor)(app).sign_in("Amira", password).status == 200
    visitor.get("/admin/accounts/")
    assert password not in visitor.page
    visitor.post("/admin/accounts/", name="amira", role="chief")
    assert visitor.status == 422
    assert "There is no role chief." in visitor.page


def test_guessing_passwords_is_slowed_down(visitor):
    visitor.get("/signin")
    for _ in range(10):
        visitor.post("/signin", name="nobody", password="wrong password")
    assert visitor.status == 401
    visitor.post("/signin", name="nobody", password="wrong password")
    assert visitor.status == 429


def test_a_session_starts_anew_with_every_sign_in(visitor):
    visitor.sign_in("leader")
    with visitor.client.session_transaction() as session:
        session["planted"] = "x"
    visitor.post("/signout")
    visitor.sign_in("analyst")
    with visitor.client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.parametrize(
    "path", ["/", "/signin", "/s/valley", "/calendar", "/nowhere", "/static/app.css"]
)
def test_every_reply_carries_the_headers(visitor, path):
    with visitor.client.get(path) as reply:
        headers = reply.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    if not path.startswith("/static"):
        assert headers["Cache-Control"] == "no-store"


def test_cookies_are_for_the_server_alone(visitor):
    visitor.sign_in("leader")
    cookie = visitor.client.post(
        "/language", data={"csrf_token": visitor.token, "language": "fr"}
    )
    flags = cookie.headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags


def test_every_form_needs_its_token(app, member):
    for endpoint, method, path in doors(app):
        if method == "POST" and (endpoint in OPEN or endpoint in MAY[member.role]):
            with member.client.post(path, data={"action": "next"}) as reply:
                assert reply.status_code == 400, path


def test_health_is_told_to_anybody(visitor, database):
    assert visitor.get("/healthz").page == "ok"
    assert visitor.get("/readyz").status == 200
    database.unlink()
    assert visitor.get("/healthz").status == 200
    assert visitor.get("/readyz").status == 503


def test_asking_for_an_icon_begins_no_session(app):
    """Else its answer could overtake the page's and the page's form be refused."""
    reply = app.test_client().get("/favicon.ico")
    assert reply.status_code == 204
    assert "Set-Cookie" not in reply.headers


def test_what_is_too_large_is_refused_kindly(visitor):
    visitor.get("/signin")
    visitor.post("/signin", name="x" * 300_000, password="x")
    assert visitor.status == 413
    assert "too large" in visitor.page
