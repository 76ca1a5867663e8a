"""Where things are and what can be set; read from the environment."""

import os
import secrets
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent

#: Every setting there is, with what it does (docs/settings.md is held to this table).
SETTINGS = {
    "SURVEY_APP_DATABASE": "path of the database file",
    "SURVEY_APP_INSTANCE": "folder for the database and the secret key",
    "SURVEY_APP_LANGUAGE": "language of the command line, such as fr",
    "SURVEY_APP_TIMEZONE": "time zone by which days are told, such as Africa/Tunis",
    "SURVEY_APP_TABLET_NAME": "name under which the program is installed on tablets",
    "SURVEY_APP_HTTPS": "1 when visitors reach the server by https",
    "SURVEY_APP_PROXY": "address of the web server in front, such as 127.0.0.1",
    "SURVEY_APP_METRICS_TOKEN": "token by which a monitor reads /metrics",
    "SURVEY_APP_PASSPHRASE": "passphrase of backups, for those made by a timer",
    "SURVEY_APP_ADDRESS": "address of this server as people reach it, such as https://trust.example",
    "SURVEY_APP_MAIL": "mail server for notices, smtp://name:password@host:587",
    "SURVEY_APP_MAIL_FROM": "address notices come from",
    "SURVEY_APP_SITE": "name under which notices are sent",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says."""

    database: Path
    instance: Path
    language: str
    timezone: str
    tablet_name: str
    is_https: bool
    passphrase: str
    address: str = ""
    mail: str = ""
    mail_from: str = ""
    site: str = ""
    proxy: str = ""
    metrics_token: str = ""


def given() -> dict[str, str]:
    """Return what is set of this program's names, known or not."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith("SURVEY_APP_") and value
    }


def settings() -> Settings:
    """Return the settings of this process."""
    instance = Path(os.environ.get("SURVEY_APP_INSTANCE") or _instance())
    return Settings(
        database=Path(os.environ.get("SURVEY_APP_DATABASE") or instance / "survey.db"),
        instance=instance,
        language=os.environ.get("SURVEY_APP_LANGUAGE") or _shell_language(),
        timezone=os.environ.get("SURVEY_APP_TIMEZONE", "UTC"),
        tablet_name=os.environ.get("SURVEY_APP_TABLET_NAME") or "Notes",
        is_https=os.environ.get("SURVEY_APP_HTTPS") == "1",
        passphrase=os.environ.get("SURVEY_APP_PASSPHRASE", ""),
        address=os.environ.get("SURVEY_APP_ADDRESS", "").rstrip("/"),
        mail=os.environ.get("SURVEY_APP_MAIL", ""),
        mail_from=os.environ.get("SURVEY_APP_MAIL_FROM", ""),
        site=os.environ.get("SURVEY_APP_SITE") or "survey_app",
        proxy=os.environ.get("SURVEY_APP_PROXY", ""),
        metrics_token=os.environ.get("SURVEY_APP_METRICS_TOKEN", ""),
    )


def secret_key(instance: Path) -> str:
    """Return the secret of this instance; made once and kept."""
    path = instance / "secret.key"
    if not path.is_file():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def receipt_key(secret: str) -> bytes:
    """Return the key by which receipt codes are kept."""
    return b"receipt:" + secret.encode()


@cache
def data_dir(name: str) -> Path:
    """Return the folder `translations` or `question_banks`.

    In a wheel it lies in the package; in a checkout and an editable install beside it.
    """
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _instance() -> Path:
    """Return the checkout's `instance` folder, or one of the Python environment."""
    if (PACKAGE.parent / "pyproject.toml").is_file():
        return PACKAGE.parent / "instance"
    return Path(sys.prefix) / "var" / "survey_app-instance"


def _shell_language() -> str:
    """Return the language of the shell, "fr" for fr_FR.UTF-8, "en" for C."""
    shell = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    language = shell.partition(".")[0].partition("_")[0]
    return language if language.isalpha() and language not in ("C", "POSIX") else "en"
