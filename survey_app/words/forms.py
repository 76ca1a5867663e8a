"""Words for questionnaires, answers and banks from elsewhere, or on their way there."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "bank.files_changed": (
        N_("Files of the bank are missing or were changed: {files}."),
        N_("Get the file again from where it came."),
    ),
    "bank.no_archive": (
        N_("The file is no shared bank."),
        N_("Give the .zip that “survey-app bank export” wrote."),
    ),
    "bank.no_provenance": (
        N_("The bank does not say its licence and its source."),
        N_('Say both: --licence CC-BY-4.0 --source "who wrote it, and where".'),
    ),
    "bank.not_here": (
        N_("There is no bank, draft or definition {name}."),
        N_("Use one of: {known}."),
    ),
    "bank.not_plain": (
        N_(
            "{item} has a part in the interview or a rule; a bank holds questions alone."
        ),
        N_("Take the role and the rule out."),
    ),
    "bank.not_shared": (
        N_("There is no shared bank {name} here."),
        N_("Take it in first."),
    ),
    "bank.size": (
        N_("The bank has {count} questions; it may have 1 to {most}."),
        N_("Share another bank, or divide it."),
    ),
    "bank.stray_recording": (
        N_("The recording {file} belongs to no text of the bank in “{language}”."),
        N_("Get the file again from where it came."),
    ),
    "bank.unseen_signs": (
        N_("The texts hold signs that nobody sees, which turn words around."),
        N_("Write the texts again without them."),
    ),
    "file.no_submissions": (
        N_("The file holds no list of submissions."),
        N_(
            "Export the answers as JSON from KoboToolbox, or take the OData feed of ODK Central."
        ),
    ),
    "file.too_many_columns": (
        N_("The submissions have more than {most} different questions."),
        N_("Export one form at a time."),
    ),
    "form.calculate_not_kept": (
        N_("Calculated values are not kept with the answers; the row was left out."),
        N_(
            "Name a construct for the questions it is made of, or calculate it afterwards."
        ),
    ),
    "form.choice_filter": (
        N_("Answers cannot be filtered by earlier ones; all answers are offered."),
        N_("Shorten the list, or ask one question for each case."),
    ),
    "form.choice_twice": (
        N_("The list {list} has the choice {code} twice."),
        N_("Give each choice a name of its own."),
    ),
    "form.choice_without": (
        N_("A choice has no name, or names no list."),
        N_("Fill both columns, list_name and name."),
    ),
    "form.circle": (
        N_("The condition of {named} comes back to {named} itself."),
        N_("Let conditions look only at questions asked before."),
    ),
    "form.column_unread": (
        N_("The column {column} has no meaning here and was left out (rows: {rows})."),
        N_("Nothing needs to be done; every question may be declined here."),
    ),
    "form.constraint_open": (
        N_("Numbers and texts have no limits here; any is taken."),
        N_("Ask for a group (for ages: 18 to 25 …) if limits matter."),
    ),
    "form.constraint": (
        N_("The constraint looks at more than the answer itself; any answer is taken."),
        N_("Look at such answers when you read the results."),
    ),
    "form.date_as_text": (
        N_("Days are asked as a text (rows: {rows})."),
        N_("A date of birth tells who somebody is; ask for an age group instead."),
    ),
    "form.disabled": (
        N_("Rows marked as disabled were left out (rows: {rows})."),
        N_("Nothing needs to be done."),
    ),
    "form.draws": (
        N_("{item} draws by lot whom to ask about; no XLSForm can do that."),
        N_(
            "Leave the questions about groups out of the questionnaire, or use this program’s own tablets."
        ),
    ),
    "form.group_not_closed": (
        N_("A group or repeat begins here and does not end."),
        N_("Add a row end_group or end_repeat."),
    ),
    "form.group_not_open": (
        N_("This ends a group or repeat that did not begin."),
        N_("Delete the row, or add where it begins."),
    ),
    "form.heading_left_out": (
        N_(
            "Headings of groups without a question of the same condition were left out (rows: {rows})."
        ),
        N_("If they matter, write them into the words of a question."),
    ),
    "form.hint_joined": (
        N_("Hints stand under the words of their question (rows: {rows})."),
        N_("Nothing needs to be done."),
    ),
    "form.in_repeat": (
        N_("The row stands in a repeat and was left out with it."),
        N_("Ask everybody for themselves, or ask for a number."),
    ),
    "form.language_incomplete": (
        N_("{count} of {of} texts are not in “{language}”; the language was left out."),
        N_("Translate the rest, or go on without the language."),
    ),
    "form.language_taken": (
        N_("Words whose column names no language were taken as “{language}”."),
        N_(
            "If they are in another, say so: --language, or default_language on the sheet settings."
        ),
    ),
    "form.language_unknown": (
        N_("“{language}” is not the name of a known language."),
        N_("Write the heading with the language’s code: label::Name (code)."),
    ),
    "form.list_too_long": (
        N_("The list {list} has more than {most} answers; the question was left out."),
        N_("Ask in two steps, or let the round’s list of places say it."),
    ),
    "form.losses": (
        N_("{count} rows, conditions or languages cannot be taken over."),
        N_("Correct them, or go on without them (--partly)."),
    ),
    "form.media": (
        N_("The form names {count} recordings and pictures, such as {names}."),
        N_("Add them on the questionnaire’s page for recordings and pictures."),
    ),
    "form.never_asked": (
        N_("The condition can never hold; the question was left out."),
        N_("Correct the condition, or delete the question."),
    ),
    "form.no_label": (
        N_("The question has no words."),
        N_("Write its words in the column label."),
    ),
    "form.no_media_file": (
        N_("The file is not in the folder."),
        N_(
            "Put it there and import the form again, or add it on the questionnaire’s page."
        ),
    ),
    "form.no_name": (
        N_("The row has no name."),
        N_("Give it a name of letters and digits in the column name."),
    ),
    "form.no_questions": (
        N_("The form asks nothing that can be taken over."),
        N_(
            "Add questions of the types select_one, select_multiple, integer, decimal or text."
        ),
    ),
    "form.no_such_list": (
        N_("There is no list of choices called {list}."),
        N_("Add it to the sheet choices, or correct the name: {known}."),
    ),
    "form.no_such_module": (
        N_("There is no kind of module {kind}."),
        N_("Use one of: {known}."),
    ),
    "form.no_such_question": (
        N_("There is no question {named} that was taken over."),
        N_("Correct the name, or leave it out."),
    ),
    "form.no_such_role": (N_("There is no role {role}."), N_("Use one of: {known}.")),
    "form.no_survey_sheet": (
        N_("The workbook has no sheet called survey."),
        N_("Give an XLSForm: sheets survey, choices and settings."),
    ),
    "form.no_types": (
        N_("The first row of the sheet survey names no column type."),
        N_("Put the names of the columns into the first row."),
    ),
    "form.no_type": (
        N_("The row has a name or words but no type."),
        N_("Write its type, or delete the row."),
    ),
    "form.not_kept": (
        N_(
            "What a phone notes by itself (“{column}”) was left out: this program keeps no exact hours, devices or places (rows: {rows})."
        ),
        N_("Nothing needs to be done."),
    ),
    "form.not_scorable": (
        N_("Only select_one questions can be scored; this is “{type}”."),
        N_("Take it out of the construct."),
    ),
    "form.note_left_out": (
        N_(
            "Notes that stand before no question of the same condition were left out (rows: {rows})."
        ),
        N_("If they matter, write them into the words of a question."),
    ),
    "form.one_option": (
        N_("The question has fewer than two answers; it was left out."),
        N_("Add an answer, or make it a note."),
    ),
    "form.only_whole": (
        N_(
            "{what} can come back only with a whole questionnaire, one that asks for consent itself."
        ),
        N_("Mark the question of consent: survey_app::role = consent."),
    ),
    "form.pair": (
        N_("This does not say which questions belong to what."),
        N_("Write NAME=QUESTION, several questions with commas: trust=q1,q2"),
    ),
    "form.renamed": (
        N_("Names that cannot be kept as they are were changed (rows: {rows})."),
        N_("Nothing needs to be done; the map for answers knows both names."),
    ),
    "form.repeat": (
        N_(
            "Questions cannot be repeated here; the repeat was left out with all its rows."
        ),
        N_("Ask everybody for themselves, or ask for a number."),
    ),
    "form.rule_on_open": (
        N_(
            "The condition of {item} asks whether {named} was declined; a form cannot know that of a number or text."
        ),
        N_("Let the condition look at a choice."),
    ),
    "form.rules_too_long": (
        N_("Conditions and calculations have more than {most} signs together."),
        N_("Split the questionnaire."),
    ),
    "form.shows_answer": (
        N_(
            "The words show an earlier answer, which no text can do here; “…” stands instead (column {column})."
        ),
        N_("Word the question so that it needs no answer of before."),
    ),
    "form.text_too_long": (
        N_("A text has more than {most} signs (column {column})."),
        N_("Shorten it; nobody can listen to so much at once."),
    ),
    "form.too_deep": (
        N_("Groups stand in each other more than {most} deep."),
        N_("Put fewer groups into each other."),
    ),
    "form.too_many_options": (
        N_("All questions together have more than {most} answers."),
        N_("Take out lists that nobody needs."),
    ),
    "form.type_not_here": (
        N_(
            "Questions of the type “{type}” cannot be asked here; the row was left out."
        ),
        N_("Ask it as a choice, a number or a text."),
    ),
    "form.type_telling": (
        N_(
            "The type “{type}” can tell who or where somebody is; this program keeps none of it. The row was left out."
        ),
        N_("Ask for what you need as a choice among a few answers."),
    ),
    "form.type_unknown": (N_("There is no type “{type}”."), N_("Use one of: {known}.")),
    "form.unfit_code": (
        N_("The answer code “{code}” of {item} has blanks or quotation marks."),
        N_("Make a version with codes of letters and digits."),
    ),
    "form.words_joined": (
        N_(
            "Words of notes and groups stand before the question that follows (rows: {rows})."
        ),
        N_("Nothing needs to be done."),
    ),
    "map.columns_of_one": (
        N_("{item} is no choice of several answers, but has several columns."),
        N_('Give it one column, or kind = "choices".'),
    ),
    "rule.asks_later": (
        N_("The condition looks at {named}, which is asked later; it was left out."),
        N_("Ask {named} earlier."),
    ),
    "rule.function": (
        N_(
            "A condition here has no function {function}(); the condition was left out, so everybody is asked."
        ),
        N_("Ask a question whose answers decide it."),
    ),
    "rule.in_circles": (
        N_("The calculated value {named} needs itself; the condition was left out."),
        N_("Let it look only at questions asked before."),
    ),
    "rule.left_out_name": (
        N_(
            "The condition looks at {named}, which was not taken over; it was left out, so everybody is asked."
        ),
        N_("Ask for it in a way that can be taken over, or leave the question out."),
    ),
    "rule.open_answer": (
        N_(
            "{named} is a number or a text; a condition here can look only at choices and was left out, so everybody is asked."
        ),
        N_("Ask for {named} as a choice among groups."),
    ),
    "rule.several_compared": (
        N_(
            "{named} has several answers and cannot be compared as one; the condition was left out."
        ),
        N_("Use selected(${{{named}}}, 'answer')."),
    ),
    "rule.too_deep": (
        N_("The expression has more than {most} brackets in each other."),
        N_("Write it more simply."),
    ),
    "rule.too_long": (
        N_("The expression is too long to be a condition."),
        N_("Divide it among several questions."),
    ),
    "rule.too_many_cases": (
        N_("The condition has more than {most} cases; it was left out."),
        N_("Write it more simply."),
    ),
    "rule.unknown_name": (
        N_(
            "The condition names {named}, which the form does not have; it was left out."
        ),
        N_("Correct the name."),
    ),
    "rule.unreadable": (
        N_(
            "The expression cannot be read as a condition at “{part}”; it was left out."
        ),
        N_("Write it with selected(), =, and, or, not and the names of questions."),
    ),
    "value.not_yes_or_no": (
        N_("The column of one answer holds “{value}” (rows: {rows})."),
        N_("It may hold 1 where the answer was chosen, else 0 or nothing."),
    ),
    "workbook.not_xlsx": (
        N_("This is no Excel workbook (.xlsx), or it has a password."),
        N_("Save it as .xlsx without a password."),
    ),
    "workbook.too_large": (
        N_("The workbook is larger than {most} MB when unpacked."),
        N_("Take out pictures and what is no part of the questionnaire."),
    ),
    "workbook.too_long": (
        N_("The sheet {sheet} has more than {most} rows."),
        N_("Delete rows that are no part of the questionnaire, or split it."),
    ),
    "workbook.too_wide": (
        N_("The sheet {sheet} has cells beyond column {most}."),
        N_("Delete them; a form has a few dozen columns."),
    ),
}
