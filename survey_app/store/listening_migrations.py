"""The schema of listening; an applied migration is never edited."""

from sqlite_utils import Database

from survey_app.store.newest_migrations import migrations

__all__ = ["migrations"]


@migrations(name="0024_coding")
def coding(db: Database) -> None:
    """Hold codes of open answers: frames, what people gave, what was settled."""
    db.executescript(
        """
        create table open_answers (
            number integer primary key,
            response_id text not null references responses on delete cascade,
            round_id text not null references rounds,
            item text not null,
            unique (response_id, item)
        ) strict;
        create index open_answers_item on open_answers (round_id, item);

        create table code_frames (
            survey text not null,
            item text not null,
            version integer not null,
            codes text not null,
            kept_by text not null,
            kept_on text not null,
            primary key (survey, item, version)
        ) strict, without rowid;
        create trigger code_frames_stay before update on code_frames
        begin select raise(abort, 'a version of a code frame is never changed'); end;

        create table codings (
            number integer not null references open_answers on delete cascade,
            coder text not null,
            code text not null,
            is_aided integer not null check (is_aided in (0, 1)),
            coded_on text not null,
            primary key (number, coder)
        ) strict, without rowid;

        create table settled_codes (
            number integer primary key references open_answers on delete cascade,
            code text not null,
            way text not null check (way in ('third', 'together')),
            settled_by text not null,
            settled_on text not null
        ) strict;

        create table finished_codings (
            round_id text not null references rounds,
            item text not null,
            version integer not null,
            finished_by text not null,
            finished_on text not null,
            primary key (round_id, item)
        ) strict, without rowid;
        """
    )


@migrations(name="0022_feedback")
def feedback(db: Database) -> None:
    """Hold feedback, sealed reports apart from it, and who may read those."""
    db.executescript(
        """
        create table feedback (
            number integer primary key,
            receipt text not null unique,
            received_on text not null,
            due_on text not null,
            answered_on text,
            state text not null,
            kind text not null,
            place text not null,
            document text not null
        ) strict;
        create index feedback_due on feedback (state, due_on);
        create index feedback_month on feedback (received_on);

        create table sealed_feedback (
            number integer primary key,
            receipt text not null unique,
            received_on text not null,
            due_on text not null,
            answered_on text,
            content blob not null
        ) strict;

        create table focal_people (
            account_id text primary key references accounts (account_id),
            named_by text not null,
            named_on text not null
        ) strict, without rowid;
        """
    )
