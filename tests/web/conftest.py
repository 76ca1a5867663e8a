"""What tests of the OpenRosa server share."""

import pytest

from tests.web.collecting import Collect


@pytest.fixture
def collect(app, database):
    """ODK Collect on a telephone that was given a tablet's token."""
    return Collect(app, database)
