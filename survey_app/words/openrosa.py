"""Words for faults of what other programs send: ODK Collect, KoboCollect, Enketo."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "openrosa.differs": (
        N_("Another form was sent under this id."),
        N_("Keep it on the device, and tell the coordinator."),
    ),
    "openrosa.encrypted": (
        N_("The form was encrypted on the device, which this server does not read."),
        N_("Get the form anew from this server; send it by https."),
    ),
    "openrosa.entities": (
        N_("The form begins with a list of definitions, which may be an attack."),
        N_("Send it without a DOCTYPE."),
    ),
    "openrosa.id": (
        N_("An id may have {most} signs, all of them printable."),
        N_("Get the form anew from this server."),
    ),
    "openrosa.login": (
        N_("The server does not know this user and password."),
        N_("Type both as the coordinator’s page shows them, or scan the code."),
    ),
    "openrosa.no_form": (
        N_("There is no form {form} here."),
        N_("Get the list of forms anew; the round may be closed."),
    ),
    "openrosa.no_form_id": (
        N_("The form does not say which form it is."),
        N_("Get the form anew from this server."),
    ),
    "openrosa.no_instance_id": (
        N_("The form has no id of its own, so it could be counted twice."),
        N_("Fill it in with a program that makes one."),
    ),
    "openrosa.no_part": (
        N_(
            "What was sent has {count} parts called xml_submission_file; one is needed."
        ),
        N_("Send it as ODK Collect does."),
    ),
    "openrosa.no_such_instance": (
        N_("The form corrects one that was never sent here."),
        N_("Send the first one first."),
    ),
    "openrosa.no_version": (
        N_("The form {form} was never published here as version {version}."),
        N_("Get the form anew from this server; keep this one for the coordinator."),
    ),
    "openrosa.no_xml": (
        N_("The form cannot be read as XML: {reason}."),
        N_("Send it again; nothing was kept."),
    ),
    "openrosa.not_newest": (
        N_("The form corrects one that was corrected before."),
        N_("Correct the newest one."),
    ),
    "openrosa.other_secret": (
        N_("The forms were encrypted under another secret than this server’s."),
        N_("Run it where the secret.key is that was there when they came in."),
    ),
    "openrosa.token": (
        N_("The server does not know this address, or it was shut out."),
        N_("Ask the coordinator for a new code to scan."),
    ),
    "openrosa.too_deep": (
        N_("The form is nested deeper than {deepest} times, or has over {most} parts."),
        N_("No form of ours has as many; find out where it comes from."),
    ),
    "openrosa.too_large": (
        N_("The form has {bytes} bytes; {most} fit."),
        N_("Shorten what was written in it."),
    ),
    "openrosa.version": (
        N_("The request does not say that it speaks OpenRosa 1.0."),
        N_("Use ODK Collect, KoboCollect or Enketo."),
    ),
}
