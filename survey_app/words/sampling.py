"""Words for faults of margins, weights and plans."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "margins.column_missing": (
        N_("There is no column {column}."),
        N_("Name the columns grouping, group and population; the file has: {found}."),
    ),
    "margins.empty": (
        N_("The cell is empty."),
        N_("Fill it, or take the row out."),
    ),
    "margins.group_missing": (
        N_("People of the group {group} answered, but the margins do not have it."),
        N_("Add a row for it."),
    ),
    "margins.group_twice": (
        N_("{group} of {by} stands in the file twice."),
        N_("Keep one of the rows."),
    ),
    "margins.group_unknown": (
        N_("The round has no group {group}."),
        N_("Write the group as the round does: {known}."),
    ),
    "margins.not_positive": (
        N_("“{value}” is not a number of people above zero."),
        N_("Correct the cell; take out groups nobody is in."),
    ),
    "margins.overlapping": (
        N_("Somebody can be in several groups of {by} at once."),
        N_("Weight to a grouping in which everybody is in one group."),
    ),
    "margins.unknown": (
        N_("The round has no grouping {by}."),
        N_("Use: {known}."),
    ),
    "outcomes.count": (
        N_("{value} is not a number of people."),
        N_("Write a whole number, 0 or more."),
    ),
    "plan.needs_both": (
        N_("People in one place and how alike they are belong together."),
        N_("Give both, --per-cluster and --rho, or the design effect itself."),
    ),
    "plan.not_a_number": (
        N_("“{value}” is not a number."),
        N_("Use digits."),
    ),
    "plan.out_of_range": (
        N_("{value} is not between {least} and {most}."),
        N_("Correct the number."),
    ),
    "plan.share": (
        N_("{value} is not a share between 0 and 1."),
        N_("Write a tenth of all people as 0.1."),
    ),
    "plan.two_groupings": (
        N_("The population must have two groupings, places and groups."),
        N_("Write first the rows of the places, then those of the groups."),
    ),
    "weights.do_not_fit": (
        N_("The answers of round {round} do not fit its margins any more: {groups}."),
        N_("Weight it anew, or “survey-app weight --round {round} --remove”."),
    ),
    "weights.empty_group": (
        N_("Nobody of the group {group} answered."),
        N_("Join it to a group that is like it, in the margins and in the round."),
    ),
    "weights.more_than_sampled": (
        N_("In the group {group} {n} people answered, but only {sampled} were chosen."),
        N_("Correct the number of people chosen."),
    ),
    "weights.not_converged": (
        N_(
            "The margins contradict each other: after {iterations} rounds the group {group} of {by} is still off by {off} of its size."
        ),
        N_("Look for groups nobody is in together, and join small groups."),
    ),
    "weights.totals_differ": (
        N_("The groups add up to {total} people, those of {first} to {expected}."),
        N_("Use figures of the same population for all groupings."),
    ),
    "weights.trim_too_low": (
        N_("No weights of at most {trim} medians add up to the population."),
        N_("Trim less."),
    ),
}
