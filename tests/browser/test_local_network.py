"""A network without Internet: what a browser makes of the clear and of the https address."""

import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = "survey.local"


@pytest.fixture(scope="module")
def addresses(world_file, tmp_path_factory):
    """Serve a copy of the world by http and https; return both and the certificate."""
    folder = tmp_path_factory.mktemp("local")
    database = shutil.copy(world_file, folder / "world.db")
    environment = os.environ | {"SURVEY_APP_INSTANCE": str(folder), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "survey_app.cli.main", "serve", "--https"]
    options = ["--port", "0", "--https-port", "0", "--name", NAME]
    process = subprocess.Popen(
        [*command, *options, "--database", str(database)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    said = process.stdout.readline()
    clear, secure = re.findall(r"https?://survey\.local:\d+", said)
    yield clear, secure, folder / "https" / "server.crt"
    process.terminate()
    process.wait(timeout=15)
    process.stdout.close()


@pytest.fixture
def tablet(playwright, browser_program, addresses, tmp_path):
    """A browser on that network which trusts this certificate, and no other stranger."""
    found = x509.load_pem_x509_certificate(addresses[2].read_bytes())
    key = found.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    trusted = b64encode(sha256(key).digest()).decode()
    options = [
        "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={trusted}",
    ]  # fmt: skip
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=browser_program, args=options,
        viewport={"width": 800, "height": 1280},
    )  # fmt: skip
    yield context.new_page()
    context.close()


def test_a_tablet_keeps_its_home_only_at_the_https_address(tablet, addresses):
    clear, secure, _ = addresses
    tablet.goto(f"{clear}/secure")
    assert not tablet.evaluate("isSecureContext")
    tablet.click(f"a[href='{secure}/collect']")
    tablet.wait_for_url(f"{secure}/collect")
    assert tablet.evaluate("isSecureContext && Boolean(crypto.subtle)")
    ready = "navigator.serviceWorker.ready.then((found) => found.active.scriptURL)"
    assert tablet.evaluate(ready).startswith(f"{secure}/collect/worker.js")


def test_people_answer_in_the_clear_and_nobody_signs_in_there(tablet, addresses):
    clear, secure, _ = addresses
    tablet.goto(f"{clear}/s/valley")
    with tablet.expect_navigation():
        tablet.click("button[value=begin]")
    assert tablet.locator("input[name=answer]").count()
    tablet.goto(f"{clear}/signin")
    assert tablet.url.startswith(f"{secure}/signin")
    tablet.fill("#name", "coordinator")
    tablet.fill("#password", "a long password")
    with tablet.expect_navigation():
        tablet.click("main button.primary")
    assert "Who is left behind?" in tablet.inner_text("main")
    kept = {each["name"]: each["secure"] for each in tablet.context.cookies(secure)}
    assert kept == {"session": False, "__Host-session": True}
