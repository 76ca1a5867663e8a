"""Dialogues: who may do what when, and that nothing unmoderated is ever shown."""

from contextlib import closing
from datetime import date

import pytest

from survey_app.core.listening.dialogue import (
    MOST_ADDED,
    Dialogue,
    Participant,
    Sheet,
)
from survey_app.errors import Conflict, NotFound, Rejected
from survey_app.services import dialogue_outcomes, dialogues, voting
from survey_app.services.dialogues import Entry, Judged
from survey_app.store import dialogues as store
from survey_app.store.database import connect

ENTRY = Entry("coordinator", date(2026, 3, 9))


@pytest.fixture
def db(database):
    with closing(connect(database)) as found:
        yield found


@pytest.fixture
def water(db):
    """An open dialogue of two statements, for those who stayed, returned, fled."""
    made = Dialogue("water", "trust.1", {"en": "Water"}, {}, "DEM4", "preparing")
    dialogues.make(db, made, ENTRY)
    dialogues.add_seeds(db, made, {"en": "One well for all\n\nPay by use\n", "fr": ""})
    dialogues.open_it(db, made)
    return dialogues.get(db, "water")


def codes(raised):
    return [problem.code for problem in raised.value.problems]


def test_a_dialogue_needs_an_address_a_title_and_a_question_of_one_group(db, water):
    for slug, code in (("water", "dialogue.taken"), ("Wa ter", "dialogue.slug")):
        wanted = Dialogue(slug, "trust.1", {}, {}, "PL1", "preparing")
        with pytest.raises(Rejected) as raised:
            dialogues.make(db, wanted, ENTRY)
        assert codes(raised) == [code, "dialogue.no_title", "dialogue.no_grouping"]


def test_seeds_are_the_same_lines_in_every_language(db, water):
    lines = {"en": "One\nTwo\nThree", "ar": "واحد\nاثنان", "fr": "x" * 281}
    with pytest.raises(Rejected) as raised:
        dialogues.add_seeds(db, water, lines)
    assert codes(raised) == ["dialogue.lines", "dialogue.lines", "dialogue.too_long"]
    assert (
        dialogues.add_seeds(db, water, {"en": "Three\nFour", "ar": "ثلاثة\nأربعة"}) == 2
    )
    assert voting.shown(db, water)[-1].said == {"en": "Four", "ar": "أربعة"}
    with pytest.raises(Rejected):
        dialogues.add_seeds(db, water, {"en": " \n"})


def test_a_vote_is_counted_once_however_often_it_is_sent_and_may_be_changed(db, water):
    who = voting.join(db, water, "p1")
    for choice in ("agree", "agree", "disagree", "disagree"):
        voting.vote(db, water, who, 1, choice)
    (first, _) = voting.shown(db, water)
    assert (first.agree, first.disagree, first.passed) == (0, 1, 0)
    assert store.participant(db, "p1").votes == "d"


def test_votes_on_what_is_not_shown_are_refused(db, water):
    who = voting.join(db, water, "p1")
    voting.add(db, water, who, ("en", "A third"))
    for number in (0, 3, 99, -1):
        with pytest.raises(NotFound, match="no_statement"):
            voting.vote(db, water, who, number, "agree")
    with pytest.raises(Rejected):
        voting.vote(db, water, who, 1, "maybe")
    with pytest.raises(NotFound, match="nobody"):
        voting.vote(db, water, Participant("nobody", "water"), 1, "agree")
    assert store.votes(db, "water") == ([], [])


def test_what_people_add_waits_and_is_shown_only_once_judged(db, water):
    who = voting.join(db, water, "p1")
    voting.add(db, water, who, ("fr", "Un\u202e puits"))
    voting.add(db, water, who, ("fr", "un  PUITS"))
    (waits,) = dialogues.waiting(db, water)
    assert waits.said == {"fr": "Un puits"}
    assert [each.number for each in voting.shown(db, water)] == [1, 2]
    following, total = voting.next_statement(db, water, who)
    assert following.number in (1, 2)
    assert total == 2
    judged = Judged(3, "shown", {"fr": "Un puits", "en": "A well"})
    dialogues.judge(db, water, [judged], ENTRY)
    assert voting.shown(db, water)[-1].said["en"] == "A well"


def test_what_is_refused_is_forgotten_and_its_votes_do_not_count(db, water):
    who = voting.join(db, water, "p1")
    voting.vote(db, water, who, 2, "agree")
    dialogues.judge(db, water, [Judged(2, "refused", {"en": "Pay by use"})], ENTRY)
    assert [each.number for each in voting.shown(db, water)] == [1]
    assert store.statements(db, "water")[1].said == {}
    for state, said in (("shown", {"en": "back"}), ("refused", {})):
        with pytest.raises(Rejected):
            dialogues.judge(db, water, [Judged(2, state, said)], ENTRY)
    with pytest.raises(Rejected) as raised:
        dialogues.judge(db, water, [Judged(1, "shown", {"en": "\u202e "})], ENTRY)
    assert codes(raised) == ["dialogue.empty"]


def test_one_person_adds_few_statements_and_a_flood_is_stopped(db, water, monkeypatch):
    who = voting.join(db, water, "p1")
    for n in range(MOST_ADDED):
        voting.add(db, water, who, ("en", f"Thought {n}"))
    with pytest.raises(Conflict, match="added_enough"):
        voting.add(db, water, who, ("en", "One more"))
    voting.add(db, water, who, ("en", "Thought 0"))
    monkeypatch.setattr(voting, "MOST_WAITING", MOST_ADDED)
    with pytest.raises(Conflict, match="too_many_wait"):
        voting.add(db, water, voting.join(db, water, "p2"), ("en", "Another"))
    with pytest.raises(Rejected):
        voting.add(db, water, who, ("en", "x" * 281))
    assert len(dialogues.waiting(db, water)) == MOST_ADDED


