"""Keeps forms that other programs sent, as they came and encrypted."""

from dataclasses import dataclass

from survey_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was sent: by its ids, and a keyed digest of its bytes.

    `original` is None once the answers were taken back; `replaced_by` is the form that
    was sent in its place.
    """

    submission_id: str
    round_id: str
    response_id: str
    digest: str
    original: bytes | None
    replaced_by: str | None = None


def find(db: Database, submission_id: str) -> Kept | None:
    """Return what was sent under that id, if anything was."""
    rows = db.query(
        """
        select submission_id, round_id, response_id, digest, original, replaced_by
        from submissions where submission_id = :id
        """,
        {"id": submission_id},
    )
    return next((Kept(**row) for row in rows), None)


def add(db: Database, sent: Kept, receipt_hash: str | None) -> None:
    """Keep what was sent; not its content where its code was taken back before."""
    db.conn.execute(
        """
        insert into submissions (
            submission_id, round_id, response_id, digest, original
        ) select :submission_id, :round_id, :response_id, :digest,
            iif(exists (select 1 from withdrawn where digest = :receipt), null,
                :original)
        """,
        {
            "submission_id": sent.submission_id,
            "round_id": sent.round_id,
            "response_id": sent.response_id,
            "digest": sent.digest,
            "original": sent.original,
            "receipt": receipt_hash,
        },
    )


def replace(db: Database, submission_id: str, by: str) -> bool:
    """Remember what took the place of a form; return False if something else did."""
    return bool(
        db.conn.execute(
            """
            update submissions set replaced_by = :by
            where submission_id = :id and replaced_by is null
            """,
            {"id": submission_id, "by": by},
        ).rowcount
    )


def in_round(db: Database, round_id: str) -> list[Kept]:
    """Return what was sent for a round, in no telling order."""
    rows = db.query(
        """
        select submission_id, round_id, response_id, digest, original, replaced_by
        from submissions where round_id = :id order by submission_id
        """,
        {"id": round_id},
    )
    return [Kept(**row) for row in rows]
