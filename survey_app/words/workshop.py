"""Words for questionnaires under work, and for what a community asks in its own words."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "draft.clash": (
        N_(
            "Somebody else changed the same part, and {count} places are left to choose."
        ),
        N_("Choose one of the two texts everywhere; both stay in the history."),
    ),
    "draft.exists": (
        N_("There is a draft called {draft} already."),
        N_("Go on with that one, or choose another name."),
    ),
    "draft.moved_on": (
        N_("Somebody else has changed this draft in the meantime."),
        N_("Look at it as it is now, then decide again."),
    ),
    "draft.name": (
        N_("“{name}” cannot be the name of a questionnaire."),
        N_(
            "Use letters, digits, hyphens and points, beginning with a letter or digit."
        ),
    ),
    "draft.no_step": (
        N_("There is nothing to undo or to do again."),
        N_("The history of the draft lists all that was done."),
    ),
    "draft.not_aside": (
        N_("This edit is not waiting for a choice."),
        N_("The history of the draft lists all that was done."),
    ),
    "draft.unknown": (
        N_("There is no draft {draft}, or it never stood like this."),
        N_("Choose one from the list of drafts."),
    ),
    "own.id": (
        N_("“{item}” cannot be the short name of a question."),
        N_(
            "Use Latin letters, digits, points, hyphens and underscores, beginning with a letter."
        ),
    ),
    "own.id_taken": (
        N_("The question banks use the name {item} for something else."),
        N_("Choose another short name."),
    ),
    "own.no_text": (
        N_("Question {item} has no text."),
        N_("Write it in one language at least, or remove the question."),
    ),
}
