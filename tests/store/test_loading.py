"""What opening the store loads, in a process of its own."""

import subprocess
import sys

LOADED = """
import sys
import survey_app.store.database
assert "sqlite_utils" in sys.modules
assert "pandas" not in sys.modules
import pandas
print(pandas.DataFrame({"n": [1, 2]})["n"].sum())
"""


def test_pandas_stays_outside_until_somebody_asks_for_it():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr
