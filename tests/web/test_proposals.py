"""A community's wish goes from proposal to score without anybody who programs."""

import re
from contextlib import closing
from datetime import date

import pytest

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.proposals import Proposal, Vote, ranked
from survey_app.errors import Conflict, Rejected
from survey_app.services import proposals, publishing, workshop
from survey_app.store import proposals as store
from survey_app.store.database import connect

HOME = "/instruments/proposals/"
DAY = date(2026, 3, 2)


def plain(page):
    return re.sub("[\u2066-\u2069]", "", page)


def test_what_a_leader_proposes_is_voted_on_and_measured(visitor, database):
    visitor.sign_in("leader").get("/")
    assert HOME in visitor.page
    visitor.get(HOME)
    words = {
        "words-en": "Women fetch water alone.",
        "words-ar": "تجلب النساء الماء وحدهن.",
    }
    visitor.post(HOME, reason="It was so before.", **words)
    assert "Women fetch water alone." in visitor.page
    visitor.post(f"{HOME}1/vote", gathering="Women, north", votes="18", present="20")
    visitor.post(f"{HOME}1/vote", gathering="Men, north", votes="7", present="15")
    assert "25 of 35 people want it asked." in plain(visitor.page)
    assert "Ask it in a questionnaire" not in visitor.page
    visitor.post("/signout")
    with closing(connect(database)) as db:
        empty = Definition("well", {"en": "Well"}, ("en", "ar"))
        workshop.create(db, empty, "coordinator", DAY)
    visitor.sign_in("coordinator").get(HOME)
    visitor.post(f"{HOME}1/adopt", draft="well", scale="A5")
    assert "<h1>Well</h1>" in visitor.page
    with closing(connect(database)) as db:
        instrument = publishing.build(workshop.get(db, "well").definition)
        assert instrument.item("c1").kind == "scored"
        assert instrument.item("c1").text["ar"] == "تجلب النساء الماء وحدهن."
        assert store.get(db, 1).item == "c1"
        kept = str(
            db.conn.execute("select * from proposals, proposal_votes").fetchall()
        )
    assert "leader" not in kept
    visitor.get(HOME)
    assert "It is asked in the draft well." in plain(visitor.page)
    visitor.post("/instruments/drafts/well/remove", seen="1", sure="yes")
    visitor.get(HOME)
    assert "It is asked in" not in visitor.page
    visitor.post(f"{HOME}1/remove")
    assert "Nothing was proposed yet." in visitor.page


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (("x", "20"), "proposal.count"),
        (("21", "20"), "proposal.count"),
        (("-1", "20"), "proposal.count"),
        (("1", "4"), "proposal.too_few"),
    ],
)
def test_votes_are_counts_of_gatherings_that_hide_the_single_one(db, counts, code):
    proposals.propose(db, {"en": "Is it calm?"}, "", DAY)
    with pytest.raises(Rejected) as raised:
        proposals.vote(db, 1, "x", counts, DAY)
    assert [p.code for p in raised.value.problems] == [code]
    assert store.get(db, 1).votes == ()


def test_a_proposal_needs_words_that_can_be_heard_once(db):
    for words, code in (
        ({}, "proposal.no_text"),
        ({"en": "a " * 21}, "proposal.too_long"),
    ):
        with pytest.raises(Rejected) as raised:
            proposals.propose(db, words, "", DAY)
        assert [p.code for p in raised.value.problems] == [code]


def test_a_proposal_is_taken_up_once(db):
    proposals.propose(db, {"en": "Is it calm?"}, "", DAY)
    workshop.create(db, Definition("calm", {}, ("en",)), "amal", DAY)
    with pytest.raises(Rejected):
        proposals.adopt(db, 1, "calm", "T99", ("amal", DAY))
    proposals.adopt(db, 1, "calm", "A5", ("amal", DAY))
    with pytest.raises(Conflict):
        proposals.adopt(db, 1, "calm", "A5", ("amal", DAY))
    assert len(workshop.get(db, "calm").definition.own_items) == 1


def test_the_largest_share_comes_first_then_the_older():
    few, many = (Vote("", votes, 10, DAY) for votes in (2, 9))
    found = [
        Proposal(1, {}, "", DAY, votes=(few,)),
        Proposal(2, {}, "", DAY),
        Proposal(3, {}, "", DAY, votes=(many, few)),
        Proposal(4, {}, "", DAY, votes=(few,)),
    ]
    assert [p.proposal_id for p in ranked(found)] == [3, 1, 4, 2]
