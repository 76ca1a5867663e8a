"""Certificates of a local network: believed there, and nowhere else."""

import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from survey_app.errors import Rejected
from survey_app.interchange import certificates
from survey_app.interchange.certificates import Pair
from survey_app.services.local_https import identity

NOW = datetime.now(UTC)
NAMES = ["192.168.4.1", "pi.local", "127.0.0.1"]


def greeted(name, certificate, key, authority):
    """Whether a client that trusts `authority` believes a server to be `name`."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer():
            with suppress(OSError):  # who does not believe us hangs up
                served.wrap_socket(door.accept()[0], server_side=True).close()

        host = Thread(target=answer)
        host.start()
        asking = ssl.create_default_context(cafile=authority)
        try:
            with socket.create_connection(door.getsockname()) as line:
                asking.wrap_socket(line, server_hostname=name).close()
            return True
        except ssl.SSLCertVerificationError:
            return False
        finally:
            host.join(timeout=5)


@pytest.mark.parametrize("name", NAMES)
def test_a_device_believes_the_machine_under_each_of_its_names(tmp_path, name):
    own = identity(tmp_path, NAMES, "Notes", NOW)
    assert greeted(name, own.certificate, own.key, own.authority)
    assert not greeted("other.local", own.certificate, own.key, own.authority)


@pytest.mark.parametrize("name", ["bank.example.org", "93.184.216.34"])
def test_a_stolen_authority_cannot_pretend_to_be_a_place_of_the_internet(
    tmp_path, name
):
    authority = certificates.authority("Notes", NOW)
    forged = certificates.certificate(authority, [name], NOW)
    for file, content in (
        ("a.crt", authority.certificate),
        ("x.crt", forged.certificate),
        ("x.key", forged.key),
    ):
        (tmp_path / file).write_bytes(content)
    assert not greeted(name, tmp_path / "x.crt", tmp_path / "x.key", tmp_path / "a.crt")


def test_the_authority_stays_and_the_certificate_follows_the_names(tmp_path):
    first = identity(tmp_path, NAMES, "Notes", NOW)
    kept = [first.authority.read_bytes(), first.certificate.read_bytes()]
    again = identity(tmp_path, NAMES[:2], "Notes", NOW)
    assert [again.authority.read_bytes(), again.certificate.read_bytes()] == kept
    moved = identity(tmp_path, ["10.0.0.7"], "Notes", NOW)
    assert moved.authority.read_bytes() == kept[0]
    assert greeted("10.0.0.7", moved.certificate, moved.key, moved.authority)


def test_a_certificate_is_renewed_before_it_ends(tmp_path):
    first = identity(tmp_path, NAMES, "Notes", NOW).certificate.read_bytes()
    later = NOW + certificates.CERTIFICATE_LASTS - timedelta(days=10)
    assert identity(tmp_path, NAMES, "Notes", later).certificate.read_bytes() != first


def test_names_of_the_internet_are_refused_all_at_once(tmp_path):
    with pytest.raises(Rejected) as refused:
        identity(tmp_path, ["8.8.8.8", "pi.local", "example.org"], "Notes", NOW)
    assert [p.facts["name"] for p in refused.value.problems] == [
        "8.8.8.8",
        "example.org",
    ]
    assert list(tmp_path.iterdir()) == []


def test_keys_are_for_their_owner_only(tmp_path):
    identity(tmp_path / "https", NAMES, "Notes", NOW)
    for file in (tmp_path / "https").glob("*.key"):
        assert file.stat().st_mode & 0o077 == 0


def test_the_fingerprint_is_that_of_the_file(tmp_path):
    own = identity(tmp_path, NAMES, "Notes", NOW)
    assert len(own.fingerprint.split(":")) == 32
    pem = Pair(own.authority.read_bytes(), b"").certificate
    assert certificates.fingerprint(pem) == own.fingerprint
