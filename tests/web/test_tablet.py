"""What a tablet fetches before it knows any survey."""

import hashlib
import json
import re

import pytest

SHELL = re.compile(r"const SHELL = (\{.*?\});\n")


def shell(visitor):
    return json.loads(SHELL.match(visitor.get("/collect/worker.js").page)[1])


def test_the_home_is_the_same_for_everybody_and_names_no_survey(visitor, app):
    page = visitor.get("/collect").page
    assert type(visitor)(app).sign_in("coordinator").get("/collect").page == page
    assert type(visitor)(app).get("/collect", accept_language="ar").page == page
    assert "valley" not in page.casefold()
    assert "survey" not in re.sub(r'(href|src)="[^"]*"', "", page)


def test_only_the_home_may_show_what_it_decrypted(visitor):
    home = visitor.get("/collect").reply.headers["Content-Security-Policy"]
    assert "img-src 'self' blob:" in home
    assert "media-src 'self' blob:" in home
    assert "worker-src 'self'" in home
    assert "script-src 'self';" in home
    assert "blob:" not in visitor.get("/").reply.headers["Content-Security-Policy"]


def test_the_worker_lists_all_files_with_their_content(visitor):
    files = dict(shell(visitor)["files"])
    for address, found in files.items():
        with visitor.client.get(address) as reply:
            assert reply.status_code == 200, address
            assert hashlib.sha256(reply.data).hexdigest().startswith(found), address
    home = visitor.get("/collect").page
    needed = set(re.findall(r'(?:href|src)="(/[^"]+)"', home)) - {"/collect/online"}
    assert needed <= set(files)
    assert not any(address.startswith("/api") for address in files)


def test_a_changed_file_makes_a_new_version(app, visitor, tmp_path):
    before = shell(visitor)
    assert shell(visitor) == before
    app.config["TABLET_NAME"] = "Diary"
    assert shell(visitor)["version"] != before["version"]


def test_the_worker_may_serve_the_home_and_is_asked_for_anew(visitor):
    headers = visitor.get("/collect/worker.js").reply.headers
    assert headers["Service-Worker-Allowed"] == "/collect"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Type"].startswith("text/javascript")


def test_the_name_on_the_tablet_is_neutral_until_the_site_sets_one(app, visitor):
    told = json.loads(visitor.get("/collect/manifest.webmanifest").page)
    assert (told["name"], told["start_url"]) == ("Notes", "/collect")
    for icon in told["icons"]:
        with visitor.client.get(icon["src"]) as reply:
            assert reply.data.startswith(b"\x89PNG")
    app.config["TABLET_NAME"] = "Diary"
    assert (
        json.loads(visitor.get("/collect/manifest.webmanifest").page)["name"] == "Diary"
    )


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_practice_survey_is_whole_in_every_language(visitor, language):
    package = json.loads(visitor.get("/collect/practice.json").page)
    instrument = package["instruments"][package["rounds"][0]["instrument_id"]]
    assert language in instrument["languages"]
    for item in instrument["items"]:
        assert item["text"][language]
        assert all(option["label"][language] for option in item["options"])
