"""The schema of listening; an applied migration is never edited."""

from survey_app.store.newest_migrations import migrations

__all__ = ["migrations"]
