"""Words for faults around alerts and what is done about them."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "alert.step_not_open": (
        N_("The step “{step}” is not open to an alert that is “{state}”."),
        N_("Load the page again: somebody else may have taken a step meanwhile."),
    ),
    "protocol.circular": (
        N_("The ladder goes round: {roles}."),
        N_("Take one of these roles out, so that it ends with somebody."),
    ),
    "protocol.deadline": (
        N_("{hours} hours are no deadline ({where})."),
        N_("Give more than 0 hours and at most a year."),
    ),
    "protocol.many_steps": (
        N_("The plan has more than {most} steps."),
        N_("Keep what must be done in the first days."),
    ),
    "protocol.no_checks": (
        N_("The plan does not ask whether it could do harm."),
        N_("Write at least one question to be answered before acting."),
    ),
    "protocol.no_deadline": (
        N_("“{where}” has no deadline for the severity “{severity}”."),
        N_("Give hours for watch, alert and critical."),
    ),
    "protocol.no_owner": (
        N_("Nobody has to acknowledge."),
        N_("Choose the role that looks at the alert first."),
    ),
    "protocol.no_steps": (
        N_("The plan has no steps."),
        N_("Write at least one thing that somebody can do."),
    ),
    "protocol.no_title": (
        N_("The plan has no title."),
        N_("Give it a title by which people find it."),
    ),
    "protocol.own_deputy": (
        N_("In step {step} the role “{role}” stands in for itself."),
        N_("Choose another role, or none."),
    ),
    "protocol.reachable": (
        N_("“{text}” looks as if it held a telephone number or an address."),
        N_("Name a role; numbers and addresses belong to the people who hold it."),
    ),
    "protocol.step_empty": (
        N_("Step {step} says nothing."),
        N_("Write what is to be done, or remove the step."),
    ),
    "protocol.step_no_owner": (
        N_("Nobody has to do step {step}."),
        N_("Choose the role that does it."),
    ),
    "protocol.step_twice": (
        N_("There are two steps {step}."),
        N_("Give every step a name of its own."),
    ),
    "protocol.unknown_role": (
        N_("Nobody holds the role “{role}”."),
        N_("Add somebody who holds it, or name another role."),
    ),
    "silence.ends_first": (
        N_("The silence ends before it begins."),
        N_("Choose a later end."),
    ),
    "silence.no_reason": (
        N_("The silence has no reason."),
        N_("Say in a sentence why nobody should be told."),
    ),
    "silence.too_long": (
        N_("A silence of more than {days} days would be forgotten."),
        N_("Choose an earlier end; it can be set again."),
    ),
}
