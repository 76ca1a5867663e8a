"""Moments as they are kept: UTC to the second, so that text sorts as time does."""

from datetime import UTC, datetime
from typing import overload


@overload
def kept(moment: datetime) -> str: ...
@overload
def kept(moment: None) -> None: ...
def kept(moment: datetime | None) -> str | None:
    """Return an aware moment as it is kept.

    >>> kept(datetime(2026, 3, 2, 12, tzinfo=UTC))
    '2026-03-02T12:00:00+00:00'
    """
    return (
        None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
    )


@overload
def read(text: str) -> datetime: ...
@overload
def read(text: None) -> None: ...
def read(text: str | None) -> datetime | None:
    """Return a kept moment, None for none."""
    return None if text is None else datetime.fromisoformat(text)
