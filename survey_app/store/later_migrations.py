"""The schema of what comes after answers; an applied migration is never edited."""

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


@migrations(name="0018_indicators")
def indicators(db: Database) -> None:
    """Hold what is watched, series from elsewhere, readings, rules and verdicts."""
    db.executescript(
        """
        create table indicators (
            indicator_id text not null,
            version integer not null,
            document text not null,
            kept_by text not null,
            kept_on text not null,
            primary key (indicator_id, version)
        ) strict, without rowid;
        create trigger indicators_stay before update on indicators
        begin select raise(abort, 'a version of an indicator is never changed'); end;

        create table warning_rules (
            rule_id text primary key,
            document text not null,
            kept_by text not null,
            kept_on text not null
        ) strict, without rowid;

        create table outside_imports (
            import_id integer primary key,
            dataset text not null,
            form text not null,
            file_name text not null,
            file_hash text not null,
            source text not null,
            licence text not null,
            until text,
            imported_by text not null,
            imported_on text not null,
            counts text not null
        ) strict;
        create table outside_points (
            dataset text not null,
            point_id text not null,
            series text not null,
            place text not null,
            period text not null,
            first_on text not null,
            last_on text not null,
            value real not null,
            stamp text not null,
            import_id integer not null references outside_imports (import_id),
            primary key (dataset, point_id, series)
        ) strict, without rowid;
        create index outside_points_series on outside_points (dataset, series);
        create index outside_points_import on outside_points (import_id);

        create table readings (
            indicator_id text not null,
            version integer not null,
            by_name text not null,
            group_name text not null,
            on_day text not null,
            period text not null,
            value real,
            se real,
            n integer,
            df integer,
            primary key (
                indicator_id, version, by_name, group_name, on_day, period
            ),
            foreign key (indicator_id, version)
                references indicators (indicator_id, version)
        ) strict, without rowid;

        create table verdicts (
            rule_id text not null references warning_rules (rule_id) on delete cascade,
            by_name text not null,
            group_name text not null,
            on_day text not null,
            period text not null,
            verdict text not null,
            evidence text not null,
            judged_on text not null,
            primary key (rule_id, by_name, group_name, on_day, period)
        ) strict, without rowid;

        create table evaluations (
            evaluation_id integer primary key,
            day text not null,
            rules integer not null,
            series integer not null,
            rung integer not null,
            failures text not null
        ) strict;

        create table occurrences (
            occurrence_id integer primary key,
            by_name text not null,
            group_name text not null,
            on_day text not null,
            what text not null,
            written_by text not null,
            written_on text not null
        ) strict;
        """
    )


@migrations(name="0019_alerts")
def alerts(db: Database) -> None:
    """Hold alerts, everything that happened to them, and whom to tell of it."""
    db.executescript(
        """
        create table alerts (
            alert_id integer primary key,
            rule_id text not null,
            by_name text not null,
            group_name text not null,
            is_drill integer not null,
            state text not null,
            severity text not null,
            since text not null,
            period text not null,
            fired text,
            calm text,
            ended text,
            outcome text not null,
            rule_mark text not null,
            evidence text not null
        ) strict;
        create index alerts_cell on alerts (rule_id, by_name, group_name);
        create unique index alerts_open
            on alerts (rule_id, by_name, group_name, is_drill)
            where state <> 'closed';

        create table alert_events (
            event_id integer primary key,
            alert_id integer not null references alerts (alert_id),
            kind text not null,
            step text not null,
            severity text not null,
            state text not null,
            author text not null,
            reason text not null,
            happened_at text not null
        ) strict;
        create index alert_events_alert on alert_events (alert_id);
        create trigger alert_events_stay before update on alert_events
        begin select raise(abort, 'what happened is never changed'); end;
        create trigger alert_events_last before delete on alert_events
        begin select raise(abort, 'what happened is never forgotten'); end;

        create table silences (
            silence_id integer primary key,
            rule_id text not null,
            by_name text not null,
            group_name text not null,
            starts text not null,
            ends text not null,
            author text not null,
            reason text not null
        ) strict;

        create table contacts (
            contact_id integer primary key,
            name text not null,
            channel text not null check (channel in ('email', 'webhook', 'service')),
            address text not null,
            language text not null,
            quiet_from integer,
            quiet_until integer,
            ceiling integer not null,
            secret text not null,
            is_on integer not null
        ) strict;
        create table contact_roles (
            contact_id integer not null references contacts (contact_id),
            role text not null,
            primary key (contact_id, role)
        ) strict, without rowid;
        create index contact_roles_role on contact_roles (role);
        create table contact_days (
            contact_id integer not null references contacts (contact_id),
            day text not null,
            messages integer not null,
            primary key (contact_id, day)
        ) strict, without rowid;

        create table notices (
            notice_id integer primary key,
            mark text not null unique,
            alert_id integer not null references alerts (alert_id),
            contact_id integer not null references contacts (contact_id),
            kind text not null,
            severity text not null,
            is_drill integer not null,
            state text not null check (state in ('waiting', 'sent', 'failed')),
            made_at text not null,
            due_at text not null,
            message text not null default '',
            claimed_at text,
            tries integer not null default 0,
            error text not null default ''
        ) strict;
        create index notices_alert on notices (alert_id);
        create index notices_contact on notices (contact_id);
        create index notices_waiting on notices (due_at) where state = 'waiting';
        """
    )


