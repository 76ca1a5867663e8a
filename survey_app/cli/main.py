"""The command `survey-app`: finds the command's module, runs it, turns errors to codes.

Only the module of the command asked for is loaded, so that each starts quickly.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from survey_app import __version__, errors
from survey_app.cli.output import _, print_error
from survey_app.i18n import N_

#: command -> what it is for. Its module is survey_app.cli.<command>_command.
COMMANDS = {
    "demo": N_("build and show a demonstration survey"),
    "init": N_("make a database, or bring one up to date"),
    "serve": N_("run the web server"),
    "account": N_("add, list or disable people's accounts"),
    "token": N_("make, list or end tokens by which programs fetch results"),
    "device": N_("register, list or shut out tablets"),
    "bank": N_("list, show or check question banks"),
    "instrument": N_("build, check, publish, list, export or import instruments"),
    "media": N_("tell what has no recording; export or import recordings"),
    "translation": N_("list, export, import or lock translations of questionnaires"),
    "round": N_("open, close, describe or list survey rounds"),
    "boundaries": N_("bring in, list or remove the outlines maps are drawn of"),
    "backcheck": N_("ask a tenth of the interviews again, and compare"),
    "import": N_("take in responses collected elsewhere"),
    "estimate": N_("print means and shares with their uncertainty"),
    "gaps": N_("print who is behind everyone else"),
    "inequality": N_("print how unequal the groups of a grouping are"),
    "dyads": N_("print how groups see each other"),
    "compare": N_("print what changed between two rounds"),
    "soundness": N_("print whether the questions measured what they should"),
    "hidden": N_("print shares of what nobody had to admit"),
    "vignettes": N_("print where people stand among described cases"),
    "trend": N_("print how each measure moved over all rounds of a survey"),
    "export": N_("write results to a file"),
    "report": N_("write the report of a round, as PDF or Word document"),
    "release": N_("make, list or show what was released of a round"),
    "originals": N_("write the forms ODK Collect sent, as they came"),
    "microdata": N_("list, judge or make files of answers of single people"),
    "design": N_("print how a round was sampled and what its weights cost"),
    "weight": N_("weight a round to its population"),
    "plan": N_("plan how many people to ask, or what a round can show"),
    "quotas": N_("share people to ask among places and groups"),
    "hub": N_("make other hubs known, and agree on what travels"),
    "sync": N_("bring bundles to another hub, or fetch them"),
    "backup": N_("write database and secret into one locked file"),
    "restore": N_("put what a backup holds in place"),
    "upgrade": N_("bring a database up to this version"),
    "watch": N_("define, evaluate, rehearse or list what is watched"),
    "audit": N_("list, write or prove who did what"),
    "check": N_("look for damage in the database and the settings"),
}

#: What an error means to whoever called the command.
EXIT_CODES: dict[type[errors.SurveyError], int] = {
    errors.NotFound: 3,
    errors.NotAllowed: 4,
    errors.SurveyError: 1,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] not in COMMANDS:
        return _explain(arguments)
    command = arguments[0]
    module = import_module(f"survey_app.cli.{command}_command")
    parser = argparse.ArgumentParser(
        prog=f"survey-app {command}",
        description=module.__doc__,
        epilog=module.EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    parser.set_defaults(command=command)
    try:
        run = parser.parse_args(arguments[1:])
        return int(run.function(run) or 0)
    except errors.SurveyError as error:
        print_error(error, command)
        kinds = type(error).__mro__
        return next(EXIT_CODES[kind] for kind in kinds if kind in EXIT_CODES)
    except SystemExit as end:  # argparse has said what is wrong, or printed the help
        return int(end.code or 0)
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _explain(arguments: Sequence[str]) -> int:
    """Print what there is; an unknown command is a wrong usage."""
    if arguments and arguments[0] == "--version":
        print(__version__)
        return 0
    asked = not arguments or arguments[0] in ("-h", "--help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(_("There is no command “{name}”.").format(name=arguments[0]), file=out)
    print("survey-app COMMAND [--help]\n", file=out)
    for command, purpose in COMMANDS.items():
        print(f"  {command:<11} {_(purpose)}", file=out)
    return 0 if asked and arguments else 2


if __name__ == "__main__":
    sys.exit(main())
