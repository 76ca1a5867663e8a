"""The schema of asking and keeping; later_migrations goes on with it.

One migration after the other; an applied one is never edited.
"""

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


@migrations(name="0002_devices")
def devices(db: Database) -> None:
    """Hold survey keys, tablets, what tablets send, and packets a person must judge.

    `registry` is a counter that changes with everything packets are judged by, so that
    what was looked up may be kept while it stays the same.
    """
    db.executescript(
        """
        create table survey_keys (
            key_id text primary key,
            survey text not null,
            public blob not null,
            private blob not null,
            made_on text not null
        ) strict;
        create index survey_keys_survey on survey_keys (survey);

        create table devices (
            device_id text primary key,
            name text not null unique collate nocase,
            enumerator text not null,
            token_hash text not null unique,
            added_on text not null,
            expires_on text,
            revoked_on text,
            seen_on text,
            version text not null default '',
            waiting integer not null default 0
        ) strict;

        create table device_rounds (
            device_id text not null references devices (device_id),
            round_id text not null references rounds (round_id),
            primary key (device_id, round_id)
        ) strict, without rowid;
        create index device_rounds_round on device_rounds (round_id);

        create table tablet_settings (
            survey text primary key,
            document text not null
        ) strict;

        create table review (
            review_id integer primary key,
            packet_hash text not null unique,
            round_id text,
            response_id text,
            device_id text references devices (device_id),
            receipt_hash text,
            problems text not null,
            packet blob not null,
            received_on text not null,
            state text not null default 'waiting',
            decided_by text,
            decided_on text
        ) strict;
        create index review_state on review (state);
        create index review_device on review (device_id);
        create index review_receipt on review (receipt_hash);

        create table declined (response_id text primary key) strict, without rowid;

        create table withdrawn (digest text primary key) strict, without rowid;

        alter table responses add column device_id text references devices (device_id);
        alter table responses add column durations text;
        alter table responses add column seconds real;
        alter table responses add column flags text;
        alter table responses add column received_on text;
        create index responses_device on responses (device_id)
            where device_id is not null;

        insert into counters values ('registry', 0);
        """
    )
    for table in ("rounds", "places", "devices", "device_rounds", "survey_keys"):
        for event in _REGISTRY_EVENTS[table]:
            name = f"{table}_registry_{event.split()[0]}"
            db.executescript(
                f"""
                create trigger {name} after {event} on {table} begin
                    update counters set value = value + 1 where name = 'registry';
                end;
                """  # noqa: S608 (names of ours)
            )


_ANY = ("insert", "update", "delete")
#: What must be looked up again when it changes; a last contact is no such change.
_REGISTRY_EVENTS = {
    "rounds": _ANY,
    "places": _ANY,
    "devices": (
        "insert",
        "update of name, enumerator, token_hash, expires_on, revoked_on",
        "delete",
    ),
    "device_rounds": _ANY,
    "survey_keys": _ANY,
}


@migrations(name="0003_media")
def media(db: Database) -> None:
    """Hold recordings and pictures, and how many interviews are wanted of whom."""
    db.executescript(
        """
        create table contents (
            sha256 text primary key,
            type text not null,
            bytes integer not null,
            content blob not null
        ) strict;

        create table recordings (
            language text not null,
            text text not null,
            sha256 text not null references contents (sha256),
            primary key (language, text)
        ) strict, without rowid;
        create index recordings_content on recordings (sha256);

        create table pictures (
            name text not null,
            owner text not null check (owner in ('item', 'scale')),
            owner_id text not null,
            option text not null,
            sha256 text not null references contents (sha256),
            primary key (name, owner, owner_id, option)
        ) strict, without rowid;
        create index pictures_content on pictures (sha256);

        create table targets (
            round_id text not null references rounds (round_id),
            enumerator text not null,
            place_id text references places (place_id),
            grouping text,
            group_code text,
            target integer not null check (target > 0)
        ) strict;
        create index targets_round on targets (round_id, enumerator);
        create index targets_place on targets (place_id);

        create table refusal_counts (
            round_id text not null references rounds (round_id),
            fact text not null check (fact in ('enumerator', 'place_id', 'day')),
            value text not null,
            count integer not null,
            primary key (round_id, fact, value)
        ) strict, without rowid;
        """
    )


@migrations(name="0010_round_changes")
def round_changes(db: Database) -> None:
    """Count what changes a round otherwise than by new responses, for copies of it."""
    db.executescript(
        """
        create table revisions (
            round_id text primary key references rounds (round_id),
            revision integer not null
        ) strict, without rowid;

        create index responses_round_seq on responses (round_id, seq);
        drop index responses_round;

        insert into counters values ('database', abs(random()));
        """
    )
    for event, table in _REVISED:
        row = "old" if event == "delete" else "new"
        db.executescript(
            f"""
            create trigger {table}_revised_by_{event} after {event} on {table} begin
                insert into revisions values ({row}.round_id, 1)
                on conflict (round_id) do update set revision = revision + 1;
            end;
            """  # noqa: S608 (names of ours)
        )


#: What rewrites a round.
_REVISED = (
    ("update", "responses"),
    ("delete", "responses"),
    ("insert", "places"),
    ("update", "places"),
    ("delete", "places"),
)
