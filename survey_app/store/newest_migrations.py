"""The schema of watching and answering; an applied migration is never edited."""

from sqlite_utils import Database

from survey_app.store.later_migrations import migrations

__all__ = ["migrations"]


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
