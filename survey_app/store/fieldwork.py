"""Reads how interviews were made, for those who supervise; answers only for flags."""

import msgspec

from survey_app.core.quality.interviews import Worked
from survey_app.store.database import Database

_answers = msgspec.json.Decoder(dict[str, str | float | list[str]])
_flags = msgspec.json.Decoder(frozenset[str])


def worked(db: Database, round_id: str) -> list[Worked]:
    """Return the interviews of a round with how they were made, in no telling order."""
    rows = db.query(
        """
        select response_id, answers, instrument_id, language, mode, enumerator,
            coalesce(place_id, '') as place_id, coalesce(psu, '') as psu,
            coalesce(collected_on, '') as day,
            coalesce(half_day, '') as half_day, seconds, coalesce(flags, '[]') as told
        from responses where round_id = :id order by response_id
        """,
        {"id": round_id},
    )
    return [
        Worked(
            **row
            | {
                "answers": _answers.decode(row["answers"]),
                "told": _flags.decode(row["told"]),
            }
        )
        for row in rows
    ]
