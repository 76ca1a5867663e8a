"""Words for faults around alerts and what is done about them."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "alert.step_not_open": (
        N_("The step “{step}” is not open to an alert that is “{state}”."),
        N_("Load the page again: somebody else may have taken a step meanwhile."),
    ),
}
