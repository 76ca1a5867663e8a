"""What the deeds of the audit are called."""

from survey_app.i18n import N_

#: deed -> its words
DEEDS: dict[str, str] = {
    "account-added": N_("added an account"),
    "account-closed": N_("closed an account"),
    "account-invited": N_("gave a code for a new password"),
    "account-password": N_("gave an account a new password"),
    "account-second": N_("changed a second factor"),
    "backup-written": N_("wrote a backup"),
    "device-added": N_("registered a tablet"),
    "device-revoked": N_("shut a tablet out"),
    "feedback-named": N_("named somebody to read sensitive reports"),
    "feedback-opened": N_("opened a sensitive report"),
    "feedback-unnamed": N_("let somebody read sensitive reports no more"),
    "key-made": N_("made the key of a survey"),
    "microdata-approve": N_("approved a request for answers of single people"),
    "microdata-ask": N_("asked for answers of single people"),
    "microdata-make": N_("took a file of answers of single people"),
    "microdata-refuse": N_("refused a request for answers of single people"),
    "release-asked": N_("asked for a release with restricted tables"),
    "release-made": N_("released results"),
    "release-refused": N_("refused a release"),
    "restored": N_("restored a backup"),
    "results-looked": N_("looked at restricted results"),
    "round-closed": N_("closed a round"),
    "round-opened": N_("opened a round"),
    "token-ended": N_("ended a token of a program"),
    "token-made": N_("made a token for a program"),
    "version-published": N_("published a questionnaire"),
}
