"""Words for faults of tablets and of what they send."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "device.days": (
        N_("A tablet is registered for 1 to {most} days."),
        N_("Choose a number of days in between."),
    ),
    "device.expired": (
        N_("The time of the tablet {name} is over."),
        N_("What it holds can still be sent; ask a coordinator to register it anew."),
    ),
    "device.is_revoked": (
        N_("The tablet {name} was shut out."),
        N_("Find out whose hands it was in before you accept the interview."),
    ),
    "device.name": (
        N_("The tablet’s name must have 1 to {most} signs."),
        N_("Choose another name."),
    ),
    "device.name_taken": (
        N_("There is already a tablet {name}."),
        N_("Choose another name."),
    ),
    "device.no_such_name": (
        N_("There is no tablet {name}."),
        N_("Use one of: {known}."),
    ),
    "device.not_registered": (
        N_("The interview comes from a tablet that is not registered here: {device}."),
        N_("Find out where it comes from before you accept the interview."),
    ),
    "device.other_round": (
        N_("The tablet {name} is not meant for the round {round}."),
        N_("Ask a coordinator."),
    ),
    "device.revoked": (
        N_("This tablet was shut out."),
        N_("Bring it to the coordinator; what it holds stays sealed."),
    ),
    "device.too_often": (
        N_("The tablet asks too often."),
        N_("Try again in {seconds} seconds."),
    ),
    "device.unknown": (
        N_("The server does not know this tablet."),
        N_("Ask a coordinator to register it anew."),
    ),
    "packet.does_not_open": (
        N_("The sealed interview does not open with the key of this server."),
        N_(
            "Keep it; it opens only on the server whose key the tablet was given, with its secret.key."
        ),
    ),
    "packet.form": (
        N_("This is not what it must be: {expected}."),
        N_("Bring the program on the tablet up to date."),
    ),
    "packet.key": (
        N_("The interview is sealed with a key this server does not have: {key}."),
        N_(
            "Keep it; it opens only on the server whose key the tablet was given, with its secret.key."
        ),
    ),
    "packet.missing": (
        N_("This is missing from the interview."),
        N_("Bring the program on the tablet up to date."),
    ),
    "packet.no_hand_over": (
        N_("This is not a file of sealed interviews."),
        N_("Choose the file whose name ends in .packets, as the tablet wrote it."),
    ),
    "packet.no_json": (
        N_("What was sent cannot be read; it was damaged on its way."),
        N_("Send it again; nothing was kept."),
    ),
    "packet.no_object": (
        N_("This is not an interview."),
        N_("Bring the program on the tablet up to date."),
    ),
    "packet.not_as_outside": (
        N_("The sealed interview is not the one its cover names."),
        N_("Find out where it comes from; somebody may have changed it."),
    ),
    "packet.round": (
        N_("There is no round {round} here."),
        N_("Find out which server the interview was made for."),
    ),
    "packet.too_many": (
        N_("More interviews were sent at once ({count}) than fit ({most})."),
        N_("Send fewer at a time; nothing was kept."),
    ),
    "packet.unknown": (
        N_("The interview has a part nobody knows here."),
        N_("Bring the server up to date, or the program on the tablet."),
    ),
    "packet.version": (
        N_("The interview is written in version {version}; known is: {known}."),
        N_("Bring the server up to date, then accept it."),
    ),
    "response.no_consent": (
        N_("The answers do not say that the person agreed and is an adult."),
        N_("Set it aside: without consent it may not count."),
    ),
    "response.receipt_taken": (
        N_("Another interview has the same code for taking answers back."),
        N_("Find out whether this one was made twice."),
    ),
    "review.accepted": (
        N_("This interview was accepted before and counts."),
        N_("It can no longer be set aside."),
    ),
    "review.unknown": (
        N_("There is no such interview waiting."),
        N_("Go back to the list."),
    ),
}
