"""The line to another hub's server: where it stands, bundles up, bundles down.

Every request may be made again: a cut line costs the bundle under way and nothing else.
"""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlencode, urlsplit

import msgspec

from survey_app.core.hubs import Position
from survey_app.errors import NotAllowed, Problem, Rejected, Unavailable
from survey_app.interchange.bundles import LARGEST

#: Seconds one request may take, and to wait before each further try.
TIMEOUT = 120.0
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
#: Replies that mean: later.
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_NOT_ALLOWED = (401, 403)
_TOLD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Standing:
    """Which hub answers, and how far it took what we sent."""

    hub: str
    position: Position


@dataclass(frozen=True, slots=True)
class Line:
    """An address such as https://district.example, and what opens it.

    `wait` sleeps some seconds; `waits` are those before each further try.
    """

    address: str
    token: str
    wait: Callable[[float], None]
    waits: tuple[float, ...] = WAITS

    def standing(self, hub_id: str) -> Standing:
        """Return who answers and how far it took what `hub_id` sent."""
        return self._told(self._asked(hub_id))

    def push(self, hub_id: str, written: bytes) -> Standing:
        """Bring a bundle; return how far the other hub is then."""
        return self._told(self._asked(hub_id, written))

    def pull(self, hub_id: str, after: Position) -> bytes:
        """Return the bundle for `hub_id` after a position, b"" if there is none."""
        asked = urlencode({"number": after.number, "digest": after.digest})
        return self._asked(f"{hub_id}/bundle?{asked}")

    def _told(self, reply: bytes) -> Standing:
        try:
            return _decode(reply)
        except (ValueError, RecursionError):
            raise Unavailable("hub.no_answer", reason=self.address) from None

    def _asked(self, path: str, body: bytes | None = None) -> bytes:
        """Return a reply, trying again while that may help; raise what it says."""
        if urlsplit(self.address).scheme not in ("http", "https"):
            raise Rejected([Problem("URL", "hub.address", {"address": self.address})])
        reason = ""
        for pause in self._pauses():
            self.wait(pause)
            try:
                return self._once(path, body)
            except urllib.error.HTTPError as error:
                if error.code not in _PASSING:
                    raise _refusal(error) from None
                reason = str(error)
            except (OSError, HTTPException) as error:
                reason = str(error)
        raise Unavailable("hub.no_answer", reason=reason)

    def _pauses(self) -> Iterator[float]:
        yield 0.0
        yield from self.waits

    def _once(self, path: str, body: bytes | None) -> bytes:
        asked = urllib.request.Request(  # noqa: S310 (http or https, see above)
            f"{self.address.rstrip('/')}/api/v1/sync/{path}",
            body,
            {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/octet-stream",
            },
        )
        with urllib.request.urlopen(asked, timeout=TIMEOUT) as reply:  # noqa: S310 (as above)
            found: bytes = reply.read(LARGEST + 1)
            expected = int(reply.headers.get("Content-Length") or len(found))
        if len(found) < expected:
            raise HTTPException
        return found


def _refusal(error: urllib.error.HTTPError) -> NotAllowed | Rejected:
    """Return what the other hub says is wrong, fault by fault."""
    with error:
        try:
            told = _decode_refusal(error.read(_TOLD))
        except (ValueError, RecursionError, OSError):
            told = _Refusal()
    faults = [
        Problem(each.where, "hub.says", {"reason": each.reason, "remedy": each.remedy})
        for each in told.problems
    ] or [Problem("", "hub.says", {"reason": str(error), "remedy": ""})]
    if error.code in _NOT_ALLOWED:
        return NotAllowed(faults[0].code, **faults[0].facts)
    return Rejected(faults)


@dataclass(frozen=True, slots=True)
class _Fault:
    where: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Refusal:
    problems: tuple[_Fault, ...] = ()


# Made here, by one thread: msgspec crashes where two first meet a type at once.
_decode = msgspec.json.Decoder(Standing).decode
_decode_refusal = msgspec.json.Decoder(_Refusal).decode
