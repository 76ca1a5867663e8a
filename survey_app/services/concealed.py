"""What sensitive modules tell: hidden shares, and places among described cases."""

from survey_app.core.disclosure.door import Protected, hiding, protected
from survey_app.core.disclosure.rules import Release
from survey_app.core.estimation import concealed
from survey_app.core.estimation.rows import HiddenRow, VignetteRow
from survey_app.services.analysis import RoundData
from survey_app.services.withholding import decisions


def hidden_shares(data: RoundData, release: Release) -> Protected[HiddenRow]:
    """Return the share of every module that asks nobody to admit anything."""
    name = data.survey_round.name
    table = [
        concealed.hidden_share(name, data.instrument, data.frame, module)
        for module in data.instrument.modules
        if module.kind != "vignettes"
    ]
    return protected(table, [decisions(data, release, ())])


def vignettes(data: RoundData, release: Release) -> Protected[VignetteRow]:
    """Return where people place themselves among cases, everyone and by language.

    All languages are shown or none: one alone is what the others lack to everyone.
    """
    languages = [data.groupings["language"]] if "language" in data.groupings else []
    table = [
        pair
        for module in data.instrument.modules
        if module.kind == "vignettes"
        for pair in concealed.places(
            data.survey_round.name, data.frame, module, *languages
        )
    ]
    rows = protected(table, [decisions(data, release, ())])
    incomplete = {(row.of, row.by) for row in rows if row.suppressed}
    return hiding(rows, lambda row: (row.of, row.by) in incomplete)
