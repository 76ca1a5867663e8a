"""Figures for a monitor, in the text format of Prometheus: how the server is, not who.

Requests are counted by the class of their status and by nothing else: figures by page,
fetched every few seconds and kept by a monitor, would say when somebody answered.
"""

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from hmac import compare_digest
from ipaddress import ip_address
from pathlib import Path
from shutil import disk_usage
from threading import Lock, active_count

from flask import Blueprint, Flask, Response, current_app, g, request

from survey_app.config import settings
from survey_app.errors import NotFound
from survey_app.web import access, context

bp = Blueprint("metrics", __name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Upper ends of what durations are counted in, in seconds.
ENDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: What a server in front adds: behind one, nobody speaks from this machine.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")

#: name -> (type, what it is)
HELP = {
    "survey_app_requests_total": ("counter", "Requests answered, by class of status."),
    "survey_app_request_seconds": ("histogram", "How long answering took."),
    "survey_app_requests_running": ("gauge", "Requests being answered."),
    "survey_app_writes_waiting": ("gauge", "What waits for the one writer."),
    "survey_app_database_bytes": ("gauge", "Size of the database file."),
    "survey_app_log_bytes": ("gauge", "Size of its write-ahead log."),
    "survey_app_disk_free_bytes": ("gauge", "Room on its disk."),
    "process_cpu_seconds_total": ("counter", "Processor time used."),
    "process_resident_memory_bytes": ("gauge", "Memory held."),
    "process_open_fds": ("gauge", "Files and connections open."),
    "process_threads": ("gauge", "Threads running."),
}


class Meter:
    """Counts what a process has answered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._statuses: Counter[str] = Counter()
        self._durations = [0] * (len(ENDS) + 1)
        self._seconds, self._running = 0.0, 0

    def begin(self) -> None:
        """Count a request that is being answered."""
        with self._lock:
            self._running += 1

    def end(self, status: int | None, seconds: float) -> None:
        """Count one that has been; `status` is None where no answer was made."""
        with self._lock:
            self._running -= 1
            self._statuses[f"{(status or 500) // 100}xx"] += 1
            self._durations[bisect_left(ENDS, seconds)] += 1
            self._seconds += seconds

    def lines(self) -> Iterator[tuple[str, str, float]]:
        """Yield (name, labels, value)."""
        with self._lock:
            statuses, durations = dict(self._statuses), list(self._durations)
            seconds, running = self._seconds, self._running
        for status in sorted(statuses):
            label = f'{{status="{status}"}}'
            yield "survey_app_requests_total", label, statuses[status]
        below = 0
        for end, count in zip((*ENDS, "+Inf"), durations, strict=True):
            below += count
            yield "survey_app_request_seconds_bucket", f'{{le="{end}"}}', below
        yield "survey_app_request_seconds_sum", "", seconds
        yield "survey_app_request_seconds_count", "", below
        yield "survey_app_requests_running", "", running


def install(app: Flask) -> None:
    """Count every request of an application, from first to last."""
    meter = app.extensions["meter"] = Meter()

    def begin() -> None:
        g.began, g.status = time.perf_counter(), None
        meter.begin()

    def note(response: Response) -> Response:
        g.status = response.status_code
        return response

    def end(_error: BaseException | None) -> None:
        if began := g.pop("began", None):
            meter.end(g.status, time.perf_counter() - began)

    app.before_request(begin)
    app.after_request(note)
    app.teardown_request(end)


@bp.get("/metrics")
@access.open_to_anybody
def show() -> Response:
    """Tell the figures to this machine, or to who brings the token."""
    if not (_is_from_here() or _has_token()):
        raise NotFound("page.unknown", path="/metrics")
    meter: Meter = current_app.extensions["meter"]
    return Response(_text([*meter.lines(), *_gauges()]), content_type=CONTENT_TYPE)


def _is_from_here() -> bool:
    """Return whether a program of this machine asks this server itself."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = request.host.rpartition(":")[0] or request.host
    return _is_loopback(request.remote_addr or "") and _is_loopback(host)


def _is_loopback(name: str) -> bool:
    with suppress(ValueError):
        return ip_address(name.strip("[]")).is_loopback
    return name == "localhost"


def _has_token() -> bool:
    token = settings().metrics_token
    said = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(token) and compare_digest(said.encode(), token.encode())


def _gauges() -> Iterator[tuple[str, str, float]]:
    database: Path = current_app.config["DATABASE"]
    yield "survey_app_writes_waiting", "", context.waiting()
    with suppress(OSError):
        yield "survey_app_database_bytes", "", database.stat().st_size
        log = database.with_name(database.name + "-wal")
        yield "survey_app_log_bytes", "", log.stat().st_size if log.exists() else 0
        yield "survey_app_disk_free_bytes", "", disk_usage(database.parent).free
    yield "process_cpu_seconds_total", "", time.process_time()
    yield "process_threads", "", active_count()
    with suppress(OSError, AttributeError):  # systems without /proc
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        yield "process_resident_memory_bytes", "", pages * os.sysconf("SC_PAGE_SIZE")
        yield "process_open_fds", "", len(list(Path("/proc/self/fd").iterdir()))


def _text(lines: list[tuple[str, str, float]]) -> str:
    told = []
    for name, (kind, meaning) in HELP.items():
        own = [line for line in lines if line[0] == name or _is_part(line[0], name)]
        if own:
            told += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
            told += [f"{each}{labels} {value}" for each, labels, value in own]
    return "\n".join(told) + "\n"


def _is_part(name: str, whole: str) -> bool:
    return name.removeprefix(whole) in ("_bucket", "_sum", "_count")
