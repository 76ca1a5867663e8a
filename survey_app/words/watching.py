"""What verdicts, rules and indicators are called on pages."""

from survey_app.i18n import N_

VERDICT_WORDS = {
    "clear": N_("clear"),
    "watch": N_("watch"),
    "alert": N_("alert"),
    "critical": N_("critical"),
    "too_few": N_("too few to tell"),
    "not_judged": N_("could not be judged"),
}
RULE_WORDS = {
    "level": N_("Below its limit"),
    "change": N_("Fell since the round before"),
    "gap": N_("Behind everyone else"),
    "trend": N_("Drifting over many rounds"),
    "share": N_("A share beyond what is usual"),
    "count": N_("More events than usual"),
    "silence": N_("Nothing is heard"),
    "refusals": N_("More people decline to answer"),
    "report": N_("Reported by people"),
    "combined": N_("Several rules together"),
}
#: What the numbers of a verdict mean, by the kind of its rule.
EVIDENCE_WORDS = {
    "level": N_("{value}; the limit is {limit}"),
    "change": N_("{value} after {baseline}"),
    "gap": N_("{value}; everyone else {baseline}"),
    "trend": N_("{value}; usual is {baseline}"),
    "share": N_("{value}; usual is {baseline}, the limit is {limit}"),
    "count": N_("{value}; usual is {baseline}, the limit is {limit}"),
    "silence": N_("readings missed in a row: {statistic}"),
    "refusals": N_("{value} after {baseline}"),
}
PROGRESS_WORDS = {
    "on_track": N_("on track"),
    "off_track": N_("off track"),
    "cannot_tell": N_("cannot tell"),
}
SIDE_WORDS = {
    "peace": N_("What holds people together"),
    "risk": N_("What endangers"),
}
BETTER_WORDS = {"higher": N_("higher is better"), "lower": N_("lower is better")}
FREQUENCY_WORDS = {
    "week": N_("every week"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "half_year": N_("every half year"),
    "year": N_("every year"),
}
SOURCE_WORDS = {
    "measure": N_("answers to the survey"),
    "refusals": N_("who declined to answer"),
    "responses": N_("how many answered"),
    "feedback": N_("feedback: how much is due, or answered in time"),
    "outside": N_("a series from elsewhere"),
    "derived": N_("made of other indicators"),
}
#: Kinds of files of series from elsewhere.
FORM_WORDS = {
    "acled": N_("Events of ACLED, or their deletions"),
    "dhis2": N_("Values of DHIS2"),
    "hxl": N_("A table with HXL hashtags"),
    "generic": N_("Any other table, with a map"),
}
#: What taking a file in did, or would do.
DID = N_(
    "Taken in: {imported} new, {updated} updated, {ignored} ignored, {removed} gone."
)
WOULD = N_(
    "It would be: {imported} new, {updated} updated, {ignored} ignored, {removed} gone. Nothing was taken in."
)
