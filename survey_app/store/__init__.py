"""What is kept, in SQLite; all SQL there is.

sqlite-utils loads pandas wherever that is installed. It takes half a second and 60 MB,
and nothing here needs it: while sqlite-utils is loaded, there is none.
"""

import sys
from importlib import import_module

if "pandas" not in sys.modules:
    sys.modules["pandas"] = None  # type: ignore[assignment] # means: cannot be found
    import_module("sqlite_utils")
    del sys.modules["pandas"]
