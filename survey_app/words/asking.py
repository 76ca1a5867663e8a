"""What every questionnaire says beside its questions; the start page and its recording."""

from survey_app.i18n import N_

#: Why we ask.
PURPOSE = N_(
    "We ask how people here trust each other and those who decide, so that nobody is left behind."
)
#: What is promised to whoever answers.
PROMISES = (
    N_(
        "Nobody writes down your name. Results are shown only for groups, never for one person."
    ),
    N_("You will not be given or lose anything because of your answers."),
    N_("You may skip any question, and stop at any time."),
    N_("At the end you get a code. With it you can take your answers back."),
)
#: The two ways of declining a question, by the code that is kept.
DECLINES = {
    "dont_know": N_("I do not know"),
    "refused": N_("I prefer not to say"),
}
#: What a form for other programs says beside its questions, by the name it has there.
IN_FORMS = {
    "language": N_("Language of the interview"),
    "place": N_("Place"),
    "declined": N_("If there is no answer"),
    "alone": N_("“I do not know” and “I prefer not to say” go with no other answer."),
    "receipt": N_(
        "This is the code: {receipt}. Write it on paper for the person: with it the answers can be taken back."
    ),
    "ended": N_("We stop here. Nothing you said was kept."),
}
