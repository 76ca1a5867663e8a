"""ODK Validate, which is the engine of ODK Collect, takes every form we make.

It comes with pyxform (extra `readers`) and needs Java. Where one is missing the test
says so.
"""

import os
import shutil
import warnings
from importlib import import_module

import pytest

from survey_app.core.sampling.fieldwork import Place
from survey_app.interchange import xform_xml
from tests.interchange.forms import form_of
from tests.web.collecting import Collect

pytestmark = pytest.mark.readers


@pytest.fixture
def check():
    """Return what raises on a form ODK Validate refuses, and else says its warnings."""
    if shutil.which("java") is None:
        assert os.environ.get("CI") != "true", "install default-jre-headless"
        pytest.skip("java is not here: install default-jre-headless")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return import_module("pyxform.validators.odk_validate").check_xform
        except ModuleNotFoundError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip("pyxform is not here: pip install 'survey-app[readers]'")


def test_a_form_of_everything_there_is_is_valid(check, everything, tmp_path):
    places = [Place(f"p {n}", {"en": f"Q {n}"}, "c", {"en": "T"}, "s", "p") for n in range(30)]  # fmt: skip
    form = tmp_path / "form.xml"
    form.write_bytes(xform_xml.write(form_of(everything, places)))
    assert check(str(form)) == []


def test_the_form_of_a_round_is_valid(check, app, database, tmp_path):
    form = tmp_path / "form.xml"
    form.write_bytes(Collect(app, database).form())
    assert check(str(form)) == []


def test_a_form_with_a_rule_in_a_circle_is_told(check, app, database, tmp_path):
    """The judge judges: what breaks a form is found."""
    content = Collect(app, database).form().decode()
    broken = content.replace('nodeset="/data/PL1.1"', 'nodeset="/data/PL1.1" calculate="/data/PL1.1 + 1"', 1)  # fmt: skip
    assert broken != content
    form = tmp_path / "form.xml"
    form.write_text(broken, encoding="utf-8")
    with pytest.raises(Exception, match=r"(?i)cycle|error|invalid"):
        check(str(form))
