"""Installed from a wheel in a clean environment, everything is there and nothing leaked."""

import configparser
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from survey_app.config import data_dir

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A new environment with the project installed by pip, and its wheel."""
    folder = tmp_path_factory.mktemp("clean")
    pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps"]
    subprocess.run(
        [*pip, "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        env=os.environ | {"DIST_EXTRA_CONFIG": str(_own_places(folder))},
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv")
    binaries = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    # The pip of here installs there; nothing else of here is seen from there.
    there = [sys.executable, "-m", "pip", "--python", str(binaries / "python")]
    subprocess.run(
        [*there, "--quiet", "install", "--no-compile", str(wheel)], check=True
    )
    return wheel, binaries, folder


def _own_places(folder):
    """Return a file by which setuptools builds here: two may build at a time."""
    places = configparser.ConfigParser()
    places["build"] = {"build_base": str(folder / "build")}
    places["egg_info"] = {"egg_base": str(folder)}
    with (folder / "places.cfg").open("w") as file:
        places.write(file)
    return folder / "places.cfg"


def run(clean, *command):
    _, binaries, folder = clean
    done = subprocess.run(
        [binaries / command[0], *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("SURVEY_APP", "PYTHON"))
        },
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_banks_translations_and_pages(clean):
    names = zipfile.ZipFile(clean[0]).namelist()
    for name in (
        "survey_app/question_banks/political.toml",
        "survey_app/translations/ar/LC_MESSAGES/banks.po",
        "survey_app/translations/languages.toml",
        "survey_app/web/templates/ask/question.html",
        "survey_app/web/static/app.css",
    ):
        assert name in names


def test_the_wheel_carries_every_file_of_the_package(clean):
    names = set(zipfile.ZipFile(clean[0]).namelist())
    own = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "survey_app").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert own <= names


def test_every_package_is_listed():
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    listed = set(setup["options"]["packages"].split())
    own = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in (ROOT / "survey_app").rglob("__init__.py")
    }
    assert listed == own | {"survey_app.question_banks", "survey_app.translations"}


def test_the_installed_program_runs_from_anywhere(clean):
    assert "40 constructs, 185 items, no fault" in run(
        clean, "survey-app", "bank", "check"
    )
    run(clean, "survey-app", "demo", "--no-serve", "--respondents", "120")
    code = "from survey_app.i18n import languages; print([l.code for l in languages()])"
    found = {
        path.parent.parent.name for path in (ROOT / "translations").glob("*/*/*.po")
    }
    assert run(clean, "python", "-c", code).strip() == str(["en", *sorted(found)])


def test_the_server_needs_nothing_of_the_test_environment(clean):
    code = "from survey_app import create_app; print(create_app().test_client().get('/').status)"
    assert run(clean, "python", "-c", code).strip() == "200 OK"


def test_the_checkout_finds_its_data():
    assert data_dir("question_banks") == ROOT / "question_banks"
    assert data_dir("translations") == ROOT / "translations"