def test_a_closed_dialogue_takes_nothing(db, water):
    who = voting.join(db, water, "p1")
    dialogues.close_it(db, water)
    for attempt in (
        lambda: voting.vote(db, water, who, 1, "agree"),
        lambda: voting.add(db, water, who, ("en", "Late")),
        lambda: voting.join(db, dialogues.get(db, "water"), "p2"),
    ):
        with pytest.raises(Conflict, match=r"dialogue\.closed"):
            attempt()


def test_groups_are_those_of_the_question(db, water):
    who = voting.join(db, water, "p1")
    voting.declare(db, water, who, "displaced")
    assert store.participant(db, "p1").group == "displaced"
    with pytest.raises(Rejected):
        voting.declare(db, water, who, "martian")
    assert voting.find(db, water, "p1").group == "displaced"
    assert voting.find(db, Dialogue("x", "", {}, {}, "", "open"), "p1") is None


def test_a_sheet_of_paper_is_checked_and_counted_with_its_group(db, water):
    faulty = Sheet(0, "martian", 12, {1: (10, 3, 0), 7: (1, 0, 0)})
    with pytest.raises(Rejected) as raised:
        dialogues.add_sheet(db, water, faulty, ENTRY)
    assert codes(raised) == [
        "dialogue.more_votes", "dialogue.no_statement", "dialogue.no_group",
    ]  # fmt: skip
    for people, counts in ((0, {1: (0, 0, 0)}), (5, {})):
        with pytest.raises(Rejected):
            dialogues.add_sheet(db, water, Sheet(0, "", people, counts), ENTRY)
    for agree in (12, 8):
        sheet = Sheet(0, "displaced", 12, {1: (agree, 12 - agree, 0)})
        dialogues.add_sheet(db, water, sheet, ENTRY)
    found = dialogue_outcomes.computed(db, water)
    (stand,) = found.declared.stands
    assert (stand.number, found.on_paper) == (1, 25)
    assert (stand.shares[0].agree, stand.shares[0].disagree) == (0.85, 0.15)
    assert found.declared.few == (2,)
    first, _ = store.sheets(db, "water")
    dialogues.remove_sheet(db, water, first.sheet_id)
    assert dialogue_outcomes.computed(db, water).on_paper == 10
    with pytest.raises(NotFound):
        dialogues.remove_sheet(db, water, 99)


def test_what_is_published_stays_as_it_was(db, water):
    sheet = Sheet(0, "displaced", 40, {1: (30, 10, 0), 2: (10, 30, 0)})
    dialogues.add_sheet(db, water, sheet, ENTRY)
    with pytest.raises(Conflict, match="still_open"):
        dialogue_outcomes.publish(db, water, ENTRY)
    with pytest.raises(NotFound):
        dialogue_outcomes.published(db, water)
    dialogues.close_it(db, water)
    dialogue_outcomes.publish(db, dialogues.get(db, "water"), ENTRY)
    kept = dialogues.get(db, "water")
    before = dialogue_outcomes.published(db, kept)
    assert before == dialogue_outcomes.computed(db, kept)
    assert [s.number for s in before.declared.stands] == [1, 2]
    for attempt in (
        lambda: dialogues.open_it(db, kept),
        lambda: dialogues.add_sheet(db, kept, sheet, ENTRY),
        lambda: dialogues.judge(db, kept, [], ENTRY),
        lambda: dialogues.add_seeds(db, kept, {"en": "Late"}),
        lambda: dialogues.keep_straight(db, kept, keeps=True),
        lambda: dialogues.remove_sheet(db, kept, 1),
    ):
        with pytest.raises(Conflict, match=r"dialogue\.published"):
            attempt()
    store.add_sheet(db, "water", sheet, "x", ENTRY.on)
    assert dialogue_outcomes.find(db, kept) == before
    dialogue_outcomes.take_down(db, kept, ENTRY)
    assert dialogue_outcomes.find(db, dialogues.get(db, "water")) != before


def test_what_divides_people_is_learned_as_votes_come_in(db, water):
    for n in range(20):
        who = voting.join(db, water, f"p{n}")
        voting.vote(db, water, who, 1, "agree")
        voting.vote(db, water, who, 2, ("agree", "disagree")[n % 2])
    first, second = voting.shown(db, water)
    assert second.extremity > first.extremity
    assert dialogues.get(db, "water").measured_votes >= 30


def test_nothing_kept_of_a_vote_has_a_moment(db, water):
    voting.vote(db, water, voting.join(db, water, "p1"), 1, "agree")
    (row,) = db.query("select * from dialogue_participants")
    assert set(row) == {"participant_id", "dialogue_id", "group_code", "votes", "added"}
    assert "rowid" not in row
    with pytest.raises(Exception, match="rowid"):
        db.execute("select rowid from dialogue_participants")


def test_rows_of_a_file_hold_what_pages_show_and_nothing_else(db, water):
    sheet = Sheet(0, "displaced", 40, {1: (40, 0, 0), 2: (11, 29, 0)})
    dialogues.add_sheet(db, water, sheet, ENTRY)
    found = dialogue_outcomes.computed(db, water)
    first, second = dialogue_outcomes.rows(found)
    assert first == {
        "statement": 1, "grouping": "declared", "group": "displaced", "agree": 0.9,
        "disagree": 0.1, "n": 40, "bridging": 0.9, "agreed_by_every_group": True,
        "on_the_agenda": True,
    }  # fmt: skip
    assert (second["agree"], second["on_the_agenda"]) == (0.3, False)
