"""What states, steps and events of alerts are called on pages."""

from survey_app.i18n import N_

STATE_WORDS = {
    "pending": N_("waits whether it lasts"),
    "firing": N_("nobody has taken it yet"),
    "acknowledged": N_("somebody looks into it"),
    "verified": N_("it is true"),
    "acting": N_("something is done"),
    "resolved": N_("over, to be closed"),
    "closed": N_("closed"),
}
#: What a button of a step says.
STEP_WORDS = {
    "acknowledge": N_("I take it"),
    "verify": N_("I looked: it is true"),
    "act": N_("We act"),
    "resolve": N_("It is over"),
    "close": N_("Close it"),
    "dismiss": N_("It was a false alarm"),
    "reopen": N_("Take it up again"),
    "note": N_("Keep the note"),
}
EVENT_WORDS = {
    "pended": N_("It rang for the first time and waits whether it lasts."),
    "fired": N_("The alert fired."),
    "worsened": N_("It became more severe."),
    "eased": N_("It became less severe."),
    "calmed": N_("Its numbers are calm again."),
    "returned": N_("It rings again."),
    "passed": N_("It passed before it was told to anybody."),
    "muted": N_("Nobody was told."),
    "unmuted": N_("It is told after all."),
    "edited": N_("Its rule was changed."),
    "not_judged": N_("It could not be judged."),
    "drilled": N_("A drill began."),
    "reported": N_("Somebody reported it."),
    "done": N_("Something of the plan is done."),
    "stepped": N_("A step was taken."),
}
#: What a step left behind in the history.
TAKEN_WORDS = {
    "acknowledge": N_("Somebody took it."),
    "verify": N_("Found to be true."),
    "act": N_("Decided to act."),
    "resolve": N_("Found to be over."),
    "close": N_("Closed."),
    "dismiss": N_("Found to be a false alarm."),
    "reopen": N_("Taken up again."),
    "note": N_("A note."),
}
OUTCOME_WORDS = {
    "true": N_("There was something."),
    "false": N_("A false alarm."),
    "unknown": N_("Nobody can tell."),
    "passed": N_("It passed by itself."),
    "none": N_("Not known yet."),
}
HELPED_WORDS = {
    "yes": N_("Yes"),
    "partly": N_("Partly"),
    "no": N_("No"),
    "unknown": N_("We cannot tell"),
}
NOTICE_WORDS = {
    "waiting": N_("waits"),
    "sent": N_("sent"),
    "failed": N_("not sent"),
}
CHANNEL_WORDS = {
    "email": N_("E-mail"),
    "webhook": N_("A program (webhook)"),
    "service": N_("SMS or chat service"),
}
#: Questions a new plan begins with.
CHECKS = (
    N_("Could acting on this put somebody in danger?"),
    N_("Could a group be blamed for it?"),
    N_("Has somebody who lives there looked at it first?"),
)
