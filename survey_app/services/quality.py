"""Quality: what in a round somebody should look at before trusting it."""

import numpy as np

from survey_app.core.quality import duplicates
from survey_app.core.quality.duplicates import Copies
from survey_app.services.analysis import RoundData


def copies(data: RoundData) -> list[Copies]:
    """Return whose interviews look copied from one another, most first."""
    scored = [i.item_id for i in data.instrument.items if i.kind == "scored"]
    if not scored:
        return []
    codes = np.column_stack([data.frame.codes[item_id] for item_id in scored])
    return duplicates.copies(codes, data.frame.facts["enumerator"])
