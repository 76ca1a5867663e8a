"""Words for answers of single people that leave: problems, terms, names of columns."""

from survey_app.i18n import N_

WORDS = {
    "microdata.not_said": (
        N_("It is not said what the file is for, or who gets it."),
        N_("Write it in your own words; those who decide read it."),
    ),
    "microdata.no_columns": (
        N_("No columns were chosen."),
        N_("Choose what is needed for the purpose, and no more."),
    ),
    "microdata.no_column": (
        N_("“{name}” cannot leave as answers of single people."),
        N_("Choose among the columns of the page."),
    ),
    "microdata.until": (
        N_("The last day must lie ahead, at most {days} days from now."),
        N_("Choose a day by which the work will be done."),
    ),
    "microdata.not_agreed": (
        N_("The terms were not accepted."),
        N_("Read them, and accept them if the recipient will keep them."),
    ),
    "microdata.keys_settled": (
        N_("A file of this round without these columns was approved before: {keys}."),
        N_(
            "Two files that tell different things of people could be put together. Ask "
            "without these columns."
        ),
    ),
    "microdata.round_open": (
        N_("Round “{round}” is still open."),
        N_("Answers of single people can be asked for when it is closed."),
    ),
    "microdata.unknown": (
        N_("There is no request with the number {number}."),
        N_("Look at the list of requests of the round."),
    ),
    "microdata.own": (
        N_("Nobody decides about what they asked for themselves."),
        N_("Ask two other people, one of them a coordinator."),
    ),
    "microdata.decided": (
        N_("You have approved this already."),
        N_("Somebody else must decide too."),
    ),
    "microdata.needs_coordinator": (
        N_("One of the two who approve must be a coordinator."),
        N_("Ask a coordinator to decide."),
    ),
    "microdata.not_waiting": (
        N_("The request was decided on before, or its last day is over."),
        N_("Nothing can be decided about it any more. Ask anew if need be."),
    ),
    "microdata.not_approved": (
        N_("No file can be made of request {number} now."),
        N_("Two people must approve it first, and its last day must not be over."),
    ),
    "microdata.report_changed": (
        N_("The risk report has changed since you saw it."),
        N_("Read it again, then decide."),
    ),
    "microdata.not_hidden": (
        N_("The {people} people of this round cannot be hidden well enough."),
        N_("Use tables of groups instead."),
    ),
}

#: What whoever receives answers of single people agrees to, sentence by sentence.
TERMS = (
    N_("I use the data for the purpose I wrote down and for nothing else."),
    N_(
        "I do not try to find out who anybody in the data is, nor which place is which."
    ),
    N_("I do not join them with other data about people."),
    N_("I give them to nobody who is not named as recipient, and to no armed actor."),
    N_("I keep them encrypted, and delete them and all copies on the last day."),
    N_("I publish only groups of 10 people or more, and no ranking of groups."),
    N_("If they are lost, or somebody is recognised, I say so at once."),
)

#: How a request stands.
STATES = {
    "waiting": N_("waiting for a decision"),
    "approved": N_("approved"),
    "refused": N_("refused"),
    "expired": N_("over"),
}
DEEDS = {
    "ask": N_("asked"),
    "approve": N_("approved"),
    "refuse": N_("refused"),
    "make": N_("made the file"),
}
HOWS = {
    "merged": N_("rare groups were put together"),
    "banded": N_("neighbouring bands were put together"),
    "dropped": N_("left out"),
}

#: Why a value is not there.
MISSING_WORDS = {
    "dont_know": N_("Does not know"),
    "refused": N_("Prefers not to say"),
    "not_asked": N_("Not asked"),
    "routed_out": N_("Not asked: the question was not for this person"),
    "withheld": N_("Not given, or withheld to protect people"),
}
#: What columns of the sample say.
SAMPLE_WORDS = {
    "weight": N_("Weight: the mean is 1, and many people share each"),
    "stratum": N_("Stratum, under a code that means nothing else"),
    "unit": N_("Unit of several places of a stratum joined by chance, for variances"),
}
TICKED = {0: N_("Not chosen"), 1: N_("Chosen")}
