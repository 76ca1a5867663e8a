"""What is wrong with the settings is told at once, and no secret with it."""

import pytest

from survey_app.config import SETTINGS
from survey_app.services.setting_faults import CHECKS, problems
from survey_app.words import tell

SOUND = {
    "SURVEY_APP_DATABASE": "/var/lib/survey-app/survey.db",
    "SURVEY_APP_TIMEZONE": "Africa/Tunis",
    "SURVEY_APP_LANGUAGE": "fr",
    "SURVEY_APP_HTTPS": "1",
    "SURVEY_APP_ADDRESS": "https://trust.example",
    "SURVEY_APP_MAIL": "smtps://name:pass%20word@mail.example:465",
    "SURVEY_APP_MAIL_FROM": "survey@trust.example",
    "SURVEY_APP_PROXY": "127.0.0.1",
    "SURVEY_APP_PASSPHRASE": "four or five words",
    "SURVEY_APP_METRICS_TOKEN": "0123456789" * 4,
}


def test_sound_settings_have_no_fault():
    assert problems(SOUND) == []
    assert problems({}) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SURVEY_APP_HTTPS", "yes", "setting.not_0_or_1"),
        ("SURVEY_APP_TIMEZONE", "Tunis", "setting.no_timezone"),
        ("SURVEY_APP_TIMEZONE", "../../etc/passwd", "setting.no_timezone"),
        ("SURVEY_APP_LANGUAGE", "tlh", "setting.no_language"),
        ("SURVEY_APP_ADDRESS", "trust.example", "setting.no_address"),
        ("SURVEY_APP_ADDRESS", "https://trust.example:port", "setting.no_address"),
        ("SURVEY_APP_MAIL", "mail.example:587", "setting.no_mail_server"),
        ("SURVEY_APP_MAIL_FROM", "a@b, c@d", "setting.no_mail_address"),
        ("SURVEY_APP_PROXY", "*", "setting.no_proxy"),
        ("SURVEY_APP_PASSPHRASE", "short", "setting.short"),
        ("SURVEY_APP_METRICS_TOKEN", "short", "setting.short_token"),
        ("SURVEY_APP_DATABSE", "/srv/survey.db", "setting.unknown"),
    ],
)
def test_a_fault_names_its_setting(name, value, code):
    assert [(p.where, p.code) for p in problems(SOUND | {name: value})] == [
        (name, code)
    ]


def test_all_faults_are_told_at_once_and_the_name_that_was_meant():
    found = problems({
        "SURVEY_APP_TIMEZON": "UTC", "SURVEY_APP_HTTPS": "on",
        "SURVEY_APP_MAIL": "smtp://mail.example",
    })  # fmt: skip
    assert [problem.code for problem in found] == [
        "setting.unknown", "setting.not_0_or_1", "setting.alone",
    ]  # fmt: skip
    assert found[0].facts == {"near": "SURVEY_APP_TIMEZONE"}
    assert found[2].facts == {"other": "SURVEY_APP_MAIL_FROM"}


@pytest.mark.parametrize("name", ["PASSPHRASE", "METRICS_TOKEN", "MAIL"])
def test_no_secret_is_told(name):
    for problem in problems({f"SURVEY_APP_{name}": "hunter2"}):
        assert "hunter2" not in " ".join(tell(problem.code, problem.facts))


def test_only_settings_there_are_get_checked():
    assert CHECKS.keys() <= SETTINGS.keys()
