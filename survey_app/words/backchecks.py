"""Words for faults of second answers."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "backcheck.code": (
        N_("No interview of this round is to be asked again under the code “{code}”."),
        N_(
            "Copy the code from the list. If it is gone from there, the person took the answers back: forget the second ones too."
        ),
    ),
    "backcheck.item": (
        N_("“{item}” is no question that may be asked again."),
        N_("Use five of these at most: {known}."),
    ),
    "backcheck.no_questions": (
        N_(
            "This questionnaire has no facts that can be asked again: no numbers, and no groups people choose one of."
        ),
        N_(
            "Ask who people are in the next version, for example by gender, age and schooling."
        ),
    ),
    "backcheck.nobody": (
        N_(
            "No interview can be asked again: nobody’s is known who asked it, or no respondent agreed."
        ),
        N_(
            "Bring in interviews first; back-checks are of interviews that an enumerator held."
        ),
    ),
    "backcheck.number": (
        N_("“{value}” is not a number."),
        N_("Write a number in digits, dont_know or refused."),
    ),
    "backcheck.person": (
        N_("There is no account {name} that could have asked again."),
        N_("Use the name of an account: {known}."),
    ),
    "backcheck.same_person": (
        N_("{name} held this interview, and cannot check it."),
        N_("Let somebody else ask again."),
    ),
    "backcheck.too_few": (
        N_("There are {count} answers to compare."),
        N_("Ask at least {least} of the questions again."),
    ),
    "backcheck.too_many": (
        N_("There are answers to {count} questions."),
        N_("Ask {most} at most, so that nobody is questioned twice at length."),
    ),
    "backcheck.twice": (
        N_("The interview {code} was checked already, or stands here twice."),
        N_("Each interview is checked once; draw more if more are needed."),
    ),
}
