"""What a community wants asked: proposed in its words, voted on, taken into a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from survey_app.core.questionnaire.instrument import Labels

#: A gathering with fewer people is not counted by itself: it would tell who voted how.
LEAST_PRESENT = 5


@dataclass(frozen=True, slots=True)
class Vote:
    """How many of those present at a gathering wanted it asked; never who."""

    gathering: str
    votes: int
    present: int
    voted_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question a community wants asked; `draft_id` and `item` once it is taken up."""

    proposal_id: int
    words: Labels
    reason: str
    proposed_on: date
    draft_id: str | None = None
    item: str | None = None
    votes: tuple[Vote, ...] = ()

    @property
    def wanted(self) -> int:
        """Return the votes of all gatherings together."""
        return sum(vote.votes for vote in self.votes)

    @property
    def present(self) -> int:
        """Return the people present at all gatherings together."""
        return sum(vote.present for vote in self.votes)


def ranked(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the proposals, those a larger share wants first, then the older ones."""
    return sorted(
        proposals,
        key=lambda p: (
            -(p.wanted / p.present if p.present else 0.0), p.proposed_on, p.proposal_id
        ),
    )  # fmt: skip
