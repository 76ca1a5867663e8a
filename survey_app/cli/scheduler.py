"""Watches by itself while a server runs, for those who have neither cron nor systemd.

Notices leave every minute. Once a day everything is judged, in a process of its own,
so that no tablet waits for it. With cron beside it nothing happens twice.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from survey_app.cli.office import now, office
from survey_app.services import responding
from survey_app.store import watching
from survey_app.store.database import Database, connect

#: Seconds between deliveries, and those an evaluation may take.
PAUSE, PATIENCE = 60.0, 3600.0
_log = logging.getLogger(__name__)


@contextmanager
def watching_over(database: Path) -> Iterator[None]:
    """Deliver and evaluate in the background as long as the block lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=_go_on, args=(database, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(1.0)


def turn(database: Path) -> None:
    """Deliver what is due, and judge everything if that was not done today."""
    with closing(connect(database)) as db:
        responding.deliver(db, office(), now())
        is_due = responding.is_watching(db) and _last_day(db) != now().date()
    if is_due:
        command = [sys.executable, "-m", "survey_app.cli.main", "watch", "evaluate"]
        subprocess.run(  # noqa: S603 (our own command)
            [*command, "--database", str(database), "--format", "json"],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
        )


def _last_day(db: Database) -> date | None:
    found = watching.evaluations(db, 1)
    return found[0].day if found else None


def _go_on(database: Path, stop: threading.Event) -> None:
    while not stop.wait(PAUSE):
        try:
            turn(database)
        except Exception:
            # The next turn comes in a minute; nothing of this one is lost.
            _log.exception("a turn of watching failed")
