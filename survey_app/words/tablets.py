"""Words for faults of tablets and of what they send."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "packet.does_not_open": (
        N_("The sealed interview does not open with the key of this server."),
        N_(
            "Keep it; it opens only on the server whose key the tablet was given, with its secret.key."
        ),
    ),
}
