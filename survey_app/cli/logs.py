"""What a server writes down of itself: one line of JSON a fault, and no content.

A line holds what the program is made of: the kind of an error, where in the code it
came up, the hour. Nothing that came with a request is in it: no address of a visitor or
a page, no message of an error (it may quote what was sent), no argument of a line.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

#: Frames told of each error, the innermost last.
DEEPEST = 12
#: Where the program and its libraries lie: the rest of a path names the machine.
ROOTS = sorted(
    {*sys.path, str(Path(__file__).parents[2])} - {""}, key=len, reverse=True
)


class Lines(logging.Formatter):
    """Turns a record into a line that quotes nothing."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: hour, level, part of the program, event, errors."""
        hour = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%HZ")
        line: dict[str, object] = {
            "hour": hour,
            "level": record.levelname.lower(),
            "part": record.name,
            # The pattern of a message without what is put into it.
            "event": str(record.msg) if record.args else _plain(record),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["errors"] = list(_errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def install() -> None:
    """Let everything this process says about itself leave as such lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # Raised under load, where it is told in every reply that has to wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended


def _plain(record: logging.LogRecord) -> str:
    """Return a message without arguments, if the program itself wrote it so.

    Others put what they were given into the message itself.
    """
    return str(record.msg) if record.name.startswith("survey_app") else "?"


def _errors(error: BaseException | None) -> Iterator[dict[str, object]]:
    """Yield an error and those it came from: kind and places, never the message."""
    while error is not None:
        kind = type(error)
        yield {
            "kind": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."),
            "at": list(_places(error.__traceback__))[-DEEPEST:],
        }
        error = error.__cause__ or error.__context__


def _places(found: TracebackType | None) -> Iterator[str]:
    for frame, line in walk_tb(found):
        yield f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"


def _short(path: str) -> str:
    for root in ROOTS:
        if path.startswith(root):
            return path.removeprefix(root).lstrip("/\\")
    return Path(path).name


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        told = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        logging.getLogger("survey_app").error("a thread ended", exc_info=told)
