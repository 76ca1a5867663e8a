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


@migrations(name="0023_dialogues")
def dialogues(db: Database) -> None:
    """Hold what people say and vote on together; no vote has a moment or an order."""
    db.executescript(
        """
        create table dialogues (
            dialogue_id text primary key,
            instrument_id text not null references instruments,
            title text not null,
            about text not null,
            by text not null,
            state text not null check (state in ('preparing', 'open', 'closed')),
            keeps_straight integer not null check (keeps_straight in (0, 1)),
            measured_votes integer not null default 0,
            made_by text not null,
            made_on text not null,
            outcome text,
            published_by text,
            published_on text
        ) strict, without rowid;
        create index dialogues_instrument on dialogues (instrument_id);

        create table dialogue_statements (
            dialogue_id text not null references dialogues,
            number integer not null,
            said text not null,
            origin text not null check (origin in ('seed', 'person')),
            state text not null check (state in ('waiting', 'shown', 'refused')),
            agree integer not null default 0,
            disagree integer not null default 0,
            passed integer not null default 0,
            extremity real not null default 0,
            judged_by text,
            judged_on text,
            primary key (dialogue_id, number)
        ) strict, without rowid;

        create table dialogue_participants (
            participant_id text primary key,
            dialogue_id text not null references dialogues,
            group_code text,
            votes text not null default '',
            added integer not null default 0
        ) strict, without rowid;
        create index dialogue_participants_of on dialogue_participants (dialogue_id);

        create table dialogue_sheets (
            sheet_id integer primary key,
            dialogue_id text not null references dialogues,
            group_code text not null,
            people integer not null,
            counts text not null,
            entered_by text not null,
            entered_on text not null
        ) strict;
        create index dialogue_sheets_of on dialogue_sheets (dialogue_id);
        """
    )
