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
    "draft.no_file": (
        N_("No file was chosen."),
        N_("Choose a questionnaire written as a .toml file."),
    ),
    "draft.no_title": (
        N_("The questionnaire has no title."),
        N_("Write what people will read at the top of it."),
    ),
    "draft.no_question": (
        N_("The draft has no question {item} any more."),
        N_("Its history tells who took it out; it can be brought back from there."),
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
    "proposal.adopted": (
        N_("This proposal is asked in the draft {draft} already."),
        N_("Change the question there."),
    ),
    "proposal.count": (
        N_("These are no counts of votes."),
        N_(
            "Write how many wanted it asked, and how many were there; no more votes than people."
        ),
    ),
    "proposal.no_text": (
        N_("The proposal has no words."),
        N_("Write it in one language at least."),
    ),
    "proposal.too_few": (
        N_(
            "Fewer than {least} people were there, and it would be known who voted how."
        ),
        N_("Count several small gatherings together."),
    ),
    "proposal.too_long": (
        N_("The proposal has {words} words; {most} can be heard once."),
        N_("Say one thing, shorter."),
    ),
    "proposal.unknown": (
        N_("There is no such proposal any more."),
        N_("Go back to the list of proposals."),
    ),
    "own.no_text": (
        N_("Question {item} has no text."),
        N_("Write it in one language at least, or remove the question."),
    ),
}

#: What was done to a draft -> how its history tells it.
DEEDS = {
    "begin": N_("Begun"),
    "settings": N_("Title and languages changed"),
    "pick": N_("Picked from the question banks"),
    "groups": N_("Local groups changed"),
    "item": N_("Own question written: {question}"),
    "construct": N_("Own score changed: {name}"),
    "declare": N_("What is declared beforehand changed"),
    "remove": N_("Taken out: {question}"),
    "up": N_("Moved up: {question}"),
    "down": N_("Moved down: {question}"),
    "place": N_("Moved: {question}"),
    "rule": N_("When it is asked changed: {question}"),
    "sensitive": N_("Whether it is sensitive changed: {question}"),
    "adopt": N_("Adopted from a proposal: {question}"),
    "settle": N_("Chosen between two texts"),
    "restore": N_("Gone back to an earlier state"),
    "share": N_("Taken from a shared bank: {name}"),
}

#: What to look at before publishing -> the sentence.
FINDINGS = {
    "too_long": N_(
        "It takes about {minutes} minutes. Longer than {most} tires people, and answers suffer."
    ),
    "no_groups": N_(
        "Nobody is asked who they are, so no gap between groups can be seen. Pick groupings."
    ),
    "no_reverse": N_(
        "All statements of “{construct}” point the same way: who says yes to everything scores high."
    ),
    "untranslated": N_("A text is not written in this language yet."),
    "long_text": N_("It has {words} words; more than {most} are hard to hear once."),
    "sensitive_text": N_(
        "An open answer to a sensitive question may hold names. Offer answers to choose from."
    ),
    "no_privacy": N_("It is sensitive, and no question asks whether others can hear."),
    "unreviewed": N_(
        "{open} of {total} texts are not locked: nobody has reviewed them to the end."
    ),
    "no_audio": N_(
        "{open} of {total} texts have no recording for people who do not read."
    ),
}

#: How a question differs between two versions -> the sentence.
DIFFERENCES = {
    "added": N_("New question: {about}"),
    "removed": N_("No longer asked: {about}"),
    "order": N_("The questions come in another order."),
    "rule": N_("When it is asked has changed: {about}"),
    "sensitive": N_("Sensitive from now on: {about}"),
    "not_sensitive": N_("No longer sensitive: {about}"),
    "text": N_("Worded otherwise ({language}): {about}"),
    "answers": N_("Other answers ({language}): {about}"),
    "language_added": N_("New language: {language}"),
    "language_removed": N_("No longer in: {language}"),
    "title": N_("Another title ({language})"),
}

#: What a draft can begin with -> its name.
TEMPLATES = {
    "short": N_("Trust in twelve questions"),
    "core": N_("The core: trust, voice, safety, services, needs"),
    "pulse": N_("The pulse: ten questions, asked often"),
    "accountability": N_("How support is given and complaints are answered"),
}

#: Part of a definition -> what a clash about it is called.
PARTS = {
    "title": N_("Title"),
    "languages": N_("Languages"),
    "site_groups": N_("Local groups"),
    "ask": N_("When it is asked"),
    "own_items": N_("Own question"),
    "own_scales": N_("Answers"),
    "own_constructs": N_("Own score"),
    "own_group_names": N_("Name of a grouping"),
    "name": N_("Name"),
    "constructs": N_("Scores"),
    "items": N_("Single questions"),
    "groups": N_("Groupings"),
    "crossings": N_("Groups crossed"),
    "order": N_("Order"),
    "confirmatory": N_("What is declared beforehand"),
    "modules": N_("Sensitive modules"),
    "sensitive": N_("Sensitive questions"),
}
