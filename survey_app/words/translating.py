"""Words for faults of translations, and what each state and step is called."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "translation.control_sign": (
        N_("The text holds a sign that cannot be seen."),
        N_("Write the text again by hand."),
    ),
    "translation.empty": (
        N_("Nothing is written."),
        N_("Write the text in the language."),
    ),
    "translation.no_note": (
        N_("The note is missing."),
        N_("Write in a few words what people understood, or why it is opened again."),
    ),
    "translation.not_asked": (
        N_("The questionnaire is not in the language {language}."),
        N_("Use one of: {known}."),
    ),
    "translation.not_locked": (
        N_("{locked} of {total} texts in this language are reviewed and locked."),
        N_(
            "Finish the translation, or open the language for a pilot: --pilot {language}"
        ),
    ),
    "translation.not_reviewed": (
        N_("Nobody has reviewed this language of the questionnaire."),
        N_("Open it for a pilot: --pilot {pilot}"),
    ),
    "translation.own_draft": (
        N_("You wrote a draft of {key}; somebody else must decide."),
        N_("Ask somebody who wrote neither draft."),
    ),
    "translation.placeholders": (
        N_("Missing, or not in the text that is translated: {placeholders}."),
        N_("Copy what stands in braces as it is."),
    ),
    "translation.step_not_open": (
        N_("{key} has moved on, and this cannot be done now."),
        N_("Look at it again: somebody may have been faster."),
    ),
    "translation.too_long": (
        N_("The text has {length} signs; {most} fit on the screen."),
        N_("Say it shorter."),
    ),
    "translation.unknown_text": (
        N_("The questionnaire {instrument} has no text {key}."),
        N_("Look for it in the list of its texts."),
    ),
}
