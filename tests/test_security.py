"""What docs/security.md promises, and that no secret is published."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: What keys and tokens of well-known kinds look like.
SECRET = re.compile(
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}"
    rb"|AKIA[0-9A-Z]{16}"
    rb"|gh[pousr]_[A-Za-z0-9]{36}"
    rb"|xox[abprs]-[A-Za-z0-9-]{10,}"
)
#: Files that hold keys whatever is in them.
NAMES = re.compile(r"(?:secret\.key|\.(?:pem|p12|pfx|env))$")


def kept():
    """Return every file of the repository, [] where it is no repository."""
    found = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    return [ROOT / name for name in found.stdout.decode().split("\0") if name]


def test_every_test_a_threat_names_exists():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    there = set(re.findall(r"^(?:async )?def (test_\w+)", tests, re.MULTILINE))
    assert len(named) > 20
    assert named - there == set()


def test_no_secret_lies_in_the_repository():
    faults = [
        path.name
        for path in kept()
        if path.is_file()
        and (NAMES.search(path.name) or SECRET.search(path.read_bytes()))
    ]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN EC PRIVATE KEY-----\n" + "A" * 64,
        "AKIA" + "Q" * 16,
        "ghp_" + "a" * 36,
    ],
)
def test_the_search_knows_a_secret_when_it_sees_one(text):
    assert SECRET.search(text.encode())
