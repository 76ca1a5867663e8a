"""Words for faults of the settings, and of the place a server is to run in."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "setting.address_taken": (
        N_("The server cannot listen on {address}: {reason}."),
        N_(
            "Stop what listens there, or choose another address with --host and --port."
        ),
    ),
    "setting.alone": (
        N_("This is set without {other}."),
        N_("Set both, or neither."),
    ),
    "setting.folder": (
        N_("The folder {path} cannot be written."),
        N_("Give it to the account that runs the server, or name another one."),
    ),
    "setting.no_address": (
        N_("“{value}” is no address of a server."),
        N_("Write it whole, such as https://trust.example."),
    ),
    "setting.no_language": (
        N_("The program does not speak “{value}”."),
        N_("Use a code such as en, fr or ar."),
    ),
    "setting.no_mail_address": (
        N_("This is no address of a mailbox."),
        N_("Write it as name@host."),
    ),
    "setting.no_mail_server": (
        N_("This is no address of a mail server."),
        N_(
            "Write it as smtp://name:password@host:587, or smtps:// for one encrypted from the start."
        ),
    ),
    "setting.no_proxy": (
        N_("“{value}” is no address of a machine."),
        N_(
            "Write the address from which the web server in front connects, such as 127.0.0.1."
        ),
    ),
    "setting.no_timezone": (
        N_("There is no time zone “{value}”."),
        N_("Use a name such as Africa/Tunis or Asia/Damascus."),
    ),
    "setting.not_0_or_1": (
        N_("“{value}” is neither 0 nor 1."),
        N_("Write 1 for yes, or leave it out."),
    ),
    "setting.short": (
        N_("It is shorter than {least} signs."),
        N_("Choose four or five words."),
    ),
    "setting.short_token": (
        N_("It is shorter than {least} signs."),
        N_("Make one with: openssl rand -hex 20"),
    ),
    "setting.unknown": (
        N_("There is no setting of this name."),
        N_("Did you mean {near}? All settings are in docs/settings.md."),
    ),
}