@migrations(name="0020_responses_to_alerts")
def responses_to_alerts(db: Database) -> None:
    """Hold plans for alerts with every revision, what came of them, and lessons."""
    db.executescript(
        """
        create table protocols (
            protocol_id integer primary key,
            name text not null,
            is_on integer not null,
            document text not null,
            made_by text not null,
            made_on text not null
        ) strict;
        create index protocols_name on protocols (name);
        create trigger protocols_stay before update on protocols
        begin select raise(abort, 'a revision is never changed'); end;

        create table alert_plans (
            alert_id integer primary key references alerts (alert_id),
            protocol_id integer not null references protocols (protocol_id)
        ) strict;
        create index alert_plans_protocol on alert_plans (protocol_id);

        create table alert_actions (
            alert_id integer not null references alerts (alert_id),
            name text not null,
            place integer not null,
            text text not null,
            role text not null,
            deputy text not null,
            due_at text not null,
            done_at text,
            done_by text not null default '',
            note text not null default '',
            primary key (alert_id, name)
        ) strict, without rowid;
        create table alert_rungs (
            alert_id integer not null references alerts (alert_id),
            action text not null,
            number integer not null,
            role text not null,
            told_at text not null,
            primary key (alert_id, action, number)
        ) strict, without rowid;

        create table lessons (
            alert_id integer primary key references alerts (alert_id),
            rule_id text not null,
            protocol text not null,
            happened text not null,
            did text not null,
            helped text not null,
            next_time text not null,
            written_by text not null,
            written_on text not null
        ) strict;
        """
    )


@migrations(name="0017_bank_catalogue")
def bank_catalogue(db: Database) -> None:
    """Hold the question banks that others shared."""
    db.executescript(
        """
        create table shared_banks (
            name text primary key,
            document text not null,
            taken_on text not null
        ) strict, without rowid;
        """
    )


@migrations(name="0021_around")
def around(db: Database) -> None:
    """Hold decisions with their evidence, risks, needs, and lessons to be searched."""
    db.executescript(
        """
        create table logged_decisions (
            decision_id integer primary key,
            finding text not null,
            decision text not null,
            responsible text not null,
            ground text not null check (ground in ('none', 'alert', 'release')),
            number integer not null,
            evidence text not null,
            evidence_hash text not null,
            decided_by text not null,
            decided_on text not null
        ) strict;
        create trigger logged_decisions_stay before update on logged_decisions
        begin select raise(abort, 'a decision is never changed'); end;

        create table decision_effects (
            effect_id integer primary key,
            decision_id integer not null references logged_decisions (decision_id),
            effect text not null,
            written_by text not null,
            written_on text not null
        ) strict;
        create index decision_effects_decision on decision_effects (decision_id);

        create table risks (
            risk_id integer primary key,
            document text not null,
            kept_by text not null,
            kept_on text not null
        ) strict;

        create table need_panels (
            panel_id integer primary key,
            institution text not null,
            panel text not null,
            ratings text not null,
            filled_by text not null,
            filled_on text not null
        ) strict;
        """
    )
