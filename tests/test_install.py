"""The way from a clean Debian to a server, as docs/install.md tells it, command by command.

Each command is run as it stands, in a shell, with the folders of the system in one of
ours. What needs root or a network (packages, accounts, systemd, certificates) writes
down that it was asked for; the program, its settings, backups and files are real.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from survey_app.services.setting_faults import problems
from survey_app.web.media import LARGEST_ARCHIVE

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
TEXT = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S)
    for line in block.splitlines()
]
UNITS = sorted(path.name for path in DEPLOY.glob("survey-app*.*"))
PASSPHRASE = "four or five words\n"

#: Programs that are asked for and only say so: they need root, systemd or a network.
ASKED = (
    "apt-get", "adduser", "systemctl", "journalctl", "certbot", "nginx", "caddy", "podman", "curl",
)  # fmt: skip
#: The same without what needs another account; "sudo" is "$@".
REAL = {
    "sudo": 'exec "$@"',
    "runuser": 'shift 3; exec "$@"',
    "python3": 'mkdir -p "$3/bin"; ln -s "$OUR_APP" "$3/bin/survey-app"; ln -s "$OUR_BIN/pip" "$3/bin/pip"',
    "pip": 'for last; do :; done; test -f "${last%%[*}/setup.cfg"; echo "pip $*" >> "$ASKED_FOR"',
    "install": (
        'set -- "$@"; n=$#; while [ $n -gt 0 ]; do a=$1; shift; n=$((n-1)); '
        'case $a in -o|-g) shift; n=$((n-1));; *) set -- "$@" "$a";; esac; done; '
        'mkdir -p "$(dirname "$(for l; do :; done; echo "$l")")"; exec "$OUR_INSTALL" "$@"'
    ),
}  # fmt: skip


def program(folder, name, body):
    path = folder / name
    path.write_text(f"#!/bin/bash\nset -eu\n{body}\n")
    path.chmod(0o755)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A folder that stands for the machine, with the commands it has."""
    root = tmp_path_factory.mktemp("machine")
    own = root / "programs"
    own.mkdir()
    for name in ASKED:
        program(own, name, f'echo "{name} $*" >> "$ASKED_FOR"')
    for name, body in REAL.items():
        program(own, name, body)
    for folder in ("etc/systemd/system", "etc/caddy", "etc/nginx/sites-available",
                   "etc/nginx/sites-enabled", "usr/local/sbin", "opt", "var"):  # fmt: skip
        (root / folder).mkdir(parents=True)
    source = root / "usr/local/src"
    source.mkdir(parents=True)
    (source / "survey-app").symlink_to(ROOT)
    return root


def here(text, root):
    """Return a text whose folders of the system are those of `root`."""
    return re.sub(r"(?<![\w./])/(?=(?:etc|opt|usr/local|var|root)\b)", f"{root}/", text)


def run(root, line):
    """Run one line of the document; return what it says."""
    own = root / "programs"
    env = {k: v for k, v in os.environ.items() if not k.startswith("SURVEY_APP")} | {
        "PATH": f"{own}:{root}/usr/local/sbin:{os.environ['PATH']}",
        "ASKED_FOR": str(root / "asked"),
        "OUR_APP": str(Path(sys.executable).with_name("survey-app")),
        "OUR_BIN": str(own),
        "OUR_INSTALL": shutil.which("install"),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here(line, root)],
        input=PASSPHRASE,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    if line.startswith("sudo install ") or " | sudo tee " in line:
        _relocate(root, line)
    if "systemctl start survey-app-backup" in line:
        _back_up(root)
    return done.stdout


def _relocate(root, line):
    """Let files that were put in place name the folders of our machine."""
    target = Path(here(shlex.split(line)[-1], root))
    if target.is_file() and target.stat().st_size:
        text = target.read_text(encoding="utf-8")
        if str(root) not in text:
            target.write_text(here(text, root), encoding="utf-8")


def _back_up(root):
    """Do what systemd would do with the unit: its command, with its settings."""
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(root / "etc/systemd/system/survey-app-backup.service")
    credential = unit["Service"]["LoadCredential"].partition(":")[2]
    command = unit["Service"]["ExecStart"].replace("%d/passphrase", credential)
    settings = unit["Service"]["EnvironmentFile"]
    run(root, f"set -a; . {settings}; {command}")


def test_every_command_works_in_the_order_they_stand(machine):
    assert len(COMMANDS) > 45
    for line in COMMANDS:
        if line.startswith("sudo podman"):
            continue
        run(machine, line)
        if line == "sudo survey-admin init":
            assert (machine / "var/lib/survey-app/survey.db").is_file()
    assert list((machine / "var/backups/survey-app").glob("*.survey-backup"))
    assert not (machine / "root/rehearsal").exists()
    assert (machine / "etc/survey-app/passphrase").stat().st_mode & 0o77 == 0
    asked = (machine / "asked").read_text()
    for needed in ("enable --now survey-app\n", "enable --now survey-app-backup.timer"):
        assert f"systemctl {needed}" in asked


def test_what_the_document_puts_in_place_is_there():
    for name in re.findall(r"/usr/local/src/survey-app/(\S+?)(?=[\s']|\[)", TEXT):
        assert (ROOT / name).exists(), name


def test_the_settings_of_a_server_are_sound():
    lines = (DEPLOY / "settings").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert problems(given) == []
    assert given["SURVEY_APP_PROXY"] == "127.0.0.1"


def test_the_units_are_as_systemd_wants_them(tmp_path):
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        text = text.replace("/opt/survey-app/bin/survey-app", sys.executable)
        (tmp_path / name).write_text(text)
    if systemd := shutil.which("systemd-analyze"):
        command = [systemd, "verify", *(str(tmp_path / name) for name in UNITS)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert len(UNITS) == 3


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith("service")])
def test_a_unit_has_no_more_rights_than_it_needs(name):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for line in (
        "User=survey-app", "UMask=0077", "LimitCORE=0", "NoNewPrivileges=yes", "CapabilityBoundingSet=",
        "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service", "RestrictNamespaces=yes",
    ):  # fmt: skip
        assert f"\n{line}\n" in text, line
    assert "MemoryMax=" in text
    assert "TasksMax=" in text


@pytest.mark.parametrize(
    ("name", "command"),
    [("Caddyfile", "caddy validate --adapter caddyfile --config {}")],
)
def test_servers_in_front_take_their_files(name, command):
    parts = shlex.split(command.format(DEPLOY / name))
    if shutil.which(parts[0]):
        done = subprocess.run(parts, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "silent", "largest"),
    [("Caddyfile", "request delete", 70), ("nginx.conf", "access_log off;", 70)],
)
def test_servers_in_front_write_down_nobody_and_let_all_files_through(
    name, silent, largest
):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert silent in text
    assert "error_log" not in text or "error_log /dev/null crit;" in text
    assert re.search(rf"(?i)max_\w*size {largest}m", text)
    assert largest * 10**6 > LARGEST_ARCHIVE
    assert "/metrics" in text
    assert "Strict-Transport-Security" in text


def test_the_container_has_what_the_document_says():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "USER survey-app" in text
    assert "/readyz" in text
    for line in COMMANDS:
        if line.startswith("sudo podman run"):
            assert "--read-only" in line
            assert "127.0.0.1:8000:8000" in line
