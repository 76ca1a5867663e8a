"""What is said of indicators, outside series and rules that cannot be taken."""

from survey_app.i18n import N_

WORDS = {
    "indicator.twice": (
        N_("The indicator “{indicator}” is there twice."),
        N_("Give every indicator an id of its own."),
    ),
    "indicator.needs": (
        N_("The indicator “{indicator}” does not say its {name}."),
        N_("Write it in the table of this indicator."),
    ),
    "indicator.no_owner": (
        N_("Nobody owns the indicator “{indicator}”."),
        N_("Name the office or role that looks at it, no person."),
    ),
    "indicator.frequency": (
        N_("“{frequency}” is no frequency."),
        N_("Use one of: {known}."),
    ),
    "indicator.of_two": (
        N_("A {how} is of exactly two indicators."),
        N_("Name two, in their order."),
    ),
    "indicator.how": (
        N_("“{how}” is no way to make a reading."),
        N_("Use one of: {known}."),
    ),
    "indicator.unknown_part": (
        N_("The indicator “{indicator}” is made of “{part}”, which there is not."),
        N_("Define it too, or correct the name."),
    ),
    "indicator.circle": (
        N_("These indicators are made of each other: {circle}."),
        N_("Let one of them come from a survey or a series."),
    ),
}
