"""The schema of keeping safe; an applied migration is never edited."""

from sqlite_utils import Database

from survey_app.store.listening_migrations import migrations

__all__ = ["migrations"]


@migrations(name="0026_hubs")
def hubs(db: Database) -> None:
    """Hold other hubs, what was agreed, sent and taken, and in which order to tell it.

    Corrections and withdrawals get a change number of the line responses are in.
    """
    db.executescript(
        """
        create table hub_identity (
            only_one integer primary key check (only_one = 1),
            name text not null,
            signing blob not null,
            sealing blob not null,
            made_on text not null
        ) strict;
        create table hubs (
            hub_id text primary key,
            name text not null unique,
            signing blob not null,
            sealing blob not null,
            introduced_on text not null
        ) strict, without rowid;
        create table hub_agreements (
            hub_id text not null references hubs (hub_id),
            direction text not null check (direction in ('give', 'take')),
            round_id text not null,
            kind text not null check (kind in ('responses', 'aggregates')),
            agreed_on text not null,
            primary key (hub_id, direction, round_id)
        ) strict, without rowid;
        create table hub_sent (
            hub_id text not null references hubs (hub_id),
            digest text not null,
            number integer not null,
            reached text not null,
            made_on text not null,
            primary key (hub_id, digest)
        ) strict, without rowid;
        create table hub_taken (
            hub_id text not null references hubs (hub_id),
            number integer not null,
            digest text not null,
            counts text not null,
            taken_on text not null,
            primary key (hub_id, number)
        ) strict, without rowid;
        create trigger hub_taken_stay before update on hub_taken
        begin select raise(abort, 'what was taken is never changed'); end;
        create table hub_figures (
            hub_id text not null references hubs (hub_id),
            round_id text not null,
            release_id integer not null,
            audience text not null,
            name text not null,
            made_on text not null,
            document_hash text not null,
            document text not null,
            primary key (hub_id, round_id, release_id)
        ) strict, without rowid;

        create table corrections (
            response_id text primary key
                references responses (response_id) on delete cascade,
            revision integer not null,
            seq integer not null
        ) strict, without rowid;
        create index corrections_seq on corrections (seq);
        create trigger corrections_follow after update on responses begin
            update counters set value = value + 1 where name = 'seq';
            insert into corrections
            select new.response_id, 1, value from counters where name = 'seq'
            on conflict (response_id) do update set
                revision = revision + 1, seq = excluded.seq;
        end;

        create table withdrawn_order (
            seq integer primary key,
            digest text not null unique
        ) strict;
        create trigger withdrawn_in_order after insert on withdrawn begin
            update counters set value = value + 1 where name = 'seq';
            insert into withdrawn_order
            select value, new.digest from counters where name = 'seq';
        end;
        insert into withdrawn_order
        select (select value from counters where name = 'seq')
            + row_number() over (order by digest), digest
        from withdrawn;
        update counters set value = value + (select count(*) from withdrawn)
        where name = 'seq';
        """
    )


@migrations(name="0027_people")
def people(db: Database) -> None:
    """Hold sessions, second factors, codes that open once, and who needs a second."""
    db.executescript(
        """
        create table sessions (
            session_id text primary key,
            account_id text not null references accounts (account_id),
            begun_on text not null,
            device text not null
        ) strict, without rowid;
        create index sessions_account on sessions (account_id);

        create table second_factors (
            account_id text primary key references accounts (account_id),
            secret blob not null,
            last_step integer,
            is_confirmed integer not null default 0
        ) strict, without rowid;

        create table one_time_codes (
            code_hash text primary key,
            account_id text not null references accounts (account_id),
            until text not null
        ) strict, without rowid;
        create index one_time_codes_account on one_time_codes (account_id);

        create table roles_with_second_factor (role text primary key) strict;
        """
    )


@migrations(name="0025_audit")
def audit(db: Database) -> None:
    """Hold who did what on which day, never changed, each chained to the one before."""
    db.executescript(
        """
        create table audit (
            number integer primary key,
            day text not null,
            who text not null,
            deed text not null,
            about text not null,
            hash text not null
        ) strict;
        create trigger audit_stays before update on audit
        begin select raise(abort, 'what was done is never changed'); end;
        create trigger audit_keeps before delete on audit
        begin select raise(abort, 'what was done is never deleted'); end;
        """
    )
