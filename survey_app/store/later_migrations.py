"""The schema of releases, translations and forms; newest_migrations goes on with it.

An applied migration is never edited.
"""

from sqlite_utils import Database

from survey_app.store.migrations import migrations

__all__ = ["migrations"]


@migrations(name="0004_releases")
def releases(db: Database) -> None:
    """Hold what was released and withheld, and who asked for restricted results."""
    db.executescript(
        """
        create table releases (
            release_id integer primary key,
            round_id text not null references rounds (round_id),
            audience text not null,
            seq integer not null,
            while_open integer not null,
            author text not null,
            purpose text not null,
            made_on text not null,
            withheld text not null,
            document_hash text not null,
            document blob not null
        ) strict;
        create index releases_round on releases (round_id, audience);
        create trigger releases_stay before update on releases
        begin select raise(abort, 'a release is never changed'); end;

        create table result_queries (
            day text not null,
            role text not null,
            round_id text not null references rounds (round_id),
            page text not null,
            count integer not null,
            primary key (day, role, round_id, page)
        ) strict, without rowid;
        create index result_queries_round on result_queries (round_id);
        """
    )


@migrations(name="0007_release_details")
def release_details(db: Database) -> None:
    """Name releases, say what each supersedes; two people make restricted ones."""
    db.executescript(
        """
        alter table releases add column name text not null default '';
        alter table releases add column second text not null default '';
        alter table releases add column supersedes integer
            references releases (release_id);
        create index releases_supersedes on releases (supersedes);

        create table release_requests (
            request_id integer primary key,
            round_id text not null references rounds (round_id),
            audience text not null,
            name text not null,
            purpose text not null,
            author text not null,
            asked_on text not null,
            decided_by text,
            release_id integer references releases (release_id)
        ) strict;
        create index release_requests_round on release_requests (round_id, decided_by);
        create index release_requests_release on release_requests (release_id);
        """
    )


@migrations(name="0008_microdata_requests")
def microdata_requests(db: Database) -> None:
    """Hold who asked for answers of single people, and everything done about it."""
    db.executescript(
        """
        create table microdata_requests (
            request_id integer primary key,
            round_id text not null references rounds (round_id),
            purpose text not null,
            recipient text not null,
            key_names text not null,
            items text not null,
            design integer not null,
            until_day text not null,
            agreement text not null,
            seed integer not null
        ) strict;
        create index microdata_requests_round on microdata_requests (round_id);
        create trigger microdata_requests_stay before update on microdata_requests
        begin select raise(abort, 'an application is never changed'); end;

        create table microdata_steps (
            step_id integer primary key,
            request_id integer not null references microdata_requests (request_id),
            deed text not null check (deed in ('ask', 'approve', 'refuse', 'make')),
            done_by text not null,
            role text not null,
            done_on text not null,
            seen text not null
        ) strict;
        create index microdata_steps_request on microdata_steps (request_id);
        create trigger microdata_steps_stay before update on microdata_steps
        begin select raise(abort, 'a step is never changed'); end;
        """
    )


@migrations(name="0013_access_tokens")
def access_tokens(db: Database) -> None:
    """Let programs ask for results in the name of an account."""
    db.executescript(
        """
        create table access_tokens (
            token_id text primary key,
            account_id text not null references accounts (account_id) on delete cascade,
            label text not null,
            scopes text not null,
            made_on text not null,
            expires_on text not null,
            ended_on text,
            token_hash text not null unique
        ) strict, without rowid;
        create index access_tokens_account on access_tokens (account_id);
        """
    )


@migrations(name="0009_community_pages")
def community_pages(db: Database) -> None:
    """Hold the pages communities read about themselves, and what was decided."""
    db.executescript(
        """
        create table community_pages (
            round_id text primary key references rounds (round_id),
            slug text not null unique,
            release_id integer not null references releases (release_id),
            measures text not null,
            groupings text not null,
            link text not null,
            published_by text not null,
            published_on text not null
        ) strict;
        create index community_pages_release on community_pages (release_id);

        create table decisions (
            decision_id integer primary key,
            round_id text not null references rounds (round_id),
            said text not null,
            done text not null,
            written_by text not null,
            written_on text not null
        ) strict;
        create index decisions_round on decisions (round_id);
        """
    )


