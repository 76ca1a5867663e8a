"""Feedback is kept once, answered by its code, and sealed where it may do harm."""

from datetime import date, timedelta

import pytest

from survey_app.core.listening.feedback import Content, Step
from survey_app.core.people import Account
from survey_app.core.warning.indicators import Indicator, Source
from survey_app.errors import Conflict, NotAllowed, NotFound, Rejected
from survey_app.interchange import feedback_csv
from survey_app.services import feedback, feedback_desk, measuring
from survey_app.services.feedback_desk import Sorting
from survey_app.services.receiving import Secrets
from survey_app.store import accounts
from survey_app.store import feedback as store
from survey_app.store.database import connect, create

DAY = date(2026, 3, 2)
SECRETS = Secrets("secret", b"key")
ADA = Account("a", "ada", "leader")
WORDS = "They took my sister's share"


def give(db, text="The well is dry.", once="1", **facts):
    return feedback.give(db, Content(text, "ar", **facts), once, SECRETS, DAY)


def bytes_of(path):
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def named(db):
    accounts.add(db, ADA, "hash")
    feedback_desk.name_focal(db, "ada", ADA, DAY)


def test_the_same_form_sent_twice_is_one_record_with_one_code(db):
    assert give(db) == give(db)
    assert give(db, once="2") != give(db)
    assert len(feedback_desk.listed(db, "waiting")) == 2


def test_a_code_shows_state_and_answer_and_never_what_was_said(db):
    code = give(db)
    feedback_desk.step(db, 1, Step("answer", "ada", DAY, "الماء يعود غدا"))
    seen = feedback.seen(db, code.lower().replace("-", " "), SECRETS)
    assert (seen.state, seen.answer) == ("answered", "الماء يعود غدا")
    assert "The well" not in repr(seen)
    with pytest.raises(NotFound):
        feedback.seen(db, "AAAA-AAAA", SECRETS)


def test_who_holds_the_code_appeals_confirms_and_takes_back(db):
    code = give(db)
    with pytest.raises(NotAllowed):
        feedback.respond(db, code, Step("answer", "", DAY, "mine"), SECRETS)
    with pytest.raises(Conflict):
        feedback.respond(db, code, Step("appeal", "", DAY, "no"), SECRETS)
    feedback_desk.step(db, 1, Step("answer", "ada", DAY, "Tomorrow."))
    feedback.respond(db, code, Step("appeal", "", DAY, "Still dry."), SECRETS)
    assert feedback.seen(db, code, SECRETS).state == "appealed"
    feedback.withdraw(db, code, SECRETS)
    feedback.withdraw(db, code, SECRETS)
    with pytest.raises(NotFound):
        feedback.seen(db, code, SECRETS)


@pytest.mark.parametrize("sensitivity", ["sensitive", "unclear"])
def test_what_may_do_harm_is_readable_nowhere_but_by_named_people(
    tmp_path, sensitivity
):
    db = create(tmp_path / "f.db")
    code = give(db, WORDS, sensitivity=sensitivity)
    assert feedback_desk.listed(db, "waiting") == []
    assert not any(n for n, _ in feedback_desk.counts(db).values())
    assert WORDS.encode() not in bytes_of(tmp_path / "f.db")
    with pytest.raises(NotAllowed):
        feedback_desk.sealed_record(db, 1, ADA, "secret")
    named(db)
    found = feedback_desk.sealed_record(db, 1, ADA, "secret")
    assert found.content.text == WORDS
    assert found.days.due_on == DAY + timedelta(2)
    taken = Step("answer", "ada", DAY, "Come to see me.")
    feedback_desk.step_sealed(db, 1, taken, ADA, "secret")
    assert feedback.seen(db, code, SECRETS).answer == "Come to see me."
    with pytest.raises(NotFound, match="other_secret"):
        feedback_desk.sealed_record(db, 1, ADA, "another")
    db.close()


def test_a_record_found_to_be_sensitive_leaves_nothing_readable_behind(tmp_path):
    db = create(tmp_path / "f.db")
    code = give(db, WORDS)
    feedback_desk.step(db, 1, Step("note", "ada", DAY, "Told of beatings."))
    sorting = Sorting("concern", "abuse", "urgent", "sensitive")
    feedback_desk.sort(db, 1, sorting, "secret")
    db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    left = bytes_of(tmp_path / "f.db")
    assert WORDS.encode() not in left
    assert b"beatings" not in left
    db = connect(tmp_path / "f.db")
    named(db)
    sealed = store.sealed(db)[0].number
    assert feedback_desk.sealed_record(db, sealed, ADA, "secret").content.text == WORDS
    open_again = Sorting("concern", "aid", "action", "open")
    feedback_desk.sort_sealed(db, sealed, open_again, ADA, "secret")
    assert feedback.seen(db, code, SECRETS).state == "received"
    assert [r.content.category for r in feedback_desk.listed(db, "waiting")] == ["aid"]
    db.close()


