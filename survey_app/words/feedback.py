"""What can be wrong with feedback."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "feedback.day": (
        N_("{value} is no day."),
        N_("Write days as 2026-03-31."),
    ),
    "feedback.future": (
        N_("{day} has not come yet."),
        N_("Correct the day."),
    ),
    "feedback.half": (
        N_("What people said and what was done are both needed."),
        N_("Fill in both; name no person."),
    ),
    "feedback.no_such_code": (
        N_("There is no feedback under this code."),
        N_("Check each sign of the code; it may also have been taken back."),
    ),
    "feedback.no_such_step": (
        N_("This cannot follow now: the feedback is {state}."),
        N_("Look at it again; somebody else may have acted meanwhile."),
    ),
    "feedback.no_text": (
        N_("Nothing is written yet."),
        N_("Write what you want to say."),
    ),
    "feedback.no_words": (
        N_("This step needs a few words."),
        N_("Write them and send it again."),
    ),
    "feedback.not_focal": (
        N_("Only people who were named for it may read these reports."),
        N_("A coordinator names them on the page of feedback."),
    ),
    "feedback.not_yours": (
        N_("This step is not yours to take."),
        N_("Choose one of those the page offers."),
    ),
    "feedback.other_secret": (
        N_("This report was sealed with another secret of this server."),
        N_("Bring back the secret from a backup."),
    ),
    "feedback.too_long": (
        N_("The text has {signs} signs, {most} fit."),
        N_("Shorten it, or send it in parts."),
    ),
    "feedback.too_many": (
        N_("Too much is arriving at this moment; nothing was kept."),
        N_("Wait a minute and send it again; your text is still in the form."),
    ),
    "feedback.unknown": (
        N_("There is no feedback of number {number}."),
        N_("It may have been taken back, or only named people may read it."),
    ),
    "feedback.unknown_word": (
        N_("{value} is none of the words that are known here."),
        N_("Use one of: {known}."),
    ),
}
