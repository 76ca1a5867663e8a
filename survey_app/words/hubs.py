"""Words for faults of hubs and the bundles between them."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "bundle.cut_off": (
        N_("The bundle was cut off."),
        N_("Copy or send it again; nothing of it was kept."),
    ),
    "bundle.does_not_open": (
        N_("What the bundle holds does not open, though its signature is right."),
        N_("Exchange the cards of both hubs again, then send anew."),
    ),
    "bundle.figures_damaged": (
        N_("Release {number} in the bundle is not what was released."),
        N_("Ask the other hub to run “survey-app check”."),
    ),
    "bundle.gap": (
        N_("This is bundle {number}, but the next one should be {expected}."),
        N_(
            "Take the bundles in their order. If one is lost, bring the folder back: the file .position in it lets the other hub go on from there."
        ),
    ),
    "bundle.not_for_us": (
        N_("The bundle was made for another hub."),
        N_("Bring it to the hub it was made for."),
    ),
    "bundle.not_ours": (
        N_("This is no bundle of survey_app."),
        N_("Choose a file that “survey-app sync push” wrote; it ends in .bundle."),
    ),
    "bundle.other_past": (
        N_("The bundle does not follow bundle {number} as it was taken here."),
        N_(
            "An older copy does no harm: leave it. Else bring the folder back: the file .position in it lets the other hub go on from there."
        ),
    ),
    "bundle.other_place": (
        N_("The place {place} of the round {round} is another one here."),
        N_(
            "Give both places different ids, or use the same list of places in both hubs."
        ),
    ),
    "bundle.other_round": (
        N_("The round {round} is another one here: {ours}."),
        N_(
            "Agree on one survey, name, id and questionnaire for it before data travel."
        ),
    ),
    "bundle.signature": (
        N_("The bundle was not made by {name}, or was changed on its way."),
        N_("Do not use it. Compare the fingerprints of both hubs by telephone."),
    ),
    "bundle.too_large": (
        N_("The bundle is larger than {most} MB."),
        N_("Ask the other hub to make smaller ones, with --part."),
    ),
    "bundle.torn": (
        N_("The bundle speaks of {name} without saying what it is."),
        N_("Ask the other hub to run “survey-app check” and to make it again."),
    ),
    "hub.address": (
        N_("“{address}” is no address of a hub."),
        N_("Write it as https://district.example."),
    ),
    "hub.has_name": (
        N_("This hub is already called {name}."),
        N_("Others know it by that name: leave --name out."),
    ),
    "hub.kind": (
        N_("“{kind}” cannot be agreed on."),
        N_("Choose one of: {known}."),
    ),
    "hub.name": (
        N_("The name of a hub has 1 to {most} signs."),
        N_("Give a short name, such as that of the district."),
    ),
    "hub.name_taken": (
        N_("Another hub is already called {name}."),
        N_(
            "If it has new keys, compare fingerprints first, and let it take a new name."
        ),
    ),
    "hub.no_answer": (
        N_("The other hub does not answer: {reason}."),
        N_("Run the same command again later; it goes on where it was."),
    ),
    "hub.no_card": (
        N_("This is not the card of a hub."),
        N_("Choose the file that “survey-app hub introduce” wrote at the other hub."),
    ),
    "hub.no_name": (
        N_("This hub has no name yet."),
        N_("Give it one: survey-app hub introduce --name NAME."),
    ),
    "hub.no_token": (
        N_("There is no token for the other hub."),
        N_(
            "Let its coordinator make one with “survey-app token add … --scope sync”, and name the file it is in."
        ),
    ),
    "hub.not_agreed": (
        N_("It is not agreed to take {kind} of the round {round} from this hub."),
        N_(
            "Nothing was kept. If it should be taken: survey-app hub agree HUB {round} --take {kind}."
        ),
    ),
    "hub.other_secret": (
        N_("The keys of this hub do not open with the secret of this machine."),
        N_("Put back the file secret.key that belongs to this database."),
    ),
    "hub.position": (
        N_("This is no position of a hub."),
        N_("Ask with the number and the SHA-256 of the last bundle taken."),
    ),
    "hub.says": (
        N_("The other hub says: {reason}"),
        N_("{remedy}"),
    ),
    "hub.unknown": (
        N_("There is no hub “{hub}”. Known: {known}."),
        N_("Take its card first: survey-app hub introduce FILE."),
    ),
    "hub.where_to": (
        N_("It is not said where the bundles go to or come from."),
        N_("Give the address of the other hub, or a folder with --file."),
    ),
    "hub.which": (
        N_("It is not said which hub is meant. Known: {known}."),
        N_("Name it with --hub."),
    ),
}
