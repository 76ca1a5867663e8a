"""Words for faults of accounts, pages and the database."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "account.may_not": (
        N_("Your account may not do this."),
        N_("Ask a coordinator."),
    ),
    "account.name": (
        N_("The name must have 1 to {most} signs."),
        N_("Choose a shorter name."),
    ),
    "account.name_taken": (
        N_("There is already an account {name}."),
        N_("Choose another name."),
    ),
    "account.needed": (
        N_("This needs an account."),
        N_("Sign in first."),
    ),
    "account.own": (
        N_("You cannot close your own account."),
        N_("Ask another coordinator."),
    ),
    "account.old_password": (
        N_("The password you have until now is another one."),
        N_("Go back and type it again."),
    ),
    "account.wrong_code": (
        N_("This code does not open this account."),
        N_("Check name and code; each code opens once, and new codes void older ones."),
    ),
    "account.second_there": (
        N_("There is a second factor already."),
        N_("Take it away first, by one of its codes or a printed one."),
    ),
    "account.password_short": (
        N_("The password is shorter than {least} signs."),
        N_("Choose a longer one; several words are good."),
    ),
    "account.role": (
        N_("There is no role {role}."),
        N_("Use one of: {known}."),
    ),
    "account.unknown": (
        N_("There is no account {name}."),
        N_("Use one of: {known}."),
    ),
    "account.not_the_same": (
        N_("The two passwords are not the same."),
        N_("Type the same one twice."),
    ),
    "account.there_is_one": (
        N_("Somebody has an account on this server already."),
        N_("Sign in, or ask a coordinator for an account."),
    ),
    "account.first_code_spent": (
        N_("Too many wrong codes were entered; the code opens nothing any more."),
        N_("Start the server again: it prints a new one."),
    ),
    "account.first_code_wrong": (
        N_("This is not the code the server has printed."),
        N_("Look at what it said when it was started, in its window or its log."),
    ),
    "database.busy": (
        N_("The server has more to do than it can at the moment. Nothing was kept."),
        N_("Send it again in a moment."),
    ),
    "database.damaged": (
        N_("The database is damaged: {reason}"),
        N_("Stop the server, keep this file, and go back to the last copy."),
    ),
    "database.full": (
        N_("The server’s disk is full. Nothing was kept."),
        N_("Make room on the disk, then send it again."),
    ),
    "database.missing": (
        N_("There is no database at {path}."),
        N_("Make one with “survey-app init”, or name yours with --database."),
    ),
    "database.not_migrated": (
        N_("The database {path} was made by another version of the program."),
        N_("Make a copy of it, then run “survey-app init” to bring it up to date."),
    ),
    "database.not_writable": (
        N_("The database cannot be written."),
        N_(
            "Look at the disk’s free space and at the rights of the file and its folder."
        ),
    ),
    "snapshot.disagreed": (
        N_("The copy of the answers that results are read from was not what they are."),
        N_(
            "It has been deleted and is made again from the answers. Look at the disk: something changed or damaged a file."
        ),
    ),
    "demo.not_empty": (
        N_("The database holds other surveys."),
        N_("Give the demonstration a database of its own with --database."),
    ),
    "form.no_token": (
        N_(
            "This form was open for too long, or did not come from here. Nothing was saved."
        ),
        N_("Go back, load the page again, and send it once more."),
    ),
    "input.rejected": (
        N_("There are faults in what was sent: {count}."),
        N_("Correct them and send it again; nothing was changed."),
    ),
    "page.broken": (
        N_("Something went wrong on our side."),
        N_("Try again; if it stays, tell the coordinator."),
    ),
    "page.method": (
        N_("This address cannot be used this way."),
        N_("Go to the first page and choose from there."),
    ),
    "page.too_large": (
        N_("What was sent is too large."),
        N_("Shorten it and send it again."),
    ),
    "page.unknown": (
        N_("There is nothing at {path}."),
        N_("Check the address, or go to the first page."),
    ),
    "https.not_local": (
        N_("{name} is not a name or an address of a local network."),
        N_(
            "Take an address such as 192.168.4.1, or a name that ends in .local. For an "
            "address of the Internet, put a server with a public certificate in front."
        ),
    ),
    "https.off": (
        N_("This server has no certificate of its own."),
        N_("Start it with: survey-app serve --https --host 0.0.0.0"),
    ),
    "table.needs_library": (
        N_("This needs {library}, which is not installed."),
        N_("Install it with: pip install {library}"),
    ),
}
