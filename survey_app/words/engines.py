"""Words of problems with data sets and the engines that read them."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS = {
    "dataset.missing": (
        N_("There is no data set in {path}."),
        N_("Write one: survey-app export --round R --as dataset --out {path}"),
    ),
    "dataset.damaged": (
        N_("The data set in {path} cannot be read: {reason}."),
        N_("Write it again into an empty folder."),
    ),
    "dataset.not_empty": (
        N_("The folder {path} is not empty."),
        N_("Name a new one, so that no parts of an older data set stay among the new."),
    ),
    "dataset.other_round": (
        N_("The data set in {path} is of round {found}, not of {round}."),
        N_("Leave out --round, or name the other folder."),
    ),
    "dataset.other_release": (
        N_("The data set in {path} is for the release “{found}”, not “{release}”."),
        N_(
            "Write another one for that release: what was answered since the last public release must not be seen before the next."
        ),
    ),
    "engine.no_data": (
        N_("The engine “{engine}” reads data sets, and none was named."),
        N_("Write one with survey-app export --as dataset, then add --data FOLDER."),
    ),
    "engine.failed": (
        N_("The engine “{engine}” did not finish: {reason}"),
        N_(
            "See that the cluster runs, that its workers reach the folder of the data set, and that this version of survey_app is installed on them."
        ),
    ),
    "extra.missing": (
        N_("This needs a part that is not installed."),
        N_("Install it with: pip install 'survey-app[{extra}]'"),
    ),
}
