"""A connection of the web server that lets its threads send undisturbed."""

from waitress.channel import HTTPChannel

__all__ = ["Channel"]


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress tells no types
    """A connection whose answer only the thread that makes it sends, while it does.

    While a thread sends, there is something to be sent and the line is free: the main
    loop would be told so again and again, find the connection taken, and keep the
    interpreter from the very threads it waits for. On two idle cores a server with 64
    busy tablets spent four fifths of its time so (`benchmarks/ingest.py`).
    """

    def writable(self) -> bool:
        """Return whether the main loop has something to send here, or to close."""
        return bool(super().writable()) and (
            self.will_close or self.close_when_flushed or not self._is_taken()
        )

    def _is_taken(self) -> bool:
        if not self.outbuf_lock.acquire(False):
            return True
        self.outbuf_lock.release()
        return False
