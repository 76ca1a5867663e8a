"""What every problem is called: for each code what is wrong, and what to do.

Codes are `noun.fault`. Placeholders are the facts of the problem. docs/problems.md
lists all of them; a test holds both to the codes the program raises.
"""

from collections.abc import Callable, Mapping

from survey_app.words import (
    alerts,
    answering,
    audit,
    backchecks,
    boundaries,
    coding,
    community,
    dialogues,
    engines,
    exporting,
    feedback,
    forms,
    hubs,
    importing,
    keeping,
    media,
    methods,
    microdata,
    openrosa,
    programs,
    sampling,
    serving,
    settings,
    surveying,
    tablets,
    targets,
    translating,
    warnings,
    workshop,
)

#: code -> (what is wrong, what to do)
WORDS = {
    **alerts.WORDS,
    **answering.WORDS,
    **audit.WORDS,
    **backchecks.WORDS,
    **boundaries.WORDS,
    **coding.WORDS,
    **community.WORDS,
    **dialogues.WORDS,
    **engines.WORDS,
    **exporting.WORDS,
    **feedback.WORDS,
    **forms.WORDS,
    **hubs.WORDS,
    **importing.WORDS,
    **keeping.WORDS,
    **media.WORDS,
    **methods.WORDS,
    **microdata.WORDS,
    **openrosa.WORDS,
    **programs.WORDS,
    **sampling.WORDS,
    **serving.WORDS,
    **settings.WORDS,
    **surveying.WORDS,
    **tablets.WORDS,
    **targets.WORDS,
    **translating.WORDS,
    **warnings.WORDS,
    **workshop.WORDS,
}


def tell(
    code: str, facts: Mapping[str, object], gettext: Callable[[str], str] = str
) -> tuple[str, str]:
    """Return what is wrong and what to do, in the language of `gettext`."""
    reason, remedy = WORDS[code]
    known = _Facts(facts)
    return gettext(reason).format_map(known), gettext(remedy).format_map(known)


class _Facts(dict[str, object]):
    """Facts of a problem; one that nobody gave must not hide the problem."""

    def __missing__(self, name: str) -> str:
        return "?"
