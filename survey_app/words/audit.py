"""Words for faults of the audit."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "audit.broken": (
        N_(
            "The audit was changed by hand: entry {number} does not follow the one before it."
        ),
        N_(
            "Keep a copy of the file as it is, compare it with the last backup, and tell those responsible."
        ),
    ),
    "audit.no_such_hash": (
        N_("No entry of the audit has the hash {hash}."),
        N_(
            "If it was written down from this database, entries are missing: compare with the last backup."
        ),
    ),
    "clock.behind": (
        N_("The clock says {today}, but something was already done on {newest}."),
        N_("Set the clock, then go on."),
    ),
    "disk.nearly_full": (
        N_(
            "The disk of the database has {free} MB left; {least} MB are needed to go on safely."
        ),
        N_("Make room on the disk."),
    ),
    "media.orphaned": (
        N_("The recording or picture {sha256} belongs to no text any more."),
        N_("The next change of a recording removes it; it harms nothing."),
    ),
}
