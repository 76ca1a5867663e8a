"""Words of dialogues: for their faults, and what those who take part are promised."""

from survey_app.i18n import N_

#: What is promised to whoever votes.
PROMISES = (
    N_("Nobody writes down your name. Nobody sees how a single person voted."),
    N_("You will not be given or lose anything because of your votes."),
    N_("You may pass on any statement, and stop at any time."),
    N_(
        "What you add is read by those who lead the dialogue before anybody else sees it."
    ),
)
#: A vote in words, in the order of the buttons.
CHOICES = {
    "agree": N_("Agree"),
    "disagree": N_("Disagree"),
    "pass": N_("Pass"),
}
#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "dialogue.added_enough": (
        N_("You have added {most} statements; that is as many as one person may add."),
        N_("Go on voting on what others said."),
    ),
    "dialogue.closed": (
        N_("This dialogue is not open for votes."),
        N_("Ask those who lead it when it opens, or read what came of it."),
    ),
    "dialogue.empty": (
        N_("There are no words."),
        N_("Write what you want others to vote on, or leave it."),
    ),
    "dialogue.full": (
        N_("A dialogue holds {most} statements at most."),
        N_("Begin another dialogue about a part of this topic."),
    ),
    "dialogue.lines": (
        N_("There are {count} lines in this language, but {most} in another."),
        N_(
            "Write the same statements in the same order in every language you fill in."
        ),
    ),
    "dialogue.more_votes": (
        N_("Statement {number} has {votes} votes from {people} people."),
        N_("Count the sheet again; one person has one vote."),
    ),
    "dialogue.no_choice": (
        N_("There is no vote “{choice}”."),
        N_("Choose agree, disagree or pass."),
    ),
    "dialogue.no_counts": (
        N_("No votes were entered."),
        N_("Write how many agreed, disagreed and passed for at least one statement."),
    ),
    "dialogue.no_group": (
        N_("There is no group “{group}” in this dialogue."),
        N_("Choose one of those that are listed."),
    ),
    "dialogue.no_grouping": (
        N_("The questionnaire has no question {item} of one group each."),
        N_("Choose one of those that are listed."),
    ),
    "dialogue.no_sheet": (
        N_("This dialogue has no sheet {sheet}."),
        N_("Load the page again."),
    ),
    "dialogue.no_statement": (
        N_("Statement {number} is not here to be voted on or judged."),
        N_("It may have been taken away meanwhile. Load the page again."),
    ),
    "dialogue.no_statements": (
        N_("There are no statements."),
        N_("Write at least one, one a line."),
    ),
    "dialogue.no_title": (
        N_("The dialogue has no title."),
        N_("Write one in at least one language."),
    ),
    "dialogue.nobody": (
        N_("Your part in this dialogue is no longer kept."),
        N_("Begin again."),
    ),
    "dialogue.not_published": (
        N_("What came of the dialogue {dialogue} is not published."),
        N_("Ask those who lead it."),
    ),
    "dialogue.nothing_to_say": (
        N_("The dialogue {dialogue} has no statements."),
        N_("Write statements to begin with first."),
    ),
    "dialogue.people": (
        N_("The number of people on the sheet cannot be right."),
        N_("Write a number from 1 to {most}."),
    ),
    "dialogue.published": (
        N_("What came of the dialogue {dialogue} is published, and stays as it is."),
        N_("Take it down first."),
    ),
    "dialogue.slug": (
        N_("The end of the address “{slug}” cannot be used."),
        N_("Use Latin small letters, digits and single hyphens, 40 signs at most."),
    ),
    "dialogue.still_open": (
        N_("The dialogue {dialogue} is not closed."),
        N_("Close it first, so that no more votes come in."),
    ),
    "dialogue.taken": (
        N_("There is a dialogue at the address “{slug}” already."),
        N_("Choose another end of the address."),
    ),
    "dialogue.telling": (
        N_("This may tell who somebody is: {what}."),
        N_("Take it out, or send it once more if it names nobody."),
    ),
    "dialogue.too_long": (
        N_("Statement {line} is too long."),
        N_("Use {most} letters at most, and say one thing at a time."),
    ),
    "dialogue.too_many_wait": (
        N_("So many statements wait to be read that no more can be taken now."),
        N_("Go on voting, and come back later to add yours."),
    ),
    "dialogue.unknown": (
        N_("There is no dialogue {dialogue}."),
        N_("Check the address."),
    ),
}
