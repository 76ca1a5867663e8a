"""What a flag is: a pure function from a round's interviews to whom it is asked of."""

from collections.abc import Callable

from survey_app.core.quality.interviews import Interviews
from survey_app.core.sampling.design import BoolArray

#: Returns (rows,): the interviews a flag is asked of.
Finder = Callable[[Interviews], BoolArray]
#: Returns the enumerators a flag is asked of.
TeamFinder = Callable[[Interviews], set[str]]
