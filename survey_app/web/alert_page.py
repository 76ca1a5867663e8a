"""What every page about alerts can say."""

from survey_app.interchange.notice_text import SEVERITY_WORDS
from survey_app.services.alert_views import AlertNames
from survey_app.web import alert_words, context, words


def words_of_alerts() -> dict[str, object]:
    """Return the names of alerts and the words of their states, for a template."""
    return {
        "names": AlertNames(context.db(), words.language().code),
        "said": alert_words,
        "severity_words": SEVERITY_WORDS,
        "tell": words.tell_code,
    }
