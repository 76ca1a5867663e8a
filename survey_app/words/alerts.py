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
    "alert.no_lesson": (
        N_("It is not written what was learned."),
        N_("Answer the four questions; a sentence each is enough."),
    ),
    "alert.no_reason": (
        N_("No reason is given."),
        N_("Say in a sentence why."),
    ),
    "alert.not_acting": (
        N_("Nobody has decided to act yet; the alert is “{state}”."),
        N_("Acknowledge it, look whether it is true, and decide to act."),
    ),
    "alert.open_already": (
        N_("There is an open alert about this already: {number}."),
        N_("Go on with that one."),
    ),
    "alert.unchecked": (
        N_("The questions that keep from doing harm were not gone through."),
        N_("Go through them with somebody who lives there, and tick that you did."),
    ),
    "alert.unknown": (
        N_("There is no alert {number}."),
        N_("Choose one from the list of alerts."),
    ),
    "contact.address": (
        N_("“{address}” is no address of the kind “{channel}”."),
        N_(
            "Write an e-mail address, a web address beginning with https://, or the address of a service."
        ),
    ),
    "contact.ceiling": (
        N_("The most messages a day is less than one."),
        N_("Give one or more; critical alerts come anyway."),
    ),
    "contact.closed": (
        N_("This person is reached no more."),
        N_("Ask somebody else who holds the role."),
    ),
    "contact.no_name": (
        N_("The person has no name."),
        N_("Write a name by which the team knows them."),
    ),
    "contact.no_role": (
        N_("The person holds no role."),
        N_("Write at least one role, such as mediator."),
    ),
    "contact.quiet": (
        N_("The quiet hours are no hours of the day."),
        N_("Give hours from 0 to 23, or leave both empty."),
    ),
    "contact.unknown": (
        N_("This person is not known."),
        N_("Choose one from the list of people."),
    ),
    "lesson.empty": (
        N_("This answer is empty."),
        N_("A sentence is enough."),
    ),
    "lesson.helped": (
        N_("It is not said whether it helped."),
        N_("Choose one of the answers."),
    ),
    "lesson.too_long": (
        N_("This answer has more than {most} signs."),
        N_("Write it shorter."),
    ),
    "lesson.unknown": (
        N_("Nothing was learned of alert {number} yet."),
        N_("Its lesson is written when it is closed."),
    ),
    "notice.no_connection": (
        N_("The receiver could not be reached."),
        N_("It is tried again by itself."),
    ),
    "notice.no_mail": (
        N_("No mail server is set."),
        N_("Set SURVEY_APP_MAIL and SURVEY_APP_MAIL_FROM."),
    ),
    "notice.no_services": (
        N_("The library for messages to other services is not installed."),
        N_("Install it: pip install 'survey-app[notify]'."),
    ),
    "notice.not_now": (
        N_("The receiver does not take it now."),
        N_("It is tried again by itself."),
    ),
    "notice.refused": (
        N_("The receiver refuses it."),
        N_("Ask the person for another address."),
    ),
    "notice.unknown_service": (
        N_("The address names a service nobody knows."),
        N_("Correct it on the page of people."),
    ),
    "protocol.unknown": (
        N_("There is no plan “{name}”."),
        N_("Choose one from the list of plans."),
    ),
    "cap.addresses": (
        N_("A message for named receivers only has none."),
        N_("Choose the scope Restricted."),
    ),
    "cap.identifier": (
        N_("“{text}” cannot be an identifier in a message to other systems."),
        N_(
            "Set SURVEY_APP_ADDRESS to an address without blanks, commas or signs such as < and &."
        ),
    ),
    "cap.no_references": (
        N_("The message changes another one and names none."),
        N_("Send the first message of the alert before."),
    ),
    "cap.references": (
        N_("“{text}” is the message itself, or later than it."),
        N_("Look whether the clock of this machine is right."),
    ),
    "cap.restriction": (
        N_("A message of the scope {scope} and its restriction do not go together."),
        N_("Give a restriction to restricted messages only."),
    ),
    "decision.empty": (
        N_("The part “{part}” is empty."),
        N_("Write a sentence; name nobody."),
    ),
    "decision.unknown": (
        N_("There is no decision {number}."),
        N_("Choose one from the list of decisions."),
    ),
    "needs.no_institution": (
        N_("The institution has no name."),
        N_("Write which institution was rated."),
    ),
    "needs.no_panel": (
        N_("The panel has no name."),
        N_("Write who rated, such as staff or citizens."),
    ),
    "needs.no_ratings": (
        N_("Nothing was rated."),
        N_("Rate at least one item from 0 to 3."),
    ),
    "needs.rating": (
        N_("The rating of {item} is not from 0 to 3, or its priority not from 1 to 3."),
        N_("Correct it, or leave the item out."),
    ),
    "risk.level": (
        N_("Likelihood and impact go from {least} to {most}."),
        N_("Choose one of these numbers."),
    ),
    "risk.no_owner": (
        N_("Nobody looks after this risk."),
        N_("Name the role that does."),
    ),
    "risk.no_title": (
        N_("The risk has no title."),
        N_("Write what could happen."),
    ),
}
