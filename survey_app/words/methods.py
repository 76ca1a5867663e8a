"""Words for the items of a methods statement, and for its faults."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "methods.too_long": (
        N_("The text has {letters} letters; {longest} are the most."),
        N_("Say it shorter."),
    ),
    "report.no_file": (
        N_("{path} cannot be written or read."),
        N_("Check the name and the folder."),
    ),
    "report.not_released": (
        N_("Nothing of round {round} was released to this audience yet."),
        N_("Make a release first: “survey-app release make”."),
    ),
    "report.other_round": (
        N_("Release {release} is not one of round {round}."),
        N_("Use one of: {known}."),
    ),
}

#: item -> (its title, what people are asked)
ITEM_WORDS: dict[str, tuple[str, str]] = {
    "strategy": (N_("How the data were collected"), N_("Is there anything to add?")),
    "sponsor": (
        N_("Who paid for it, and who carried it out"),
        N_("Who paid for the survey, and who carried it out?"),
    ),
    "instrument": (N_("What was asked"), N_("Is there anything to add?")),
    "population": (
        N_("Whom the results speak of"),
        N_("Which people, in which places? Who could not be reached at all?"),
    ),
    "sample": (
        N_("How people were chosen"),
        N_(
            "From which list, how were places, households and people chosen and invited? Was anything given for taking part?"
        ),
    ),
    "modes": (N_("How people were asked"), N_("Is there anything to add?")),
    "dates": (N_("When people were asked"), N_("Is there anything to add?")),
    "precision": (
        N_("How many answered, and how sure that is"),
        N_("Is there anything to add?"),
    ),
    "weighting": (N_("How answers were weighted"), N_("Is there anything to add?")),
    "processing": (
        N_("How answers were processed and checked"),
        N_(
            "How were the people who asked trained and checked? Was anything corrected or left out?"
        ),
    ),
    "limits": (
        N_("What the results cannot say"),
        N_("What else could make the results differ from the truth?"),
    ),
}

#: What the program says of how a survey was made.
SENTENCES: dict[str, str] = {
    "intro": N_(
        "The eleven items every survey should tell of (AAPOR Transparency Initiative, April 2021)."
    ),
    "no_more": N_("Those who made the survey have not said more."),
    "round_of": N_(
        "A survey with a fixed questionnaire: round {round} of the survey {survey}."
    ),
    "imported": N_("The answers were collected with another program and imported."),
    "instrument": N_("Questionnaire {name}, {count} questions, in: {languages}."),
    "annex": N_(
        "The annex has the wording of every question and answer in every language."
    ),
    "communities": N_("Communities: {names}."),
    "adults": N_("Only adults were asked."),
    "probability": N_("People were drawn by chance."),
    "quota": N_(
        "People were chosen until quotas were full: no probability sample, so margins and intervals are model-based."
    ),
    "open": N_(
        "Whoever wanted to could answer: no probability sample, so margins and intervals are model-based."
    ),
    "not_declared": N_("How people were chosen has not been declared."),
    "places": N_("They were asked in %(clusters)s places, in %(strata)s strata."),
    "rate": N_("{share} {meaning} ({rate})."),
    "no_rates": N_("How many could not be reached or refused is not recorded."),
    "modes": N_("Ways of asking: {modes}."),
    "languages": N_("Languages people answered in: {languages}."),
    "no_days": N_("The days people were asked are not recorded."),
    "from_on": N_("People were asked from {first} on."),
    "from_to": N_("People were asked from {first} to {last}."),
    "still_open": N_("The round was still open when this was released."),
    "most": N_("Up to {n} people answered each question shown."),
    "narrow": N_(
        "Half of the intervals are narrower than {points} points to either side."
    ),
    "design_based": N_(
        "They count with the weights, strata and places of the sample ({df} degrees of freedom)."
    ),
    "srs": N_("They assume that everyone was chosen alone ({df} degrees of freedom)."),
    "withheld": N_(
        "Numbers of too few people are not shown, nor numbers that would give them away."
    ),
    "weighted_to": N_("The answers are weighted to the population by: %(groupings)s."),
    "trim": N_("No weight is larger than {trim} times the middle one."),
    "deff": N_(
        "Unequal weights cost precision: the variance is {deff} times that of equal weights."
    ),
    "equal": N_("Everybody counts the same."),
    "checked": N_(
        "Every interview was checked against the questionnaire as it came in; what did not fit was judged by a person."
    ),
    "missing": N_(
        "Missing answers were not filled in. A score needs at least two thirds of its questions, and two."
    ),
    "sound": N_(
        "Of {count} constructs the questions agree well enough for {sound} (reliability of 0.7 or more)."
    ),
    "model_based": N_(
        "People were not drawn by chance in this round: weights and intervals rest on a model, and may miss the truth more often than they say."
    ),
    "no_clusters": N_(
        "No clusters are known: intervals assume that everyone was chosen alone, and are narrower than they should be if people were chosen together."
    ),
    "few_places": N_("There are few places, so intervals are rough."),
    "never_exact": N_(
        "A survey is not exact: besides chance, wording, who asks and who refuses can move results."
    ),
}
