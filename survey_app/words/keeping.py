"""Words for faults of backups and upgrades."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "backup.damaged": (
        N_("The backup is damaged or was cut off."),
        N_("Take an older one, or copy it anew from where it was made."),
    ),
    "backup.does_not_open": (
        N_("The backup does not open with this passphrase."),
        N_(
            "Mind capital letters and the keyboard's language. Without the passphrase nobody can open it."
        ),
    ),
    "backup.no_passphrase": (
        N_("There is no passphrase, and nobody to ask for one."),
        N_("Name a file with --passphrase-file, or set SURVEY_APP_PASSPHRASE."),
    ),
    "backup.not_ours": (
        N_("This file is no backup of survey_app."),
        N_(
            "Choose the file that “survey-app backup” wrote; its name ends in .survey-backup."
        ),
    ),
    "backup.not_proved": (
        N_("The backup was written, but what comes out of it is not what went in."),
        N_(
            "The disk may be failing: run “survey-app check”, then write it to another disk."
        ),
    ),
    "backup.passphrase_differs": (
        N_("You typed two different passphrases."),
        N_("Try again; nothing was written."),
    ),
    "backup.passphrase_short": (
        N_("The passphrase is shorter than {least} signs."),
        N_(
            "Choose a longer one; four or five words are good. Write it down and keep it elsewhere."
        ),
    ),
    "restore.would_replace": (
        N_("There is already a database at {path}."),
        N_("Move it away first, or name another place with --database."),
    ),
    "upgrade.failed": (
        N_("The database could not be upgraded and is as it was: {reason}."),
        N_("Go on with the version that made it, and report this."),
    ),
    "upgrade.lost_rows": (
        N_("After the upgrade rows were missing from {tables}."),
        N_("Go on with the version that made the database, and report this."),
    ),
}
