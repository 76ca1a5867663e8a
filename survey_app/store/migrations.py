"""The schema, one migration after the other; an applied one is never edited."""

from sqlite_utils import Database, Migrations

migrations = Migrations("survey_app")


@migrations(name="0001_one_round")
def one_round(db: Database) -> None:
    """Hold accounts, instruments, rounds, interviews under way and responses."""
    db.executescript(
        """
        create table accounts (
            account_id text primary key,
            name text not null unique collate nocase,
            role text not null,
            password_hash text not null,
            is_disabled integer not null default 0
        ) strict;

        create table definitions (
            name text primary key,
            document text not null
        ) strict;

        create table instruments (
            instrument_id text primary key,
            name text not null,
            version integer not null,
            content_hash text not null,
            document text not null,
            published_on text not null,
            unique (name, version),
            unique (name, content_hash)
        ) strict;

        create table rounds (
            round_id text primary key,
            survey text not null,
            name text not null,
            position integer not null,
            title text not null,
            about text not null,
            slug text unique,
            instrument_id text not null references instruments (instrument_id),
            clusters text,
            origin text not null,
            is_open integer not null default 0,
            opened_on text,
            closed_on text,
            unique (survey, name),
            unique (survey, position)
        ) strict;
        create index rounds_instrument on rounds (instrument_id);

        create table places (
            place_id text primary key,
            round_id text not null references rounds (round_id),
            name text not null,
            community text not null,
            community_name text not null,
            stratum text not null,
            psu text not null,
            weight real not null,
            fpc real
        ) strict;
        create index places_round on places (round_id);

        create table responses (
            response_id text primary key,
            seq integer not null unique,
            round_id text not null references rounds (round_id),
            instrument_id text not null references instruments (instrument_id),
            place_id text references places (place_id),
            origin text not null,
            language text not null,
            mode text not null,
            enumerator text not null,
            collected_on text,
            half_day text,
            weight real not null,
            stratum text not null,
            psu text,
            fpc real,
            receipt_hash text unique,
            answers text not null
        ) strict;
        create index responses_round on responses (round_id);
        create index responses_instrument on responses (instrument_id);
        create index responses_place on responses (place_id);

        create table withdrawals (
            seq integer primary key,
            round_id text not null references rounds (round_id)
        ) strict;
        create index withdrawals_round on withdrawals (round_id);

        create table interviews (
            interview_id text primary key,
            round_id text not null references rounds (round_id),
            place_id text references places (place_id),
            enumerator text not null,
            language text not null,
            item text,
            answers text not null,
            touched_on text not null
        ) strict;
        create index interviews_round on interviews (round_id);
        create index interviews_place on interviews (place_id);

        create table refusals (
            round_id text not null references rounds (round_id),
            reason text not null,
            count integer not null,
            primary key (round_id, reason)
        ) strict, without rowid;

        create table counters (
            name text primary key,
            value integer not null
        ) strict, without rowid;
        insert into counters values ('seq', 0);

        create view answers as
        select response_id, round_id, item.key as item, item.value as answer
        from responses, json_each(responses.answers) as item;
        """
    )


@migrations(name="0005_weights")
def weights(db: Database) -> None:
    """Hold how rounds were sampled and are weighted, and who was not reached."""
    db.executescript(
        """
        alter table rounds add column sample text;

        create table weightings (
            round_id text primary key references rounds (round_id),
            margins text not null,
            sampled text not null,
            trim real
        ) strict;

        create table outcomes (
            round_id text not null references rounds (round_id),
            outcome text not null,
            count integer not null,
            primary key (round_id, outcome)
        ) strict, without rowid;
        """
    )
