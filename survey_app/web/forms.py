"""What every form shares: its messages in the language of the request."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.i18n import get_translations

from survey_app.web import words


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form whose own messages WTForms says in the language of the request."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the messages come from: Flask-WTF drops them without Flask-Babel."""

        def get_translations(self, form: FlaskForm) -> Any:
            """Return WTForms' messages in the language of the request."""
            return get_translations([words.language().code, "en"])
