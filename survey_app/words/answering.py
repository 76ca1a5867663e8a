"""Words for faults of answers; respondents read some of them."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "answer.chosen_twice": (
        N_("An answer is chosen twice."),
        N_("Choose each answer once."),
    ),
    "answer.identifying": (
        N_("This may tell who somebody is: {what}."),
        N_(
            "Leave names, numbers and addresses out if you can. To keep it as it is, press again."
        ),
    ),
    "answer.none": (
        N_("No answer is chosen."),
        N_("Choose one; “I do not know” and “I prefer not to say” are answers too."),
    ),
    "answer.none_of_two": (
        N_("No answer is chosen."),
        N_("Choose yes or no."),
    ),
    "answer.none_written": (
        N_("Nothing is written."),
        N_("Write an answer, or press “I do not know” or “I prefer not to say”."),
    ),
    "answer.not_an_option": (
        N_("“{answer}” is not an answer to this question."),
        N_("Use one of: {options}."),
    ),
    "answer.not_drawn": (
        N_("This is not what the number of the interview draws."),
        N_(
            "Ask whether the tablet’s program was changed; such an interview cannot be counted."
        ),
    ),
    "answer.not_asked": (
        N_("The answers before lead past this question."),
        N_("Leave its answer out."),
    ),
    "answer.too_long": (
        N_("The text has {length} signs; {most} fit."),
        N_("Shorten it."),
    ),
    "answer.unknown_item": (
        N_("The questionnaire has no such question."),
        N_(
            "Leave its answer out, or use the version of the questionnaire it belongs to."
        ),
    ),
    "answer.wrong_kind": (
        N_("This question needs an answer of the kind {kind}."),
        N_("For a number, use digits only."),
    ),
}
