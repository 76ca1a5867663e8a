"""Words for faults of assignments."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "target.enumerator": (
        N_("There is no account {name} that could ask."),
        N_("Use the name of an account: {known}."),
    ),
    "target.group": (
        N_("The questionnaire has no group {group} there."),
        N_("Use one of: {known}."),
    ),
    "target.grouping": (
        N_("The questionnaire asks nobody about “{by}”."),
        N_("Use one of: {known}; or leave by and group empty."),
    ),
    "target.number": (
        N_("“{value}” is no number of interviews."),
        N_("Write a whole number from 1."),
    ),
    "target.place": (
        N_("The round has no place {place}."),
        N_(
            "Use the codes of its file of places, or leave the cell empty for any place."
        ),
    ),
    "target.twice": (
        N_("{name} has this target twice."),
        N_("Keep one of the two lines."),
    ),
}
