"""What quality flags are called, and what to ask the people they are about."""

from survey_app.i18n import N_

#: flag -> (its name, what to ask)
FLAG_WORDS = {
    "back_check": (
        N_("Other answers when asked again"),
        N_(
            "Over a fifth of the facts differed when somebody else asked again. Ask how respondents were found, and whether the right people were met the second time."
        ),
    ),
    "depends_on_who_asks": (
        N_("Answers depend on who asks"),
        N_(
            "At the same places, over a tenth of the differences between answers is between these enumerators. Let them ask each other, and agree how every question is read."
        ),
    ),
    "far_from_team": (
        N_("Answers far from the others’ at the same places"),
        N_(
            "Ask whom this person met, and listen to how the questions are read; the places themselves do not explain it."
        ),
    ),
    "little_spread": (
        N_("Respondents who hardly differ"),
        N_(
            "The answers to this person differ less than half as much as the answers to others. Ask how respondents were found, and go along once."
        ),
    ),
    "alone_at_places": (
        N_("Person and place cannot be told apart"),
        N_(
            "Nobody else asked at the places of this person. Whether answers differ because of the person or of the place cannot be said; let two people ask at each place."
        ),
    ),
    "declines_often": (
        N_("Many declined questions"),
        N_(
            "Respondents of this person decline twice as often as everybody else’s. Ask how the questions are introduced, and whether people feel safe."
        ),
    ),
    "too_fast": (
        N_("Very fast"),
        N_(
            "Less than half the usual time, or less than anybody needs to read aloud. Ask how the questions were read."
        ),
    ),
    "too_slow": (
        N_("Very slow or interrupted"),
        N_(
            "Over three times the usual time, or a pause of half an hour. Ask what happened, and whether everybody was well."
        ),
    ),
    "straight_line": (
        N_("The same answer to opposite questions"),
        N_(
            "Six answers or more are the same though the questions point both ways. Ask whether the questions were understood."
        ),
    ),
    "long_string": (
        N_("Ten same answers in a row"),
        N_("Ask whether the respondent was tired, or the questions were read."),
    ),
    "declined": (
        N_("A third of the questions declined"),
        N_("Ask whether the respondent felt safe, and who was near."),
    ),
    "contradiction": (
        N_("Full agreement with opposite statements"),
        N_(
            "More often than honest interviews of this questionnaire. Ask whether the questions were understood, and how they were read."
        ),
    ),
    "exact_duplicate": (
        N_("Equal to another interview"),
        N_(
            "All scored answers are those of another interview. Ask whether one was entered twice."
        ),
    ),
    "near_duplicate": (
        N_("Nearly equal to another interview"),
        N_(
            "More alike than honest interviews of this questionnaire are. Ask how the two were made; talk before you judge."
        ),
    ),
    "near_elsewhere": (
        N_("Nearly equal to an interview of somebody else"),
        N_(
            "More alike than honest interviews of this questionnaire are, though not asked by the same person. Ask whether one was sent twice, or work was shared."
        ),
    ),
    "odd_time": (
        N_("At night, or with a wrong clock"),
        N_("Look at the clock of the tablet, and ask when the interview was."),
    ),
    "overlap": (
        N_("Two interviews at once"),
        N_("Another interview was open on the same tablet. Ask which one was whose."),
    ),
    "presence": (
        N_("A leader or an armed person could hear"),
        N_("Sensitive questions were left out. Ask how to find a safer place."),
    ),
    "other_version": (
        N_("Another version of the questionnaire"),
        N_("Bring the tablet up to date."),
    ),
    "other_place": (
        N_("Outside the assigned places"),
        N_("Ask why; the assignment may have to change."),
    ),
}
