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
