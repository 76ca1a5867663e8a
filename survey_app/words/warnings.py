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
    "indicator.unknown": (
        N_("There is no indicator “{indicator}”."),
        N_("There are: {known}."),
    ),
    "indicator.not_by_hand": (
        N_("“{indicator}” is not noted by hand."),
        N_("Take in its series as a file."),
    ),
    "indicator.part_not_read": (
        N_("What it is made of could not be read: {parts}."),
        N_("See why those could not be read."),
    ),
    "rule.unknown": (
        N_("There is no rule “{rule}”."),
        N_("There are: {known}."),
    ),
    "rule.no_indicator": (
        N_("The rule “{rule}” watches nothing."),
        N_("Name its indicator."),
    ),
    "rule.unknown_indicator": (
        N_("The rule “{rule}” watches “{indicator}”, which there is not."),
        N_("Define it too, or correct the name."),
    ),
    "rule.too_few_legs": (
        N_("The rule “{rule}” combines fewer than two rules."),
        N_("Name at least two under rules."),
    ),
    "rule.leg": (
        N_("The rule “{rule}” combines “{leg}”, which is no single rule."),
        N_("Combine rules that watch an indicator, not others that combine."),
    ),
    "rule.no_limit": (
        N_(
            "The rule “{rule}” watches a number in its own unit and sets no “{setting}”."
        ),
        N_("Write it in the rule’s settings, in the unit of the indicator."),
    ),
    "rule.nothing_to_rehearse": (
        N_("The rule “{rule}” has no readings to rehearse on."),
        N_("Take in its series, or close a round that asks about it."),
    ),
    "watching.not_a_day": (
        N_("{key} is no day."),
        N_("Write it like 2027-03-31, without quotation marks."),
    ),
    "watching.not_a_number": (
        N_("{key} is no number."),
        N_("Write a number, with a point and without quotation marks."),
    ),
    "watching.setting": (
        N_("A rule of the kind {kind} has no setting “{key}”."),
        N_("Did you mean: {known}?"),
    ),
    "watching.day_to_come": (
        N_("{day} is yet to come."),
        N_("Note what has happened already."),
    ),
    "watching.note_long": (
        N_("The note is too long."),
        N_("Write at most {most} letters, and no names."),
    ),
    "watching.numbers": (
        N_("The numbers of the series could not be judged."),
        N_("Look for values that cannot be, and take the file in again."),
    ),
    "outside.unknown": (
        N_("There is no data set “{dataset}” from elsewhere."),
        N_("Take it in first. There are: {known}."),
    ),
    "outside.no_provenance": (
        N_("Nobody says the {name} of this file."),
        N_("Write it in the map, so that every number keeps it."),
    ),
    "outside.twice": (
        N_("“{id}” is there twice."),
        N_("Keep the newer of both."),
    ),
    "outside.no_id": (
        N_("An event without an id."),
        N_("Download the file again; ids are needed to follow corrections."),
    ),
    "outside.day": (
        N_("“{value}” is no day."),
        N_("Write days as 2026-03-31, or say in the map how they are written."),
    ),
    "outside.count": (
        N_("“{value}” is no number of people."),
        N_("Whole numbers from 0 are meant."),
    ),
    "outside.event_type": (
        N_("“{value}” is no kind of event."),
        N_("Known are: {known}."),
    ),
    "outside.party": (
        N_("“{value}” is no kind of party."),
        N_("Numbers from 0 to 8 are meant, or the words of newer files."),
    ),
    "outside.precision": (
        N_("“{value}” says nothing about how exact the day is."),
        N_("1, 2 or 3 is meant."),
    ),
    "outside.no_values": (
        N_("The file holds no list of dataValues."),
        N_("Export a dataValueSet, and bring it unchanged."),
    ),
    "outside.missing": (
        N_("A value without its {name}."),
        N_("Every value needs data element, period, place and value."),
    ),
    "outside.number": (
        N_("“{value}” is no number."),
        N_("Write numbers with a point, without signs for thousands."),
    ),
    "outside.period": (
        N_("“{value}” is no period."),
        N_("Periods are like 2026, 2026Q1, 202603, 2026W9 or 20260331."),
    ),
    "outside.map_column": (
        N_("The map does not say which column holds the {column}."),
        N_("Write it under columns."),
    ),
    "outside.no_tags": (
        N_("There is no row of HXL hashtags."),
        N_("Put them under the names of the columns, or use a map."),
    ),
    "outside.tag": (
        N_("No hashtag says which column holds the {name}."),
        N_("Use one of: {known}."),
    ),
}
