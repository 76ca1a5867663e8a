"""Words for faults of translations, and what each state and step is called."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "glossary.empty": (
        N_("The term or its word is missing."),
        N_("Write both."),
    ),
    "glossary.too_long": (
        N_("The text is too long."),
        N_("Write at most {most} signs."),
    ),
    "translation.column_missing": (
        N_("The sheet has no column {column}."),
        N_("Export the texts anew, and write into the column of the language."),
    ),
    "translation.control_sign": (
        N_("The text holds a sign that cannot be seen."),
        N_("Write the text again by hand."),
    ),
    "translation.empty": (
        N_("Nothing is written."),
        N_("Write the text in the language."),
    ),
    "translation.no_recording": (
        N_("Nobody writes this language, and the text has no recording."),
        N_("Record it, then lock it."),
    ),
    "translation.not_agreed": (
        N_("Nobody has agreed yet how {key} is said."),
        N_("Review the drafts first, then record the text."),
    ),
    "translation.file_kind": (
        N_("This is no file of translations."),
        N_("Use a file that ends in .po, .xlf, .xliff or .xlsx."),
    ),
    "translation.file_too_large": (
        N_("The file holds more than {most} MB."),
        N_("Bring in one questionnaire and one language at a time."),
    ),
    "translation.language_columns": (
        N_("The sheet must have one column headed by the language’s code: {columns}"),
        N_("Take the other columns out."),
    ),
    "translation.marked_up": (
        N_("The text holds marks of another program."),
        N_("Keep plain text between the marks of the file."),
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
        N_(
            "Nobody has reviewed this language of the questionnaire, or the program’s own sentences in it."
        ),
        N_("Open it for a pilot: --pilot {pilot}"),
    ),
    "translation.no_xliff": (
        N_("The file is no XLIFF 2.0 document."),
        N_("Save it as XLIFF 2.0, or use .po or .xlsx."),
    ),
    "translation.other_language": (
        N_("The file is in the language {language}, not {expected}."),
        N_("Bring it in where its language is translated."),
    ),
    "translation.own_draft": (
        N_("You wrote a draft of {key}; somebody else must decide."),
        N_("Ask somebody who wrote neither draft."),
    ),
    "translation.placeholders": (
        N_("Missing, or not in the text that is translated: {placeholders}."),
        N_("Copy what stands in braces as it is."),
    ),
    "translation.plural": (
        N_("The text has forms for one and for many, which no question has."),
        N_("Export the texts anew, and translate that file."),
    ),
    "translation.program_not_locked": (
        N_(
            "{unlocked} of the program’s own sentences in this language are not locked."
        ),
        N_(
            "Lock them on the page Translations, or open the language for a pilot: --pilot {language}"
        ),
    ),
    "translation.sign_of_pages": (
        N_("A sentence of the program must hold none of these signs: {signs}"),
        N_("Write it without them; say “and” and “of a hundred” in words."),
    ),
    "translation.step_not_open": (
        N_("{key} has moved on, and this cannot be done now."),
        N_("Look at it again: somebody may have been faster."),
    ),
    "translation.too_long": (
        N_("The text has {length} signs; {most} fit on the screen."),
        N_("Say it shorter."),
    ),
    "translation.twice": (
        N_("The text stands in the file {count} times."),
        N_("Keep one of them."),
    ),
    "translation.unknown_stage": (
        N_("There is no step {stage}."),
        N_("Use the steps of the page."),
    ),
    "translation.unknown_text": (
        N_("The questionnaire has no text {key}."),
        N_("Look for it in the list of its texts."),
    ),
}

#: How far a text is -> what people call it.
STATES = {
    "open": N_("Nothing yet"),
    "drafting": N_("One draft"),
    "drafted": N_("Two drafts"),
    "reviewed": N_("Reviewed"),
    "adjudicated": N_("Decided"),
    "pretested": N_("Tried with people"),
    "locked": N_("Locked"),
}

#: Step of a page -> its name, and what to do there.
STAGES = {
    "draft": (
        N_("Draft"),
        N_(
            "Translate the meaning, not the words. Somebody else translates the same texts; you see theirs when both drafts are in."
        ),
    ),
    "review": (
        N_("Review"),
        N_(
            "Compare the two drafts together with whoever wrote them, and choose or write the text you propose."
        ),
    ),
    "decide": (
        N_("Decide"),
        N_("Somebody who wrote neither draft decides how the text reads."),
    ),
    "pretest": (
        N_("Try with people"),
        N_(
            "Read the texts to a few people of the community and write down what they understood. No names."
        ),
    ),
    "lock": (
        N_("Lock"),
        N_("A language whose every text is locked may be published."),
    ),
}

#: What became of a line of a file -> what people call it.
OUTCOMES = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "conflicting": N_("Conflicting, not kept"),
    "ignored": N_("Ignored"),
}

#: Why a line was not kept.
REASONS = {
    "": "",
    "empty": N_("no translation"),
    "same": N_("already so"),
    "unknown": N_("not in the questionnaire"),
    "other_source": N_("translated from another text"),
    "moved_on": N_("two drafts are in, or it was agreed on"),
}

#: What was done about a text -> how its history tells it.
DEEDS = {
    "draft": N_("Draft"),
    "redraft": N_("Draft changed"),
    "review": N_("Reviewed"),
    "adjudicate": N_("Decided"),
    "pretest": N_("Tried with people"),
    "lock": N_("Locked"),
    "reopen": N_("Opened again"),
}
