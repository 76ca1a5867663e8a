"""How an interview came about: when, beside whom, where, and on which version."""

import numpy as np

from survey_app.core.quality.finders import Finder
from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import BoolArray

#: The answer to "who can hear" that stops sensitive questions.
ARMED = "armed"


def noted(*notes: str) -> Finder:
    """Return the flag of interviews of which a tablet noted one of these."""

    def find(interviews: Interviews) -> BoolArray:
        wanted = set(notes)
        return np.array([bool(told & wanted) for told in interviews.told], np.bool_)

    return find


def presence(interviews: Interviews) -> BoolArray:
    """Return which a leader or an armed person could hear."""
    found = np.zeros(len(interviews.codes), np.bool_)
    for column, item in enumerate(interviews.items):
        if item.role == "privacy":
            codes = [option.code for option in interviews.instrument.options(item)]
            if ARMED in codes:
                found |= interviews.codes[:, column] == codes.index(ARMED)
    return found


def other_version(interviews: Interviews) -> BoolArray:
    """Return which answered another version of the questionnaire than the round's."""
    noted_so = noted("version")(interviews)
    return np.asarray(noted_so | (interviews.version != interviews.asked_version))


def other_place(interviews: Interviews) -> BoolArray:
    """Return which were asked outside the places assigned to who asked."""
    return np.array(
        [
            place not in interviews.assigned.get(name, {place})
            for name, place in zip(
                interviews.enumerator.tolist(), interviews.place.tolist(), strict=True
            )
        ],
        np.bool_,
    )
