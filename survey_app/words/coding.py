"""Words for faults of coding open answers."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "coding.apart": (
        N_("Two people gave {count} answers different codes."),
        N_("Settle these differences first."),
    ),
    "coding.few_coded": (
        N_("{count} answers have a code."),
        N_("Go on coding until at least {least} have one."),
    ),
    "coding.finished": (
        N_("The coding of {item} is finished, and stays as it is."),
        N_("Change the codes with the answers of the next round."),
    ),
    "coding.frame_changed": (
        N_(
            "Somebody else changed the codes meanwhile: version {version} is the newest."
        ),
        N_("Copy what you wrote, load the page again and write it into that version."),
    ),
    "coding.gone": (
        N_("Answers that are not here were given a code: {count}."),
        N_(
            "They were taken back meanwhile, or are of another question. Load the page again."
        ),
    ),
    "coding.line": (
        N_("Line {line} is no code."),
        N_("Write type > category > code, with > between them and none of them empty."),
    ),
    "coding.no_code": (
        N_("There is no code “{code}” in the newest version."),
        N_("Load the page again and choose one of its codes."),
    ),
    "coding.no_item": (
        N_("This round has no open question {item}."),
        N_("Choose one of those that are listed."),
    ),
    "coding.not_apart": (
        N_("Nobody differs about this answer any more."),
        N_("Load the page again."),
    ),
    "coding.not_finished": (
        N_("The coding of {item} is not finished."),
        N_("The table by groups opens once a coordinator has finished it."),
    ),
    "coding.round_open": (
        N_("The round {round} is still open."),
        N_("Close the round first, so that no more answers come in."),
    ),
    "coding.too_few": (
        N_("There are too few codes."),
        N_("Write at least {least}."),
    ),
    "coding.too_few_answers": (
        N_("Fewer than {least} people answered {item}."),
        N_(
            "So few answers stay unread: who was there could know whose they are. Wait for more."
        ),
    ),
    "coding.too_long": (
        N_("A part of line {line} is too long."),
        N_("Use {most} letters at most for a type, a category or a code."),
    ),
    "coding.too_many": (
        N_("There are {count} codes."),
        N_("Use {most} at most; nobody can tell more apart."),
    ),
    "coding.twice": (
        N_("The code “{name}” stands there twice."),
        N_("Give each code a name of its own, also in different categories."),
    ),
}
