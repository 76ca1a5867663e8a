"""Published versions are judged by the bytes they were kept as."""

from datetime import date
from hashlib import sha256

from survey_app.store import instruments
from tests.interchange.forms import all_there_is


def test_a_version_an_earlier_program_published_is_not_damaged(db):
    """Its document lacks fields that came later, and was hashed without them."""
    instrument_id = instruments.publish(db, all_there_is(), date(2026, 3, 2))
    (text,) = db.execute("select document from instruments").fetchone()
    earlier = text.replace("}", " }", 1)
    change = "update instruments set document = :text, content_hash = :hash"
    kept = {"text": earlier, "hash": sha256(text.encode()).hexdigest()}
    db.execute(change, kept)
    assert instruments.damaged(db) == [instrument_id]
    db.execute(change, kept | {"hash": sha256(earlier.encode()).hexdigest()})
    assert instruments.damaged(db) == []