@migrations(name="0006_backchecks")
def backchecks(db: Database) -> None:
    """Hold which interviews are asked again, and how many answers differed."""
    db.executescript(
        """
        create table backchecks (
            code text primary key,
            response_id text not null unique
                references responses (response_id) on delete cascade,
            checked_by text,
            compared integer,
            mismatched integer check (mismatched <= compared)
        ) strict;
        """
    )


@migrations(name="0011_methods_statements")
def methods_statements(db: Database) -> None:
    """Hold what is said of how a round was made, and what was known at a release."""
    db.executescript(
        """
        create table methods_statements (
            round_id text not null references rounds (round_id),
            item text not null,
            language text not null,
            text text not null,
            written_by text not null,
            written_on text not null,
            primary key (round_id, item, language)
        ) strict, without rowid;

        create table release_facts (
            release_id integer primary key references releases (release_id),
            facts text not null
        ) strict;
        """
    )


@migrations(name="0014_workshop")
def workshop(db: Database) -> None:
    """Hold questionnaires people write together, and what communities want asked."""
    db.executescript(
        """
        create table drafts (
            draft_id text primary key,
            head integer not null,
            begun_on text not null
        ) strict, without rowid;

        create table draft_revisions (
            draft_id text not null references drafts (draft_id) on delete cascade,
            number integer not null,
            parent integer,
            document text not null,
            what text not null,
            facts text not null,
            is_aside integer not null,
            made_by text not null,
            made_on text not null,
            primary key (draft_id, number)
        ) strict, without rowid;
        create trigger draft_revisions_stay before update on draft_revisions
        begin select raise(abort, 'a revision is never changed'); end;

        create table proposals (
            proposal_id integer primary key,
            words text not null,
            reason text not null,
            proposed_on text not null,
            draft_id text references drafts (draft_id) on delete set null,
            item text
        ) strict;
        create index proposals_draft on proposals (draft_id);

        create table proposal_votes (
            vote_id integer primary key,
            proposal_id integer not null
                references proposals (proposal_id) on delete cascade,
            gathering text not null,
            votes integer not null check (votes >= 0),
            present integer not null check (present >= votes),
            voted_on text not null
        ) strict;
        create index proposal_votes_proposal on proposal_votes (proposal_id);
        """
    )


@migrations(name="0015_translations")
def translations(db: Database) -> None:
    """Hold everything done about translations, and the words agreed on."""
    db.executescript(
        """
        create table translation_steps (
            step_id integer primary key,
            language text not null,
            context text not null,
            part text not null,
            source text not null,
            source_language text not null,
            deed text not null check (deed in (
                'draft', 'redraft', 'review', 'adjudicate', 'pretest', 'lock', 'reopen'
            )),
            done_by text not null,
            done_on text not null,
            text text not null,
            note text not null
        ) strict;
        create index translation_steps_language on translation_steps (language);
        create trigger translation_steps_stay before update on translation_steps
        begin select raise(abort, 'a step is never changed'); end;

        create table glossary_terms (
            language text not null,
            term text not null,
            word text not null,
            note text not null,
            set_by text not null,
            set_on text not null,
            primary key (language, term)
        ) strict, without rowid;
        """
    )


@migrations(name="0012_boundaries")
def boundaries(db: Database) -> None:
    """Hold the outlines of areas that maps are drawn of; no place of any person."""
    db.executescript(
        """
        create table boundaries (
            survey text not null,
            grouping text not null,
            group_code text not null,
            rings text not null,
            primary key (survey, grouping, group_code)
        ) strict, without rowid;
        """
    )


@migrations(name="0016_openrosa")
def openrosa(db: Database) -> None:
    """Hold what other programs sent as it came, and by what they sign in."""
    db.executescript(
        """
        create table submissions (
            submission_id text primary key,
            round_id text not null references rounds (round_id),
            response_id text not null,
            digest text not null,
            original blob,
            replaced_by text
        ) strict, without rowid;
        create index submissions_round on submissions (round_id);
        create index submissions_response on submissions (response_id);

        create trigger submissions_go_with_response after delete on responses begin
            update submissions set original = null
            where response_id = old.response_id;
        end;
        create trigger submissions_go_with_review after delete on review begin
            update submissions set original = null
            where response_id = old.response_id;
        end;

        create table device_passwords (
            device_id text primary key references devices (device_id) on delete cascade,
            digest blob not null
        ) strict, without rowid;
        create trigger device_passwords_go_with_token
        after update of token_hash on devices begin
            delete from device_passwords where device_id = old.device_id;
        end;
        """
    )
