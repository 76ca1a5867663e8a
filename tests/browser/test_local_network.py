"""A network without Internet: what a browser makes of the clear and of the https address."""

import re
import shutil
import sys
from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.browser.tablets import KEPT, within
from tests.processes import first_line, started

NAME = "survey.local"


@pytest.fixture(scope="module")
def addresses(world_file, tmp_path_factory):
    """Serve a copy of the world by http and https; return both and the certificate."""
    folder = tmp_path_factory.mktemp("local")
    database = shutil.copy(world_file, folder / "world.db")
    command = [sys.executable, "-m", "survey_app.cli.main", "serve", "--https"]
    options = ["--port", "0", "--https-port", "0", "--name", NAME]
    with started([*command, *options, "--database", str(database)], folder) as process:
        said = first_line(process)
        clear, secure = re.findall(r"https?://survey\.local:\d+", said)
        yield clear, secure, folder / "https" / "server.crt"


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
    assert tablet.evaluate(within(KEPT)).startswith(f"{secure}/collect/worker.js")


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
