"""Words for what became of the people chosen, and for the outcome rates."""

from survey_app.i18n import N_

#: What people enter; complete interviews the program counts itself. What is entered is
#: added to the refusals and the people under age that it counted.
ENTERED: dict[str, str] = {
    "partial": N_("answered in part, outside this program"),
    "refused": N_("refused at the door"),
    "not_reached": N_("live there, but were never reached"),
    "other": N_("could not be asked: ill, or no common language"),
    "unknown": N_("nobody knows whether anybody lives there"),
    "unknown_other": N_("nobody knows for another reason"),
    "ineligible": N_("not of the population"),
}
#: The rates a page shows first, and what each says.
HEADLINES = {
    "RR3": N_("answered, of all who should have been asked"),
    "COOP1": N_("answered, of those spoken to"),
    "REF2": N_("refused, of all who should have been asked"),
    "CON2": N_("were spoken to, of all who should have been asked"),
}
