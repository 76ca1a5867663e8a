"""The clear address of a local network: what it gives, and what it sends to https."""

import re

import pytest

from survey_app import create_app
from survey_app.web.local_network import CERTIFICATE_TYPE, IN_THE_CLEAR
from tests.conftest import PASSWORD


@pytest.fixture
def clear(database, tmp_path):
    file = tmp_path / "authority.crt"
    file.write_bytes(b"-----BEGIN CERTIFICATE-----")
    app = create_app({
        "TESTING": True, "DATABASE": database, "SECRET_KEY": "test", "HTTPS_PORT": 8443,
        "CERTIFICATE": file, "CERTIFICATE_FINGERPRINT": "AB:CD",
    })  # fmt: skip
    return app.test_client()


def ask(client, path, base="http://192.168.4.1:8000", **how):
    return client.get(path, base_url=base, **how)


def test_the_page_tells_the_fingerprint_and_the_address(clear):
    page = ask(clear, "/secure").get_data(as_text=True)
    assert "AB:CD" in page
    assert 'href="https://192.168.4.1:8443/collect"' in page
    assert "<svg" in page


def test_the_certificate_is_given_as_one(clear):
    reply = ask(clear, "/secure/network.crt")
    assert reply.mimetype == CERTIFICATE_TYPE
    assert reply.get_data().startswith(b"-----BEGIN CERTIFICATE")


def test_people_answer_and_read_what_was_said_in_the_clear(clear):
    assert ask(clear, "/s/valley").status_code == 200
    assert ask(clear, "/public/valley/poster").status_code == 404  # not published
    assert ask(clear, "/calendar").status_code == 200
    assert ask(clear, "/").headers["Location"] == "/secure"


@pytest.mark.parametrize(
    "path",
    ["/signin", "/collect", "/results/valley-2026/gaps?by=gender", "/admin/accounts/"],
)
def test_everything_else_is_sent_to_https(clear, path):
    reply = ask(clear, path)
    assert reply.status_code == 302
    assert reply.headers["Location"] == f"https://192.168.4.1:8443{path}"


def test_a_form_sent_in_the_clear_keeps_its_method(clear):
    reply = clear.post("/api/v1/responses", base_url="http://pi.local:8000", json=[])
    assert reply.status_code == 307
    assert reply.headers["Location"] == "https://pi.local:8443/api/v1/responses"


def test_by_https_everything_is_there(clear):
    assert ask(clear, "/signin", "https://192.168.4.1:8443").status_code == 200


def test_forms_are_taken_by_https_without_a_referrer(clear):
    base = "https://192.168.4.1:8443"
    page = ask(clear, "/signin", base).get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "name": "analyst", "password": PASSWORD}
    assert clear.post("/signin", base_url=base, data=form).status_code == 302
    form["csrf_token"] = "wrong"
    assert clear.post("/signin", base_url=base, data=form).status_code == 400


def test_what_is_open_in_the_clear_exists(clear):
    assert set(clear.application.view_functions) >= IN_THE_CLEAR


def test_without_https_there_is_no_such_page(visitor):
    assert visitor.get("/secure").status == 404
    assert "--https" in visitor.page
    assert visitor.get("/secure/network.crt").status == 404
    assert visitor.get("/signin").status == 200
