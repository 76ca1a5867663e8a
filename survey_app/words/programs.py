"""Words for faults of programs that ask for results."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "api.not_a_number": (
        N_("“{value}” is not a number from 1 to {most}."),
        N_("Give a whole number in between."),
    ),
    "api.parameter_missing": (
        N_("This is needed."),
        N_("Add it after the ? of the address."),
    ),
    "api.parameter_unknown": (
        N_("{name} is not known here."),
        N_("Use one of: {known}."),
    ),
    "page.no_format": (
        N_("The rows cannot be given in the form asked for."),
        N_("Ask for application/json or text/csv in the header Accept."),
    ),
    "token.days": (
        N_("A token lives for 1 to {most} days."),
        N_("Choose a number of days in between."),
    ),
    "token.label": (
        N_("What a token is for must have 1 to {most} signs."),
        N_("Say in a few words where it will be used."),
    ),
    "token.no_scope": (
        N_("The token would open nothing."),
        N_("Choose one or more of: {known}."),
    ),
    "token.other_scope": (
        N_("The token “{label}” does not open this ({scope})."),
        N_("Make a token that does."),
    ),
    "token.refused": (
        N_("The token is not known, has ended, or is out of date."),
        N_(
            "Make a new one under “Access for programs”, and send it as: Authorization: Bearer TOKEN"
        ),
    ),
    "token.scope": (
        N_("{scope} is nothing a token opens."),
        N_("Use one of: {known}."),
    ),
    "token.sees_nothing": (
        N_("An account with the role {role} sees no results, nor do its tokens."),
        N_("Use the account of a coordinator, an analyst or a leader."),
    ),
    "token.too_often": (
        N_("The program asks too often."),
        N_("Try again in {seconds} seconds."),
    ),
    "token.unknown": (
        N_("There is no token {token} of this account."),
        N_("Use one of: {known}."),
    ),
}
