"""What is wrong with the settings, all of it at once, before a server begins."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from survey_app import i18n
from survey_app.config import SETTINGS
from survey_app.errors import Problem
from survey_app.services.backups import LEAST

SHORTEST_TOKEN = 20

#: What a fault may tell: words of passphrases, tokens and mail servers stay untold.
TELLS_VALUE = frozenset({
    "SURVEY_APP_HTTPS", "SURVEY_APP_TIMEZONE", "SURVEY_APP_LANGUAGE",
    "SURVEY_APP_ADDRESS", "SURVEY_APP_PROXY",
})  # fmt: skip


def problems(given: Mapping[str, str]) -> list[Problem]:
    """Return every fault of what the environment sets; [] where there is none."""
    return [*_unknown(given), *_wrong(given), *_alone(given)]


def _unknown(given: Mapping[str, str]) -> Iterator[Problem]:
    for name in sorted(given.keys() - SETTINGS.keys()):
        near = get_close_matches(name, SETTINGS, 1, 0.0)[0]
        yield Problem(name, "setting.unknown", {"near": near})


def _wrong(given: Mapping[str, str]) -> Iterator[Problem]:
    for name, (is_sound, code) in CHECKS.items():
        value = given.get(name, "")
        if value and not is_sound(value):
            shown = value if name in TELLS_VALUE else "…"
            yield Problem(name, code, {"value": shown} | FACTS.get(code, {}))


def _alone(given: Mapping[str, str]) -> Iterator[Problem]:
    for name, other in (
        ("SURVEY_APP_MAIL", "SURVEY_APP_MAIL_FROM"),
        ("SURVEY_APP_MAIL_FROM", "SURVEY_APP_MAIL"),
    ):
        if given.get(name) and not given.get(other):
            yield Problem(name, "setting.alone", {"other": other})


def _is_timezone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _is_language(value: str) -> bool:
    return value in [language.code for language in i18n.languages()]


def _is_address(value: str) -> bool:
    return _is_url(value, "http", "https")


def _is_mail_server(value: str) -> bool:
    return _is_url(value, "smtp", "smtps")


def _is_url(value: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname)


def _is_mail_address(value: str) -> bool:
    before, at, host = value.rpartition("@")
    return bool(before and at and host) and not set(value) & set(" \t\r\n,")


def _is_ip(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


#: setting -> (is it sound?, code of the fault where it is not)
CHECKS: dict[str, tuple[Callable[[str], bool], str]] = {
    "SURVEY_APP_HTTPS": (lambda value: value in ("0", "1"), "setting.not_0_or_1"),
    "SURVEY_APP_TIMEZONE": (_is_timezone, "setting.no_timezone"),
    "SURVEY_APP_LANGUAGE": (_is_language, "setting.no_language"),
    "SURVEY_APP_ADDRESS": (_is_address, "setting.no_address"),
    "SURVEY_APP_MAIL": (_is_mail_server, "setting.no_mail_server"),
    "SURVEY_APP_MAIL_FROM": (_is_mail_address, "setting.no_mail_address"),
    "SURVEY_APP_PROXY": (_is_ip, "setting.no_proxy"),
    "SURVEY_APP_PASSPHRASE": (lambda value: len(value) >= LEAST, "setting.short"),
    "SURVEY_APP_METRICS_TOKEN": (
        lambda value: len(value) >= SHORTEST_TOKEN,
        "setting.short_token",
    ),
}

FACTS: dict[str, dict[str, object]] = {
    "setting.short": {"least": LEAST},
    "setting.short_token": {"least": SHORTEST_TOKEN},
}
