"""Words for faults of banks, questionnaires, rounds and results."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "flagged.not_public": (
        N_("Results without flagged interviews are not for the public."),
        N_(
            "Ask for them as an analyst; what the public sees changes by releases only."
        ),
    ),
    "bank.not_a_count": (
        N_("“{key}” is no number of sides."),
        N_("Write a whole number."),
    ),
    "module.items": (
        N_("Module {module} has not the items its kind “{kind}” is made of."),
        N_(
            "See docs/questionnaires.md for the items, options and scales of each kind."
        ),
    ),
    "module.die": (
        N_("The die of module {module} cannot tell the share."),
        N_("Check sides, truthful and yes; kinds without a die have none of them."),
    ),
    "module.not_by_half": (
        N_("Item {item} of module {module} is asked of both halves."),
        N_("Ask it only where the drawn half is its own."),
    ),
    "bank.construct_too_small": (
        N_("Construct {id} has fewer than two items."),
        N_("Add items: one question alone measures badly."),
    ),
    "bank.domain_unknown": (
        N_("There is no domain {domain}."),
        N_("Use one of: {known}."),
    ),
    "bank.id_twice": (
        N_("{id} stands twice in the banks."),
        N_("Give each its own id."),
    ),
    "bank.item_unknown": (
        N_("There is no item {id}."),
        N_("Correct the id, or add the item."),
    ),
    "bank.no_options": (
        N_("The item has no answers to choose from."),
        N_("Name a scale, or list at least two options."),
    ),
    "bank.option_twice": (
        N_("Two options have the same code."),
        N_("Give each option a code of its own."),
    ),
    "bank.reverse_without_need": (
        N_("reverse is set on an item that has no score."),
        N_("Take it out."),
    ),
    "bank.text_missing": (
        N_("{key} is missing or empty."),
        N_("Write it in English; translations have files of their own."),
    ),
    "bank.text_too_long": (
        N_("The text has {words} words."),
        N_("Say it in at most {most}, one idea only."),
    ),
    "bank.unknown": (
        N_("The banks have no {id}."),
        N_("Use: {known}."),
    ),
    "bank.unknown_placeholder": (
        N_("The text has a placeholder nobody fills."),
        N_("Only {known} has a meaning."),
    ),
    "compare.groups_differ": (
        N_(
            "{by} cannot be compared: the same code means different groups ({named}). {earlier} has {earlier_count} ({earlier_groups}), {later} has {later_count} ({later_groups})."
        ),
        N_(
            "Give different groups different codes in both rounds, or compare the whole sample."
        ),
    ),
    "compare.no_shared_group": (
        N_(
            "{by} cannot be compared: the rounds share no group. {earlier} has {earlier_count} ({earlier_groups}), {later} has {later_count} ({later_groups})."
        ),
        N_("Compare the whole sample, or map both rounds to the same groups."),
    ),
    "compare.not_comparable": (
        N_("{of} does not mean the same in the rounds {earlier} and {later}."),
        N_("Ask for measures with the same items and scale in both rounds."),
    ),
    "compare.nothing_shared": (
        N_("The rounds {earlier} and {later} measure nothing in common."),
        N_("Give the items that mean the same the same name in both rounds."),
    ),
    "definition.crossing": (
        N_("“{value}” is no crossing of two groupings."),
        N_("Write it as displacement*gender."),
    ),
    "dyads.not_asked": (
        N_("In the round {round} nobody was asked how they see other groups."),
        N_(
            "Add a construct of the bank “dyadic” (DY1 ...) and the groups of the site."
        ),
    ),
    "trend.too_few_rounds": (
        N_("A line needs {least} rounds with answers; there are {rounds}."),
        N_("Compare two rounds with “survey-app compare”, or wait for the next."),
    ),
    "trend.unknown_survey": (
        N_("There is no survey {survey}."),
        N_("Use one of: {known}."),
    ),
    "group.unknown": (
        N_("Round {round} has no grouping {name}."),
        N_("Use: {known}."),
    ),
    "instrument.damaged": (
        N_("The content of this version is not what was published."),
        N_("Do not use its rounds; go back to the last copy of the database."),
    ),
    "instrument.empty": (
        N_("The questionnaire asks nothing."),
        N_("Add at least one construct or item."),
    ),
    "instrument.item_twice": (
        N_("{item} stands in the questionnaire twice."),
        N_("Take one of them out."),
    ),
    "instrument.no_language": (
        N_("The questionnaire has no language."),
        N_("Name at least one."),
    ),
    "instrument.no_site_groups": (
        N_("{item} needs the groups of this site."),
        N_("List them as [[site_groups]], or leave the item out."),
    ),
    "instrument.not_defined": (
        N_("There is no definition {instrument}."),
        N_("Build it first, or use one of: {known}."),
    ),
    "instrument.reserved_code": (
        N_("The code {code} is kept for answers that are missing."),
        N_("Give the option another code."),
    ),
    "instrument.unfilled": (
        N_("The text asks about a group, but the site has named none."),
        N_("List the groups as [[site_groups]], or leave the item out."),
    ),
    "instrument.unknown": (
        N_("There is no instrument {instrument}."),
        N_("List them with “survey-app instrument list”."),
    ),
    "instrument.unknown_name": (
        N_("{name} in {where} is not known."),
        N_("Look it up with “survey-app bank list”."),
    ),
    "instrument.untranslated": (
        N_("{count} texts are not in this language."),
        N_("Translate them, or leave the language out."),
    ),
    "language.unknown": (
        N_("There are no translations for the language {language}."),
        N_("Use: {known}. docs/translating.md tells how to add one."),
    ),
    "measure.unknown": (
        N_("Round {round} does not measure {name}."),
        N_("Use: {known}."),
    ),
    "places.not_positive": (
        N_("“{value}” is not a number above zero."),
        N_("Correct the cell."),
    ),
    "response.differs": (
        N_("This response was kept before with other answers."),
        N_("Look at both; the first one was kept."),
    ),
    "response.language": (
        N_("The questionnaire is not in the language {language}."),
        N_("Use one of: {known}."),
    ),
    "response.other_version": (
        N_("The answers are to version {version}; the round asks {asked}."),
        N_("Send them to the round that asks their version."),
    ),
    "response.place": (
        N_("This round has no place {place}."),
        N_("Choose a place of the round."),
    ),
    "release.not_waiting": (
        N_("No release waits under the number {request}."),
        N_("Somebody has decided about it already; see the list of releases."),
    ),
    "release.same_person": (
        N_("{name} cannot confirm a release of their own."),
        N_("Let another coordinator look at it and confirm it."),
    ),
    "release.unknown": (
        N_("There is no release {release}."),
        N_("List them with “survey-app release list”."),
    ),
    "round.ambiguous": (
        N_("Several rounds are called {round}."),
        N_("Say which: {known}."),
    ),
    "round.closed": (
        N_("Round {round} is closed."),
        N_("Ask the coordinator whether it opens again."),
    ),
    "round.exists": (
        N_("There is already a round {round} in this survey."),
        N_("Choose another name."),
    ),
    "round.imported": (
        N_("Round {round} was imported and cannot be opened for answers."),
        N_("Open a new round."),
    ),
    "round.needs": (
        N_("A new round needs --{option}."),
        N_("Name it."),
    ),
    "round.no_responses": (
        N_("Nobody has answered in round {round} yet."),
        N_("Collect or import responses first."),
    ),
    "round.no_such_address": (
        N_("There are no questions at the address {slug}."),
        N_("Check the address you were given."),
    ),
    "round.other_items": (
        N_("Round {round} was asked with other items, scales or groups."),
        N_("Use the map the round was first imported with, or another round."),
    ),
    "round.slug": (
        N_("“{slug}” cannot be an address."),
        N_("Use small letters, digits and dashes only."),
    ),
    "round.slug_taken": (
        N_("The address {slug} is taken."),
        N_("Choose another."),
    ),
    "round.unknown": (
        N_("There is no round {round}."),
        N_("Use one of: {known}."),
    ),
    "rule.later_item": (
        N_("The rule of {item} looks at {named}, which is asked later."),
        N_("Ask {named} before {item}."),
    ),
    "rule.malformed": (
        N_("This is not a skip rule."),
        N_("Use all, any, not, and item with in."),
    ),
    "rule.unknown_item": (
        N_(
            "The rule of {item} looks at {named}, which the questionnaire does not ask."
        ),
        N_("Add {named}, or change the rule."),
    ),
    "rule.unknown_option": (
        N_("{named} has no answer {code}."),
        N_("Use a code of its options."),
    ),
    "scale.codes": (
        N_("Scale {scale} needs two or more codes, each of them once."),
        N_("Write them from low to high: codes = [0, 1, 2, 3]."),
    ),
    "scale.labels": (
        N_("Scale {scale} has {labels} labels in {language} for {codes} codes."),
        N_("Give one label for each code, in the same order."),
    ),
    "scale.positive": (
        N_("Scale {scale} has no code {code}."),
        N_("Name only codes of the scale in positive."),
    ),
    "scale.unknown": (
        N_("There is no scale {scale}."),
        N_("Use one of: {known}."),
    ),
}