def test_named_people_are_named_by_name_and_can_be_unnamed(db):
    with pytest.raises(NotFound):
        feedback_desk.name_focal(db, "nobody", ADA, DAY)
    named(db)
    assert feedback_desk.focal_people(db) == [ADA]
    store.unname_focal(db, "a")
    assert not feedback_desk.is_focal(db, ADA)


def test_answered_sealed_records_are_forgotten_after_nine_months(db):
    named(db)
    give(db, sensitivity="sensitive")
    feedback_desk.step_sealed(db, 1, Step("answer", "ada", DAY, "Yes."), ADA, "secret")
    assert feedback_desk.forget_old(db, DAY + timedelta(270)) == 0
    assert feedback_desk.forget_old(db, DAY + timedelta(271)) == 1
    assert store.sealed(db) == []


def test_said_and_done_is_told_by_place_and_needs_both_halves(db):
    give(db, place="North")
    give(db, once="2", place="South", kind="rumour")
    by = Step("done", "ada", DAY)
    feedback_desk.say_done(db, 1, ("No water", "A new pump"), by)
    feedback_desk.say_done(db, 2, ("The bridge is closed", "It is open"), by)
    assert [(d.said, d.did) for d in feedback_desk.told(db, "North")] == [
        ("No water", "A new pump")
    ]
    assert len(feedback_desk.told(db)) == 2
    with pytest.raises(Rejected):
        feedback_desk.say_done(db, 1, ("No water", " "), by)


def test_how_many_were_answered_in_time_is_known_by_month(db):
    for once, day in (("1", DAY), ("2", DAY), ("3", DAY + timedelta(40))):
        give(db, once=once)
        feedback_desk.step(db, int(once), Step("answer", "ada", day, "Yes."))
    assert store.answered_in_time(db) == [("2026-03", 3, 2)]


@pytest.mark.parametrize(("how", "value"), [("share", 0.75), ("", 12.0)])
def test_early_warning_reads_months_of_enough_feedback(db, how, value):
    for once in range(12):
        give(db, once=str(once))
        late = timedelta(20 if once < 3 else 0)
        feedback_desk.step(db, once + 1, Step("answer", "ada", DAY + late, "Yes."))
    feedback.give(db, Content("x", "en"), "later", SECRETS, DAY + timedelta(40))
    give(db, once="secret", sensitivity="sensitive")
    watched = Indicator("fb", {"en": "Feedback"}, Source("feedback", how=how))
    (series,) = measuring.measure(db, watched, {}, date(2026, 6, 1)).series
    assert [(r.value, r.n) for r in series.readings] == [(value, 12), (None, 1)]
    assert measuring.measure(db, watched, {}, date(2026, 3, 31)).series == []


def test_tables_are_taken_in_once_and_are_read_by_named_people_first(db):
    text = "text,date,place,sensitivity\nNo school,2026-02-01,North,open\nHe hits,2026-02-02,,\n"
    lines = feedback_csv.read("log.csv", text.encode(), DAY)
    assert feedback.take_in(db, lines, SECRETS) == 2
    assert feedback.take_in(db, lines, SECRETS) == 0
    assert [r.content.text for r in feedback_desk.listed(db, "waiting")] == [
        "No school"
    ]
    assert len(store.sealed(db)) == 1


def test_every_fault_of_a_table_is_told_and_nothing_is_kept():
    text = "text,date,type,language\nHi,2026-02-30,shout,en\n,2027-01-01,,qq1\n"
    with pytest.raises(Rejected) as rejected:
        feedback_csv.read("log.csv", text.encode(), DAY)
    found = [(p.where, p.code.partition(".")[2]) for p in rejected.value.problems]
    assert found == [
        ("log.csv:2 kind", "unknown_word"), ("log.csv:2 date", "day"),
        ("log.csv:3 text", "no_text"), ("log.csv:3 date", "future"),
        ("log.csv:3 language", "unknown_word"),
    ]  # fmt: skip
    with pytest.raises(Rejected):
        feedback_csv.read("log.csv", b"words\nx\n", DAY)
