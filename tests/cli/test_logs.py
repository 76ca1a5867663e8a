"""What a server writes down: kinds and places of faults, nothing anybody sent."""

import json
import logging

import pytest

from survey_app.cli.logs import Lines
from tests.conftest import Visitor

SECRET = "the chief of the river people"


def line(**given):
    """Return what becomes of a record."""
    facts = {"name": "waitress", "level": logging.ERROR, "pathname": "", "lineno": 0}
    record = logging.LogRecord(**facts, **given)
    return json.loads(Lines().format(record))


def failed(error):
    try:
        raise error
    except type(error) as caught:
        return type(caught), caught, caught.__traceback__


def test_a_line_tells_kind_and_place_of_an_error_and_not_its_message():
    found = line(msg="Exception while serving %s", args=("/openrosa/token",),
                 exc_info=failed(ValueError(SECRET)))  # fmt: skip
    assert found["event"] == "Exception while serving %s"
    assert [error["kind"] for error in found["errors"]] == ["ValueError"]
    assert found["errors"][0]["at"][-1].startswith("tests/cli/test_logs.py:")
    assert SECRET not in json.dumps(found)
    assert "openrosa" not in json.dumps(found)


def test_what_others_put_together_themselves_is_not_quoted():
    assert line(msg=f"bad answer {SECRET}", args=(), exc_info=None)["event"] == "?"


def test_of_the_moment_only_the_hour_is_told():
    assert len(line(msg="x", args=(), exc_info=None)["hour"]) == len("2026-03-02T14Z")


def test_an_error_that_came_of_another_tells_both():
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise ValueError(SECRET) from inner
    except ValueError as error:
        told = (ValueError, error, error.__traceback__)
    found = line(msg="x", args=(), exc_info=told)
    assert [error["kind"] for error in found["errors"]] == ["ValueError", "KeyError"]


@pytest.fixture
def broken(app):
    """The application with a view that fails on what it was sent."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    def fail():
        raise ValueError(SECRET)

    app.view_functions["home.neutral"] = fail
    fail.roles = frozenset()
    return app


def test_a_view_that_fails_is_written_down_without_its_request(broken, caplog):
    visitor = Visitor(broken)
    with caplog.at_level(logging.ERROR):
        assert visitor.get(f"/calendar?said={SECRET}").status == 500
    (record,) = caplog.records
    written = json.loads(Lines().format(record))
    assert written["event"] == "a view failed"
    assert (written["endpoint"], written["method"]) == ("home.neutral", "GET")
    assert SECRET not in json.dumps(written)
    assert "Something went wrong on our side." in visitor.page
