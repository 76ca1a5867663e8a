"""Figures for a monitor: whether they are right, and whom they are told."""

import re

import pytest

from survey_app.web.metrics import ENDS, Meter

TOKEN = "0123456789" * 3


def values(text):
    return {
        name: float(value)
        for name, value in re.findall(r"^([a-z_]+(?:\{.*\})?) (\S+)$", text, re.M)
    }


def test_the_figures_count_what_was_answered(app, visitor):
    before = values(visitor.get("/metrics").page)
    for path in ("/healthz", "/nowhere", "/nowhere"):
        visitor.get(path)
    after = values(visitor.get("/metrics").page)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown['survey_app_requests_total{status="2xx"}'] == 2
    assert grown['survey_app_requests_total{status="4xx"}'] == 2
    assert grown["survey_app_request_seconds_count"] == 4
    assert grown['survey_app_request_seconds_bucket{le="+Inf"}'] == 4
    assert after["survey_app_requests_running"] == 1
    assert after["survey_app_database_bytes"] == app.config["DATABASE"].stat().st_size
    assert 10e6 < after["process_resident_memory_bytes"] < 10e9


def test_a_view_that_fails_counts_as_failed(app, visitor):
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.view_functions["home.alive"] = lambda: 1 / 0
    app.view_functions["home.alive"].roles = frozenset()
    assert visitor.get("/healthz").status == 500
    found = values(visitor.get("/metrics").page)
    assert found['survey_app_requests_total{status="5xx"}'] == 1
    assert found["survey_app_requests_running"] == 1


def test_durations_are_counted_in_everything_they_are_below():
    meter = Meter()
    for seconds in (0.01, 0.02, 99.0):
        meter.begin()
        meter.end(200, seconds)
    found = {name + labels: value for name, labels, value in meter.lines()}
    buckets = [found[f'survey_app_request_seconds_bucket{{le="{e}"}}'] for e in ENDS]
    assert buckets == [1, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    assert found['survey_app_request_seconds_bucket{le="+Inf"}'] == 3
    assert found["survey_app_request_seconds_sum"] == pytest.approx(99.03)


def test_no_figure_says_which_page_or_who(visitor):
    visitor.get("/s/valley")
    page = visitor.get("/metrics").page
    assert not re.search(r"valley|questionnaire|127\.0\.0\.1|/s/", page)
    assert set(re.findall(r'\{(\w+)="', page)) == {"status", "le"}


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({}, "192.168.4.7"),
        ({"Host": "trust.example"}, "127.0.0.1"),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Authorization": "Bearer "}, "192.168.4.7"),
        ({"Authorization": f"Bearer {TOKEN}x"}, "192.168.4.7"),
    ],
)
def test_others_find_nothing(app, headers, address):
    reply = app.test_client().get(
        "/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}
    )
    assert reply.status_code == 404


def test_the_token_opens_them_from_elsewhere(app, monkeypatch):
    monkeypatch.setenv("SURVEY_APP_METRICS_TOKEN", TOKEN)
    reply = app.test_client().get(
        "/metrics",
        headers={"Authorization": f"Bearer {TOKEN}", "Host": "trust.example"},
        environ_base={"REMOTE_ADDR": "192.168.4.7"},
    )
    assert reply.status_code == 200
    assert reply.mimetype == "text/plain"
