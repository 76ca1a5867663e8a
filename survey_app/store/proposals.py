"""Keeps what communities want asked, and how many voted for it."""

import json
from collections import defaultdict
from datetime import date

from survey_app.core.questionnaire.instrument import Labels
from survey_app.core.questionnaire.proposals import Proposal, Vote
from survey_app.errors import NotFound
from survey_app.store.database import Database


def add(db: Database, words: Labels, reason: str, today: date) -> None:
    """Keep a proposal; who made it is not kept."""
    db.execute(
        """
        insert into proposals (words, reason, proposed_on)
        values (:words, :reason, :proposed_on)
        """,
        {
            "words": json.dumps(words, ensure_ascii=False),
            "reason": reason,
            "proposed_on": today.isoformat(),
        },
    )


def everything(db: Database) -> list[Proposal]:
    """Return every proposal with its votes, oldest first."""
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    for row in db.query(
        """
        select proposal_id, gathering, votes, present, voted_on
        from proposal_votes order by vote_id
        """
    ):
        day = date.fromisoformat(row["voted_on"])
        vote = Vote(row["gathering"], row["votes"], row["present"], day)
        votes[row["proposal_id"]].append(vote)
    rows = db.query(
        """
        select proposal_id, words, reason, proposed_on, draft_id, item
        from proposals order by proposal_id
        """
    )
    return [
        Proposal(
            row["proposal_id"],
            json.loads(row["words"]),
            row["reason"],
            date.fromisoformat(row["proposed_on"]),
            row["draft_id"],
            row["item"],
            tuple(votes[row["proposal_id"]]),
        )
        for row in rows
    ]


def get(db: Database, proposal_id: int) -> Proposal:
    """Return a proposal; raise NotFound."""
    for each in everything(db):
        if each.proposal_id == proposal_id:
            return each
    raise NotFound("proposal.unknown")


def vote(db: Database, proposal_id: int, counted: Vote) -> None:
    """Keep how many voted for a proposal at a gathering."""
    db.execute(
        """
        insert into proposal_votes (proposal_id, gathering, votes, present, voted_on)
        values (:proposal_id, :gathering, :votes, :present, :voted_on)
        """,
        {
            "proposal_id": proposal_id,
            "gathering": counted.gathering,
            "votes": counted.votes,
            "present": counted.present,
            "voted_on": counted.voted_on.isoformat(),
        },
    )


def adopt(db: Database, proposal_id: int, draft_id: str, item: str) -> None:
    """Note which question of which draft a proposal has become."""
    db.execute(
        """
        update proposals set draft_id = :draft_id, item = :item
        where proposal_id = :proposal_id
        """,
        {"proposal_id": proposal_id, "draft_id": draft_id, "item": item},
    )


def remove(db: Database, proposal_id: int) -> None:
    """Forget a proposal and its votes."""
    db.execute("delete from proposals where proposal_id = :id", {"id": proposal_id})
