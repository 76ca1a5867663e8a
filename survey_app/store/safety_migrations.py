"""The schema of keeping safe; an applied migration is never edited."""

from survey_app.store.listening_migrations import migrations

__all__ = ["migrations"]
