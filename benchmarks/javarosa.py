"""Fills our forms in with the engine of ODK Collect, and sends what comes of it.

Usage: .venv/bin/python benchmarks/javarosa.py [forms]

Needs a Java compiler, and pyxform (extra `readers`), in which ODK Validate lies and in it
JavaRosa. The questionnaire holds every construct, group and module of the banks. Prints
what became of the forms, what was wrong with them, and how long a form takes the server.
"""

import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))

from survey_app import create_app
from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Option
from survey_app.core.sampling.fieldwork import SurveyRound
from survey_app.services import banks, publishing
from survey_app.store import instruments, review, rounds
from survey_app.store.database import connect
from survey_app.web.rate_limit import RateLimit
from tests.conftest import build_world
from tests.web.collecting import Collect

FORMS = 200
ROUND = "everything-1"
JAR = "validators/odk_validate/bin/ODK_Validate.jar"


def everything():
    """Return a questionnaire of all there is."""
    bank = banks.shipped()
    codes = ("river", "hill", "north", "south", "the lake's")
    return publishing.build(
        Definition(
            name="everything",
            title={"en": "All of it"},
            languages=("en", "fr", "ar"),
            constructs=tuple(bank.constructs),
            groups=tuple(bank.group_names),
            site_groups=tuple(Option(code, {"en": code.title()}) for code in codes),
            modules=tuple(bank.modules),
        )
    )


def prepared(path):
    """Return a telephone whose server asks everything."""
    os.environ["SURVEY_APP_INSTANCE"] = str(path.parent)
    build_world(path)
    db = connect(path)
    version = instruments.publish(db, everything(), date(2026, 1, 1))
    asked = SurveyRound(
        ROUND, "all", "1", version, {}, {}, "all", None, True, date(2026, 1, 1)
    )
    rounds.add(db, asked, origin="web")
    db.close()
    limit = RateLimit(1e6, 1e6)
    config = {"DATABASE": path, "SECRET_KEY": "test", "DEVICE_LIMIT": limit}
    return Collect(create_app(config), path)


def filled(form, count, folder):
    """Yield forms JavaRosa filled in."""
    jar = Path(find_spec("pyxform").submodule_search_locations[0]) / JAR
    (folder / "form.xml").write_bytes(form)
    source = str(Path(__file__).parent / "Filling.java")
    arguments = [str(folder / "form.xml"), str(count), str(folder)]
    subprocess.run(
        ["java", "-cp", str(jar), source, *arguments],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    for number in range(count):
        yield (folder / f"{number}.xml").read_bytes()


def main(count=FORMS):
    """Fill forms in, send them, and say what became of them."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "survey.db"
        collect = prepared(path)
        forms = list(filled(collect.form(ROUND), count, Path(name)))
        begun = process_time()
        statuses = Counter(collect.status(form) for form in forms)
        seconds = process_time() - begun
        db = connect(path)
        waiting = review.in_state(db, "waiting")
        problems = Counter(p.code for each in waiting for p in each.problems)
        (kept,) = db.query(
            "select count(*) as n from responses where origin = 'tablet'"
        )
        db.close()
    print(f"forms {count}, statuses {dict(statuses)}, kept {kept['n']}")
    print(f"faults {dict(problems)}, {1000 * seconds / count:.1f} ms a form")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
